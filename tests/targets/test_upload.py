"""Figures that are pasted or uploaded: the preview, confirming it, and all that changes nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.sheets import Column, Table, Workbook, write
from targets.actions import upload_return
from targets.actions.upload_return import apply_upload
from targets.models import Figure, Upload
from targets.sheets.plan import Plan
from tests.targets.scene import Q4, TODAY, Scene, given, ids_in, scene, summary_links
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HEADS = "Code\tJan-Mar 2015\tOffences\tPopulation\tData status\tCommentary"


def post(scene: Scene, text: str = "", who: str = "officer", **fields: Any) -> Any:
    """Paste into the upload page; the page that comes of it."""
    return scene.client(who).post(scene.url("upload/"), {"text": text, **fields}, follow=True)


def post_file(scene: Scene, content: bytes, name: str = "Q4 police.csv", **fields: Any) -> Any:
    return post(scene, file=SimpleUploadedFile(name, content), **fields)


def kept() -> Upload:
    return Upload.objects.order_by("-pk")[0]


def plan() -> Plan:
    return Plan.from_json(bytes(kept().plan))


def confirm(scene: Scene, *codes: str, who: str = "officer", upload: Upload | None = None) -> Any:
    upload = upload or kept()
    chosen = [str(scene.measures[code].pk) for code in codes]
    url = scene.url(f"upload/{upload.pk}/")
    return scene.client(who).post(url, {"row": chosen}, follow=True)


def everything() -> list[dict[str, Any]]:
    return list(Figure.objects.order_by("pk").values())


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1])
    return " ".join(text.split())


# --- From the paste to the figure ---------------------------------------------------------------


def test_paste_preview_confirm(scene: Scene) -> None:
    with given():
        scene.add_figure("reoffending", "38.9")
    page = post(
        scene,
        f"{HEADS}\n"
        "entrants\t1,264\t\t\t\tMore referrals.\n"
        "crime-rate\t\t4,241\t667,900\tProvisional\t\n"
        "reoffending\t38.9%\t\t\t\t\n"
        "fly-tipping\t7\t\t\t\t\n"
        "satisfied\tn/a\t\t\t\t\n",
    )
    assert page.status_code == 200
    said = words(page)
    assert "2 will change, 1 unchanged, 1 not recognised, 1 problem." in said
    assert "From what you pasted." in said
    assert "Entrants Figure Not entered 1,264 Row 2" in said
    assert "What changed and why Nothing More referrals." in said
    assert "6.35 per 1,000 (4,241 / 667,900)" in said
    assert "Row 5 fly-tipping No indicator that you enter in this return" in said
    assert "B6 Satisfied n/a Choose in the data status why the figure is not available." in said
    assert Figure.objects.filter(quarter=Q4).count() == 1, "a preview saves nothing"

    done = confirm(scene, "entrants", "crime-rate")
    assert "Saved 2 figures. Left out: 1 with a problem and 1 not recognised." in words(done)
    assert scene.url("missing/") in done.content.decode()
    assert scene.section_url in done.content.decode()
    entrants, rate = scene.figure("entrants"), scene.figure("crime-rate")
    assert entrants and rate
    assert (entrants.value, entrants.commentary_change) == (1264, "More referrals.")
    assert (entrants.how, entrants.came_from) == ("pasted", "")
    assert (rate.numerator, rate.denominator, rate.provisional) == (4241, 667900, True)
    assert scene.figure("satisfied") is None
    assert scene.figure("fly-tipping") is None


def test_file_and_where_it_came_from(scene: Scene) -> None:
    page = post_file(scene, b"Indicator,Q4 2014/15\r\nENTRANTS,12\r\n")
    assert "From the file “Q4 police.csv”." in words(page)
    assert "Not entered 12 Row 2" in words(page)
    confirm(scene, "entrants")
    figure = scene.figure("entrants")
    assert figure is not None
    assert (figure.value, figure.how, figure.came_from) == (12, "uploaded", "Q4 police.csv")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_workbooks(scene: Scene, kind: str) -> None:
    columns = (Column("Code"), Column("Value"))
    table = Table("Police", "Police figures", columns, (("entrants", 12), ("crime-rate", "odd")))
    content = write(Workbook("Police", ("For you",), (), (table,)), kind)  # type: ignore[arg-type]
    said = words(post_file(scene, content, f"police.{kind}"))
    assert "1 will change, 0 unchanged, 0 not recognised, 1 problem." in said
    assert re.search(r"Police, B\d+ Crime rate odd “odd” is not a number", said)


def test_only_what_is_ticked(scene: Scene) -> None:
    post(scene, "Code\tValue\nentrants\t12\nreoffending\t38.9")
    confirm(scene, "reoffending")
    assert scene.figure("entrants") is None
    assert scene.figure("reoffending") is not None


def test_nothing_ticked(scene: Scene) -> None:
    post(scene, "Code\tValue\nentrants\t12")
    assert confirm(scene, "fly-tipping").status_code == 422, "nothing that is in it"
    page = confirm(scene)
    assert page.status_code == 422
    assert "Select at least one row to save." in words(page)
    assert set(summary_links(page)) <= ids_in(page)
    assert "checked" not in page.content.decode()
    confirm(scene, "entrants")
    assert scene.figure("entrants") is not None


def test_same_file_twice(scene: Scene) -> None:
    content = b"Code,Value,Commentary\r\nentrants,12,More.\r\nreoffending,38.9%,\r\n"
    post_file(scene, content)
    confirm(scene, "entrants", "reoffending")
    before = everything()
    page = post_file(scene, content)
    assert "0 will change, 2 unchanged" in words(page)
    assert "Nothing would change." in words(page)
    confirm(scene, "entrants", "reoffending")
    assert everything() == before


def test_confirming_twice(scene: Scene) -> None:
    post(scene, "Code\tValue\nentrants\t12")
    upload = kept()
    confirm(scene, "entrants")
    before = everything()
    again = confirm(scene, "entrants", upload=upload)
    assert "These figures were saved already. Nothing was changed now." in words(again)
    assert everything() == before
    upload.refresh_from_db()
    assert bytes(upload.plan) == b""


def test_preview_as_long_as_a_day(scene: Scene) -> None:
    post(scene, "Code\tValue\nentrants\t12")
    upload = kept()
    with clock.fixed(TODAY + timedelta(days=2)):
        page = scene.client("officer").get(scene.url(f"upload/{upload.pk}/"), follow=True)
        assert "kept for a day and is gone" in words(page)
        confirm(scene, "entrants", upload=upload)
        assert apply_upload(
            by=scene.member("officer"), upload=upload, chosen={scene.measures["entrants"].pk}
        ).before
        assert scene.figure("entrants") is None
        post(scene, "Code\tValue\nentrants\t13")
    upload.refresh_from_db()
    assert bytes(upload.plan) == b"", "what nobody confirmed is emptied"


# --- Empty, n/a and what is there ---------------------------------------------------------------


def test_an_empty_cell_wipes_nothing(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", "12", provisional=True, commentary_change="Kept.")
        scene.add_figure("crime-rate", "6.3498", numerator="4241", denominator="667900")
    page = post(
        scene, f"{HEADS}\nentrants\t\t\t\t\t\ncrime-rate\t\t4,242\t\t\t\nsatisfied\t\t\t\t\t"
    )
    assert "1 will change, 2 unchanged, 0 not recognised, 0 problems." in words(page)
    confirm(scene, "crime-rate", "entrants", "satisfied")
    entrants, rate = scene.figure("entrants"), scene.figure("crime-rate")
    assert entrants and rate
    assert (entrants.value, entrants.provisional, entrants.version) == (12, True, 1)
    assert (rate.numerator, rate.denominator) == (4242, 667900)
    assert scene.figure("satisfied") is None


def test_status_alone_does_not_take_a_figure_away(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", "12")
    page = post(scene, "Code\tData status\nentrants\tNot released yet\nreoffending\tGreen")
    assert "B2 Entrants Not released yet Remove the number" in words(page)
    assert "B3 Reoffending Green This is not a data status." in words(page)
    assert plan().changes == ()


def test_reasons(scene: Scene) -> None:
    with given():
        scene.add_figure("reoffending", None, state="not_available", reason="not_released")
        scene.add_figure("crime-rate", "6.3498", numerator="4241", denominator="667900")
    text = (
        "Code\tValue\tData status\nentrants\t..\tNot available: quality problem\n"
        "satisfied\tn/a\t\nreoffending\t38.9\t\ncrime-rate\tz\t\n"
    )
    page = post(scene, text, reason="not_collected")
    assert "4 will change" in words(page), words(page)
    confirm(scene, "entrants", "satisfied", "reoffending", "crime-rate")
    states = {
        code: (figure.state, figure.reason, figure.value)
        for code in ("entrants", "satisfied", "reoffending", "crime-rate")
        if (figure := scene.figure(code))
    }
    assert states["entrants"] == ("not_available", "quality_problem", None)
    assert states["satisfied"] == ("not_available", "not_collected", None)
    assert states["reoffending"][0] == "entered"
    assert states["crime-rate"] == ("not_applicable", "", None)


def test_result_and_parts(scene: Scene) -> None:
    with given():
        scene.add_figure("satisfied", "54", numerator="27", denominator="50")
    heads = "Code\tValue\tNumerator\tDenominator\n"
    assert "1 unchanged" in words(post(scene, f"{heads}satisfied\t54%\t\t"))
    assert "1 unchanged" in words(post(scene, f"{heads}satisfied\t54%\t27\t50"))
    assert "1 will change" in words(post(scene, f"{heads}satisfied\t56.0%\t28\t50"))
    assert "Give those, not the result" in words(post(scene, f"{heads}satisfied\t60%\t\t"))
    assert "does not follow" in words(post(scene, f"{heads}satisfied\t60%\t28\t50"))
    assert "cannot be more than" in words(post(scene, f"{heads}satisfied\t\t60\t"))
    assert "asks for one value only" in words(post(scene, f"{heads}entrants\t\t60\t"))


def test_period(scene: Scene) -> None:
    heads = "Code\tValue\tPeriod\n"
    said = words(post(scene, f"{heads}reoffending\t38.9\t2013-14\nentrants\t5\tJan-Mar 2015"))
    assert "2 will change" in said
    confirm(scene, "reoffending", "entrants")
    figure = scene.figure("reoffending")
    assert figure is not None
    assert figure.period.label == "2013-14"
    said = words(post(scene, f"{heads}reoffending\t38.9\tsometime\nentrants\t6\t2013-14"))
    assert "C2 Reoffending sometime" in said
    assert "asked for January to March 2015, not for April 2013 to March 2014" in said


def test_by_position_from_a_chosen_row(scene: Scene) -> None:
    start = f"m{scene.measures['satisfied'].pk}"
    page = post(scene, "27\t50\n38.9%", start=start)
    assert "2 will change" in words(page), words(page)
    confirm(scene, "satisfied", "reoffending")
    figure = scene.figure("satisfied")
    assert figure is not None
    assert (figure.numerator, figure.denominator) == (27, 50)
    page = post_file(scene, b"Jan-Mar 2015\r\n1264\r\n", start=f"m{scene.measures['entrants'].pk}")
    assert "1 will change" in words(page)
    assert "No headings were found" in words(post(scene, "27\n38"))


# --- Somebody else ------------------------------------------------------------------------------


def test_changed_since_the_preview(scene: Scene) -> None:
    with given():
        figure = scene.add_figure("entrants", "10")
    post(scene, "Code\tValue\nentrants\t12\nreoffending\t38.9\ncrime-rate\t6.35")
    with given():
        Figure.objects.filter(pk=figure.pk).update(value=11, version=2)
        scene.add_figure("crime-rate", "7")
    page = confirm(scene, "entrants", "reoffending", "crime-rate")
    assert page.status_code == 409
    said = words(page)
    assert "2 figures changed since the preview and were not saved. Saved: 1." in said
    assert "Entrants 11 12 Row 2" in said
    assert set(summary_links(page)) <= ids_in(page)
    figure.refresh_from_db()
    assert figure.value == 11
    assert scene.figure("crime-rate").value == 7  # type: ignore[union-attr]
    assert scene.figure("reoffending") is not None


def test_submitted_since_the_preview(scene: Scene) -> None:
    post(scene, "Code\tValue\nentrants\t12")
    answer_all(scene, scene.police)
    before = everything()
    submit(scene, "colleague")
    page = confirm(scene, "entrants")
    assert page.status_code == 409
    assert "Submitted for sign-off" in words(page)
    assert everything() == before
    said = words(post(scene, "Code\tValue\nentrants\t99"))
    assert "0 will change" in said
    assert "1 problem" in said


def test_preview_is_its_makers_alone(scene: Scene) -> None:
    post(scene, "Code\tValue\nentrants\t12")
    url = scene.url(f"upload/{kept().pk}/")
    for who in ("colleague", "manager", "other"):
        assert scene.client(who).get(url).status_code == 404
        assert confirm(scene, "entrants", who=who).status_code == 404
    assert scene.client("board").get(url).status_code == 403
    assert scene.figure("entrants") is None


def test_what_others_enter_is_not_recognised(scene: Scene) -> None:
    page = post(scene, "Indicator\tValue\nFly tipping\t12\nEntrants\t3")
    assert "1 will change, 0 unchanged, 1 not recognised" in words(page)
    confirm(scene, "fly-tipping", "entrants")
    assert scene.figure("fly-tipping") is None
    page = post(scene, "Indicator\tValue\nFly tipping\t12", who="manager")
    assert "1 will change, 0 unchanged, 0 not recognised" in words(page)


def test_moved_to_another_supplier_since(scene: Scene) -> None:
    post(scene, "Code\tValue\nentrants\t12\nreoffending\t5")
    measure = scene.measures["entrants"]
    with given():
        measure.supplier = scene.council
        measure.save()
    confirm(scene, "entrants", "reoffending")
    assert scene.figure("entrants") is None
    assert scene.figure("reoffending") is not None


def test_one_transaction(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    post(scene, "Code\tValue\nentrants\t12\nreoffending\t5")
    saving: Callable[..., Any] = upload_return.save_figures

    def fails(**fields: Any) -> Any:
        saving(**fields)
        raise RuntimeError("the database went away")

    monkeypatch.setattr(upload_return, "save_figures", fails)
    with pytest.raises(RuntimeError):
        confirm(scene, "entrants", "reoffending")
    assert everything() == []
    assert kept().applied_at is None
    monkeypatch.undo()
    confirm(scene, "entrants", "reoffending")
    assert len(everything()) == 2

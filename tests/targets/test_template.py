"""This quarter's template: what is in it, and that it comes back as it went out."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.sheets import CONTENT_TYPES, KINDS, read_sheets
from targets.models import Figure, Upload
from tests.targets.scene import Q4, Scene, given, scene
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def download(scene: Scene, kind: str, who: str = "officer") -> bytes:
    answer = scene.client(who).get(scene.url(f"template.{kind}"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == CONTENT_TYPES[kind]  # type: ignore[index]
    assert f"midshire-template-2014-15-q4.{kind}" in answer["Content-Disposition"]
    return bytes(answer.content)


def table(kind: str, content: bytes) -> list[dict[str, str]]:
    """The rows of the template's table by its headings."""
    rows = next(
        sheet.rows[number:]
        for sheet in read_sheets(f"t.{kind}", content)
        for number, row in enumerate(sheet.rows)
        if row[:2] == ["Code", "Indicator"]
    )
    heads = rows[0]
    return [dict(zip(heads, [*row, *[""] * 20], strict=False)) for row in rows[1:] if any(row)]


def send(scene: Scene, kind: str, content: bytes, who: str = "officer") -> Any:
    """Upload a file; the preview's page."""
    file = SimpleUploadedFile(f"filled.{kind}", content, CONTENT_TYPES[kind])  # type: ignore[index]
    return scene.client(who).post(scene.url("upload/"), {"file": file}, follow=True)


def fill_figures(scene: Scene) -> None:
    """A figure of every kind that a template may carry."""
    with given():
        scene.add_figure(
            "crime-rate", "6.3498", numerator="4241", denominator="667900", provisional=True
        )
        scene.add_figure(
            "entrants",
            "1264",
            commentary_change="=Not a formula.\n\nTwo  paragraphs, “quoted”.",
            commentary_action="- a dash\n- another",
            internal_note="'quoted'",
        )
        scene.add_figure("satisfied", None, state="not_available", reason="not_released")
        scene.add_figure("reoffending", "-12.3456", estimated=True)
        scene.add_figure("entrants", "1100", Q4 - 1)
        scene.add_figure("entrants", "1200.5", Q4.same_quarter_last_year)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_in_it(scene: Scene, kind: str) -> None:
    fill_figures(scene)
    rows = {row["Code"]: row for row in table(kind, download(scene, kind))}
    assert list(rows) == ["entrants", "crime-rate", "satisfied", "reoffending"]  # not the council's
    entrants, rate = rows["entrants"], rows["crime-rate"]
    assert entrants["Indicator"] == "Entrants"
    assert entrants["Jan-Mar 2014 (same quarter last year)"] == "1201"
    assert entrants["Oct-Dec 2014 (last quarter)"] == "1100"
    assert entrants["Jan-Mar 2015 value"] == "1264"
    assert entrants["Data status"] == "Final"
    assert rate["Unit"] == "Rate per 1,000: Offences / Population"
    assert (rate["Jan-Mar 2015 value"], rate["Numerator"], rate["Denominator"]) == (
        "",
        "4241",
        "667900",
    )
    assert rate["Data status"] == "Provisional"
    assert rows["satisfied"]["Data status"] == "Not released yet"
    assert rows["satisfied"]["Jan-Mar 2015 value"] == ""


@pytest.mark.parametrize("kind", KINDS)
def test_untouched_it_changes_nothing(scene: Scene, kind: str) -> None:
    fill_figures(scene)
    before = list(Figure.objects.order_by("pk").values())
    page = send(scene, kind, download(scene, kind))
    text = page.content.decode()
    assert page.status_code == 200
    assert "0 will change, 4 unchanged, 0 not recognised, 0 problems." in text, text
    assert "Save the selected rows" not in text
    assert list(Figure.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("kind", KINDS)
def test_empty_it_changes_nothing(scene: Scene, kind: str) -> None:
    """A denominator that is offered, and nothing else, is no figure."""
    page = send(scene, kind, download(scene, kind))
    assert "0 will change, 4 unchanged, 0 not recognised, 0 problems." in page.content.decode()


def test_manager_gets_all_and_others_none(scene: Scene) -> None:
    assert len(table("csv", download(scene, "csv", "manager"))) == 5
    assert [row["Code"] for row in table("csv", download(scene, "csv", "other"))] == ["fly-tipping"]
    assert scene.client("board").get(scene.url("template.csv")).status_code == 403


def test_what_is_submitted_is_not_in_it(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    assert [row["Code"] for row in table("csv", download(scene, "csv", "manager"))] == [
        "fly-tipping"
    ]
    answer = scene.client("officer").get(scene.url("template.csv"))
    assert answer.status_code == 302
    assert Upload.objects.count() == 0

"""Past figures from a file: read in either form, previewed, loaded all together or not at all."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import LogEntry
from core import clock
from core.quarters import Quarter
from core.sheets import Column, Sheet, Table, Workbook, write
from core.sheets.limits import MAX_FILE_BYTES
from targets.history import load as loading
from targets.history.plan import Plan, Step, last_of, make_plan
from targets.history.read import read_header
from targets.models import Figure, Return, Upload
from tests.targets.scene import Q4, Scene, given, ids_in, make_scene, scene, summary_links

__all__ = ["scene"]

pytestmark = pytest.mark.django_db

Q1, Q2, Q3 = Quarter(2014, 1), Quarter(2014, 2), Quarter(2014, 3)
LONG = [
    ["Code", "Quarter", "Value", "Numerator", "Denominator", "Data status", "Caveat"],
    ["entrants", "Q1 2014/15", "1,264", "", "", "Provisional", "One force only"],
    ["entrants", "Q2 2014/15", "0", "", "", "", ""],
    ["crime-rate", "Q1 2014/15", "6.35", "4,241", "667,900", "", ""],
    ["satisfied", "Jul-Sep 2014", "84.2%", "", "", "", ""],
    ["fly-tipping", "Q1 2014/15", "n/a", "", "", "Not collected this quarter", ""],
    ["entrants", "Q3 2014/15", "", "", "", "Not entered", ""],
]
WIDE = [
    ["Past figures"],
    ["Indicator", "Q1 2014/15", "Jul-Sep 2014", "Value Q3 2014-15", "Remarks"],
    ["Entrants", "212", "", "208", "x"],
    ["Fly tipping", "5", "z", "-", ""],
]


def plan_of(scene: Scene, rows: list[list[str]], reason: str = "") -> Plan:
    return last_of(make_plan(scene.partnership, [Sheet("Past", rows)], reason), Plan)


def kept(scene: Scene, rows: list[list[str]], who: str = "manager") -> Upload:
    return loading.keep_plan(
        by=scene.member(who), plan=plan_of(scene, rows), file_name="past.xlsx", sha256="0" * 64
    )


def loaded(scene: Scene, rows: list[list[str]], why: str = "") -> Any:
    upload = kept(scene, rows)
    *_, done = loading.load_history(by=scene.member("manager"), upload=upload, why=why)
    return done


def past(scene: Scene) -> dict[tuple[str, str], Figure]:
    figures = Figure.objects.filter(belongs_to__status="history", partnership=scene.partnership)
    return {
        (one.measure.indicator.code, one.quarter.label): one
        for one in figures.select_related("measure__indicator", "belongs_to")
    }


# --- What is read ---------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_long_form(scene: Scene) -> None:
    done = loaded(scene, LONG)
    assert (done.added, done.changed, done.before) == (5, 0, False)
    figures = past(scene)
    assert {key: (one.value, one.state, one.reason) for key, one in figures.items()} == {
        ("entrants", "Q1 2014/15"): (Decimal(1264), "entered", ""),
        ("entrants", "Q2 2014/15"): (Decimal(0), "entered", ""),
        ("crime-rate", "Q1 2014/15"): (Decimal("6.3498"), "entered", ""),
        ("satisfied", "Q2 2014/15"): (Decimal("84.2"), "entered", ""),
        ("fly-tipping", "Q1 2014/15"): (None, "not_available", "not_collected"),
    }
    first = figures["entrants", "Q1 2014/15"]
    assert (first.provisional, first.caveat) == (True, "One force only")
    assert (first.how, first.came_from, first.part) == ("loaded", "past.xlsx", None)
    assert first.belongs_to.source == "past.xlsx"
    rate = figures["crime-rate", "Q1 2014/15"]
    assert (rate.numerator, rate.denominator) == (Decimal(4241), Decimal(667900))


def test_the_wide_form(scene: Scene) -> None:
    plan = plan_of(scene, WIDE)
    assert [(one.item.place("v"), one.item.quarter) for one in plan.added] == [
        ("Past, B3", Q1.index),
        ("Past, D3", Q3.index),
        ("Past, B4", Q1.index),
        ("Past, C4", Q2.index),
    ]
    assert [line.then for one in plan.added for line in one.lines] == [
        *("212", "208", "5"),
        "Not applicable",
    ]
    (fault,) = plan.faults
    assert (fault.place, fault.name, fault.value) == ("Past, D4", "Fly tipping", "-")
    assert "why the figure is not available" in fault.sentence
    assert plan.unused == ("Remarks",)
    with_reason = plan_of(scene, WIDE, "not_released")
    assert not with_reason.faults
    assert with_reason.added[-1].lines[0].then == "Not available: not released yet"


@pytest.mark.parametrize(
    ("row", "place", "value", "words"),
    [
        (["entrants", "Q1 2014/15", "12.5"], "Past, C2", "12.5", "A count has no decimals"),
        (["entrants", "Q1 2014/15", "#REF!"], "Past, C2", "#REF!", "an error from a spreadsheet"),
        (["entrants", "Q1 2014/15", "1.234,5"], "Past, C2", "1.234,5", "Put a comma between"),
        (["entrants", "Q5 2014/15", "1"], "Past, B2", "Q5 2014/15", "Q1, Q2, Q3 or Q4"),
        (["entrants", "Easter", "1"], "Past, B2", "Easter", "is not a quarter"),
        (["entrants", "", "1"], "Past, B2", "", "Say for which quarter"),
        (["entrants", "Q1 2015/16", "1"], "Past, row 2", "Q1 2015-16", "has not ended"),
        (["entrants", "Q4 2014/15", "1"], "Past, C2", "1", "is collected in a return"),
        (["", "Q1 2014/15", "1"], "Past, row 2", "", "no code and no name"),
        (["reoffending", "Q1 2014/15", "1"], "Past, C2", "1", "a period of its own"),
        (["satisfied", "Q1 2014/15", "", "9", "8"], "Past, D2", "9", "cannot be more than"),
        (["satisfied", "Q1 2014/15", "", "9", "0"], "Past, E2", "0", "must be more than 0"),
        (["entrants", "Q1 2014/15", "1", "", "", "Done"], "Past, F2", "Done", "not a data status"),
    ],
)
def test_problems_name_sheet_row_cell_and_value(
    scene: Scene,
    row: list[str],
    place: str,
    value: str,
    words: str,
) -> None:
    plan = plan_of(scene, [LONG[0], row, LONG[2]])
    assert (len(plan.added), plan.unknown) == (1, ())  # the row after it is not touched by it
    (fault,) = plan.faults
    assert (fault.place, fault.value) == (place, value)
    assert words in fault.sentence


def test_not_recognised(scene: Scene) -> None:
    plan = plan_of(scene, [LONG[0], ["burglary", "Q1 2014/15", "1"]])
    (fault,) = plan.unknown
    assert (fault.place, fault.value) == ("Past, row 2", "burglary")
    assert not plan.rows and not plan.faults


def test_the_same_figure_twice(scene: Scene) -> None:
    same = ["entrants", "Q1 2014/15", "5"]
    assert len(plan_of(scene, [LONG[0], same, same]).added) == 1
    plan = plan_of(scene, [LONG[0], same, ["entrants", "Apr-Jun 2014", "6"]])
    assert not plan.added
    assert "is also at Past, row 2" in plan.faults[0].sentence


def test_a_period_of_its_own(scene: Scene) -> None:
    rows = [
        ["Code", "Period", "Value"],
        ["reoffending", "12 months to Sep 2014", "27.1%"],
        ["reoffending", "2013-14", "28"],
        ["entrants", "2013-14", "400"],
    ]
    plan = plan_of(scene, rows)
    assert [(one.quarter.label, one.item.texts["p"]) for one in plan.added] == [
        ("Q2 2014/15", "12 months to Sep 2014"),
        ("Q4 2013/14", "2013-14"),
    ]
    assert "asked for January to March 2014, not for" in plan.faults[0].sentence


def test_headings() -> None:
    assert read_header(["Name", "Remarks"]) is None
    assert read_header(["Quarter", "Value"]) is None
    long = read_header(["Indicator", "Period", "Result", "Comment"])
    assert long is not None and long.roles == {"name": 0, "p": 1, "v": 2, "c": 3}
    wide = read_header(["Measure", "Code", "Q1 2013/14", "Numerator (Q1 2013/14)", "2013-14"])
    assert wide is not None
    assert [(period.label, columns) for period, columns in wide.quarters] == [
        ("Q1 2013-14", {"v": 2, "n": 3}),
        ("2013-14", {"v": 4}),
    ]


# --- What is written ------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_same_file_twice_changes_nothing(scene: Scene) -> None:
    loaded(scene, LONG)
    before = {key: one.version for key, one in past(scene).items()}
    plan = plan_of(scene, LONG)
    assert (plan.rows, plan.unchanged, plan.faults) == (0, 5, ())
    loaded(scene, LONG)
    assert {key: one.version for key, one in past(scene).items()} == before


@pytest.mark.both_databases
def test_changes_need_a_reason_which_stands_in_the_record(scene: Scene) -> None:
    loaded(scene, LONG)
    rows = [LONG[0], ["entrants", "Q1 2014/15", "1,300"], ["entrants", "Q2 2014/15", "0"]]
    upload = kept(scene, rows)
    with pytest.raises(ValidationError, match="Say why"):
        list(loading.load_history(by=scene.member("manager"), upload=upload, why=" "))
    *_, done = loading.load_history(
        by=scene.member("manager"), upload=upload, why="Recounted by the force"
    )
    assert (done.added, done.changed) == (0, 1)
    figure = past(scene)["entrants", "Q1 2014/15"]
    assert (figure.value, figure.version) == (Decimal(1300), 2)
    # What the file does not say stays.
    assert (figure.provisional, figure.caveat) == (True, "One force only")
    entry = LogEntry.objects.filter(table_name="targets_figure", operation="update").latest("pk")
    assert (entry.why, entry.action) == ("Recounted by the force", "targets.load_history")
    *_, again = loading.load_history(by=scene.member("manager"), upload=upload, why="Again")
    assert again.before


@pytest.mark.both_databases
def test_figures_that_changed_since_the_preview_stop_all_of_it(scene: Scene) -> None:
    loaded(scene, LONG)
    upload = kept(
        scene, [LONG[0], ["entrants", "Q1 2014/15", "1"], ["entrants", "Q3 2014/15", "2"]]
    )
    with given():
        figure = past(scene)["entrants", "Q1 2014/15"]
        Figure.objects.filter(pk=figure.pk).update(value=9, version=2)
    with pytest.raises(ValidationError, match="changed since the preview"):
        list(loading.load_history(by=scene.member("manager"), upload=upload, why="Because"))
    assert ("entrants", "Q3 2014/15") not in past(scene)
    upload.refresh_from_db()
    assert upload.applied_at is None


@pytest.mark.both_databases
def test_a_return_opened_since_the_preview_stops_all_of_it(scene: Scene) -> None:
    upload = kept(
        scene, [LONG[0], ["entrants", "Q1 2014/15", "1"], ["entrants", "Q2 2014/15", "2"]]
    )
    with given():
        Return.objects.create(
            partnership=scene.partnership, quarter=Q2, opened_on=Q2.end, due=Q2.end
        )
    with pytest.raises(ValidationError, match="changed since the preview"):
        list(loading.load_history(by=scene.member("manager"), upload=upload, why=""))
    assert past(scene) == {}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_whoever_stops_listening_undoes_it() -> None:
    with clock.fixed(Q4.end.replace(month=4, day=20)):
        with given():
            scene = make_scene()
        upload = kept(scene, LONG)
        work = loading.load_history(by=scene.member("manager"), upload=upload, why="")
        step = next(work)
        assert isinstance(step, Step) and step.words == "5 of 5 rows saved"
        assert Figure.objects.filter(belongs_to__status="history").count() == 5
        work.close()
        assert not connection.in_atomic_block
        assert Figure.objects.filter(belongs_to__status="history").count() == 0
        assert Return.objects.filter(status="history").count() == 0
        *_, done = loading.load_history(by=scene.member("manager"), upload=upload, why="")
        assert done.added == 5
        assert not connection.in_atomic_block


def test_only_the_manager_who_made_it(scene: Scene) -> None:
    upload = kept(scene, LONG)
    for name in ("second", "officer", "board"):
        with pytest.raises(PermissionDenied):
            list(loading.load_history(by=scene.member(name), upload=upload, why=""))
    with pytest.raises(PermissionDenied):
        kept(scene, LONG, "officer")
    assert past(scene) == {}


def many(scene: Scene, rows: int) -> list[list[str]]:
    """Rows of many quarters, none of them the open one."""
    codes = ("entrants", "fly-tipping")
    quarters = [Quarter(2014, 3) - back for back in range(-(-rows // len(codes)))]
    found = [[code, q.label, str(number)] for number, q in enumerate(quarters) for code in codes]
    return [LONG[0], *found[:rows]]


def queries(scene: Scene, rows: list[list[str]]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        upload = kept(scene, rows)
        *_, done = loading.load_history(by=scene.member("manager"), upload=upload, why="x")
        assert done.added == len(rows) - 1
    return len(found)


@pytest.mark.postgres
def test_as_many_queries_with_many_rows(scene: Scene) -> None:
    few = queries(
        scene, [LONG[0], ["entrants", "Q3 2014/15", "1"], ["satisfied", "Q3 2014/15", "2"]]
    )
    lots = [row for row in many(scene, 202) if row[1] != "Q3 2014/15"]
    assert queries(scene, lots) == few


def test_batches_say_how_far_they_are(scene: Scene) -> None:
    with given():
        for number in range(12):
            scene.add_measure(f"more-{number}")
    rows = [
        [f"more-{number}", (Q3 - back).label, str(number + back)]
        for number in range(12)
        for back in range(100)
    ]
    steps = [
        one.words
        for one in make_plan(scene.partnership, [Sheet("Past", [LONG[0], *rows])])
        if isinstance(one, Step)
    ]
    assert steps == ["1,000 of 1,200 rows checked", "1,200 of 1,200 rows checked"]


# --- The pages ------------------------------------------------------------------------------------


def address(scene: Scene, rest: str = "") -> str:
    return f"/p/{scene.partnership.slug}/figures/load/{rest}"


def as_file(rows: list[list[str]], kind: str = "xlsx") -> SimpleUploadedFile:
    width = max(map(len, rows))
    columns = tuple(Column(text) for text in rows[0])
    body = tuple(tuple(row + [""] * (width - len(row))) for row in rows[1:])
    content = write(Workbook("T", (), (), (Table("Past", "T", columns, body),)), kind)  # type: ignore[arg-type]
    return SimpleUploadedFile(f"past.{kind}", content)


def upload_page(scene: Scene, rows: list[list[str]], kind: str = "xlsx", **more: str) -> Any:
    client = scene.client("manager")
    return client, client.post(address(scene), {"file": as_file(rows, kind), **more})


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_upload_preview_confirm(scene: Scene, kind: str) -> None:
    client, response = upload_page(scene, LONG, kind)
    upload = Upload.objects.get()
    assert response.url == address(scene, f"{upload.pk}/")
    page = client.get(response.url).content.decode()
    assert "5 will be added, 0 will change, 0 unchanged, 0 not recognised, 0 problems." in page
    assert "2 quarters, Q1 2014/15 to Q2 2014/15, become quarters of past figures" in page
    assert 'name="why"' not in page
    assert past(scene) == {}
    done = client.post(response.url)
    assert done.url == response.url
    assert "Saved: 5 past figures added, 0 changed." in client.get(done.url).content.decode()
    assert len(past(scene)) == 5
    assert client.post(response.url, follow=True).status_code == 200
    assert len(past(scene)) == 5


def test_a_change_asks_why_at_its_field(scene: Scene) -> None:
    loaded(scene, LONG)
    client, response = upload_page(scene, [LONG[0][:3], ["entrants", "Q1 2014/15", "1,300"]])
    page = client.get(response.url).content.decode()
    assert "1,264" in page and "1,300" in page
    refused = client.post(response.url, {"why": ""})
    assert refused.status_code == 422
    assert set(summary_links(refused)) <= ids_in(refused) and summary_links(refused)
    assert "Say why the past figures change." in refused.content.decode()
    assert client.post(response.url, {"why": "Recounted"}).status_code == 302
    assert past(scene)["entrants", "Q1 2014/15"].value == 1300


def test_changed_since_the_preview_on_the_page(scene: Scene) -> None:
    client, response = upload_page(scene, LONG)
    loaded(scene, LONG)
    conflict = client.post(response.url)
    assert conflict.status_code == 409
    assert "nothing was saved. Upload the file again" in conflict.content.decode()
    assert set(summary_links(conflict)) <= ids_in(conflict)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("past.xlsx", b"", "The file is empty"),
        ("past.xlsx", b"nothing", "not such a workbook"),
        ("past.pdf", b"%PDF", "not a spreadsheet"),
        ("past.csv", b"a,b\n1,2\n", "No table of past figures was found"),
        ("past.csv", b"x" * (MAX_FILE_BYTES + 1), "larger than 10 MB"),
    ],
)
def test_files_that_are_refused(scene: Scene, name: str, content: bytes, words: str) -> None:
    response = scene.client("manager").post(
        address(scene), {"file": SimpleUploadedFile(name, content)}
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    assert set(summary_links(response)) <= ids_in(response) and summary_links(response)
    assert not Upload.objects.exists()


def test_no_file(scene: Scene) -> None:
    response = scene.client("manager").post(address(scene), {})
    assert response.status_code == 422 and "Choose a file." in response.content.decode()


def test_who_may_open_the_pages(scene: Scene) -> None:
    upload = kept(scene, LONG)
    own = address(scene, f"{upload.pk}/")
    codes = {
        name: (
            scene.client(name).get(address(scene)).status_code,
            scene.client(name).get(own).status_code,
        )
        for name in ("manager", "second", "officer", "board")
    }
    assert codes == {
        "manager": (200, 200),
        "second": (200, 404),
        "officer": (403, 403),
        "board": (403, 403),
    }
    assert scene.client("manager").get(address(scene, "999999/")).status_code == 404


def test_a_preview_is_kept_for_a_day(scene: Scene) -> None:
    client, response = upload_page(scene, LONG)
    with clock.fixed(clock.now() + loading.KEPT_FOR):
        assert client.get(response.url).url == address(scene)
        assert client.post(response.url).url == address(scene)
        kept(scene, LONG)
        assert bytes(Upload.objects.earliest("pk").plan) == b""
    assert past(scene) == {}


# --- Long work ------------------------------------------------------------------------------------


@contextmanager
def streaming(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A few rows are long work."""
    from targets.history import load, plan
    from targets.views import history

    monkeypatch.setattr(history, "STREAM_FROM", 3)
    monkeypatch.setattr(plan, "BATCH", 2)
    monkeypatch.setattr(load, "BATCH", 2)
    yield


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_long_work_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.fixed(Q4.end.replace(month=4, day=20)), streaming(monkeypatch):
        with given():
            scene = make_scene()
        client, response = upload_page(scene, LONG)
        assert response.streaming and response.status_code == 200
        assert "script-src" in response["Content-Security-Policy"]
        page = response.getvalue().decode()
        for line in ("2 of 5 rows checked", "4 of 5 rows checked", "5 of 5 rows checked"):
            assert f"<li>{line}</li>" in page
        assert page.endswith("</html>\n") or page.rstrip().endswith("</html>")
        upload = Upload.objects.get()
        link = address(scene, f"{upload.pk}/")
        assert f'href="{link}"' in page and "5 will be added" in page
        page = client.post(link).getvalue().decode()
        assert "<li>4 of 5 rows saved</li>" in page
        assert "Saved: 5 past figures added, 0 changed." in page
        assert len(past(scene)) == 5


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_reader_who_goes_away_saves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.fixed(Q4.end.replace(month=4, day=20)), streaming(monkeypatch):
        with given():
            scene = make_scene()
        client, response = upload_page(scene, LONG)
        response.getvalue()
        upload = Upload.objects.get()
        response = client.post(address(scene, f"{upload.pk}/"))
        seen = iter(response.streaming_content)
        while b"2 of 5 rows saved" not in next(seen):
            assert connection is not None
        response.close()
        assert not connection.in_atomic_block
        assert past(scene) == {}
        upload.refresh_from_db()
        assert upload.applied_at is None


@pytest.mark.django_db(transaction=True)
def test_trouble_while_the_page_is_sent_is_said_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.fixed(Q4.end.replace(month=4, day=20)), streaming(monkeypatch):
        with given():
            scene = make_scene()
        client, response = upload_page(scene, LONG)
        response.getvalue()
        upload = Upload.objects.get()
        loaded(scene, LONG)
        page = client.post(address(scene, f"{upload.pk}/")).getvalue().decode()
        assert "Nothing was saved" in page and "changed since the preview" in page
        assert "past figures added" not in page


def test_what_is_downloaded_can_be_loaded_as_it_is(scene: Scene) -> None:
    loaded(scene, LONG)
    client = scene.client("manager")
    for kind in ("xlsx", "ods", "csv"):
        exported = client.get(f"/p/{scene.partnership.slug}/figures/export.{kind}")
        file = io.BytesIO(exported.content)
        response = client.post(
            address(scene), {"file": SimpleUploadedFile(f"figures.{kind}", file.read())}
        )
        page = client.get(response.url).content.decode()
        assert "0 will be added, 0 will change, 5 unchanged, 0 not recognised" in page, kind


# --- How long it takes ----------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_the_benchmark_measures_both_ways() -> None:
    """Both write every row; ``make bench`` holds the ratio at 10,000 rows."""
    from benchmarks.history_import import MOST_TIMES, measure

    found = measure(rows=300, repeats=1)
    assert MOST_TIMES == 3
    assert (found.rows, set(found.parts)) == (300, {"reading", "checking", "saving"})
    assert found.ratio == found.ours / found.theirs > 0
    assert Figure.objects.count() == 600

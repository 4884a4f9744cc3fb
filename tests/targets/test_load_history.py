"""Past figures from a file: read in either form, loaded all together or not at all."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import LogEntry
from core import clock
from core.sheets import Sheet
from targets.history import load as loading
from targets.history.plan import Step, make_plan
from targets.history.read import read_header
from targets.models import Figure, Return
from tests.targets.past_figures import LONG, Q1, Q2, Q3, WIDE, kept, loaded, many, past, plan_of
from tests.targets.scene import Q4, Scene, given, make_scene, scene

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


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


def test_a_quarter_without_a_year_before_it(scene: Scene) -> None:
    """It would have nothing to be compared with, which every page of a figure does."""
    rows = [["Code", "Quarter", "Value"], ["entrants", "Q4 1900/01", "5"]]
    plan = plan_of(scene, [*rows, ["entrants", "Q1 1901/02", "6"]])
    assert [one.quarter.label for one in plan.added] == ["Q1 1901/02"]
    (fault,) = plan.faults
    assert fault.place == "Past, row 2"
    assert fault.sentence == (
        "Q4 1900/01 is too long ago. Past figures are read from Q1 1901/02 on."
    )


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

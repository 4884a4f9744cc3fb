"""Runs from quarter to quarter, what got better, and what changed since the one before."""

from dataclasses import replace
from typing import Any

import pytest

from dashboards import overview
from dashboards.types import Point, Row
from targets.terms import Polarity, Unit
from tests.dashboards.board_scene import (
    BETTER,
    Q2,
    Q3,
    Q4,
    SAME,
    A,
    G,
    R,
    before,
    broken,
    cell,
    dashboard,
    points,
    row,
)

# --- Runs ---


def test_runs_are_carried_from_quarter_to_quarter() -> None:
    first = overview.with_runs(dashboard([row(1, R, quarter=Q2), row(2, G, quarter=Q2)], Q2), None)
    second = overview.with_runs(before(row(1, R, quarter=Q3), row(2, R, quarter=Q3)), first)
    third = overview.with_runs(dashboard([row(1, R), row(2, R), row(3, R)]), second)
    assert [one.running for one in first.rows] == [0, 0]
    assert [one.running for one in second.rows] == [2, 0]
    assert [one.running for one in third.rows] == [3, 2, 0]
    late = overview.with_runs(dashboard([row(1, R)]), first)  # Q3 was not published
    assert late.rows[0].running == 0


def better_row(history: list[str | None], **more: Any) -> Row:
    return row(1, G, BETTER, history=history, **more)


def test_improving_run_against_a_year_earlier() -> None:
    """Five quarters make one comparison with a year earlier; eight make four."""
    assert overview.improving_run(better_row(["9", "1", "1", "1", "8"])) == 1
    assert overview.improving_run(better_row(["9", "9", "9", "9", "8", "8", "8", "8"])) == 4
    assert overview.improving_run(better_row(["9", "7", "9", "9", "8", "8", "8", "8"])) == 2
    assert overview.improving_run(better_row(["9", "9", None, "9", "8", "8", "8", "8"])) == 1
    up = better_row(["1", "1", "1", "1", "2"], polarity=Polarity.HIGHER)
    assert overview.improving_run(up) == 1


def test_improving_run_against_the_quarter_before() -> None:
    found = better_row(["9", "5", "4", "3", "2"])
    short = replace(found.direction.short, earlier=cell(Q3, "3"))
    found = replace(found, previous=cell(Q3, "3"), direction=replace(found.direction, short=short))
    assert overview.improving_run(found) == 4


def test_improving_run_of_figures_that_come_once_a_year() -> None:
    yearly = tuple(
        replace(point, quarter=Q4 - 4 * place)
        for place, point in zip((2, 1, 0), points(["9", "8", "7"], Q4), strict=True)
    )
    found = replace(better_row(["1"]), history=yearly)
    assert overview.improving_run(found) == 2
    (better,) = overview.getting_better(dashboard([found]), None)
    assert better.since == "Improved for the second year running."
    four = tuple(
        replace(point, quarter=Q4 - 4 * place)
        for place, point in zip((3, 2, 1, 0), points(["9", "8", "7", "6"], Q4), strict=True)
    )
    assert overview.composed(dashboard([replace(found, history=four)]), None)[1] == (
        "Improved for the third year running: Indicator 1."
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: replace(one, break_note="Counted anew"),
        lambda one: replace(one, quality_problem=True),
        lambda one: replace(one, period=Q4.financial_year.period),
    ],
    ids=["series break", "quality problem", "another length"],
)
def test_no_improvement_is_counted_across(spoil: Any) -> None:
    history = list(better_row(["9", "9", "9", "9", "8", "8", "8", "8"]).history)
    history[-3] = spoil(history[-3])
    assert overview.improving_run(replace(better_row(["1"]), history=tuple(history))) == (
        0 if history[-3].break_note else 2
    )


def test_no_improvement_where_the_arrow_shows_none() -> None:
    falling = ["9", "9", "9", "9", "8", "8", "8", "8"]
    assert overview.improving_run(row(1, G, SAME, history=falling)) == 0
    context = better_row(list(falling), polarity=Polarity.CONTEXT)
    assert overview.improving_run(context) == 0


# --- Getting better, and what changed ---


def test_a_better_rating_first_then_the_longest_run() -> None:
    falling = ["9", "9", "9", "9", "8", "8", "8", "8"]
    now = dashboard(
        [row(1, G, BETTER), row(2, G, BETTER, history=falling), row(3, G, BETTER), row(4, G, SAME)]
    )
    earlier = before(row(1, G, quarter=Q3), row(2, G, quarter=Q3), row(3, A, quarter=Q3))
    found = overview.getting_better(now, earlier)
    assert [(one.row.measure_id, one.since) for one in found] == [
        (3, "It was amber in Q3 2014/15."),
        (2, "Improved for the fourth quarter running."),
        (1, ""),
    ]


def test_changes() -> None:
    now = dashboard([row(1, R), row(2, G), row(5, G)])
    earlier = before(row(1, G, quarter=Q3, history=("5.71", "5.90", "6.10", "6.20")),
                     row(2, G, quarter=Q3, history=("5.71", "5.90", "6.10", "6.20")),
                     row(3, A, quarter=Q3))  # fmt: skip
    found = overview.changes(now, earlier)
    assert found is not None
    assert [(one.was, one.now) for one in found.ratings] == [("green", "red")]
    assert [one.name for one in found.dropped] == ["Indicator 3"]
    assert [one.name for one in found.new] == ["Indicator 5"]
    assert (found.revised, found.redefined, found.nothing) == ((), (), False)
    assert overview.changes(now, None) is None


def revised(then: list[str | None], now: list[str | None], **more: Any) -> list[str]:
    """What is said of a row whose history read otherwise in Q3."""
    earlier = before(row(1, quarter=Q3, history=then))
    found = overview.changes(dashboard([row(1, history=now, **more)]), earlier)
    assert found is not None
    return [one.words for one in found.revised]


def test_revised_since_with_old_and_new() -> None:
    assert revised(["5", "6"], ["5", "6.5", "7"]) == ["Q3 2014/15: 6 became 6.5"]
    assert revised(["4", "6"], ["5", "6.5", "7"]) == [
        "Q3 2014/15: 6 became 6.5; and 1 earlier quarter"
    ]
    assert revised(["5", None], ["5", "6", "7"]) == ["Q3 2014/15: 6, reported since"]
    assert revised(["5", "6"], ["5", None, "7"]) == ["Q3 2014/15: 6 became Not entered"]


def test_a_revision_is_not_told_twice() -> None:
    """The mark stays on the figure; the board has been told."""
    marked = {"latest": cell(Q4, "7", revised=True), "previous": cell(Q4 - 4, "5", revised=True)}
    assert revised(["5", "6"], ["5", "6", "7"], **marked) == []


def test_loaded_history_is_no_revision() -> None:
    assert revised(["6"], ["1", "2", "3", "6", "7"]) == []


def test_printed_with_other_decimals_is_no_revision() -> None:
    """5.71 that is printed as 5.7 from now on is the same figure; 5.8 is another."""
    then = before(row(1, quarter=Q3, history=["5.71", "6.20"]))
    now = dashboard([row(1, history=["5.7", "6.3", "7.0"], decimals=1)])
    found = overview.changes(now, then)
    assert found is not None
    assert [one.words for one in found.revised] == ["Q3 2014/15: 6.20 became 6.3"]
    other = overview.changes(dashboard([row(1, history=["50", "60", "7"], unit=Unit.COUNT)]), then)
    assert other is not None
    assert other.revised == ()


def test_nothing_is_said_of_what_is_hidden() -> None:
    hidden = Point(Q3, Q3.period, "[c]")
    then = row(1, quarter=Q3, history=("5", "6"))
    now = row(1, history=("5", "6", "7"))
    now = replace(now, history=(now.history[0], hidden, now.history[2]))
    found = overview.changes(dashboard([now]), before(then))
    assert found is not None
    assert found.revised == ()
    back = overview.changes(
        dashboard([row(1, history=("5", "6", "7"))]),
        before(replace(then, history=(then.history[0], hidden))),
    )
    assert back is not None
    assert back.revised == ()


def test_redefined_since() -> None:
    then = row(1, quarter=Q3, history=("5", "6"))
    now = row(1, history=("5", "6", "7"))

    def notes(shown: Row, earlier: Row) -> list[str]:
        found = overview.changes(dashboard([shown]), before(earlier))
        assert found is not None
        return [one.words for one in found.redefined]

    assert notes(broken(now, 2), then) == ["Counted by victims"]
    assert notes(broken(now, 1), then) == ["Counted by victims"]  # entered late
    assert notes(broken(now, 1), broken(then, 1)) == []  # the board has been told
    assert notes(now, then) == []

"""What a board should read first, found in a dashboard and the one published before."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import overview
from dashboards.overview.attention import attention
from dashboards.overview.words import cut, ordinal
from dashboards.types import Dashboard, Row
from targets.terms import Rag, Unrated
from tests.dashboards.board_scene import (
    BETTER,
    NONE,
    Q2,
    Q3,
    Q4,
    SAME,
    WORSE,
    A,
    G,
    R,
    before,
    broken,
    cell,
    dashboard,
    row,
)

TODAY = date(2015, 4, 20)


def reasons(now: Dashboard, earlier: Dashboard | None) -> list[tuple[int, str]]:
    return [(one.row.measure_id, one.because) for one in attention(now, earlier, TODAY)]


# --- Needs attention ---


def test_in_the_order_that_members_need() -> None:
    """Newly red, still red, amber and worse, missing twice, other amber, whatever worsens."""
    now = dashboard(
        [
            row(1, G, WORSE),
            row(2, A, SAME),
            row(3, None, value=None),
            row(4, A, WORSE),
            row(5, R, running=0),
            row(6, R),
            row(7, G, BETTER),
            row(8, None, value=None),
        ]
    )
    earlier = before(
        *(row(key, G, quarter=Q3) for key in (1, 2, 4, 6, 7, 8)),
        row(3, None, value=None, quarter=Q3),
        row(5, R, quarter=Q3, running=2),
    )
    assert reasons(now, earlier) == [
        (6, "Newly red: it was green in Q3 2014/15"),
        (5, "Red for 3 quarters running"),
        (4, "Amber and getting worse"),
        (3, "No figure, twice running"),
        (2, "Amber"),
        (1, "Getting worse"),
    ]


def test_first_quarter_says_nothing_of_what_was() -> None:
    now = dashboard([row(1, R), row(2, None, value=None), row(3, A)])
    assert reasons(now, None) == [(1, "Red"), (3, "Amber")]


def test_red_that_was_not_listed_or_not_rated() -> None:
    earlier = before(row(2, NONE, quarter=Q3))
    found = reasons(dashboard([row(1, R), row(2, R)]), earlier)
    assert found == [
        (1, "Red, and new on the list"),
        (2, "Newly red: it was not rated in Q3 2014/15"),
    ]


def test_no_run_is_counted_over_a_quarter_that_was_not_published() -> None:
    """What happened between is not known, so the earlier quarter is named instead."""
    now = dashboard([row(1, R)])
    assert reasons(now, before(row(1, R, quarter=Q2, running=3), quarter=Q2)) == [
        (1, "Red, as in Q2 2014/15")
    ]


def test_missing_is_not_twice_running_over_a_quarter_that_was_not_published() -> None:
    now = dashboard([row(1, None, value=None)])
    earlier = before(row(1, None, value=None, quarter=Q2), quarter=Q2)
    assert reasons(now, earlier) == [(1, "No figure, as in Q2 2014/15")]
    assert overview.composed(now, earlier)[-1] == (
        "1 indicator has no figure, and had none in Q2 2014/15 either."
    )


@pytest.mark.parametrize("absence", [Unrated.NOT_DUE, Unrated.NOT_APPLICABLE])
def test_what_is_not_due_or_does_not_apply_is_not_missing(absence: Unrated) -> None:
    """A figure with a lag is never due when its quarter is published: nobody is to chase it."""
    away = replace(cell(Q4, None), absence=absence, text=absence.label)
    now, then = row(1, None, value=None, latest=away), row(1, None, value=None, quarter=Q3)
    assert reasons(dashboard([now]), before(replace(then, latest=away))) == []
    assert reasons(dashboard([now]), before(then)) == []
    assert reasons(dashboard([row(1, None, value=None)]), before(replace(then, latest=away))) == []


def test_nothing_is_held_against_another_definition() -> None:
    """No comparison crosses a series break: neither newly red nor red for three quarters."""
    said = "Red, by a definition that is new since Q3 2014/15"
    for then in (row(1, G, quarter=Q3), row(1, R, quarter=Q3, running=2)):
        assert reasons(dashboard([broken(row(1, R))]), before(then)) == [(1, said)]
    earlier = before(row(1, R, quarter=Q3, running=2))
    assert overview.with_runs(dashboard([broken(row(1, R))]), earlier).rows[0].running == 0
    known = before(broken(row(1, R, quarter=Q3, running=2), -2))
    assert reasons(dashboard([broken(row(1, R), -3)]), known) == [(1, "Red for 3 quarters running")]
    risen = overview.getting_better(
        dashboard([broken(row(1, G, BETTER))]), before(row(1, A, quarter=Q3))
    )
    assert [one.since for one in risen] == [""]


def test_ratings_by_another_scheme_are_said_to_be() -> None:
    now, earlier = dashboard([row(1, R)]), before(row(1, G, quarter=Q3))
    now = replace(now, scheme_label="Scheme 2")
    assert overview.came_and_went(now, earlier) == (
        "Rated by Scheme 2 now, by Scheme 1 in Q3 2014/15."
    )


def test_overdue_is_said_and_comes_first_among_its_kind() -> None:
    now = dashboard(
        [
            row(1, R, action_due=date(2015, 5, 1)),
            row(2, R, action_due=date(2015, 4, 19)),
            row(3, R, action_due=TODAY),
        ]
    )
    found = attention(now, None, TODAY)
    assert [(one.row.measure_id, one.by_when) for one in found] == [
        (2, "Overdue since 19 April 2015"),
        (1, "1 May 2015"),
        (3, "20 April 2015"),
    ]
    assert [one.overdue for one in attention(now, None)] == [False, False, False]


def test_who_acts_or_who_answers_for_it() -> None:
    named, not_named = row(1, R, action_owner="Head of Housing"), row(2, R)
    found = attention(dashboard([named, not_named]), None)
    assert [one.who for one in found] == [
        "Head of Housing",
        "Nobody named; Head of Analysis, Leicestershire Police answers for it",
    ]
    assert attention(dashboard([row(3, R)]), None)[0].by_when == ""


ROWS = st.lists(
    st.tuples(st.sampled_from([R, A, G, NONE]), st.sampled_from([WORSE, BETTER, SAME])), max_size=60
)


@given(ROWS, ROWS, st.booleans())
def test_nothing_red_or_amber_or_worse_is_left_out(now: Any, then: Any, dated: bool) -> None:
    shown = dashboard([row(key, *one) for key, one in enumerate(now, start=1)])
    earlier = before(*(row(key, *one, quarter=Q3) for key, one in enumerate(then, start=1)))
    found = [one.row for one in attention(shown, earlier, TODAY if dated else None)]
    assert {one.measure_id for one in found} == {
        one.measure_id
        for one in shown.rows
        if one.rating.shown in (R, A) or one.direction.shown is WORSE
    }
    assert len(found) == len({one.measure_id for one in found})
    reds = [one.rating.shown is R for one in found]
    assert reds == sorted(reds, reverse=True)


# --- Counts ---


def test_counts_with_what_they_were() -> None:
    now = dashboard([row(1, R), row(2, A), row(3, G), row(4, None, value=None)])
    earlier = before(row(1, G, quarter=Q3), row(2, A, quarter=Q3), row(3, G, quarter=Q3),
                     row(4, None, value=None, quarter=Q3))  # fmt: skip
    lines = overview.count_lines(now, earlier)
    assert [(line.number, line.text) for line in lines] == [
        (1, "red (was 0)"),
        (1, "amber (was 1)"),
        (1, "green (was 2)"),
        (1, "no data (was 1)"),
    ]
    assert overview.came_and_went(now, earlier) == ""


def test_counts_of_another_list_say_of_how_many() -> None:
    now = dashboard([row(1, R), row(2, G), row(5, G)])
    earlier = before(*(row(key, G, quarter=Q3) for key in (1, 2, 3, 4)))
    assert [line.text for line in overview.count_lines(now, earlier)] == [
        "red (was 0 of 4)",
        "amber (was 0 of 4)",
        "green (was 4 of 4)",
    ]
    assert (
        overview.came_and_went(now, earlier)
        == "3 indicators now, 4 in Q3 2014/15: 1 is new and 2 are no longer listed."
    )


def test_a_count_that_fell_to_nothing_stays() -> None:
    now, earlier = dashboard([row(1)]), before(row(1, None, value=None, quarter=Q3))
    assert overview.count_lines(now, earlier)[-1].text == "no data (was 1)"


def test_first_quarter_has_no_was() -> None:
    assert [one.text for one in overview.count_lines(dashboard([row(1)]), None)] == [
        "red",
        "amber",
        "green",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(1), row(2)], "2 of 2 indicators reported. None is provisional."),
        ([row(1), row(2, None, value=None)],
         "1 of 2 indicators reported. 1 has no data, none is provisional."),
        ([row(1, latest=cell(Q4, "5", provisional=True)), row(2, None, value=None),
          row(3, None, value=None)],
         "1 of 3 indicators reported. 2 have no data, 1 is provisional."),
        ([row(1, None, value=None)], "0 of 1 indicator reported. 1 has no data."),
        ([], "No indicator is listed."),
    ],
)  # fmt: skip
def test_how_complete(rows: list[Row], said: str) -> None:
    assert overview.status_line(dashboard(rows)) == said


def test_missing_is_counted_and_not_zero() -> None:
    now = dashboard([row(1, R), row(2, G), row(3, None, value=None), row(4, NONE)])
    assert overview.value_of(now.rows[2]) == "no_data"
    assert overview.counts_in_words(now.rows) == "1 red, 1 green, 1 not rated, 1 no data"
    assert overview.counts_in_words([]) == "No indicator yet"


# --- What you need to know ---


def test_what_officers_wrote_goes_before_what_is_composed() -> None:
    now = dashboard([row(1, R)], headline=("Burglary is off track.",))
    assert overview.headline(now, None) == ("Burglary is off track.",)
    assert overview.headline(replace(now, headline=()), None) == ("Of 1 indicator, 1 is red.",)


def test_red_up_from_what_it_was() -> None:
    now = dashboard([row(1, R), row(2, R), row(3, R), row(4, G)])
    earlier = before(row(1, R, quarter=Q3), *(row(key, G, quarter=Q3) for key in (2, 3, 4)))
    assert overview.composed(now, earlier)[0] == "3 indicators are red, up from 1 in Q3 2014/15."
    assert overview.composed(earlier, replace(now, quarter=Q2))[0] == (
        "1 indicator is red, down from 3 in Q2 2014/15."
    )
    assert overview.composed(now, replace(now, quarter=Q3))[0] == (
        "3 indicators are red, as in Q3 2014/15."
    )
    fewer = before(row(1, R, quarter=Q3), row(2, G, quarter=Q3))
    assert overview.composed(now, fewer)[0] == (
        "3 of 4 indicators are red; in Q3 2014/15 1 of 2 was."
    )
    assert overview.composed(dashboard([row(1)]), before(row(1, G, quarter=Q3)))[0] == (
        "No indicator is red, as in Q3 2014/15."
    )


def test_what_moved_and_for_how_long() -> None:
    """ "… improved for the fourth quarter": counted in the figures, a year against a year."""
    falling = ["9", "8.5", "8", "7.5", "7", "6.5", "6", "5.5"]
    now = dashboard(
        [
            row(1, R, WORSE, name="Vehicle crime"),
            row(2, G, WORSE, name="Hate incidents (per 1,000 population)"),
            row(3, G, BETTER, name="First time entrants", history=falling),
            row(4, None, value=None),
        ]
    )
    earlier = replace(now, quarter=Q3)
    assert overview.composed(now, earlier) == (
        "1 indicator is red, as in Q3 2014/15.",
        "Worse than in Jan-Mar 2014: Vehicle crime; Hate incidents. "
        "Improved for the fourth quarter running: First time entrants.",
        "1 indicator has no figure, and had none in Q3 2014/15 either.",
    )


def test_what_moved_names_only_the_period_that_all_compare_with() -> None:
    """LEI: cells with periods of their own stand beside a column of other periods."""
    own = row(2, G, WORSE, name="Reoffending", previous=cell(Q4 - 5, "5.71"))
    now = dashboard([row(1, R, WORSE, name="Vehicle crime"), own])
    said = "Worse than a year earlier: Vehicle crime; Reoffending."
    assert overview.composed(now, None)[1] == said
    mixed = dashboard(
        [
            row(1, R, WORSE, name="Vehicle crime"),
            replace(own, direction=row(9, G, BETTER).direction),
        ]
    )
    assert overview.composed(mixed, None)[1] == (
        "Worse than in Jan-Mar 2014: Vehicle crime. Better than a year earlier: Reoffending."
    )
    short = replace(now, previous_heading="Previous Period (Oct-Dec 2014)")
    assert overview.composed(short, None)[1].startswith("Worse than in the period before: ")


@given(ROWS, ROWS)
def test_composed_is_short(now: Any, then: Any) -> None:
    shown = dashboard([row(n, *one) for n, one in enumerate(now, start=1)])
    earlier = before(*(row(n, *one, quarter=Q3) for n, one in enumerate(then, start=1)))
    for found in (overview.composed(shown, earlier), overview.composed(shown, None)):
        assert 1 <= len(found) <= 3
        assert sum(len(sentence.split()) for sentence in found) <= 60
        assert all(sentence.endswith(".") and "  " not in sentence for sentence in found)


def test_long_names_are_fewer() -> None:
    name = " ".join(["word"] * 25)
    now = dashboard([row(n, R, WORSE, name=f"{n} {name}") for n in range(1, 6)])
    found = overview.composed(now, None)
    assert sum(len(sentence.split()) for sentence in found) <= 60
    assert "; 4 more." in found[1]


# --- Words ---


@given(st.text(max_size=400), st.integers(20, 200))
def test_cut_has_room(text: str, most: int) -> None:
    found = cut(text, most)
    assert len(found) <= most
    assert "\n" not in found
    assert (found == " ".join(text.split())) == (len(" ".join(text.split())) <= most)


def test_cut_ends_with_a_sentence_where_it_can() -> None:
    assert cut("One two three. Four five six seven", 24) == "One two three.\u00a0…"
    assert cut("One two three four five six", 15) == "One two three…"


def test_ordinals() -> None:
    assert [ordinal(n) for n in (1, 4, 10, 11, 12, 13, 19, 21, 22)] == [
        "first", "fourth", "tenth", "11th", "12th", "13th", "19th", "21st", "22nd",
    ]  # fmt: skip


def test_everything_missing() -> None:
    now = dashboard([row(n, None, value=None) for n in range(1, 4)])
    earlier = before(*(row(n, None, value=None, quarter=Q3) for n in range(1, 4)))
    assert len(attention(now, earlier)) == 3
    assert attention(now, None) == ()
    assert overview.composed(now, earlier) == (
        "No indicator is red, as in Q3 2014/15.",
        "3 indicators have no figure, and had none in Q3 2014/15 either.",
    )
    assert now.rows[0].rating.unrated is Unrated.NO_FIGURE
    assert Rag.RED not in {one.rating.shown for one in now.rows}

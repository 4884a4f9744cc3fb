"""The three kinds of scheme: what is green, amber and red, and the sentence that says so.

The numbers are those of ``docs/calculations.md``. What must hold whatever the numbers is in
``test_scheme_properties.py``.
"""

from datetime import date
from decimal import Decimal

import pytest

from core.quarters import Quarter
from dashboards.performance import Compares, Condition, Observation, SchemeTerms, SeriesBreak
from dashboards.performance.rating import rate
from targets.terms import Basis, Rag, SchemeKind, TargetKind, Unit, Unrated
from tests.performance.examples import (
    CONTEXT,
    COUNT,
    HIGHER,
    LOWER,
    PERCENT,
    RATE,
    baseline,
    judged,
    measure,
    seen,
    target,
    year_and_last,
)

K = TargetKind
PLAIN = SchemeTerms("Scheme 1")
DIRECTION = SchemeTerms("Scheme 2", kind=SchemeKind.DIRECTION)
FLOOR = SchemeTerms("Scheme 3", kind=SchemeKind.FLOOR)
PUBLISHED = measure(RATE, basis=Basis.AS_PUBLISHED)
AT_MOST = target(K.AT_MOST, "5.50")


def said(terms, observations, aim, scheme, **more) -> str:
    return judged(terms, observations, aim, schemes=[scheme], **more).explanation


# --- Tolerance and direction ---


@pytest.mark.parametrize(
    ("latest", "last", "sentence"),
    [
        (
            "5.40", "5.00",
            "Green: 5.40 per 1,000 is 1.8% below the target of 5.50, and lower is better",
        ),
        ("5.50", "5.00", "Green: 5.50 per 1,000 is equal to the target of 5.50"),
        (
            "5.70", "5.00",
            "Green: 5.70 per 1,000 is 3.6% above the target of 5.50; green allows up to 5%",
        ),
        (
            "6.35", "6.40",
            "Amber: 6.35 per 1,000 is 15.5% above the target of 5.50; green allows up to 5%, and "
            "it is no worse than 6.40 per 1,000 a year earlier (2013-14)",
        ),
        (
            "6.35", "6.35",
            "Amber: 6.35 per 1,000 is 15.5% above the target of 5.50; green allows up to 5%, and "
            "it is no worse than 6.35 per 1,000 a year earlier (2013-14)",
        ),
        (
            "6.35", "5.71",
            "Red: 6.35 per 1,000 is 15.5% above the target of 5.50; green allows up to 5%, and "
            "it is worse than 5.71 per 1,000 a year earlier (2013-14)",
        ),
    ],
)  # fmt: skip
def test_tolerance_and_direction(latest, last, sentence) -> None:
    found = said(PUBLISHED, year_and_last(latest, last), AT_MOST, DIRECTION)
    assert found == f"{sentence} (Scheme 2: tolerance and direction)."


def test_direction_where_higher_is_better_and_in_points() -> None:
    """2 points below 90% is still green; 87% is amber after 87% and red after 88%."""
    aim = target(K.AT_LEAST, "90")
    for latest, last, rag in [("88", "95", "G"), ("87", "87", "A"), ("87", "88", "R")]:
        history = [seen(last, "Q4 2013/14"), seen(latest)]
        result = judged(PERCENT, history, aim, schemes=[DIRECTION])
        assert result.rag is {"G": Rag.GREEN, "A": Rag.AMBER, "R": Rag.RED}[rag], latest
    assert result.explanation == (
        "Red: 87% is 3 points below the target of 90%; green allows up to 2 points, and it is "
        "worse than 88% a year earlier (Q4 2013-14) (Scheme 2: tolerance and direction)."
    )


def test_direction_compares_what_is_printed() -> None:
    """6.354 and 6.346 are both printed 6.35: no worse."""
    result = judged(PUBLISHED, year_and_last("6.354", "6.346"), AT_MOST, schemes=[DIRECTION])
    assert result.rag is Rag.AMBER


def test_green_within_the_tolerance_is_not_met() -> None:
    result = judged(PUBLISHED, year_and_last("5.70", "5"), AT_MOST, schemes=[DIRECTION])
    assert (result.rag, result.rating.met) == (Rag.GREEN, False)
    assert result.target_sentence == "Target: 5.50 or lower. Missed by 0.20."
    result = judged(PUBLISHED, year_and_last("5.50", "5"), AT_MOST, schemes=[DIRECTION])
    assert result.target_sentence == "Target: 5.50 or lower. Met."


@pytest.mark.parametrize(
    ("history", "breaks", "why"),
    [
        ([seen("130")], [], "no figure for Q4 2013-14 (not entered)"),
        (
            [seen("140", "Q4 2013/14", quality_problem=True), seen("130")], [],
            "140 for Q4 2013-14 has a quality problem",
        ),
        (
            [seen("140", "Q4 2013/14"), seen("130")], [SeriesBreak(Quarter(2014, 2), "New rules.")],
            "the series changed in Q2 2014/15 (New rules)",
        ),
        (
            [seen("140", "Q4 2013/14", "2013-14"), seen("130")], [],
            "130 is for Q4 2014-15 (3 months) and 140 is for 2013-14 (12 months)",
        ),
    ],
)  # fmt: skip
def test_without_last_year_it_cannot_be_amber(history, breaks, why) -> None:
    result = judged(COUNT, history, target(K.AT_MOST, "100"), schemes=[DIRECTION], breaks=breaks)
    assert result.rag is Rag.RED
    assert result.explanation == (
        "Red: 130 is 30.0% above the target of 100; green allows up to 5%, and it cannot be "
        f"amber: {why} (Scheme 2: tolerance and direction)."
    )


def test_rating_without_any_comparison_is_red_and_says_so() -> None:
    result = judged(COUNT, "130", target(K.AT_MOST, "100"), schemes=[DIRECTION])
    alone = rate(COUNT, result.target, result.figure, result.expected, DIRECTION)
    assert alone.rag is Rag.RED
    assert "it cannot be amber: the year before is not known" in alone.explanation


def test_direction_beside_a_range() -> None:
    """No worse is no further outside: 14 after 15 is amber, after 5 (3 outside) too, after 13 not.

    The tolerance is of the nearer end: 5% of 11.
    """
    aim = target(K.RANGE, low="8", high="11")
    for last, rag in [("15", Rag.AMBER), ("5", Rag.AMBER), ("13", Rag.RED), ("9", Rag.RED)]:
        history = [seen(last, "Q4 2013/14"), seen("14")]
        assert judged(COUNT, history, aim, schemes=[DIRECTION]).rag is rag, last
    assert said(COUNT, [seen("13", "Q4 2013/14"), seen("14")], aim, DIRECTION) == (
        "Red: 14 is 27.3% above the top of the target range of 8 to 11; green allows up to 5%, "
        "and it is worse than 13 a year earlier (Q4 2013-14) "
        "(Scheme 2: tolerance and direction)."
    )
    assert said(COUNT, "9", aim, DIRECTION) == (
        "Green: 9 is within the target range of 8 to 11 (Scheme 2: tolerance and direction)."
    )


def test_better_than_a_baseline_in_each_kind() -> None:
    """Reduce from 212, no size: 212 itself is amber by tolerance and floor, green with direction.

    A scheme that allows nothing leaves it to last year.
    """
    terms = measure(COUNT, basis=Basis.AS_PUBLISHED)
    aim, history = target(K.REDUCE, baseline=baseline("212")), year_and_last("212", "212")
    rags = [judged(terms, history, aim, schemes=[one]).rag for one in (PLAIN, DIRECTION, FLOOR)]
    assert rags == [Rag.AMBER, Rag.GREEN, Rag.AMBER]
    green = judged(terms, history, aim, schemes=[DIRECTION])
    assert green.explanation == (
        "Green: 212 is equal to the 2013-14 baseline of 212, and the target asks for a lower "
        "figure; green allows up to 5% (Scheme 2: tolerance and direction)."
    )
    assert green.target_sentence == "Target: Below 212. Not met."
    strict = SchemeTerms("None", relative=Decimal(0), kind=SchemeKind.DIRECTION)
    assert judged(terms, history, aim, schemes=[strict]).rag is Rag.AMBER
    assert judged(terms, year_and_last("211", "212"), aim, schemes=[strict]).rag is Rag.GREEN
    assert judged(terms, year_and_last("213", "212"), aim, schemes=[strict]).rag is Rag.RED


def test_direction_where_0_is_expected() -> None:
    aim = target(K.AT_MOST, "0")
    history = [seen("2", "Q4 2013/14"), seen("2")]
    assert said(COUNT, history, aim, DIRECTION) == (
        "Amber: 2 is 2 above the target of 0; green allows nothing beside 0, and it is no worse "
        "than 2 a year earlier (Q4 2013-14) (Scheme 2: tolerance and direction)."
    )
    two = SchemeTerms("Two", absolute=Decimal(2), kind=SchemeKind.DIRECTION)
    assert judged(COUNT, history, aim, schemes=[two]).rag is Rag.GREEN


def test_direction_asks_the_target_which_way_is_better() -> None:
    """The indicator needs context, or says the opposite: the target's way counts."""
    history = [seen("60", "Q4 2013/14"), seen("70")]
    for polarity in (CONTEXT, LOWER, HIGHER):
        terms = measure(COUNT, polarity=polarity)
        aim = target(K.AT_LEAST, "100")
        assert judged(terms, history, aim, schemes=[DIRECTION]).rag is Rag.AMBER
        assert judged(terms, history, target(K.AT_MOST, "50"), schemes=[DIRECTION]).rag is Rag.RED


def test_the_arrow_setting_does_not_move_the_rating() -> None:
    """The rating always asks for last year, whichever comparison the arrow shows."""
    history = [seen("140", "Q4 2013/14"), seen("100", "Q3 2014/15"), seen("130")]
    aim = target(K.AT_MOST, "100")
    for compares in Compares:
        result = judged(COUNT, history, aim, schemes=[DIRECTION], compares=compares)
        assert result.rag is Rag.AMBER


# --- Floor ---

FLOOR_80 = target(K.AT_LEAST, "90", floor="80")
FLOOR_6 = target(K.AT_MOST, "5.50", floor="6")


@pytest.mark.parametrize(
    ("terms", "aim", "value", "sentence"),
    [
        (PERCENT, FLOOR_80, "90", "Green: 90% is equal to the target of 90%"),
        (
            PERCENT, FLOOR_80, "89",
            "Amber: 89% is 1 point below the target of 90%; it is no worse than the floor of 80%",
        ),
        (
            PERCENT, FLOOR_80, "80",
            "Amber: 80% is 10 points below the target of 90%; it is no worse than the floor of 80%",
        ),
        (
            PERCENT, FLOOR_80, "79",
            "Red: 79% is 11 points below the target of 90%; it is worse than the floor of 80%",
        ),
        (
            RATE, FLOOR_6, "6.00",
            "Amber: 6.00 per 1,000 is 0.50 above the target of 5.50; it is no worse than the "
            "floor of 6.00",
        ),
        (
            RATE, FLOOR_6, "6.01",
            "Red: 6.01 per 1,000 is 0.51 above the target of 5.50; it is worse than the floor "
            "of 6.00",
        ),
        (
            COUNT, target(K.AT_MOST, "100"), "103",
            "Amber: 103 is 3.0% above the target of 100; no floor is set, so amber allows up to 5%",
        ),
        (
            COUNT, target(K.AT_MOST, "100"), "106",
            "Red: 106 is 6.0% above the target of 100; no floor is set, so amber allows up to 5%",
        ),
        (
            COUNT, target(K.AT_MOST, "0", floor="3"), "3",
            "Amber: 3 is 3 above the target of 0; it is no worse than the floor of 3",
        ),
    ],
)  # fmt: skip
def test_floor(terms, aim, value, sentence) -> None:
    assert said(terms, value, aim, FLOOR) == f"{sentence} (Scheme 3: floor)."


def test_what_is_printed_is_held_against_the_floor() -> None:
    assert judged(RATE, "6.0049", FLOOR_6, schemes=[FLOOR]).rag is Rag.AMBER
    assert judged(RATE, "6.0050", FLOOR_6, schemes=[FLOOR]).rag is Rag.RED


def test_a_floor_marks_nothing_in_the_other_kinds() -> None:
    for scheme in (PLAIN, DIRECTION):
        with_it = judged(PERCENT, "85", FLOOR_80, schemes=[scheme])
        without = judged(PERCENT, "85", target(K.AT_LEAST, "90"), schemes=[scheme])
        assert with_it.rating == without.rating
        assert with_it.rag is Rag.RED


def test_a_floor_of_a_range_counts_on_its_own_side() -> None:
    aim = target(K.RANGE, low="8", high="11", floor="14")
    for value, rag in [("11", Rag.GREEN), ("14", Rag.AMBER), ("15", Rag.RED), ("7", Rag.RED)]:
        assert judged(COUNT, value, aim, schemes=[FLOOR]).rag is rag
    assert said(COUNT, "14", aim, FLOOR) == (
        "Amber: 14 is 3 above the top of the target range of 8 to 11; it is no worse than the "
        "floor of 14 (Scheme 3: floor)."
    )
    assert said(COUNT, "7", aim, FLOOR) == (
        "Red: 7 is 12.5% below the bottom of the target range of 8 to 11; the floor of 14 is on "
        "the other side, so amber allows up to 5% (Scheme 3: floor)."
    )
    low = target(K.RANGE, low="8", high="11", floor="6")
    assert judged(COUNT, "6", low, schemes=[FLOOR]).rag is Rag.AMBER
    assert judged(COUNT, "5", low, schemes=[FLOOR]).rag is Rag.RED


def test_a_floor_beside_a_straight_line() -> None:
    """From 30 in 2013-14 to 18 by March 2020, floor 27: in 2014-15, 28 is expected.

    27 is better than that, so the tolerance marks amber; in 2016-17, with 24 expected, it counts.
    """
    terms = measure(COUNT, basis=Basis.AS_PUBLISHED)
    aim = target(
        K.CHANGE_BY_DATE, change_percent="-40", due=date(2020, 3, 31), baseline=baseline("30"),
        floor="27",
    )  # fmt: skip
    first = judged(terms, year_and_last("29", "30"), aim, schemes=[FLOOR])
    assert (first.expected.value, first.rag) == (28, Rag.AMBER)
    assert "the floor of 27 is on the other side, so amber allows up to 5%" in first.explanation
    later = Quarter(2016, 4)
    for value, rag in [("24", Rag.GREEN), ("27", Rag.AMBER), ("28", Rag.RED)]:
        found = judged(
            terms, [seen(value, later.label, "2016-17")], aim, schemes=[FLOOR], quarter=later
        )
        assert (found.expected.value, found.rag) == (24, rag)


def test_a_yearly_floor_is_shared_out_as_its_target_is() -> None:
    """At most 120 a year with a floor of 160: 30 a quarter, and 40."""
    aim = target(K.AT_MOST, "120", per_year=True, floor="160")
    for value, rag in [("30", Rag.GREEN), ("40", Rag.AMBER), ("41", Rag.RED)]:
        found = judged(COUNT, value, aim, schemes=[FLOOR])
        assert (found.expected.floor, found.rag) == (40, rag)
    assert "worse than the floor of 40" in found.explanation
    # Of a yearly baseline too: 5% below 200 a year, floor 220, by the fourth quarter's 40%.
    shares = [seen(value, f"Q{n} 2013/14") for n, value in enumerate(["20", "40", "60", "80"], 1)]
    aim = target(K.REDUCE, change_percent="5", baseline=baseline("200"), floor="220")
    found = judged(COUNT, [*shares, seen("88")], aim, schemes=[FLOOR])
    assert (found.expected.value, found.expected.floor, found.rag) == (76, 88, Rag.AMBER)


# --- In every kind ---


def test_several_conditions_have_no_amber_in_any_kind() -> None:
    figure = judged(PERCENT, "89").figure
    for value, rag in (("90", Rag.RED), ("89", Rag.GREEN)):
        condition = Condition("Satisfied", K.AT_LEAST, Decimal(value), PERCENT, figure)
        aim = target(K.ALL_OF, conditions=(condition,))
        history = [seen("50", "Q4 2013/14"), seen("1")]
        found = [judged(PERCENT, history, aim, schemes=[one]) for one in (PLAIN, DIRECTION, FLOOR)]
        assert {one.rag for one in found} == {rag}
        assert {one.rating.met for one in found} == {rag is Rag.GREEN}
        assert found[1].explanation.endswith(" (Scheme 2: tolerance and direction).")
        assert found[0].explanation.endswith("% (at least " + value + "%).")


@pytest.mark.parametrize("scheme", [DIRECTION, FLOOR])
def test_what_cannot_be_rated_is_not_rated_by_any_kind(scheme) -> None:
    last = seen("50", "Q4 2013/14")
    assert judged(COUNT, [last], FLOOR_80, schemes=[scheme]).unrated is Unrated.NO_FIGURE
    bad: Observation = seen("95", quality_problem=True)
    assert judged(COUNT, [last, bad], FLOOR_80, schemes=[scheme]).unrated is Unrated.QUALITY
    assert judged(COUNT, [last, seen("9")], schemes=[scheme]).unrated is Unrated.NO_TARGET


def test_own_tolerances_count_in_every_kind() -> None:
    three = measure(COUNT, tolerance_units=Decimal(3))
    aim, history = target(K.AT_MOST, "100"), [seen("90", "Q4 2013/14"), seen("103")]
    rags = [judged(three, history, aim, schemes=[one]).rag for one in (PLAIN, DIRECTION, FLOOR)]
    assert rags == [Rag.AMBER, Rag.GREEN, Rag.AMBER]
    pounds = measure(COUNT, unit=Unit.POUNDS, tolerance_units=Decimal(50))
    assert said(pounds, "1040", target(K.AT_MOST, "1000"), DIRECTION) == (
        "Green: £1,040 is £40 above the target of £1,000; green allows up to £50 "
        "(Scheme 2: tolerance and direction)."
    )

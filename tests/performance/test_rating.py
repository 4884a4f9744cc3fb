"""Tolerance, schemes, polarity, the unrated states, and what officers state."""

from datetime import date
from decimal import Decimal

import pytest

from core.quarters import Quarter
from dashboards.performance import RULE_VERSION, Observation, SchemeTerms, SeriesBreak, StatedTerms
from targets.terms import Basis, FigureState, Rag, Reason, TargetKind, Travel, Unit, Unrated
from tests.performance.examples import (
    CONTEXT,
    COUNT,
    HIGHER,
    LOWER,
    PERCENT,
    Q4,
    RATE,
    baseline,
    judged,
    measure,
    seen,
    target,
    year_and_last,
)

AT_MOST_100 = target(TargetKind.AT_MOST, "100")
AT_MOST_0 = target(TargetKind.AT_MOST, "0")


def test_scheme_in_force_in_the_quarter() -> None:
    """A rating never changes because a later scheme changed."""
    first = SchemeTerms("Scheme 1", Quarter.parse("Q1 2013/14"))
    later = SchemeTerms("Scheme 2", Quarter.parse("Q1 2015/16"), relative=Decimal(20))
    before = judged(COUNT, "110", AT_MOST_100, schemes=[first])
    after = judged(COUNT, "110", AT_MOST_100, schemes=[later, first])
    assert (before.rag, after.rag, after.scheme) == (Rag.RED, Rag.RED, first)
    next_year = judged(
        COUNT, "110", AT_MOST_100, schemes=[first, later], quarter=Quarter.parse("Q1 2015/16")
    )
    assert (next_year.rag, next_year.scheme.label) == (Rag.AMBER, "Scheme 2")


def test_default_scheme_before_the_first_one_starts() -> None:
    later = SchemeTerms("Scheme 2", Quarter.parse("Q1 2015/16"), relative=Decimal(20))
    result = judged(COUNT, "105", AT_MOST_100, schemes=[later])
    assert (result.rag, result.scheme.label) == (Rag.AMBER, "Default tolerance")
    assert result.rule_version == RULE_VERSION


def test_the_indicators_own_tolerance() -> None:
    wide = measure(COUNT, tolerance_percent=Decimal(10))
    assert judged(wide, "110", AT_MOST_100).rag is Rag.AMBER
    three = measure(COUNT, tolerance_units=Decimal(3))
    assert judged(three, "103", AT_MOST_100).explanation == (
        "Amber: 103 is 3 above the target of 100; amber allows up to 3."
    )
    assert judged(three, "104", AT_MOST_100).rag is Rag.RED
    strict = measure(COUNT, tolerance_percent=Decimal(0))
    assert judged(strict, "101", AT_MOST_100).rag is Rag.RED
    pounds = measure(COUNT, unit=Unit.POUNDS, tolerance_units=Decimal(50))
    assert judged(pounds, "1080", target(TargetKind.AT_MOST, "1000")).explanation == (
        "Red: £1,080 is £80 above the target of £1,000; amber allows up to £50."
    )


@pytest.mark.parametrize("field", ["tolerance_units", "tolerance_percent"])
def test_a_percentages_own_tolerance_is_in_points(field) -> None:
    terms = measure(PERCENT, **{field: Decimal(5)})
    assert judged(terms, "85", target(TargetKind.AT_LEAST, "90")).explanation == (
        "Amber: 85% is 5 points below the target of 90%; amber allows up to 5 points."
    )


def test_an_expected_zero_needs_a_tolerance_in_units() -> None:
    assert judged(COUNT, "0", AT_MOST_0).rag is Rag.GREEN
    result = judged(COUNT, "1", AT_MOST_0)
    assert result.explanation == (
        "Red: 1 is 1 above the target of 0; amber allows nothing beside 0."
    )
    scheme = SchemeTerms("Two either way", absolute=Decimal(2))
    assert judged(COUNT, "2", AT_MOST_0, schemes=[scheme]).rag is Rag.AMBER
    assert judged(COUNT, "3", AT_MOST_0, schemes=[scheme]).rag is Rag.RED
    own = measure(COUNT, tolerance_units=Decimal(1))
    assert judged(own, "1", AT_MOST_0).rag is Rag.AMBER
    assert judged(measure(PERCENT, polarity=LOWER), "2", AT_MOST_0).rag is Rag.AMBER


def test_the_schemes_units_are_for_an_expected_zero_only() -> None:
    scheme = SchemeTerms("Two either way", absolute=Decimal(2))
    assert judged(COUNT, "105", AT_MOST_100, schemes=[scheme]).rag is Rag.AMBER


def test_what_is_printed_is_what_is_judged() -> None:
    aim = target(TargetKind.AT_MOST, "5.50")
    assert judged(RATE, "5.5049", aim).rag is Rag.GREEN
    assert judged(RATE, "5.5050", aim).rag is Rag.AMBER
    # 5% below 47.18 is 44.821, which is printed as 44.82
    terms = measure(RATE, basis=Basis.AS_PUBLISHED)
    cut = target(TargetKind.REDUCE, change_percent="5", baseline=baseline("47.18"))
    assert judged(terms, year_and_last("44.82", "47.18"), cut).rag is Rag.GREEN


def test_no_sentence_contradicts_its_colour() -> None:
    """5.0004% above is red, and must not read as the 5% that amber allows."""
    result = judged(COUNT, "1050004", target(TargetKind.AT_MOST, "1000000"))
    assert result.explanation == (
        "Red: 1,050,004 is 5.0004% above the target of 1,000,000; amber allows up to 5%."
    )


# Polarity of the indicator against that of the target


@pytest.mark.parametrize(
    ("kind", "polarity", "warned"),
    [
        (TargetKind.AT_LEAST, LOWER, True),
        (TargetKind.AT_LEAST, HIGHER, False),
        (TargetKind.AT_LEAST, CONTEXT, False),
        (TargetKind.SERVICE_STANDARD, LOWER, True),
        (TargetKind.AT_MOST, HIGHER, True),
        (TargetKind.RANGE, LOWER, False),
        (TargetKind.MAINTAIN_BASELINE, LOWER, False),
        (TargetKind.MONITOR, LOWER, False),
    ],
)
def test_contradictions_are_said(kind, polarity, warned) -> None:
    aim = target(kind, "50", low="40", high="60")
    assert bool(judged(measure(PERCENT, polarity=polarity), "50", aim).warnings) == warned


def test_the_rating_follows_the_target_and_the_arrow_the_indicator() -> None:
    history = [seen("40", "Q4 2013/14"), seen("60")]
    result = judged(measure(PERCENT, polarity=LOWER), history, target(TargetKind.AT_LEAST, "50"))
    assert (result.rag, result.long.travel) == (Rag.GREEN, Travel.WORSE)
    assert result.warnings == (
        "The target says higher is better and the indicator says lower is better: "
        "the rating follows the target, the arrow the indicator.",
    )


def test_signed_change_says_which_way_is_better() -> None:
    aim = target(
        TargetKind.CHANGE_BY_DATE,
        change_percent="-40",
        due=date(2020, 3, 31),
        baseline=baseline("30", "Q4 2013-14"),
    )
    assert judged(measure(COUNT, polarity=HIGHER), "20", aim).warnings
    level = target(
        TargetKind.CHANGE_BY_DATE,
        change_percent="0",
        due=date(2020, 3, 31),
        baseline=baseline("30", "Q4 2013-14"),
    )
    assert judged(COUNT, "31", level).rag is Rag.AMBER
    assert judged(measure(COUNT, polarity=CONTEXT), "31", level).unrated is Unrated.CONTEXT


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (None, Unrated.CONTEXT),
        (TargetKind.MAINTAIN_BASELINE, Unrated.CONTEXT),
        (TargetKind.MAINTAIN_AVERAGE, Unrated.CONTEXT),
        (TargetKind.MONITOR, Unrated.MONITOR),
        (TargetKind.AT_LEAST, Rag.GREEN),
        (TargetKind.AT_MOST, Rag.GREEN),
        (TargetKind.RANGE, Rag.GREEN),
        (TargetKind.REDUCE, Rag.AMBER),
        (TargetKind.INCREASE, Rag.AMBER),
    ],
)
def test_context_needs_a_target_that_says_which_way(kind, outcome) -> None:
    aim = kind and target(
        kind, "50", low="50", high="50", baseline=baseline("50", "Q4 2013-14"), years=1
    )
    result = judged(measure(COUNT, polarity=CONTEXT), "50", aim)
    assert (result.rag or result.unrated) == outcome


# Unrated states


def state(observation: Observation | None, **more) -> tuple[Unrated | None, str]:
    terms = measure(COUNT, **more)
    result = judged(terms, [observation] if observation else [], AT_MOST_100)
    assert result.rag is None
    return result.unrated, result.explanation


def test_no_target() -> None:
    result = judged(COUNT, "5")
    assert (result.unrated, result.explanation) == (
        Unrated.NO_TARGET,
        "Not rated: no target is set.",
    )
    assert result.target_sentence == "Target: No target."


@pytest.mark.parametrize(
    ("observation", "more", "code", "explanation"),
    [
        (None, {}, Unrated.NO_FIGURE, "no figure is entered for January to March 2015"),
        (
            seen(None, state=FigureState.NOT_AVAILABLE, reason=Reason.NOT_RELEASED),
            {},
            Unrated.NOT_AVAILABLE,
            "the figure for January to March 2015 is not available (not released yet)",
        ),
        (
            seen(None, state=FigureState.NOT_AVAILABLE, reason=Reason.QUALITY_PROBLEM),
            {},
            Unrated.NOT_AVAILABLE,
            "the figure for January to March 2015 is not available (quality problem)",
        ),
        (
            seen(None, state=FigureState.NOT_APPLICABLE),
            {},
            Unrated.NOT_APPLICABLE,
            "the figure for January to March 2015 is not applicable",
        ),
        (
            None,
            {"lag_quarters": 2},
            Unrated.NOT_DUE,
            "the figure for January to March 2015 is not due until Q2 2015/16",
        ),
        (
            seen("5"),
            {"basis": Basis.ROLLING_YEAR},
            Unrated.INCOMPLETE,
            "the figure for April 2014 to March 2015 is incomplete: 1 of 4 quarters",
        ),
        (
            seen("5", quality_problem=True, caveat="IT fault in March."),
            {},
            Unrated.QUALITY,
            "5 for January to March 2015 has a quality problem (IT fault in March)",
        ),
    ],
)
def test_states_of_the_figure(observation, more, code, explanation) -> None:
    assert state(observation, **more) == (code, f"Not rated: {explanation}.")


def test_a_break_between_baseline_and_figure() -> None:
    terms = measure(COUNT, basis=Basis.AS_PUBLISHED)
    aim = target(TargetKind.REDUCE, baseline=baseline("212"))
    change = SeriesBreak(Quarter.parse("Q1 2014/15"), "New counting rules")
    result = judged(terms, year_and_last("185", "212"), aim, breaks=[change])
    assert result.unrated is Unrated.NOT_COMPARABLE
    assert result.explanation == (
        "Not rated: the series changed in Q1 2014/15 (New counting rules), "
        "so 185 does not compare with the baseline of 2013-14."
    )
    average = target(TargetKind.MAINTAIN_AVERAGE, years=1)
    broken = judged(terms, year_and_last("185", "212"), average, breaks=[change])
    assert broken.unrated is Unrated.NOT_COMPARABLE


def test_what_the_target_lacks_comes_before_what_the_figure_lacks() -> None:
    assert judged(COUNT, [], target(TargetKind.MONITOR)).unrated is Unrated.MONITOR
    assert judged(COUNT, [], target(TargetKind.AT_MOST)).unrated is Unrated.PLACEHOLDER


def test_what_the_figure_lacks_comes_before_not_comparable() -> None:
    aim = target(TargetKind.REDUCE, baseline=baseline("1.04"))
    assert judged(RATE, [], aim).unrated is Unrated.NO_FIGURE


# Stated beside computed

UNTIL_Q4 = StatedTerms(
    quarter=Quarter.parse("Q3 2014/15"),
    until=Q4,
    rag=Rag.GREEN,
    reason="The recording system changed.",
    by="Head of Community Safety",
    on=date(2015, 1, 20),
)


def test_stated_and_computed_are_both_kept() -> None:
    result = judged(COUNT, "110", AT_MOST_100, stated=[UNTIL_Q4])
    assert (result.rag, result.shown_rag, result.differs) == (Rag.RED, Rag.GREEN, True)
    assert result.shown_unrated is None
    assert result.stated_sentences == (
        "Officers changed the rating from Red to Green: The recording system changed "
        "(Head of Community Safety, 20 January 2015, until Q4 2014/15).",
    )


def test_a_statement_past_its_end_falls_back_and_is_listed() -> None:
    later = Q4 + 1
    result = judged(COUNT, "110", AT_MOST_100, stated=[UNTIL_Q4], quarter=later)
    assert (result.shown_rag, result.stated.rag) == (Rag.RED, None)
    assert result.stated.lapsed == (UNTIL_Q4,)
    assert not result.differs


def test_without_an_end_it_holds_for_its_own_quarter() -> None:
    own = StatedTerms(Q4, "Known since", "Analyst", date(2015, 4, 20), rag=Rag.AMBER)
    assert judged(COUNT, "110", AT_MOST_100, stated=[own]).shown_rag is Rag.AMBER
    later = judged(COUNT, "110", AT_MOST_100, stated=[own], quarter=Q4 + 1)
    assert (later.shown_rag, later.stated.lapsed) == (Rag.RED, (own,))
    earlier = judged(COUNT, "110", AT_MOST_100, stated=[own], quarter=Q4 - 1)
    assert (earlier.shown_rag, earlier.stated.lapsed) == (Rag.RED, ())


def test_a_rating_and_an_arrow_may_be_stated_separately() -> None:
    """LEI-29: hate incidents were printed as worse and green."""
    arrow = StatedTerms(Q4, "Rising again", "Analyst", date(2015, 4, 20), direction=Travel.WORSE)
    history = [seen("0.64", "Q4 2013/14"), seen("0.68")]
    result = judged(RATE, history, stated=[UNTIL_Q4, arrow])
    assert (result.shown_rag, result.shown_travel, result.shown_arrow) == (
        Rag.GREEN,
        Travel.WORSE,
        "↓",
    )
    assert (result.direction.words, result.shown_words) == (
        "Up 6.3%, about the same",
        "Up 6.3%, worse",
    )
    assert result.stated_sentences == (
        "Officers changed the rating from Not rated (no target) to Green: "
        "The recording system changed "
        "(Head of Community Safety, 20 January 2015, until Q4 2014/15).",
        "Officers changed the arrow from About the same to Worse: Rising again "
        "(Analyst, 20 April 2015, until Q4 2014/15).",
    )


def test_an_arrow_stated_where_nothing_is_comparable() -> None:
    same = StatedTerms(Q4, "Stable", "Analyst", date(2015, 4, 20), direction=Travel.SAME)
    result = judged(COUNT, "5", stated=[same])
    assert (result.shown_words, result.shown_arrow) == ("About the same", "→")


def test_the_latest_statement_speaks() -> None:
    newer = StatedTerms(Q4, "Checked", "Analyst", date(2015, 4, 21), rag=Rag.AMBER)
    result = judged(COUNT, "110", AT_MOST_100, stated=[newer, UNTIL_Q4])
    assert result.shown_rag is Rag.AMBER


def test_no_statement_rates_a_missing_figure() -> None:
    result = judged(COUNT, [], AT_MOST_100, stated=[UNTIL_Q4])
    assert (result.shown_rag, result.shown_unrated) == (None, Unrated.NO_FIGURE)
    assert result.stated.set_aside == (UNTIL_Q4,)


def test_stated_the_same_as_computed() -> None:
    result = judged(COUNT, "90", AT_MOST_100, stated=[UNTIL_Q4])
    assert not result.differs
    assert result.stated_sentences[0].startswith(
        "Officers stated the rating as Green, the same as computed:"
    )

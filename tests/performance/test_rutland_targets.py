"""Rutland's 37 targets by kind (T1 to T37 of the checklist), each as the rules treat it."""

from datetime import date

import pytest

from core.quarters import Quarter
from dashboards.performance import Condition, Figure, History, figure_at
from targets.terms import Basis, Missing, Rag, TargetKind, Unit, Unrated
from tests.performance.examples import (
    CONTEXT,
    COUNT,
    DAYS,
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
)

K = TargetKind
FAMILIES = measure(COUNT, polarity=HIGHER)
YEARLY = measure(COUNT, basis=Basis.AS_PUBLISHED)


def yearly(value: str) -> list:
    return [seen(value, period="2014-15")]


@pytest.mark.parametrize(
    ("value", "aim", "rag", "explanation"),
    [
        # T3: an absolute floor
        ("90", "90", Rag.GREEN, "Green: 90% is equal to the target of 90%."),
        (
            "88",
            "90",
            Rag.AMBER,
            "Amber: 88% is 2 points below the target of 90%; amber allows up to 2 points.",
        ),
        (
            "87",
            "90",
            Rag.RED,
            "Red: 87% is 3 points below the target of 90%; amber allows up to 2 points.",
        ),
        # T5 (maintain at 50% or more), T8, T9, T14, T20, T24
        (
            "52",
            "50",
            Rag.GREEN,
            "Green: 52% is 2 points above the target of 50%, and higher is better.",
        ),
        ("85", "85", Rag.GREEN, "Green: 85% is equal to the target of 85%."),
        (
            "59",
            "60",
            Rag.AMBER,
            "Amber: 59% is 1 point below the target of 60%; amber allows up to 2 points.",
        ),
        (
            "70",
            "75",
            Rag.RED,
            "Red: 70% is 5 points below the target of 75%; amber allows up to 2 points.",
        ),
        (
            "81",
            "80",
            Rag.GREEN,
            "Green: 81% is 1 point above the target of 80%, and higher is better.",
        ),
        ("100", "100", Rag.GREEN, "Green: 100% is equal to the target of 100%."),
    ],
)
def test_at_least(value, aim, rag, explanation) -> None:
    result = judged(PERCENT, value, target(K.AT_LEAST, aim))
    assert (result.rag, result.explanation) == (rag, explanation)
    assert result.target_label == f"{aim}% or higher"


def test_at_most() -> None:
    """The ceiling that T3's floor implies by symmetry."""
    for value, rag in (("5.50", Rag.GREEN), ("5.77", Rag.AMBER), ("5.78", Rag.RED)):
        assert judged(RATE, value, target(K.AT_MOST, "5.50")).rag is rag


def test_establish_a_baseline() -> None:
    """T11: grey until it is recorded, then another kind replaces it."""
    pending = target(K.ESTABLISH_BASELINE, due=date(2015, 3, 31), baseline=baseline(None))
    result = judged(DAYS, "34", pending)
    assert result.unrated is Unrated.BASELINE
    assert result.explanation.endswith("still being established, due by 31 March 2015.")
    recorded = judged(DAYS, "34", target(K.ESTABLISH_BASELINE, baseline=baseline("41")))
    assert recorded.unrated is Unrated.PLACEHOLDER
    assert recorded.explanation == (
        "Not rated: the 2013-14 baseline of 41 is recorded and a target is still to be set from it."
    )


def test_service_standard() -> None:
    """T12."""
    aim = target(K.SERVICE_STANDARD, "100", working_days=1)
    result = judged(PERCENT, "97", aim)
    assert result.explanation == (
        "Red: 97% is 3 points below the standard of 100% (within 1 working day); "
        "amber allows up to 2 points."
    )
    assert result.target_label == "100% within 1 working day"


@pytest.mark.parametrize(
    ("quarter", "value", "label"),
    [
        ("Q4 2013/14", "30", "30 or lower"),
        ("Q4 2014/15", "28", "28 or lower"),
        ("Q4 2016/17", "24", "24 or lower"),
        ("Q4 2019/20", "18", "18 or lower"),
        ("Q4 2020/21", "18", "18 or lower"),
    ],
)
def test_change_by_a_date_follows_a_straight_line(quarter, value, label) -> None:
    """T13: 40% by 2020, past the end of the strategy."""
    when = Quarter.parse(quarter)
    aim = target(
        K.CHANGE_BY_DATE, change_percent="-40", due=date(2020, 3, 31), baseline=baseline("30")
    )
    year = [seen(value, quarter, when.financial_year.dashed)]
    result = judged(YEARLY, year, aim, quarter=when)
    assert (result.target_label, result.rag) == (label, Rag.GREEN)


def test_change_by_a_date_explains_its_line() -> None:
    aim = target(
        K.CHANGE_BY_DATE, change_percent="-40", due=date(2020, 3, 31), baseline=baseline("30")
    )
    assert judged(YEARLY, yearly("31"), aim).explanation == (
        "Red: 31 is 10.7% above the target of 28 "
        "(12 of 72 months from the 2013-14 baseline of 30 to 18 by March 2020); "
        "amber allows up to 5%."
    )
    rise = target(
        K.CHANGE_BY_DATE, change_percent="40", due=date(2014, 9, 30), baseline=baseline("30")
    )
    assert judged(YEARLY, yearly("42"), rise).explanation == (
        "Green: 42 is equal to the target of 42 "
        "(40% above the 2013-14 baseline of 30, due by September 2014)."
    )


def test_maintain_at_baseline_is_also_met_by_better() -> None:
    """T15, low is good; T32, high is good."""
    entrants = target(K.MAINTAIN_BASELINE, baseline=baseline("12"))
    for value, rag in (("9", Rag.GREEN), ("12", Rag.GREEN), ("13", Rag.RED)):
        assert judged(YEARLY, yearly(value), entrants).rag is rag
    orders = target(K.MAINTAIN_BASELINE, baseline=baseline("70", "Q4 2013-14"))
    for value, rag in (("75", Rag.GREEN), ("70", Rag.GREEN), ("69", Rag.AMBER), ("60", Rag.RED)):
        assert judged(PERCENT, value, orders).rag is rag


def test_maintain_with_its_own_tolerance() -> None:
    aim = target(K.MAINTAIN_BASELINE, baseline=baseline("12"), tolerance="10")
    result = judged(YEARLY, yearly("13"), aim)
    assert result.explanation == (
        "Amber: 13 is 8.3% above the 2013-14 baseline of 12; amber allows up to 10%."
    )


@pytest.mark.parametrize("number", ["T16", "T17", "T18", "T19", "T34"])
def test_monitor_only(number) -> None:
    result = judged(PERCENT, "40", target(K.MONITOR))
    assert (result.rag, result.unrated) == (None, Unrated.MONITOR)
    assert result.explanation == "Not rated: it is tracked, with nothing to be reached."


def test_maintain_at_a_stated_percentage() -> None:
    """T21, once somebody has confirmed that it counts those in no education: lower is better."""
    not_in_education = measure(PERCENT, polarity=LOWER)
    result = judged(not_in_education, "3", target(K.MAINTAIN_BASELINE, "2"))
    assert result.explanation == (
        "Amber: 3% is 1 point above the target of 2%; amber allows up to 2 points."
    )


def condition(text: str, value: str, figure: Figure | None) -> Condition:
    level = target(K.AT_LEAST, value).value
    return Condition(text, K.AT_LEAST, level, PERCENT, figure)


def percent(value: str, **marks) -> Figure:
    return figure_at(PERCENT, History.of([seen(value, **marks)]), Q4)


def test_all_of() -> None:
    """T22: payment by results, met when each outcome is met."""

    def outcome(*conditions: Condition):
        return judged(PERCENT, "50", target(K.ALL_OF, conditions=conditions))

    work = condition("employment", "50", percent("55"))
    crime = condition("offending", "50", percent("50"))
    school = condition("school attendance", "50", percent("45"))
    assert outcome(work, crime).explanation == (
        "Green: 2 of 2 conditions are met: "
        "employment 55% (at least 50%) and offending 50% (at least 50%)."
    )
    assert outcome(work, crime, school).explanation == (
        "Red: 2 of 3 conditions are met; not met: school attendance 45% (at least 50%)."
    )
    missing = outcome(work, condition("offending", "50", None), school)
    assert missing.unrated is Unrated.NO_FIGURE
    assert missing.explanation == "Not rated: the condition “offending” has no figure."
    unsound = outcome(work, condition("offending", "50", percent("50", quality_problem=True)))
    assert unsound.unrated is Unrated.QUALITY
    in_words = outcome(work, Condition("keeps a tenancy"))
    assert in_words.unrated is Unrated.PLACEHOLDER
    assert outcome().unrated is Unrated.PLACEHOLDER


def test_a_condition_is_at_least_or_at_most() -> None:
    with pytest.raises(ValueError, match="at least or at most"):
        Condition("odd", K.RANGE)


def test_maintain_at_a_stated_baseline() -> None:
    """T31: 34%, no polarity confirmed yet: needs context."""
    aim = target(K.MAINTAIN_BASELINE, baseline=baseline("34"))
    terms = measure(PERCENT, polarity=CONTEXT, basis=Basis.AS_PUBLISHED)
    assert judged(terms, yearly("34"), aim).unrated is Unrated.CONTEXT
    confirmed = measure(terms, polarity=LOWER)
    assert judged(confirmed, yearly("36"), aim).rag is Rag.AMBER


@pytest.mark.parametrize(
    ("number", "missing", "words"),
    [
        ("T4", Missing.VALUE, "the value"),
        ("T28", Missing.SIZE, "the size of the change"),
        ("T36", Missing.DIRECTION, "the direction"),
    ],
)
def test_placeholders_say_what_they_lack(number, missing, words) -> None:
    result = judged(PERCENT, "40", target(K.PLACEHOLDER, missing=missing))
    assert result.unrated is Unrated.PLACEHOLDER
    assert result.explanation == f"Not rated: the target is not set yet, {words} is missing."
    assert result.target_label == "Target not set yet"


def test_maintain_with_no_baseline_named() -> None:
    """T37."""
    assert judged(FAMILIES, "40", target(K.MAINTAIN_BASELINE)).unrated is Unrated.BASELINE


@pytest.mark.parametrize(
    ("value", "rag", "explanation"),
    [
        ("8", Rag.GREEN, "Green: 8 days is within the target range of 8 to 11."),
        ("11", Rag.GREEN, "Green: 11 days is within the target range of 8 to 11."),
        (
            "14",
            Rag.RED,
            "Red: 14 days is 27.3% above the top of the target range of 8 to 11; "
            "amber allows up to 5%.",
        ),
        (
            "7",
            Rag.RED,
            "Red: 7 days is 12.5% below the bottom of the target range of 8 to 11; "
            "amber allows up to 5%.",
        ),
    ],
)
def test_range(value, rag, explanation) -> None:
    result = judged(DAYS, value, target(K.RANGE, low="8", high="11"))
    assert (result.rag, result.explanation) == (rag, explanation)


def test_yearly_range_is_shared_out() -> None:
    aim = target(K.RANGE, low="80", high="120", per_year=True)
    assert judged(COUNT, "25", aim).explanation == (
        "Green: 25 is within the target range of 20 to 30 "
        "(3 of 12 months of the year's 120, spread evenly)."
    )


def test_every_kind_is_known() -> None:
    """A kind added to the terms must be given a rule."""
    for kind in TargetKind:
        assert judged(COUNT, "5", target(kind)).explanation


def test_yearly_rates_are_not_shared_out() -> None:
    result = judged(RATE, "1.40", target(K.AT_MOST, "5.50", per_year=True))
    assert result.explanation == (
        "Not rated: 1.40 is for Q4 2014-15 (3 months) and the target of 5.50 is for a whole year."
    )


def test_stated_values_are_judged_exactly_as_stated() -> None:
    """A target of 7.5% on an indicator printed without decimals is not turned into 8%."""
    result = judged(measure(PERCENT, unit=Unit.PERCENTAGE), "8", target(K.AT_LEAST, "7.5000"))
    assert result.explanation == (
        "Green: 8% is 0.5 points above the target of 7.5%, and higher is better."
    )

"""What a target of each kind says in words (checklist T1 to T37), and if it can be rated."""

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from core.quarters import FinancialYear, Quarter
from dashboards.performance.expected import expected_of
from dashboards.performance.figures import figure_at
from dashboards.performance.part_year import Withheld
from dashboards.performance.types import (
    BaselineTerms,
    History,
    MeasureTerms,
    Observation,
    TargetTerms,
)
from targets import wording
from targets.terms import Missing, Polarity, TargetKind, Unit, Unrated

YEAR = FinancialYear(2013).period
FIELDS = (
    "value", "low", "high", "change_percent", "due", "years", "working_days", "tolerance",
    "floor",
)  # fmt: skip


def baseline(value: str | None = None, due: datetime.date | None = None) -> Any:
    return SimpleNamespace(
        period_start=YEAR.start,
        period_end=YEAR.end,
        value=None if value is None else Decimal(value),
        due=due,
    )


def target(kind: TargetKind, unit: Unit = Unit.COUNT, polarity: Polarity = Polarity.LOWER,
           **given: Any) -> Any:  # fmt: skip
    indicator = SimpleNamespace(unit=unit.value, polarity=polarity.value, decimals=0, rate_per=1000)
    values: dict[str, Any] = dict.fromkeys(FIELDS)
    values |= {
        "baseline": None,
        "missing": "",
        "aligned_as": "",
        "per_year": False,
        "marked_outstanding": False,
    }
    for name, value in given.items():
        values[name] = Decimal(value) if isinstance(value, str) and name in FIELDS else value
    suppressed = values.pop("suppressed", False)
    held = values["baseline"]
    return SimpleNamespace(
        kind=kind.value,
        measure=SimpleNamespace(indicator=indicator, suppress_small_numbers=suppressed),
        baseline_id=None if held is None else 1,
        **values,
    )


K, PER_CENT = TargetKind, Unit.PERCENTAGE
IN_2020 = datetime.date(2020, 12, 31)
LAST_OF_MARCH = datetime.date(2015, 3, 31)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (target(K.AT_LEAST, PER_CENT, value="90"), "At least 90%"),  # T3
        (target(K.AT_LEAST, value="1200", per_year=True), "At least 1,200 in a full year"),
        (target(K.AT_MOST, Unit.DAYS, value="1"), "At most 1 day"),
        (target(K.AT_MOST, Unit.RATE, value="5.5"), "At most 5.5 per 1,000"),
        (target(K.AT_MOST, Unit.POUNDS, value="1200"), "At most £1,200"),
        (
            target(K.AT_LEAST, PER_CENT, value="50", tolerance="2.5"),
            "At least 50%, with a tolerance of 2.5 points",
        ),
        (target(K.AT_MOST, value="5", tolerance="10"), "At most 5, with a tolerance of 10%"),
        (target(K.AT_MOST, value="5", floor="6"), "At most 5, with a floor of 6"),
        (
            target(K.AT_LEAST, PER_CENT, value="90", tolerance="2", floor="80"),
            "At least 90%, with a tolerance of 2 points and a floor of 80%",
        ),
        (target(K.RANGE, PER_CENT, low="40", high="60"), "Between 40% and 60%"),
        (target(K.REDUCE), "Fewer than the baseline"),  # T10
        (target(K.REDUCE, PER_CENT), "Lower than the baseline"),  # T30
        (target(K.REDUCE, PER_CENT, change_percent="15"), "Lower than the baseline, by 15%"),
        (target(K.INCREASE, change_percent="15"), "More than the baseline, by 15%"),  # T25
        (target(K.INCREASE, PER_CENT), "Higher than the baseline"),
        (
            target(K.CHANGE_BY_DATE, change_percent="-40", due=IN_2020),  # T13
            "40% fewer by December 2020, in a straight line from the baseline",
        ),
        (
            target(K.CHANGE_BY_DATE, PER_CENT, change_percent="10", due=IN_2020),
            "10% higher by December 2020, in a straight line from the baseline",
        ),
        (target(K.MAINTAIN_BASELINE), "Kept at the baseline or lower"),  # T15
        (
            target(K.MAINTAIN_BASELINE, polarity=Polarity.HIGHER, baseline=baseline("9")),
            "Kept at the baseline or higher",
        ),
        (
            target(K.MAINTAIN_BASELINE, PER_CENT, Polarity.CONTEXT, value="2"),  # T21
            "Kept at 2%",
        ),
        (target(K.MAINTAIN_AVERAGE, years=3), "Kept at the average of the 3 years before or lower"),
        (target(K.MAINTAIN_AVERAGE, years=1), "Kept at last year’s level or lower"),  # T7
        (
            target(K.SERVICE_STANDARD, PER_CENT, value="100", working_days=1),  # T12
            "100% within 1 working day",
        ),
        (
            target(K.SERVICE_STANDARD, PER_CENT, value="95", working_days=5),
            "At least 95% within 5 working days",
        ),
        (
            target(K.ESTABLISH_BASELINE, due=LAST_OF_MARCH),  # T11
            "A baseline to be established by 31 March 2015; a target follows from it",
        ),
        (target(K.MONITOR), "Nothing to be reached: it is tracked"),  # T16
        (target(K.PLACEHOLDER, missing=Missing.VALUE), "Not set yet: the value is missing"),  # T4
        (
            target(K.PLACEHOLDER, missing=Missing.SIZE),  # T28
            "Not set yet: the size of the change is missing",
        ),
        (
            target(K.PLACEHOLDER, missing=Missing.DIRECTION),  # T36
            "Not set yet: the direction is missing",
        ),
        (target(K.ALL_OF), "All of its conditions, which are not entered yet"),
    ],
)
def test_what_each_kind_expects(one: Any, words: str) -> None:
    assert wording.expects(one) == words


def test_every_kind_has_words() -> None:
    assert set(wording._EXPECTS) == set(TargetKind)


def condition(text: str, value: str | None = None, measure: Any = None) -> Any:
    return SimpleNamespace(
        text=text,
        comparator="at_least" if value else "",
        value=Decimal(value) if value else None,
        measure=measure,
        measure_id=1 if measure else None,
    )


def test_conditions_of_an_all_of_target_are_named() -> None:  # T22
    one = target(K.ALL_OF, PER_CENT)
    parts = [condition("Employment", "50"), condition("School attendance")]
    assert (
        wording.expects(one, parts) == "All of these: Employment, at least 50%; School attendance"
    )


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (target(K.MAINTAIN_BASELINE, PER_CENT, baseline=baseline("34")), "34% (2013-14)"),  # T31
        (target(K.REDUCE, baseline=baseline()), "Outstanding: to be established (2013-14)"),
        (
            target(K.REDUCE, baseline=baseline(due=LAST_OF_MARCH)),
            "Outstanding: to be established by 31 March 2015 (2013-14)",
        ),
        (target(K.MONITOR, marked_outstanding=True), "Outstanding: to be established"),  # T17
        (target(K.ESTABLISH_BASELINE), "Outstanding: to be established"),
        (target(K.REDUCE), "None is recorded"),  # T6
        (target(K.AT_LEAST, value="90"), "Not needed"),
        (target(K.MAINTAIN_BASELINE, PER_CENT, value="2"), "Not needed"),
        (target(K.REDUCE, baseline=baseline("3")), "3 (2013-14)"),
        (
            target(K.REDUCE, baseline=baseline("3"), suppressed=True),
            "[c] (2013-14): a small number, not published",
        ),
        (target(K.REDUCE, baseline=baseline("5"), suppressed=True), "5 (2013-14)"),
        (target(K.REDUCE, baseline=baseline("0"), suppressed=True), "0 (2013-14)"),
    ],
)
def test_baseline_words(one: Any, words: str) -> None:
    assert wording.baseline_words(one) == words


def test_a_baseline_that_is_no_whole_months_names_its_days() -> None:
    days = wording.period_words(datetime.date(2013, 9, 2), datetime.date(2014, 7, 20))
    assert days == "2 September 2013 to 20 July 2014"


def test_alignment_names_the_policing_body_from_data() -> None:
    one = target(K.AT_LEAST, value="90", aligned_as="PCC target")
    words = wording.alignment_words(one, "Mayor")
    assert words == "Aligned to the Mayor: “PCC target”"
    assert wording.alignment_words(target(K.MONITOR), "Mayor") == ""


CASES = [
    (target(K.AT_LEAST, value="90"), None),
    (target(K.AT_MOST, value="90"), None),
    (target(K.RANGE, low="1", high="2"), None),
    (target(K.SERVICE_STANDARD, PER_CENT, value="100", working_days=1), None),
    (target(K.AT_LEAST, polarity=Polarity.CONTEXT, value="90"), None),
    (target(K.REDUCE), Unrated.BASELINE),
    (target(K.REDUCE, baseline=baseline()), Unrated.BASELINE),
    (target(K.REDUCE, baseline=baseline("40")), None),
    (target(K.INCREASE, baseline=baseline("40"), change_percent="15"), None),
    (target(K.CHANGE_BY_DATE, change_percent="-40", due=IN_2020), Unrated.BASELINE),
    (
        target(K.CHANGE_BY_DATE, change_percent="-40", due=IN_2020, baseline=baseline("40")),
        None,
    ),
    (target(K.MAINTAIN_BASELINE, value="2"), None),
    (target(K.MAINTAIN_BASELINE), Unrated.BASELINE),
    (target(K.MAINTAIN_BASELINE, polarity=Polarity.CONTEXT, value="2"), Unrated.CONTEXT),
    (target(K.MAINTAIN_AVERAGE, years=1), None),
    (target(K.MAINTAIN_AVERAGE, polarity=Polarity.CONTEXT, years=1), Unrated.CONTEXT),
    (target(K.ESTABLISH_BASELINE), Unrated.BASELINE),
    (target(K.ESTABLISH_BASELINE, baseline=baseline("40")), Unrated.PLACEHOLDER),
    (target(K.MONITOR), Unrated.MONITOR),
    (target(K.PLACEHOLDER, missing=Missing.VALUE), Unrated.PLACEHOLDER),
    (target(K.ALL_OF), Unrated.PLACEHOLDER),
]


@pytest.mark.parametrize(("one", "unrated"), CASES)
def test_whether_it_can_be_rated(one: Any, unrated: Unrated | None) -> None:
    found = wording.rateable(one)
    assert found.unrated == unrated
    assert found.yes is (unrated is None)
    if unrated:
        assert found.words.startswith(unrated.label)


@pytest.mark.parametrize(("one", "unrated"), CASES)
def test_the_rules_of_rating_agree(one: Any, unrated: Unrated | None) -> None:
    """With every figure there, the target alone decides: the same answer as the rating's."""
    indicator = one.measure.indicator
    measure = MeasureTerms("Any", Unit(indicator.unit), Polarity(indicator.polarity))
    quarters = [Quarter(2010, 1) + back for back in range(21)]
    history = History.of(Observation(one, one.period, value=Decimal(10)) for one in quarters)
    terms = TargetTerms(
        kind=TargetKind(one.kind),
        baseline=one.baseline
        and BaselineTerms(YEAR, one.baseline.value, outstanding=one.baseline.value is None),
        missing=Missing(one.missing) if one.missing else None,
        **{name: getattr(one, name) for name in FIELDS},
    )
    quarter = Quarter(2014, 4)
    figure = figure_at(measure, history, quarter, quarter)
    expected = expected_of(measure, terms, history, quarter, figure)
    assert (expected.code if isinstance(expected, Withheld) else None) == unrated


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([condition("One")], "Target not set yet: its condition has no value to reach"),
        (
            [condition("One", "5"), condition("Two")],
            "Target not set yet: 1 of its 2 conditions has no value to reach",
        ),
        (
            [condition("One", "5"), condition("Two", "5")],
            "No figure: each of its 2 conditions has no indicator of its own",
        ),
    ],
)
def test_an_all_of_target_says_what_its_conditions_lack(parts: list[Any], words: str) -> None:
    assert wording.rateable(target(K.ALL_OF), parts).words == words


def test_an_all_of_target_whose_conditions_are_complete_can_be_rated() -> None:
    measure = target(K.MONITOR).measure
    parts = [condition("One", "5", measure), condition("Two", "5", measure)]
    assert wording.rateable(target(K.ALL_OF), parts).yes

"""How one typed row is read: the errors of the domain, one by one, and what is no error."""

from decimal import Decimal

import pytest

from core.quarters import Period, Quarter
from targets.entry import Columns, EntryErrors, Offered, Question, as_typed, digest, read
from targets.models import Figure, Indicator, Measure

Q4 = Quarter(2014, 4)


def question(population: int | None = None, **fields: object) -> Question:
    known = {"name": "Crime", "unit": "count", "polarity": "lower", "code": "crime"}
    indicator = Indicator(**{**known, **fields})  # type: ignore[arg-type]
    offered = Offered(Decimal(population), "ONS") if population else None
    return Question(Measure(indicator=indicator), Q4, Q4.period, offered)


COUNT = question()
RATE = question(667_900, unit="rate", numerator_label="Offences", denominator_label="Population")
SHARE = question(unit="percentage", numerator_label="Met", denominator_label="All", decimals=1)
PLAIN_SHARE = question(unit="percentage", decimals=1)
POUNDS = question(unit="pounds")
PUBLISHED = question(unit="percentage", basis="as_published")


def typed(of: Question, **texts: str) -> dict[str, str]:
    return as_typed(of, None) | texts


@pytest.mark.parametrize(
    ("of", "texts", "field", "said"),
    [
        (COUNT, {"v": "abc"}, "v", "is not a number"),
        (COUNT, {"v": "12.5"}, "v", "a count has no decimals"),
        (COUNT, {"v": "-3"}, "v", "cannot be below 0"),
        (COUNT, {"v": "(12)"}, "v", "cannot be below 0"),
        (COUNT, {"v": "27%"}, "v", "not a percentage"),
        (COUNT, {"v": "£3"}, "v", "not a sum of money"),
        (COUNT, {"v": "1.234,5"}, "v", "unclear"),
        (COUNT, {"v": "12/03/2015"}, "v", "date"),
        (COUNT, {"v": "n/a"}, "s", "why the figure is not available"),
        (COUNT, {"v": "5", "s": "not_released"}, "v", "remove the number"),
        (COUNT, {"v": "5", "s": "not_applicable"}, "v", "remove the number"),
        (COUNT, {"v": "5", "s": "invented"}, "s", "from the list"),
        (COUNT, {"c": "x" * 4001}, "c", "at most 4,000"),
        (COUNT, {"i": "a\x00"}, "i", "cannot be stored"),
        (RATE, {"n": "12", "d": ""}, "d", "enter “Population” too"),
        (RATE, {"n": "", "d": "600"}, "n", "enter “Offences” too"),
        (RATE, {"n": "12", "d": "0"}, "d", "must be more than 0"),
        (RATE, {"n": "12.5"}, "n", "a count has no decimals"),
        (RATE, {"n": "12", "v": "3"}, "v", "remove the result"),
        (RATE, {"n": "99999999999", "d": "1"}, "n", "too large"),
        (RATE, {"n": "5", "s": "not_released"}, "n", "remove the number"),
        (SHARE, {"n": "11", "d": "10"}, "n", "“Met” cannot be more than “All”"),
        (SHARE, {"n": "11", "d": "-10"}, "d", "cannot be below 0"),
        (PUBLISHED, {"v": "5", "p": ""}, "p", "enter the period"),
        (PUBLISHED, {"v": "5", "p": "soon"}, "p", "is not a period"),
        (PUBLISHED, {"v": "5", "p": "Apr-Jun 2015"}, "p", "ends after"),
    ],
)
def test_errors(of: Question, texts: dict[str, str], field: str, said: str) -> None:
    with pytest.raises(EntryErrors) as caught:
        read(of, typed(of, **texts))
    assert list(caught.value.errors) == [field]
    assert said.lower() in caught.value.errors[field].lower()


@pytest.mark.parametrize(
    ("of", "texts", "state", "value"),
    [
        (COUNT, {}, "not_entered", None),
        (COUNT, {"v": "0"}, "entered", "0"),
        (COUNT, {"v": " 1,264 "}, "entered", "1264"),
        (COUNT, {"v": "1\u00a0264"}, "entered", "1264"),
        (COUNT, {"v": "12.0"}, "entered", "12"),
        (COUNT, {"v": "not applicable"}, "not_applicable", None),
        (COUNT, {"v": "n/a", "s": "small_numbers"}, "not_available", None),
        (COUNT, {"s": "not_applicable"}, "not_applicable", None),
        (RATE, {}, "not_entered", None),
        (RATE, {"s": "not_released"}, "not_available", None),
        (RATE, {"n": "0"}, "entered", "0"),
        (RATE, {"n": "4241"}, "entered", "6.3498"),
        (RATE, {"v": "6.35"}, "entered", "6.35"),
        (SHARE, {"n": "1", "d": "3"}, "entered", "33.3333"),
        (SHARE, {"n": "10", "d": "10"}, "entered", "100"),
        (PLAIN_SHARE, {"v": "55.4%"}, "entered", "55.4"),
        (PLAIN_SHARE, {"v": "\u22122.4"}, "entered", "-2.4"),
        (POUNDS, {"v": "£1,200.00"}, "entered", "1200"),
    ],
)
def test_readings(of: Question, texts: dict[str, str], state: str, value: str | None) -> None:
    columns = read(of, typed(of, **texts))
    assert columns.state == state
    assert columns.value == (None if value is None else Decimal(value))
    assert (columns.numerator is None) == (columns.denominator is None)


def test_several_errors_are_told_at_once() -> None:
    with pytest.raises(EntryErrors) as caught:
        read(SHARE, typed(SHARE, n="q", d="y", c="z" * 5000))
    assert set(caught.value.errors) == {"n", "d", "c"}


def test_what_is_shown_is_read_as_it_was() -> None:
    """Nothing changes by opening a row and saving it."""
    figure = Figure(
        quarter=Q4,
        measure=RATE.measure,
        state="entered",
        value=Decimal("6.3498"),
        numerator=Decimal("4241.0000"),
        denominator=Decimal("667900.0000"),
        provisional=True,
        estimated=True,
        quality_problem=True,
        commentary_change="Two\nlines",
        period_start=Q4.start,
        period_end=Q4.end,
    )
    shown = as_typed(RATE, figure)
    assert (shown["n"], shown["d"], shown["v"]) == ("4241", "667900", "")
    assert read(RATE, shown) == Columns.of(figure)


def test_digest_tells_every_field_apart() -> None:
    empty = typed(COUNT)
    seen = {digest(empty | {name: "7"}) for name in empty}
    assert len(seen | {digest(empty)}) == len(empty) + 1


def test_result_agrees_with_the_rules_of_performance() -> None:
    from dashboards.performance.figures import figure_at
    from dashboards.performance.types import History, MeasureTerms, Observation
    from targets.terms import Polarity, Unit
    from targets.values import printed, value_of_parts

    for of in (RATE, SHARE):
        terms = MeasureTerms(
            "Crime", Unit(of.indicator.unit), Polarity.LOWER, decimals=of.indicator.decimals
        )
        for numerator in (0, 1, 7, 4241, 66_789):
            parts = Decimal(numerator), Decimal(667_900)
            seen = Observation(
                Q4, Period(Q4.start, Q4.end), numerator=parts[0], denominator=parts[1]
            )
            figure = figure_at(terms, History.of([seen]), Q4)
            assert figure.value is not None
            mine = value_of_parts(of.indicator, *parts)
            assert printed(of.indicator, mine) == printed(of.indicator, figure.value)

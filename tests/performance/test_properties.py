"""What must hold of every rating, whatever the numbers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.quarters import Period, Quarter
from dashboards.performance import (
    BaselineTerms,
    History,
    MeasureTerms,
    Observation,
    SchemeTerms,
    TargetTerms,
    judge,
)
from targets.terms import (
    Basis,
    FigureState,
    Polarity,
    Rag,
    Reason,
    TargetKind,
    Travel,
    Unit,
    Unrated,
)
from tests.performance.examples import HIGHER, LOWER, Q4

K = TargetKind
GOODNESS = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREEN: 2}
DECIMALS = 3

amounts = st.integers(0, 10**6).map(lambda thousandths: Decimal(thousandths).scaleb(-DECIMALS))
sizes = st.integers(1, 100).map(Decimal)
polarities = st.sampled_from([HIGHER, LOWER])
units = st.sampled_from([Unit.COUNT, Unit.RATE, Unit.RATIO, Unit.DAYS, Unit.PERCENTAGE])
dues = st.dates(date(2014, 4, 1), date(2020, 3, 31))
schemes = st.builds(
    SchemeTerms,
    label=st.just("Any"),
    relative=st.integers(0, 30).map(Decimal),
    points=st.integers(0, 10).map(Decimal),
    band_relative=st.integers(0, 30).map(Decimal),
)
baselines = st.builds(BaselineTerms, st.just(Period.parse("Q4 2013-14")), amounts)
one_way_targets = st.one_of(
    st.builds(TargetTerms, st.sampled_from([K.AT_LEAST, K.AT_MOST, K.SERVICE_STANDARD]), amounts),
    st.builds(
        TargetTerms,
        st.sampled_from([K.REDUCE, K.INCREASE, K.MAINTAIN_BASELINE]),
        baseline=baselines,
        change_percent=st.none() | sizes,
    ),
    st.builds(
        TargetTerms,
        st.just(K.CHANGE_BY_DATE),
        baseline=baselines,
        change_percent=sizes | sizes.map(lambda size: -size),
        due=dues,
    ),
    st.builds(TargetTerms, st.just(K.MAINTAIN_AVERAGE), years=st.integers(1, 3)),
)
targets = one_way_targets | st.tuples(amounts, amounts).map(
    lambda ends: TargetTerms(K.RANGE, low=min(ends), high=max(ends))
)
every_target = targets | st.builds(
    TargetTerms,
    st.sampled_from(TargetKind),
    value=st.none() | amounts,
    baseline=st.none() | baselines,
    years=st.none() | st.integers(0, 2),
)
pasts = st.lists(amounts, min_size=3, max_size=3)


def terms(unit: Unit, polarity: Polarity, decimals: int = DECIMALS) -> MeasureTerms:
    return MeasureTerms("Any", unit, polarity, decimals=decimals)


def history_of(value: Decimal, past: list[Decimal]) -> History:
    """A quarter's value with those of the same quarter in the three years before."""
    quarters = [Q4 - 4 * years for years in range(4)]
    return History.of(
        Observation(quarter, quarter.period, value=number)
        for quarter, number in zip(quarters, [value, *past], strict=True)
    )


@given(amounts, amounts, pasts, units, polarities, schemes)
def test_polarity_mirrored_gives_mirrored_ratings(
    value, level, past, unit, polarity, scheme
) -> None:
    """As far above is to "at least" what as far below is to "at most", and so on."""
    other = LOWER if polarity == HIGHER else HIGHER
    mirrored = 2 * level - value
    base = BaselineTerms(Period.parse("Q4 2013-14"), level)
    pairs = [
        (TargetTerms(K.AT_LEAST, level), TargetTerms(K.AT_MOST, level)),
        (TargetTerms(K.INCREASE, baseline=base), TargetTerms(K.REDUCE, baseline=base)),
    ]
    if polarity == LOWER:
        pairs = [(down, up) for up, down in pairs]
    keep = TargetTerms(K.MAINTAIN_BASELINE, baseline=base)
    for aim, opposite in [*pairs, (keep, keep)]:
        one = judge(
            terms(unit, polarity), history_of(value, past), Q4, target=aim, schemes=[scheme]
        )
        two = judge(
            terms(unit, other), history_of(mirrored, past), Q4, target=opposite, schemes=[scheme]
        )
        assert one.rag == two.rag


@given(amounts, pasts, units)
def test_polarity_mirrored_gives_mirrored_arrows(value, past, unit) -> None:
    history = history_of(value, past)
    up = judge(terms(unit, HIGHER), history, Q4).long
    down = judge(terms(unit, LOWER), history, Q4).long
    mirror = {
        Travel.BETTER: Travel.WORSE,
        Travel.WORSE: Travel.BETTER,
        Travel.SAME: Travel.SAME,
    }
    assert (mirror[up.travel], up.movement) == (down.travel, down.movement)


def scaled(aim: TargetTerms, places: int) -> TargetTerms:
    def shift(number: Decimal | None) -> Decimal | None:
        return None if number is None else number.scaleb(places)

    base = aim.baseline and replace(aim.baseline, value=shift(aim.baseline.value))
    return replace(
        aim, value=shift(aim.value), low=shift(aim.low), high=shift(aim.high), baseline=base
    )


@given(
    amounts,
    pasts,
    targets,
    st.sampled_from([Unit.COUNT, Unit.RATE, Unit.RATIO]),
    polarities,
    st.integers(-3, DECIMALS),
)
def test_scaling_everything_changes_nothing(value, past, aim, unit, polarity, places) -> None:
    """In thousands or in thousandths: the same colour and the same arrow."""
    small = terms(unit, polarity, DECIMALS - places)
    big = terms(unit, polarity)
    one = judge(big, history_of(value, past), Q4, target=aim)
    shifted = [number.scaleb(places) for number in past]
    two = judge(small, history_of(value.scaleb(places), shifted), Q4, target=scaled(aim, places))
    assert (one.rag, one.unrated) == (two.rag, two.unrated)
    assert (one.long.travel, one.long.change_percent) == (two.long.travel, two.long.change_percent)


@given(amounts, amounts, pasts, one_way_targets, units, polarities, schemes)
def test_a_rating_never_improves_when_the_value_worsens(
    one, other, past, aim, unit, polarity, scheme
) -> None:
    measure = terms(unit, polarity)
    results = [
        judge(measure, history_of(value, past), Q4, target=aim, schemes=[scheme])
        for value in sorted([one, other])
    ]
    low, high = (GOODNESS[result.rag] for result in results if result.rag)
    sense = getattr(results[0].expected, "sense", None)
    assert low <= high if sense == HIGHER else high <= low


@given(amounts, amounts, amounts, amounts, units)
def test_a_rating_never_improves_further_from_a_range(one, other, low, high, unit) -> None:
    low, high = sorted([low, high])
    aim = TargetTerms(K.RANGE, low=low, high=high)
    for sign in (1, -1):
        end = high if sign == 1 else low
        near, far = sorted([one, other])
        results = [
            judge(terms(unit, LOWER), history_of(end + sign * step, [low] * 3), Q4, target=aim)
            for step in (near, far)
        ]
        first, second = (GOODNESS[result.rag] for result in results if result.rag)
        assert second <= first


absent = st.builds(
    Observation,
    st.just(Q4),
    st.just(Q4.period),
    st.sampled_from([one for one in FigureState if one != FigureState.ENTERED]),
    reason=st.none() | st.sampled_from(Reason),
    provisional=st.booleans(),
)


@given(
    st.none() | absent,
    pasts,
    st.none() | every_target,
    units,
    st.sampled_from(Polarity),
    st.sampled_from(Basis),
)
def test_a_missing_figure_is_never_rated(nothing, past, aim, unit, polarity, basis) -> None:
    known = [one for one in history_of(Decimal(0), past).observations if one.quarter != Q4]
    history = History.of([*known, *([nothing] if nothing else [])])
    measure = replace(terms(unit, polarity), basis=basis)
    result = judge(measure, history, Q4, target=aim)
    assert result.rag is None
    assert isinstance(result.unrated, Unrated)
    assert result.figure.value is None
    assert result.long.travel is Travel.NOT_COMPARABLE


@given(amounts, pasts, st.none() | every_target, units, st.sampled_from(Polarity))
def test_a_colour_or_a_state_with_a_sentence(value, past, aim, unit, polarity) -> None:
    result = judge(terms(unit, polarity), history_of(value, past), Q4, target=aim)
    assert (result.rag is None) != (result.unrated is None)
    start = result.rag.label if result.rag else "Not rated"
    assert result.explanation.startswith(f"{start}: ")
    assert result.explanation.endswith(".")
    assert result.explanation.count(". ") == 0
    assert result.target_sentence.startswith("Target: ")


@given(amounts, pasts, targets, units, polarities, schemes)
def test_explanations_contain_the_numbers_used(value, past, aim, unit, polarity, scheme) -> None:
    """As printed: the figure, what it was held against, and what amber allows."""
    result = judge(terms(unit, polarity), history_of(value, past), Q4, target=aim, schemes=[scheme])
    assert result.rag
    assert result.figure.phrase in result.explanation
    assert result.expected.phrase in result.explanation
    assert result.expected.text in result.explanation
    if result.rag != Rag.GREEN:
        tolerance = scheme.points if unit == Unit.PERCENTAGE else scheme.relative
        at_zero = 0 in (result.expected.value, result.expected.low, result.expected.high)
        nothing = at_zero and "amber allows nothing beside 0.000" in result.explanation
        assert nothing or f"amber allows up to {tolerance}" in result.explanation
    if result.rag != Rag.GREEN and result.rating.missed_by:
        assert result.rating.missed_by.split()[0].strip("£") != "0"


@given(amounts, amounts, schemes, schemes)
def test_a_later_scheme_changes_no_earlier_rating(value, level, scheme, later) -> None:
    first = replace(scheme, label="1", from_quarter=Quarter(2013, 1))
    second = replace(later, label="2", from_quarter=Q4 + 1)
    aim = TargetTerms(K.AT_MOST, level)
    history = history_of(value, [level] * 3)
    measure = terms(Unit.COUNT, LOWER)
    before = judge(measure, history, Q4, target=aim, schemes=[first])
    after = judge(measure, history, Q4, target=aim, schemes=[first, second])
    assert before == after

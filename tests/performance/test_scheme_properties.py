"""What must hold of the ratings of every kind of scheme, whatever the numbers."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.numbers import round_half_up
from core.quarters import Period
from dashboards.performance import (
    BaselineTerms,
    History,
    Judgement,
    MeasureTerms,
    Observation,
    SchemeTerms,
    TargetTerms,
    judge,
)
from targets.terms import Polarity, Rag, SchemeKind, TargetKind, Unit
from tests.performance.examples import HIGHER, LOWER, Q4
from tests.performance.test_properties import (
    GOODNESS,
    amounts,
    history_of,
    one_way_targets,
    pasts,
    polarities,
    terms,
    units,
)

K = TargetKind
floors = st.none() | amounts
kinds = st.sampled_from(SchemeKind)
tolerances = st.builds(
    SchemeTerms,
    label=st.just("Any"),
    relative=st.integers(0, 30).map(Decimal),
    points=st.integers(0, 10).map(Decimal),
    absolute=st.none() | st.integers(0, 5).map(Decimal),
    kind=kinds,
)
any_targets = st.builds(
    lambda aim, floor: replace(aim, floor=floor),
    one_way_targets
    | st.tuples(amounts, amounts).map(
        lambda ends: TargetTerms(K.RANGE, low=min(ends), high=max(ends))
    ),
    floors,
)
# Close together, so that values, targets, floors and last year often meet.
near = st.integers(0, 40).map(lambda half: Decimal(half) / 2)


def rated(
    value: Decimal,
    past: list[Decimal],
    aim: TargetTerms,
    measure: MeasureTerms,
    scheme: SchemeTerms,
) -> Judgement:
    return judge(measure, history_of(value, past), Q4, target=aim, schemes=[scheme])


def goodness(*found: Judgement) -> list[int]:
    return [GOODNESS[one.rag] for one in found if one.rag]


@given(amounts, amounts, pasts, one_way_targets, floors, units, polarities, tolerances)
def test_a_better_value_is_never_a_worse_colour(
    one, other, past, aim, floor, unit, polarity, scheme
) -> None:
    """Of each kind of scheme, with and without a floor."""
    measure, aim = terms(unit, polarity), replace(aim, floor=floor)
    low, high = (rated(value, past, aim, measure, scheme) for value in sorted([one, other]))
    worse, better = (low, high) if low.expected.sense == HIGHER else (high, low)
    first, second = goodness(worse, better)
    assert first <= second


@given(near, near, near, near, near, polarities, kinds, st.sampled_from([K.AT_LEAST, K.AT_MOST]))
def test_the_same_where_everything_is_close(
    one, other, last, level, floor, polarity, kind, way
) -> None:
    """Rounded first: with no decimals, halves go up before anything is compared."""
    measure = terms(Unit.COUNT, polarity, decimals=0)
    aim, scheme = TargetTerms(way, level, floor=floor), SchemeTerms("Any", kind=kind)
    low, high = (rated(value, [last] * 3, aim, measure, scheme) for value in sorted([one, other]))
    worse, better = (low, high) if way == K.AT_LEAST else (high, low)
    first, second = goodness(worse, better)
    assert first <= second
    printed = rated(round_half_up(one, 0), [round_half_up(last, 0)] * 3, aim, measure, scheme)
    assert rated(one, [last] * 3, aim, measure, scheme).rag == printed.rag


@given(near, near, near, st.none() | near, near, kinds)
def test_further_from_a_range_is_never_a_better_colour(low, high, last, floor, step, kind) -> None:
    low, high = sorted([low, high])
    aim = TargetTerms(K.RANGE, low=low, high=high, floor=floor)
    measure, scheme = terms(Unit.COUNT, LOWER), SchemeTerms("Any", kind=kind)
    for end, sign in ((high, 1), (low, -1)):
        found = [
            rated(end + sign * further, [last] * 3, aim, measure, scheme)
            for further in (Decimal(0), step, step + 1, step * 2 + 1)
        ]
        shades = goodness(*found)
        assert shades == sorted(shades, reverse=True)


@given(near, near, near, st.none() | near, units, polarities, tolerances)
def test_mirrored_values_give_mirrored_colours(
    value, level, last, floor, unit, polarity, scheme
) -> None:
    """Last year's figure and the floor on the other side of the target, as far away."""
    other = LOWER if polarity == HIGHER else HIGHER

    def mirror(number: Decimal | None) -> Decimal | None:
        return None if number is None else 2 * level - number

    base = BaselineTerms(Period.parse("Q4 2013-14"), level)
    up, down = (K.AT_LEAST, K.AT_MOST) if polarity == HIGHER else (K.AT_MOST, K.AT_LEAST)
    better, worse = (K.INCREASE, K.REDUCE) if polarity == HIGHER else (K.REDUCE, K.INCREASE)
    for aim, opposite in (
        (TargetTerms(up, level, floor=floor), TargetTerms(down, level, floor=mirror(floor))),
        (
            TargetTerms(better, baseline=base, floor=floor),
            TargetTerms(worse, baseline=base, floor=mirror(floor)),
        ),
    ):
        one = rated(value, [last] * 3, aim, terms(unit, polarity), scheme)
        two = rated(2 * level - value, [2 * level - last] * 3, opposite, terms(unit, other), scheme)
        assert one.rag == two.rag


@given(amounts, pasts, any_targets, units, polarities, tolerances)
def test_a_scheme_of_floors_without_a_floor_is_the_tolerance(
    value, past, aim, unit, polarity, scheme
) -> None:
    measure, aim = terms(unit, polarity), replace(aim, floor=None)
    plain = rated(value, past, aim, measure, replace(scheme, kind=SchemeKind.TOLERANCE))
    floored = rated(value, past, aim, measure, replace(scheme, kind=SchemeKind.FLOOR))
    assert (floored.rag, floored.unrated) == (plain.rag, plain.unrated)
    assert floored.rating.missed_by == plain.rating.missed_by


@given(near, near, st.none() | near, polarities)
def test_a_floor_where_the_allowance_ends_is_the_tolerance(value, level, last, polarity) -> None:
    """The floor is what is expected less the allowance: 5% of it, or 2 points."""
    way = K.AT_LEAST if polarity == HIGHER else K.AT_MOST
    for unit, allowed in ((Unit.RATE, level * 5 / 100), (Unit.PERCENTAGE, Decimal(2))):
        floor = level - allowed if polarity == HIGHER else level + allowed
        measure, past = terms(unit, polarity), [last or Decimal(0)] * 3
        with_it = rated(
            value, past, TargetTerms(way, level, floor=floor), measure,
            SchemeTerms("Any", kind=SchemeKind.FLOOR),
        )  # fmt: skip
        assert with_it.rag == rated(value, past, TargetTerms(way, level), measure,
                                    SchemeTerms("Any")).rag  # fmt: skip


@given(amounts, pasts, any_targets, units, polarities, tolerances)
def test_every_kind_explains_itself_with_its_numbers(
    value, past, aim, unit, polarity, scheme
) -> None:
    found = rated(value, past, aim, terms(unit, polarity), scheme)
    assert found.rag
    said = found.explanation
    assert said.startswith(f"{found.rag.label}: {found.figure.phrase} is ")
    assert said.endswith(".")
    assert said.count(". ") == 0
    assert found.expected.phrase in said
    if scheme.kind != SchemeKind.TOLERANCE:
        assert said.endswith(f" (Any: {scheme.kind.label.lower()}).")
    if scheme.kind == SchemeKind.DIRECTION and found.rag != Rag.GREEN:
        assert found.long.earlier.phrase in said
        assert ("no worse than" in said) == (found.rag == Rag.AMBER)
    if scheme.kind == SchemeKind.FLOOR and not found.rating.met:
        assert "floor" in said.removesuffix("(Any: floor).")


@given(amounts, pasts, any_targets, units, polarities)
def test_green_with_direction_wherever_the_tolerance_is_not_red(
    value, past, aim, unit, polarity
) -> None:
    """And never worse than the tolerance says: direction only forgives more."""
    measure = terms(unit, polarity)
    plain, kind = SchemeTerms("Any"), SchemeTerms("Any", kind=SchemeKind.DIRECTION)
    by_tolerance = rated(value, past, aim, measure, plain).rag
    by_direction = rated(value, past, aim, measure, kind).rag
    if by_tolerance != Rag.RED:
        assert by_direction == Rag.GREEN
    else:
        assert by_direction != Rag.GREEN


@given(amounts, amounts, any_targets, units, st.sampled_from(Polarity))
def test_without_last_year_there_is_no_amber(value, before, aim, unit, polarity) -> None:
    only = History.of(
        [
            Observation(Q4 - 1, (Q4 - 1).period, value=before),
            Observation(Q4, Q4.period, value=value),
        ]
    )
    scheme = SchemeTerms("Any", kind=SchemeKind.DIRECTION)
    found = judge(terms(unit, polarity), only, Q4, target=aim, schemes=[scheme])
    assert found.rag is not Rag.AMBER
    if found.rag is Rag.RED:
        assert "it cannot be amber: no figure for Q4 2013-14 (not entered)" in found.explanation

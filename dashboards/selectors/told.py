"""What a published row tells of numbers of people: its figures, its arrows, its rating."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, lcm

from core.quarters import Period
from dashboards.disclosure import Fact, form_of
from dashboards.disclosure.linear import Var
from dashboards.performance import SchemeTerms
from dashboards.selectors.hidden import HIDDEN
from dashboards.selectors.people import People, Summed
from dashboards.types import Movement, Row
from targets.models import Measure
from targets.terms import Polarity, Rag, Travel, Unit

Key = tuple[str, int, object]  # "cell", "arrow" or "rating", of which measure, which of them
MOST_TRIED = 40  # values on each side when it is asked what a rating leaves open


def cells(row: Row) -> Iterator[tuple[Period, Decimal]]:
    """Every figure that a row prints, with its period; some more than once."""
    direction = row.direction
    for one in (row.latest, row.previous, direction.long.earlier, direction.short.earlier):
        if one.value is not None and not one.hidden:
            yield one.period, one.value
    for point in row.history:
        if point.value is not None and point.text != HIDDEN:
            yield point.period, point.value


def told(
    people: People, row: Row, scheme: SchemeTerms, order: int | None = None
) -> dict[Key, list[Fact]]:
    """By what tells it. ``order``: of the publication in what was written; None: this one."""
    pk = people.measure.pk
    found: dict[Key, list[Fact]] = {}
    for period, value in cells(row):
        if fact := _number(people.summed(period, order), people.unit, value):
            found.setdefault(("cell", pk, period), []).append(fact)
    for name, one in (("long", row.direction.long), ("short", row.direction.short)):
        facts = _arrow(people, row, one, scheme, order)
        if facts:
            found["arrow", pk, name] = facts
    return found


def _number(one: Summed, unit: Unit, value: Decimal) -> Fact | None:
    count = one.count
    if unit is Unit.COUNT:
        if value != value.to_integral_value() or count not in (None, int(value)):
            return None
        count = int(value)
    return None if count is None else Fact.number(one.form, count)


# --- arrows ---


def _arrow(
    people: People, row: Row, movement: Movement, scheme: SchemeTerms, order: int | None
) -> list[Fact]:
    """How a figure and an earlier one compare, where only the arrow is printed."""
    up = _went_up(movement.travel, row.polarity)
    if up is None and movement.travel is not Travel.SAME:
        return []
    now = people.summed(row.latest.period, order)
    before = people.summed(movement.earlier.period, order)
    scale_now, scale_before = _scale(people, now), _scale(people, before)
    if scale_now is None or scale_before is None or now.form == before.form:
        return []
    band, in_units = _band(people.measure, scheme)
    share = Fraction(0) if in_units else band / 100
    size = band if in_units else Fraction(0)
    slack = Fraction(0)
    if people.unit is not Unit.COUNT:  # what is compared is rounded
        slack = (2 + share) * Fraction(1, 2 * 10**row.decimals)

    def beyond(*, upward: bool, within: bool) -> Fact:
        """now − before is (not) beyond the band on one side."""
        sign = 1 if upward else -1
        first, second = sign * scale_now, -(sign + share) * scale_before
        if within:  # first + second <= size
            return _at_least((now, -first), (before, -second), -size - slack)
        strict = people.unit is Unit.COUNT
        return _at_least((now, first), (before, second), size - slack, strict=strict)

    if up is None:
        return [beyond(upward=True, within=True), beyond(upward=False, within=True)]
    return [beyond(upward=up, within=False)]


def _went_up(travel: Travel, polarity: Polarity) -> bool | None:
    if travel in (Travel.UP, Travel.DOWN):
        return travel is Travel.UP
    if travel in (Travel.BETTER, Travel.WORSE) and polarity is not Polarity.CONTEXT:
        return (travel is Travel.BETTER) == (polarity is Polarity.HIGHER)
    return None


def _scale(people: People, one: Summed) -> Fraction | None:
    """What one person more adds to the printed figure."""
    if people.unit is Unit.COUNT:
        return Fraction(1)
    if not one.among:
        return None
    times = {Unit.PERCENTAGE: 100, Unit.RATE: people.measure.indicator.rate_per}
    return Fraction(times.get(people.unit, 1), one.among)


def _band(measure: Measure, scheme: SchemeTerms) -> tuple[Fraction, bool]:
    """How much change is about the same, and whether that is in units."""
    if measure.indicator.unit == Unit.PERCENTAGE:
        own = measure.band_percent if measure.band_units is None else measure.band_units
        return Fraction(scheme.band_points if own is None else own), True
    if measure.band_units is not None:
        return Fraction(measure.band_units), True
    share = scheme.band_relative if measure.band_percent is None else measure.band_percent
    return Fraction(share), False


def _at_least(
    first: tuple[Summed, Fraction],
    second: tuple[Summed, Fraction],
    least: Fraction,
    *,
    strict: bool = False,
) -> Fact:
    """The two sums, each by its factor, are the least or more: in whole numbers."""
    scale = lcm(first[1].denominator, second[1].denominator, least.denominator)
    form: dict[Var, int] = {}
    for summed, by in (first, second):
        for var, share in summed.form:
            form[var] = form.get(var, 0) + share * int(by * scale)
    bound = least * scale
    low = int(bound) + 1 if strict and bound.denominator == 1 else ceil(bound)
    return Fact(form_of(form), low, None)


# --- ratings ---


def rated(people: People, row: Row, scheme: SchemeTerms, order: int) -> list[Fact]:
    """What an earlier publication's rating tells of a figure beside a printed target."""
    level, rag = row.expected, row.rating.computed
    one = people.summed(row.latest.period, order)
    scale = _scale(people, one)
    words = row.expected_text.lower()
    down = words.startswith("below") or words.endswith("or lower")
    if level is None or rag is None or scale is None or not (down or words.endswith("or higher")):
        return []
    least, most = _levels(Fraction(level), rag, scheme, people.unit, down=down)
    low = None if least is None else ceil(least / scale)
    high = None if most is None else int(most / scale)
    return [Fact(one.form, low, high)] if (low, high) != (None, None) else []


def _levels(
    level: Fraction, rag: Rag, scheme: SchemeTerms, unit: Unit, *, down: bool
) -> tuple[Fraction | None, Fraction | None]:
    """Between which values a rating puts a figure."""
    points = unit is Unit.PERCENTAGE
    allowed = Fraction(scheme.points) if points else abs(level) * Fraction(scheme.relative) / 100
    edge = level + allowed if down else level - allowed
    if rag is Rag.GREEN:
        return (None, level) if down else (level, None)
    if rag is Rag.AMBER:
        return (level, edge) if down else (edge, level)
    return (edge, None) if down else (None, edge)


def left_open(now: int, same: Callable[[int], bool]) -> tuple[int | None, int | None]:
    """The counts around this one that would be published alike; None without a bound."""
    return _edge(now, same, -1), _edge(now, same, 1)


def _edge(now: int, same: Callable[[int], bool], step: int) -> int | None:
    """The last count on one side that is still the same: one by one, then by halves."""
    last = now
    for _ in range(MOST_TRIED // 2):
        if last + step < 0:
            return None
        if not same(last + step):
            return last
        last += step
    far = 0 if step < 0 else 100 * (now + 1)
    if same(far):
        return None
    while abs(far - last) > 1:
        middle = (far + last) // 2
        last, far = (middle, far) if same(middle) else (last, middle)
    return last


def bound(one: Summed, low: int | None, high: int | None) -> list[Fact]:
    """That a sum is within bounds, if there are any."""
    return [] if low is None and high is None else [Fact(one.form, low, high)]


def truthful(facts: Iterable[Fact], values: dict[Var, int]) -> list[Fact]:
    """Without what rounding has made untrue, so that what is told never contradicts itself."""
    return [one for one in facts if one.holds(values) is not False]

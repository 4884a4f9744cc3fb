"""The RAG rating of one figure against what is expected of it, with one sentence that says why.

gap = p x (value - expected)        tol = |expected| x t%, or t units

                 tolerance             tolerance and direction           floor
GREEN            gap >= 0              gap >= -tol                       gap >= 0
AMBER            -tol <= gap < 0       no worse than the year before     no worse than the floor
RED              otherwise             otherwise                         otherwise
"""

from dataclasses import dataclass
from decimal import Decimal

from targets.terms import Polarity, Rag, SchemeKind, TargetKind, Unrated

from .direction import Direction
from .expected import Expected
from .explain import Verdict, all_of_sentence, by_scheme
from .part_year import Withheld
from .tolerance import allowance
from .types import Condition, Figure, MeasureTerms, SchemeTerms, TargetTerms


@dataclass(frozen=True, slots=True)
class Rating:
    """A colour, or the state that stands in its place; never both, never neither."""

    explanation: str
    rag: Rag | None = None
    unrated: Unrated | None = None
    missed_by: str = ""  # "0.85", "1.5 points"; empty when the target is met
    met: bool = False  # a scheme may be green within its tolerance of a target that is missed


def rate(
    measure: MeasureTerms,
    target: TargetTerms | None,
    figure: Figure,
    expected: Expected | Withheld,
    scheme: SchemeTerms,
    *,
    last_year: Direction | None = None,
) -> Rating:
    """Rate a figure. What the target lacks comes first, then what the figure lacks.

    ``last_year`` is the comparison with the same period last year, for *tolerance and direction*.
    """
    if isinstance(expected, Withheld) and expected.code != Unrated.NOT_COMPARABLE:
        return _unrated(expected.code, expected.why)
    if lacking := _lacking(figure):
        return lacking
    if isinstance(expected, Withheld):
        return _unrated(expected.code, expected.why)
    if target is None or figure.value is None:
        raise ValueError("Something is expected of a figure only where there are both.")
    if expected.conditions:
        return _all_of(expected.conditions, scheme)
    value, gap = figure.value, _gap(expected, figure.value)
    level = _level(expected, value)
    verdict = Verdict(
        measure=measure,
        figure=figure,
        value=value,
        level=level,
        expected=expected,
        met=gap > 0 or (gap == 0 and not expected.strict),
        allowed=allowance(measure, target, level, scheme),
        scheme=scheme,
        floor=_floor(expected, value) if scheme.kind == SchemeKind.FLOOR else None,
        last_year=last_year,
    )
    rag = _colour(verdict, gap)
    return Rating(
        explanation=verdict.sentence(rag), rag=rag, missed_by=verdict.missed_by, met=verdict.met
    )


def _level(expected: Expected, value: Decimal) -> Decimal:
    """What the value is held against: for a range the nearest value inside it."""
    if expected.low is not None and expected.high is not None:
        return min(max(value, expected.low), expected.high)
    if expected.value is None:
        raise ValueError("A target expects a value, a range or conditions.")
    return expected.value


def _gap(expected: Expected, value: Decimal) -> Decimal:
    """How far on the right side the value is; below 0 on the wrong side."""
    level = _level(expected, value)
    if expected.value is None:
        return -abs(value - level)
    return value - level if expected.sense == Polarity.HIGHER else level - value


def _floor(expected: Expected, value: Decimal) -> Decimal | None:
    """The floor, where it is on the wrong side of what is expected and on the value's side."""
    floor = expected.floor
    if floor is None:
        return None
    if expected.low is not None and expected.high is not None:
        on_its_side = floor <= expected.low if value < expected.low else floor >= expected.high
        return floor if on_its_side else None
    return floor if _gap(expected, floor) <= 0 else None


def _colour(verdict: Verdict, gap: Decimal) -> Rag:
    """The rule of each kind of scheme. ``gap`` is that of the value."""
    if verdict.met:
        return Rag.GREEN
    allowed, level, expected = verdict.allowed, verdict.level, verdict.expected
    within = allowed is not None and allowed.covers(-gap, level)
    if verdict.scheme.kind == SchemeKind.DIRECTION:
        # Where nothing is allowed, the baseline itself is not yet better than the baseline.
        if within and allowed is not None and allowed.size:
            return Rag.GREEN
        earlier = verdict.compared
        within = earlier is not None and gap >= _gap(expected, earlier)
    elif verdict.floor is not None:
        within = gap >= _gap(expected, verdict.floor)
    return Rag.AMBER if within else Rag.RED


def _all_of(conditions: tuple[Condition, ...], scheme: SchemeTerms) -> Rating:
    """Met when each is met; with one that cannot be judged, not rated. No scheme has an amber."""
    met: list[Condition] = []
    unmet: list[Condition] = []
    for condition in conditions:
        figure, level = condition.figure, condition.value
        if level is None or condition.comparator is None:
            why = f"the condition “{condition.text}” has no value to reach"
            return _unrated(Unrated.PLACEHOLDER, why)
        if figure is None:
            return _unrated(Unrated.NO_FIGURE, f"the condition “{condition.text}” has no figure")
        if lacking := _lacking(figure, f" for the condition “{condition.text}”"):
            return lacking
        value = figure.value if figure.value is not None else level
        at_least = condition.comparator == TargetKind.AT_LEAST
        ok = value >= level if at_least else value <= level
        (met if ok else unmet).append(condition)
    rag = Rag.RED if unmet else Rag.GREEN
    said = by_scheme(all_of_sentence(rag, met, unmet), scheme)
    return Rating(explanation=said, rag=rag, met=not unmet)


def _lacking(figure: Figure, where: str = "") -> Rating | None:
    """The state of a figure that must not be rated: there is none, or it is not sound."""
    of = f"{figure.period.words}{where}"
    if figure.absence == Unrated.NO_FIGURE:
        return _unrated(Unrated.NO_FIGURE, f"no figure is entered for {of}")
    if figure.absence == Unrated.NOT_AVAILABLE:
        why = f"the figure for {of} is not available ({_lowered(figure.why)})"
        return _unrated(figure.absence, why)
    if figure.absence is not None:
        return _unrated(figure.absence, f"the figure for {of} is {_lowered(figure.why)}")
    if figure.quality_problem:
        caveats = "; ".join(caveat.rstrip(". ") for caveat in figure.caveats)
        notes = f" ({caveats})" if caveats else ""
        return _unrated(Unrated.QUALITY, f"{figure.phrase} for {of} has a quality problem{notes}")
    return None


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _unrated(code: Unrated, why: str) -> Rating:
    return Rating(explanation=f"Not rated: {why.rstrip('.')}.", unrated=code)

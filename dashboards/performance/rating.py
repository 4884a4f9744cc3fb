"""The RAG rating of one figure against what is expected of it, with one sentence that says why.

gap = p x (value - expected)        GREEN  gap >= 0
tol = |expected| x t%, or t units   AMBER  -tol <= gap < 0
                                    RED    gap < -tol
"""

from dataclasses import dataclass
from decimal import Decimal

from targets.terms import Polarity, Rag, TargetKind, Unrated

from .expected import Expected
from .explain import Verdict, all_of_sentence
from .part_year import Withheld
from .tolerance import Allowance, allowance
from .types import Condition, Figure, MeasureTerms, SchemeTerms, TargetTerms


@dataclass(frozen=True, slots=True)
class Rating:
    """A colour, or the state that stands in its place; never both, never neither."""

    explanation: str
    rag: Rag | None = None
    unrated: Unrated | None = None
    missed_by: str = ""  # "0.85", "1.5 points"; empty when the target is met


def rate(
    measure: MeasureTerms,
    target: TargetTerms | None,
    figure: Figure,
    expected: Expected | Withheld,
    scheme: SchemeTerms,
) -> Rating:
    """Rate a figure. What the target lacks comes first, then what the figure lacks."""
    if isinstance(expected, Withheld) and expected.code != Unrated.NOT_COMPARABLE:
        return _unrated(expected.code, expected.why)
    if lacking := _lacking(figure):
        return lacking
    if isinstance(expected, Withheld):
        return _unrated(expected.code, expected.why)
    if target is None or figure.value is None:
        raise ValueError("Something is expected of a figure only where there are both.")
    if expected.conditions:
        return _all_of(expected.conditions)
    value, strict = figure.value, expected.strict
    level = _level(expected, value)
    gap = _gap(expected, value, level)
    allowed = allowance(measure, target, level, scheme)
    rag = _colour(gap, level, allowed, strict)
    verdict = Verdict(rag, measure, figure, value, level, expected, allowed)
    within = expected.value is None
    return Rating(
        explanation=verdict.range_sentence if within else verdict.sentence,
        rag=rag,
        missed_by=verdict.missed_by,
    )


def _level(expected: Expected, value: Decimal) -> Decimal:
    """What the value is held against: for a range the nearest value inside it."""
    if expected.low is not None and expected.high is not None:
        return min(max(value, expected.low), expected.high)
    if expected.value is None:
        raise ValueError("A target expects a value, a range or conditions.")
    return expected.value


def _gap(expected: Expected, value: Decimal, level: Decimal) -> Decimal:
    """How far on the right side the value is; below 0 on the wrong side."""
    if expected.value is None:
        return -abs(value - level)
    return value - level if expected.sense == Polarity.HIGHER else level - value


def _colour(gap: Decimal, level: Decimal, allowed: Allowance | None, strict: bool) -> Rag:
    if gap > 0 or (gap == 0 and not strict):
        return Rag.GREEN
    if allowed and allowed.covers(-gap, level):
        return Rag.AMBER
    return Rag.RED


def _all_of(conditions: tuple[Condition, ...]) -> Rating:
    """Met when each is met; with one that cannot be judged, not rated. There is no amber."""
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
    return Rating(explanation=all_of_sentence(rag, met, unmet), rag=rag)


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

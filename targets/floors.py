"""Where a target's floor may stand: it is the worst that is still amber, so worse than the target.

Of a target whose value comes from a baseline or from earlier years nothing is known before there
are figures; such a floor is taken as given, and rating says where it marks nothing.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from targets import wording
from targets.terms import Polarity, TargetKind

if TYPE_CHECKING:
    from targets.models import Target

K = TargetKind
# The kinds that expect a value, so that a floor can lie below it.
KINDS = frozenset(
    {
        K.AT_LEAST,
        K.AT_MOST,
        K.RANGE,
        K.REDUCE,
        K.INCREASE,
        K.CHANGE_BY_DATE,
        K.MAINTAIN_BASELINE,
        K.MAINTAIN_AVERAGE,
        K.SERVICE_STANDARD,
    }
)
HIGHER = frozenset({K.AT_LEAST, K.SERVICE_STANDARD})


def wrong_side(target: "Target") -> str:
    """What is wrong with the floor beside what the target states; empty where nothing is."""
    floor, kind = target.floor, TargetKind(target.kind)
    if floor is None:
        return ""
    if kind not in KINDS:
        return "A target of this kind expects no value, so it has no floor."
    if kind == K.RANGE:
        return _inside(target, floor)
    level, higher = _level(target, kind), _higher_is_better(target, kind)
    if level is None or higher is None or (floor < level if higher else floor > level):
        return ""
    noun = "the level" if kind == K.MAINTAIN_BASELINE else "the target"
    return f"Enter a floor {'below' if higher else 'above'} {noun} of {_words(target, level)}."


def _inside(target: "Target", floor: Decimal) -> str:
    low, high = target.low, target.high
    if low is None or high is None or not low <= floor <= high:
        return ""
    return f"Enter a floor outside the range of {_words(target, low, high)}."


def _higher_is_better(target: "Target", kind: TargetKind) -> bool | None:
    """None where the target does not say and the indicator needs context."""
    if kind != K.MAINTAIN_BASELINE:
        return kind in HIGHER
    polarity = target.measure.indicator.polarity
    return None if polarity == Polarity.CONTEXT else polarity == Polarity.HIGHER


def _level(target: "Target", kind: TargetKind) -> Decimal | None:
    """The value to be reached, where the target states it itself."""
    if kind in (K.AT_LEAST, K.AT_MOST, K.SERVICE_STANDARD):
        return target.value
    if kind == K.MAINTAIN_BASELINE:
        baseline = target.baseline
        return baseline.value if baseline is not None else target.value
    return None


def _words(target: "Target", *values: Decimal) -> str:
    return " to ".join(wording.stated(one, target.measure.indicator) for one in values)

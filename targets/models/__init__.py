from .figure import Figure, SeriesBreak
from .indicator import Indicator, Measure
from .returns import Return, ReturnPart
from .target import Baseline, Target, TargetCondition

__all__ = [
    "Baseline",
    "Figure",
    "Indicator",
    "Measure",
    "Return",
    "ReturnPart",
    "SeriesBreak",
    "Target",
    "TargetCondition",
]

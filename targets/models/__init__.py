from .checking import Explanation, Revision
from .figure import Figure, SeriesBreak
from .indicator import Indicator, Measure
from .returns import Return, ReturnPart
from .round import Denominator, DueRule, LockException, Reminder, Upload
from .target import Baseline, Target, TargetCondition

__all__ = [
    "Baseline",
    "Denominator",
    "DueRule",
    "Explanation",
    "Figure",
    "Indicator",
    "LockException",
    "Measure",
    "Reminder",
    "Return",
    "ReturnPart",
    "Revision",
    "SeriesBreak",
    "Target",
    "TargetCondition",
    "Upload",
]

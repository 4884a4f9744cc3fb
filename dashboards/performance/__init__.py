"""The rules: what a figure is, whether it is on target, and which way it is going.

Pure Python. Nothing here imports Django, reads a clock or uses a binary float. The rules in
prose, with worked numbers, are in ``docs/calculations.md``.
"""

from .figures import figure_at
from .judge import Judgement, judge
from .tolerance import DEFAULT_SCHEME, scheme_for
from .types import (
    BaselineTerms,
    Compares,
    Condition,
    Figure,
    History,
    MeasureTerms,
    Observation,
    SchemeTerms,
    SeriesBreak,
    StatedTerms,
    TargetTerms,
)
from .version import RULE_VERSION
from .words import cell

__all__ = [
    "DEFAULT_SCHEME",
    "RULE_VERSION",
    "BaselineTerms",
    "Compares",
    "Condition",
    "Figure",
    "History",
    "Judgement",
    "MeasureTerms",
    "Observation",
    "SchemeTerms",
    "SeriesBreak",
    "StatedTerms",
    "TargetTerms",
    "cell",
    "figure_at",
    "judge",
    "scheme_for",
]

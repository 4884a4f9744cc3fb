from .comparator import ComparatorArea, ComparatorFigure, ComparatorSet
from .cost import CostClaim, CostTable, CostYear, UnitCost
from .judgement import GroupAssessment, StatedJudgement
from .scheme import Scheme
from .snapshot import Snapshot
from .summary import QuarterSummary

__all__ = [
    "ComparatorArea",
    "ComparatorFigure",
    "ComparatorSet",
    "CostClaim",
    "CostTable",
    "CostYear",
    "GroupAssessment",
    "QuarterSummary",
    "Scheme",
    "Snapshot",
    "StatedJudgement",
    "UnitCost",
]

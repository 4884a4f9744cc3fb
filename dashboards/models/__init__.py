from .judgement import GroupAssessment, StatedJudgement
from .scheme import Scheme
from .snapshot import Snapshot

__all__ = ["GroupAssessment", "Scheme", "Snapshot", "StatedJudgement"]

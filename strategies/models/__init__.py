from .priority import Outcome, OutcomeWording, Priority, PriorityWording
from .strategy import Approval, PlanLink, Strategy, StrategyVersion

__all__ = [
    "Approval",
    "Outcome",
    "OutcomeWording",
    "PlanLink",
    "Priority",
    "PriorityWording",
    "Strategy",
    "StrategyVersion",
]

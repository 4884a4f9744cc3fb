"""Writes of this room: each in one transaction, in an audit context, for a member who may."""

from .strategy import (
    add_plan_link,
    change_plan_link,
    change_strategy,
    create_strategy,
    remove_plan_link,
    remove_strategy,
)
from .versions import (
    change_approval,
    change_reason,
    move_version,
    record_approval,
    remove_approval,
    start_version,
)
from .words import (
    add_outcome,
    add_priority,
    change_outcome,
    change_outcome_words,
    change_priority,
    change_priority_words,
    move_outcome,
    move_priority,
    remove_outcome,
    remove_priority,
)

__all__ = [
    "add_outcome",
    "add_plan_link",
    "add_priority",
    "change_approval",
    "change_outcome",
    "change_outcome_words",
    "change_plan_link",
    "change_priority",
    "change_priority_words",
    "change_reason",
    "change_strategy",
    "create_strategy",
    "move_outcome",
    "move_priority",
    "move_version",
    "record_approval",
    "remove_approval",
    "remove_outcome",
    "remove_plan_link",
    "remove_priority",
    "remove_strategy",
    "start_version",
]

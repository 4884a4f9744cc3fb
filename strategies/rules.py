"""The rules of this room's tables in plain English, by the name of the database's constraint."""

from core.editing import Rules

STRATEGY: Rules = {
    "strategy_slug_unique": (
        "title",
        "This partnership already has a strategy with this title. Choose another.",
    ),
    "strategy_dates_in_order": ("ends", "The end date must be after the start date."),
}
VERSION: Rules = {
    "strategy_version_unique": ("reason", "This strategy already has a version of that number."),
    "strategy_one_adopted_version": (
        "status",
        "Another version is adopted. It has to be superseded first.",
    ),
    "strategy_one_version_in_preparation": (
        "reason",
        "A version of this strategy is already in preparation.",
    ),
    "strategy_version_has_reason": ("reason", "Enter why there is a new version."),
}
PRIORITY: Rules = {
    "priority_code_unique": (
        "code",
        "Another priority of this strategy has this letter or number.",
    ),
}
PRIORITY_WORDING: Rules = {
    "priority_wording_unique": ("heading", "This version already words this priority."),
    "priority_wording_change_has_reason": ("reason", "Enter why it changed."),
}
OUTCOME_WORDING: Rules = {
    "outcome_wording_unique": ("text", "This version already words this outcome."),
    "outcome_wording_change_has_reason": ("reason", "Enter why it changed."),
}
PLAN_LINK: Rules = {
    "plan_link_unique": ("name", "This plan is already on the list."),
}
NONE: Rules = {}

"""Writing priorities, outcomes and their words in the version in preparation."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from audit.context import context
from core.editing import changed, check_row, moved, only, remove_row
from core.models import save_versioned
from partnerships.access import Member
from strategies import rules
from strategies.actions._rights import may_edit, must_be_open, same_partnership, same_strategy
from strategies.models import (
    Outcome,
    OutcomeWording,
    Priority,
    PriorityWording,
    Strategy,
    StrategyVersion,
)
from strategies.models.priority import Change

PRIORITY_FIELDS = ("code", "lead_group", "cross_cutting")
PRIORITY_WORDS = ("heading", "focus", "outcome_statement")
OUTCOME_FIELDS = ("priority",)
OUTCOME_WORDS = ("text",)
CHANGE_FIELDS = ("change", "reason")


def _pick(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _next_position(rows: Any) -> int:
    last = rows.order_by("-position").first()
    return last.position + 1 if last else 1


# --- Priorities ---


def add_priority(*, by: Member, version: StrategyVersion, values: Mapping[str, Any]) -> Priority:
    """A new priority, last in order, with its words in this version."""
    may_edit(by, version)
    values = only(values, PRIORITY_FIELDS + PRIORITY_WORDS)
    same_partnership(by, values.get("lead_group"))
    with context(by=by.user, action="strategies.add_priority", partnership=by.partnership):
        must_be_open(version)
        priority = Priority(
            partnership=by.partnership,
            strategy=version.strategy,
            position=_next_position(version.strategy.priorities),
            **_pick(values, PRIORITY_FIELDS),
        )
        check_row(priority, rules.PRIORITY)
        priority.save()
        wording = PriorityWording(
            partnership=by.partnership,
            priority=priority,
            strategy_version=version,
            change=Change.NEW,
            **_pick(values, PRIORITY_WORDS),
        )
        check_row(wording, rules.PRIORITY_WORDING)
        wording.save()
    return priority


def change_priority(
    *, by: Member, priority: Priority, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change a priority's letter, lead group or whether it is cross-cutting. Not its words."""
    may_edit(by, priority)
    values = only(values, PRIORITY_FIELDS)
    same_partnership(by, values.get("lead_group"))
    with context(by=by.user, action="strategies.change_priority", partnership=by.partnership):
        check_row(changed(priority, values), rules.PRIORITY)
        save_versioned(priority, expected_version, **values)


def change_priority_words(
    *, by: Member, wording: PriorityWording, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change how the version in preparation words a priority, or what it does with it.

    Words that differ from the version before need a change other than kept, and a reason.
    """
    _change_words(by, wording, expected_version, values)


def remove_priority(*, by: Member, wording: PriorityWording, expected_version: int) -> None:
    """Remove a priority that is new in the version in preparation and that nothing uses."""
    may_edit(by, wording)
    with context(by=by.user, action="strategies.remove_priority", partnership=by.partnership):
        _remove_new(wording, wording.priority, expected_version, "priority")


def move_priority(*, by: Member, priority: Priority, step: int) -> None:
    """Move a priority one place up (-1) or down (1) among those of its strategy."""
    may_edit(by, priority)
    with context(by=by.user, action="strategies.move_priority", partnership=by.partnership):
        rows = list(priority.strategy.priorities.order_by("position", "code"))
        _number(moved(rows, priority.pk, step))


# --- Outcomes ---


def add_outcome(*, by: Member, version: StrategyVersion, values: Mapping[str, Any]) -> Outcome:
    """A new outcome, last in order, with its words in this version."""
    may_edit(by, version)
    values = only(values, OUTCOME_FIELDS + OUTCOME_WORDS)
    strategy: Strategy = version.strategy
    same_strategy(strategy, values.get("priority"))
    with context(by=by.user, action="strategies.add_outcome", partnership=by.partnership):
        must_be_open(version)
        outcome = Outcome(
            partnership=by.partnership,
            strategy=strategy,
            position=_next_position(strategy.outcomes),
            **_pick(values, OUTCOME_FIELDS),
        )
        check_row(outcome, rules.NONE)
        outcome.save()
        wording = OutcomeWording(
            partnership=by.partnership,
            outcome=outcome,
            strategy_version=version,
            change=Change.NEW,
            **_pick(values, OUTCOME_WORDS),
        )
        check_row(wording, rules.OUTCOME_WORDING)
        wording.save()
    return outcome


def change_outcome(
    *, by: Member, outcome: Outcome, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Put an outcome under another priority, or across them all."""
    may_edit(by, outcome)
    values = only(values, OUTCOME_FIELDS)
    same_strategy(outcome.strategy, values.get("priority"))
    with context(by=by.user, action="strategies.change_outcome", partnership=by.partnership):
        check_row(changed(outcome, values), rules.NONE)
        save_versioned(outcome, expected_version, **values)


def change_outcome_words(
    *, by: Member, wording: OutcomeWording, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change how the version in preparation words an outcome, or what it does with it."""
    _change_words(by, wording, expected_version, values)


def remove_outcome(*, by: Member, wording: OutcomeWording, expected_version: int) -> None:
    """Remove an outcome that is new in the version in preparation and that nothing uses."""
    may_edit(by, wording)
    with context(by=by.user, action="strategies.remove_outcome", partnership=by.partnership):
        _remove_new(wording, wording.outcome, expected_version, "outcome")


def move_outcome(*, by: Member, outcome: Outcome, step: int) -> None:
    """Move an outcome one place up (-1) or down (1) among those of its strategy."""
    may_edit(by, outcome)
    with context(by=by.user, action="strategies.move_outcome", partnership=by.partnership):
        rows = list(outcome.strategy.outcomes.order_by("position", "pk"))
        _number(moved(rows, outcome.pk, step))


# --- Shared by both ---


def _change_words(
    by: Member,
    wording: PriorityWording | OutcomeWording,
    expected_version: int,
    values: Mapping[str, Any],
) -> None:
    may_edit(by, wording)
    of_priority = isinstance(wording, PriorityWording)
    words = PRIORITY_WORDS if of_priority else OUTCOME_WORDS
    values = only(values, words + CHANGE_FIELDS)
    action = f"strategies.change_{wording._meta.model_name}"
    why = str(values.get("reason", ""))
    with context(by=by.user, action=action, why=why, partnership=by.partnership):
        must_be_open(wording.strategy_version)
        after = changed(wording, values)
        earlier = previous_wording(wording)
        check_row(after, rules.PRIORITY_WORDING if of_priority else rules.OUTCOME_WORDING)
        check_change(after, earlier, words)
        save_versioned(wording, expected_version, **values)


def previous_wording(wording: Any) -> Any | None:
    """How the last version before this one worded the same priority or outcome."""
    of = "priority" if isinstance(wording, PriorityWording) else "outcome"
    rows = type(wording).objects.filter(
        **{f"{of}_id": getattr(wording, f"{of}_id")},
        strategy_version__number__lt=wording.strategy_version.number,
    )
    return rows.order_by("-strategy_version__number").first()


def check_change(wording: Any, earlier: Any | None, words: tuple[str, ...]) -> None:
    """Raise ``ValidationError`` where the change named is not the change made."""
    if earlier is None:
        if wording.change != Change.NEW:
            raise ValidationError({"change": "It is new in this version."})
        return
    same = all(getattr(wording, name) == getattr(earlier, name) for name in words)
    if wording.change == Change.NEW:
        raise ValidationError({"change": "It was in an earlier version, so it is not new."})
    if wording.change == Change.KEPT and not same:
        number = earlier.strategy_version.number
        raise ValidationError(
            {"change": f"The words differ from version {number}. Choose what changed, and say why."}
        )


def _remove_new(wording: Any, row: Any, expected_version: int, name: str) -> None:
    must_be_open(wording.strategy_version)
    if previous_wording(wording) is not None:
        raise ValidationError(
            f"It cannot be removed because an earlier version has this {name}. "
            "Change its wording and mark it as dropped instead."
        )
    remove_row(wording, expected_version)
    remove_row(row, row.version)


def _number(rows: list[Any]) -> None:
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            save_versioned(row, row.version, position=position)

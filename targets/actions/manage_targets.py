"""Writing targets, their conditions and their order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from audit.context import context
from core.editing import changed, check_row, moved, only, remove_row
from core.models import save_versioned
from core.quarters import Quarter
from partnerships.access import Member
from targets import floors, rules
from targets.actions.manage_rights import may_edit, same_partnership
from targets.models import Figure, Target, TargetCondition
from targets.terms import FigureState, TargetKind

TARGET_FIELDS = (
    "priority",
    "measure",
    "text",
    "kind",
    "value",
    "low",
    "high",
    "change_percent",
    "baseline",
    "due",
    "tolerance",
    "floor",
    "years",
    "working_days",
    "per_year",
    "missing",
    "aligned_as",
    "marked_outstanding",
    "cohort",
    "note",
    "starts",
    "ends",
)
CONDITION_FIELDS = ("text", "measure", "comparator", "value")


def create_target(*, by: Member, values: Mapping[str, Any]) -> Target:
    """A new target, last under its priority. Raises ``ValidationError`` by field."""
    may_edit(by)
    values = only(values, TARGET_FIELDS)
    _check_pointers(by, values)
    with context(by=by.user, action="targets.create_target", partnership=by.partnership):
        target = Target(partnership=by.partnership, **values)
        target.position = _next_position(target)
        _check_target(target)
        target.save()
    return target


def change_target(
    *, by: Member, target: Target, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change a target, its kind included. A kind without conditions loses those it had."""
    may_edit(by, target)
    values = only(values, TARGET_FIELDS)
    _check_pointers(by, values)
    with context(by=by.user, action="targets.change_target", partnership=by.partnership):
        after = changed(target, values)
        if after.priority_id != target.priority_id:
            values["position"] = _next_position(after)
        _check_target(after)
        save_versioned(target, expected_version, **values)
        if target.kind != TargetKind.ALL_OF:
            _remove_conditions(target)


def _check_pointers(by: Member, values: Mapping[str, Any]) -> None:
    same_partnership(by, values.get("priority"), values.get("measure"), values.get("baseline"))


def _check_target(target: Target) -> None:
    check_row(target, rules.TARGET)
    baseline = target.baseline
    if baseline is not None and baseline.measure_id != target.measure_id:
        raise ValidationError({"baseline": "Choose a baseline of the same indicator."})
    if wrong := floors.wrong_side(target):
        raise ValidationError({"floor": wrong})


def _siblings(target: Target) -> Any:
    rows = Target.objects.filter(partnership_id=target.partnership_id)
    if target.priority_id is None:
        return rows.filter(priority__isnull=True)
    return rows.filter(priority_id=target.priority_id)


def _next_position(target: Target) -> int:
    last = _siblings(target).order_by("-position").first()
    return last.position + 1 if last else 1


def move_target(*, by: Member, target: Target, step: int) -> None:
    """Move a target one place up (-1) or down (1) among those of its priority."""
    may_edit(by, target)
    with context(by=by.user, action="targets.move_target", partnership=by.partnership):
        rows = list(_siblings(target).order_by("position", "pk"))
        after = moved(rows, target.pk, step)
        if after is rows:
            return
        for position, row in enumerate(after, start=1):
            if row.position != position:
                save_versioned(row, row.version, position=position)


def remove_target(*, by: Member, target: Target, expected_version: int) -> None:
    """Remove a target, with its conditions, that no recorded figure was held against."""
    may_edit(by, target)
    with context(by=by.user, action="targets.remove_target", partnership=by.partnership):
        if _has_been_used(target):
            raise ValidationError(
                "It cannot be removed because figures are recorded since it applies. "
                "Say until when it applies instead."
            )
        _remove_conditions(target)
        remove_row(target, expected_version)


def _has_been_used(target: Target) -> bool:
    figures = Figure.objects.filter(
        measure_id=target.measure_id,
        state=FigureState.ENTERED,
        quarter__gte=Quarter.containing(target.starts),
    )
    if target.ends is not None:
        figures = figures.filter(quarter__lte=Quarter.containing(target.ends))
    return figures.exists()


# --- Conditions ---


def save_conditions(
    *,
    by: Member,
    target: Target,
    expected_version: int,
    conditions: Sequence[Mapping[str, Any]],
) -> None:
    """Make these, in this order, the conditions of an *all of* target.

    ``expected_version`` is the target's: conditions change with it. Each has text, and either a
    comparator with a value or neither; a measure of its own, or none. Raises ``ValidationError``.
    """
    may_edit(by, target)
    for one in conditions:
        same_partnership(by, one.get("measure"))
    if target.kind != TargetKind.ALL_OF:
        raise ValidationError("Only a target of the kind “all of” has conditions.")
    with context(by=by.user, action="targets.save_conditions", partnership=by.partnership):
        save_versioned(target, expected_version)
        held = list(target.conditions.order_by("position"))
        for position, given in enumerate(conditions, start=1):
            values = only(given, CONDITION_FIELDS)
            row = held[position - 1] if position <= len(held) else None
            _save_condition(target, row, position, values)
        for row in held[len(conditions) :]:
            row.delete()


def _save_condition(
    target: Target, row: TargetCondition | None, position: int, values: dict[str, Any]
) -> None:
    if row is None:
        made = TargetCondition(
            partnership_id=target.partnership_id, target=target, position=position, **values
        )
        check_row(made, rules.CONDITION)
        made.save()
        return
    check_row(changed(row, values), rules.CONDITION)
    if any(getattr(row, name) != value for name, value in values.items()):
        save_versioned(row, row.version, **values)


def _remove_conditions(target: Target) -> None:
    for condition in target.conditions.all():
        condition.delete()

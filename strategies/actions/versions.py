"""Writing versions of a strategy: starting one, moving it along, recording who decided."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from audit.context import context
from core.editing import changed, check_row, only, remove_row
from core.models import save_versioned
from partnerships.access import Member
from strategies import rules
from strategies.actions._rights import may_edit
from strategies.models import (
    Approval,
    OutcomeWording,
    PriorityWording,
    Strategy,
    StrategyVersion,
)
from strategies.models.priority import Change

Status = StrategyVersion.Status
APPROVAL_FIELDS = ("body", "outcome", "decided_on", "note")
# The decision that a move usually follows.
USUAL_OUTCOME = {
    Status.DRAFT: Approval.Outcome.COMMENTED,
    Status.CONSULTATION: Approval.Outcome.APPROVED,
    Status.SCRUTINY: Approval.Outcome.PRESENTED,
    Status.ADOPTED: Approval.Outcome.ADOPTED,
}


def start_version(*, by: Member, strategy: Strategy, reason: str) -> StrategyVersion:
    """A new draft whose words are those of the latest version, all of them kept.

    What the latest version dropped is not carried on. Raises ``ValidationError`` without a reason
    and while another version is in preparation.
    """
    may_edit(by, strategy)
    with context(
        by=by.user, action="strategies.start_version", why=reason, partnership=by.partnership
    ):
        latest = strategy.versions.order_by("-number").first()
        version = StrategyVersion(
            partnership=by.partnership,
            strategy=strategy,
            number=latest.number + 1 if latest else 1,
            reason=reason.strip(),
        )
        check_row(version, rules.VERSION)
        version.save()
        if latest is not None:
            _copy_words(latest, version)
    return version


def _copy_words(latest: StrategyVersion, version: StrategyVersion) -> None:
    same = {
        "partnership_id": version.partnership_id,
        "strategy_version": version,
        "change": Change.KEPT,
    }
    PriorityWording.objects.bulk_create(
        PriorityWording(
            priority_id=one.priority_id,
            heading=one.heading,
            focus=one.focus,
            outcome_statement=one.outcome_statement,
            **same,
        )
        for one in latest.priority_wordings.exclude(change=Change.DROPPED)
    )
    OutcomeWording.objects.bulk_create(
        OutcomeWording(outcome_id=one.outcome_id, text=one.text, **same)
        for one in latest.outcome_wordings.exclude(change=Change.DROPPED)
    )


def change_reason(
    *, by: Member, version: StrategyVersion, expected_version: int, reason: str
) -> None:
    """Say differently why there is this version, while it is in preparation."""
    may_edit(by, version)
    _must_be_editable(version)
    with context(by=by.user, action="strategies.change_reason", partnership=by.partnership):
        check_row(changed(version, {"reason": reason}), rules.VERSION)
        save_versioned(version, expected_version, reason=reason)


def move_version(
    *,
    by: Member,
    version: StrategyVersion,
    expected_version: int,
    to: str,
    body: str = "",
    outcome: str = "",
    decided_on: date | None = None,
    note: str = "",
) -> None:
    """Move a version along ``StrategyVersion.NEXT``, with the decision it follows.

    To adopt needs a body and a date; the version adopted before is superseded in the same
    transaction. Only adoption of a later one supersedes. Raises ``ValidationError`` by field.
    """
    may_edit(by, version)
    _check_move(version, to, body, decided_on)
    with context(
        by=by.user, action="strategies.move_version", why=note, partnership=by.partnership
    ):
        if to == Status.ADOPTED:
            for adopted in version.strategy.versions.filter(status=Status.ADOPTED):
                save_versioned(adopted, adopted.version, status=Status.SUPERSEDED)
        save_versioned(version, expected_version, status=to)
        if body and decided_on:
            approval = Approval(
                partnership=by.partnership,
                version_of=version,
                body=body,
                outcome=outcome or USUAL_OUTCOME[Status(to)],
                decided_on=decided_on,
                note=note,
            )
            check_row(approval, rules.NONE)
            approval.save()


def _check_move(version: StrategyVersion, to: str, body: str, decided_on: date | None) -> None:
    wrong: dict[str, str] = {}
    if to not in StrategyVersion.NEXT[Status(version.status)] or to == Status.SUPERSEDED:
        words = Status(version.status).label.lower()
        raise ValidationError({"to": f"A version that is {words} cannot become that."})
    if (body or to == Status.ADOPTED) and decided_on is None:
        wrong["decided_on"] = "Enter when it was decided."
    if (decided_on or to == Status.ADOPTED) and not body.strip():
        wrong["body"] = "Enter the board or committee that decided."
    if wrong:
        raise ValidationError(wrong)


def _must_be_editable(version: StrategyVersion) -> None:
    if not version.editable:
        raise ValidationError("An adopted version does not change.")


def record_approval(*, by: Member, version: StrategyVersion, values: Mapping[str, Any]) -> Approval:
    """Record a dated decision on a version that does not move it."""
    may_edit(by, version)
    approval = Approval(
        partnership=by.partnership, version_of=version, **only(values, APPROVAL_FIELDS)
    )
    with context(by=by.user, action="strategies.record_approval", partnership=by.partnership):
        check_row(approval, rules.NONE)
        approval.save()
    return approval


def change_approval(
    *, by: Member, approval: Approval, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Correct a recorded decision."""
    may_edit(by, approval)
    values = only(values, APPROVAL_FIELDS)
    with context(by=by.user, action="strategies.change_approval", partnership=by.partnership):
        check_row(changed(approval, values), rules.NONE)
        save_versioned(approval, expected_version, **values)


def remove_approval(*, by: Member, approval: Approval, expected_version: int) -> None:
    """Remove a decision recorded by mistake."""
    may_edit(by, approval)
    with context(by=by.user, action="strategies.remove_approval", partnership=by.partnership):
        remove_row(approval, expected_version)

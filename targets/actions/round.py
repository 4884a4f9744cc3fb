"""The round of a return, as a manager steers it: due dates, late organisations, exceptions, and
the rules from which the next due dates are computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Max

from audit.context import context
from core import clock
from core.models import Conflict
from partnerships.access import Member
from partnerships.models import Partnership
from partnerships.permissions import Permission
from targets.access import suppliers_of
from targets.actions.returns import COLLECTING, TOO_LATE, YEAR, settle, wrong_due
from targets.calendar import read_calendar
from targets.locks import Lock, lock_of
from targets.models import DueRule, LockException, Return, ReturnPart
from targets.selectors.words import why_closed

EDITABLE = (ReturnPart.Status.OPEN, ReturnPart.Status.RETURNED)
LONGEST = 120  # working days of a rule: about half a year


def change_due(
    *, by: Member, part: ReturnPart, version: int, due: date, closes_on: date | None
) -> ReturnPart:
    """Give an open part another due date and last day for entering (None: it stays open).

    Raises PermissionDenied; Conflict when the part has changed since ``version``; ValidationError,
    by field, for a date before the return opened or a last day before the due date, or when
    the part is not open.
    """
    _check(by, part.partnership_id)
    with context(by=by.user, action="targets.change_due", partnership=by.partnership):
        ret = Return.objects.get(pk=part.belongs_to_id, partnership=by.partnership)
        fresh = ReturnPart.objects.select_related("submitted_by", "signed_off_by").get(pk=part.pk)
        if fresh.version != version:
            raise Conflict(current=fresh)
        if ret.status not in COLLECTING or fresh.status not in EDITABLE:
            raise ValidationError(why_closed(ret, fresh))
        if due < ret.opened_on:
            raise ValidationError({"due": "The due date must not be before the return opened."})
        if due > max(ret.opened_on, clock.today()) + YEAR:
            raise ValidationError({"due": TOO_LATE})
        if closes_on is not None and closes_on < due:
            raise ValidationError(
                {"closes_on": "The last day for entering must not be before the due date."}
            )
        ReturnPart.objects.filter(pk=part.pk).update(
            due=due, closes_on=closes_on, version=F("version") + 1
        )
        _follow(ret)
    part.refresh_from_db()
    return part


def add_part(*, by: Member, ret: Return, organisation_id: int, due: date) -> ReturnPart:
    """Let an organisation into a return that was opened before it had an indicator to supply.

    Raises PermissionDenied, or ValidationError when it is there already, supplies nothing, the
    return is published, or the date has passed (at ``due``).
    """
    _check(by, ret.partnership_id)
    with context(by=by.user, action="targets.add_part", partnership=by.partnership):
        ret = Return.objects.get(pk=ret.pk, partnership=by.partnership)
        if ret.status not in COLLECTING:
            raise ValidationError("A published return takes no further organisation.")
        if ret.parts.filter(organisation=organisation_id).exists():
            raise ValidationError("This organisation is in the return already.")
        if not suppliers_of(by.partnership, ret.quarter).filter(pk=organisation_id).exists():
            raise ValidationError("This organisation supplies no indicator in use in the quarter.")
        if said := wrong_due(due, clock.today()):
            raise ValidationError({"due": said})
        part: ReturnPart = ReturnPart.objects.create(
            partnership=by.partnership,
            belongs_to=ret,
            organisation_id=organisation_id,
            due=due,
            closes_on=read_calendar(by.partnership).closes_on(due, organisation_id),
        )
        settle(ret.pk)
        _follow(ret)
    return part


def make_exception(*, by: Member, part: ReturnPart, until: date, reason: str) -> LockException:
    """Let an organisation enter figures after its last day, until another.

    A later exception takes the place of this one, so one with today as its last day ends it.
    Raises PermissionDenied, or ValidationError, by field, for a day that has passed, an empty
    reason, or a part that its last day does not close.
    """
    _check(by, part.partnership_id)
    wrong = {}
    if until < clock.today():
        wrong["until"] = "The last day must be today or later."
    elif until > clock.today() + YEAR:
        wrong["until"] = "The last day must be within a year."
    if not reason.strip():
        wrong["reason"] = "Say why entering opens again."
    if wrong:
        raise ValidationError(wrong)
    with context(
        by=by.user, action="targets.make_exception", why=reason, partnership=by.partnership
    ):
        fresh = ReturnPart.objects.select_related(
            "belongs_to", "submitted_by", "signed_off_by"
        ).get(pk=part.pk)
        if lock_of(fresh.belongs_to, fresh) not in (None, Lock.TOO_LATE):
            raise ValidationError(why_closed(fresh.belongs_to, fresh))
        if fresh.closes_on is None:
            raise ValidationError("Entering stays open, so no exception is needed.")
        exception: LockException = LockException.objects.create(
            partnership=by.partnership,
            part=fresh,
            until=until,
            reason=reason.strip(),
            made_by=by.user,
            made_at=clock.now(),
        )
    return exception


# --- The rules of the calendar ------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """Working days after the quarter, and after the due date until entering closes."""

    due_after: int
    closes_after: int | None = None


def rules_seen(partnership: Partnership) -> str:
    """Says which versions of the partnership's due rules there are, such as ``4.1,9.3``."""
    rules = DueRule.objects.filter(partnership=partnership).order_by("pk")
    return ",".join(f"{pk}.{version}" for pk, version in rules.values_list("pk", "version"))


def save_rules(*, by: Member, seen: str, rules: Mapping[int | None, Rule | None]) -> None:
    """Write the due rules by organisation, that for all under None; None as a rule removes it.

    Returns that are open keep their dates. ``seen`` is ``rules_seen`` as the person saw it. Raises
    PermissionDenied; Conflict when a rule has changed since; ValidationError for an organisation
    that is not the partnership's or a number of days out of range.
    """
    _check(by, by.partnership.pk)
    with context(by=by.user, action="targets.save_rules", partnership=by.partnership):
        if seen != rules_seen(by.partnership):
            raise Conflict(current=None)
        known = set(known_suppliers(by.partnership)) | {None}
        there = {
            one.organisation_id: one for one in DueRule.objects.filter(partnership=by.partnership)
        }
        for organisation, rule in rules.items():
            if organisation not in known | set(there):
                raise ValidationError("A due rule names an organisation that supplies nothing.")
            _write_rule(by.partnership, organisation, there.get(organisation), rule)


def known_suppliers(partnership: Partnership) -> list[int]:
    """The organisations that supply a measure of the partnership, now or at another time."""
    suppliers = partnership.measures.order_by().values_list("supplier_id", flat=True)
    return sorted(set(suppliers))


def _write_rule(
    partnership: Partnership, organisation: int | None, now: DueRule | None, rule: Rule | None
) -> None:
    if rule is None:
        if now is not None:
            now.delete()
        return
    if not 1 <= rule.due_after <= LONGEST or not 0 <= (rule.closes_after or 0) <= LONGEST:
        raise ValidationError(f"A rule has from 1 to {LONGEST} working days.")
    columns = {"due_after": rule.due_after, "closes_after": rule.closes_after}
    if now is None:
        DueRule.objects.create(partnership=partnership, organisation_id=organisation, **columns)
    elif (now.due_after, now.closes_after) != (rule.due_after, rule.closes_after):
        DueRule.objects.filter(pk=now.pk).update(**columns, version=F("version") + 1)


def _check(by: Member, partnership_id: int) -> None:
    if partnership_id != by.partnership.pk or not by.can(Permission.OPEN_RETURN):
        raise PermissionDenied


def _follow(ret: Return) -> None:
    """The return is due with its last part."""
    last = ret.parts.aggregate(last=Max("due"))["last"]
    Return.objects.filter(pk=ret.pk).exclude(due=last).update(due=last, version=F("version") + 1)

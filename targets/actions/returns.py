"""The steps of a return: opened, submitted by one person, signed off by another or sent back."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from audit.context import context
from core import clock
from core.models import Conflict
from core.quarters import Quarter
from partnerships.access import Member
from partnerships.permissions import Permission, Scope
from targets.access import measures_asked, suppliers_of
from targets.actions.explain import drop_stale
from targets.calendar import read_calendar
from targets.locks import Lock, lock_of
from targets.models import Figure, Measure, Return, ReturnPart
from targets.notices import tell_asked, tell_sent_back
from targets.selectors.checks import check_part
from targets.selectors.people import signers
from targets.selectors.words import why_closed
from targets.terms import FigureState

Status = ReturnPart.Status
EXPLAIN_IT = "Say why, or change the value."
TOO_EARLY = "The due date must be today or later."
TOO_LATE = "The due date must be within a year."
YEAR = timedelta(days=366)
COLLECTING = (Return.Status.OPEN, Return.Status.SUBMITTED, Return.Status.SIGNED_OFF)


def open_return(
    *,
    by: Member,
    quarter: Quarter,
    due: date | None = None,
    dues: Mapping[int, date] | None = None,
    opened_on: date | None = None,
) -> Return:
    """Open a quarter's return, with a part for each organisation that supplies a measure in use.

    A part is due on the date that ``dues`` has for its organisation, else on ``due``, else by the
    partnership's calendar, which also says when its entering closes. The return is due with its
    last part. It has no figures yet: a missing one is not entered. ``opened_on`` is today unless
    given. Raises PermissionDenied, or ValidationError when the quarter has a return already,
    nothing is in use, or a part would be due before it opens (at ``due-<organisation>`` for a date
    in ``dues``, at ``due`` for another).
    """
    if not by.can(Permission.OPEN_RETURN):
        raise PermissionDenied
    opened_on = opened_on or clock.today()
    with context(by=by.user, action="targets.open_return", partnership=by.partnership):
        if Return.objects.filter(partnership=by.partnership, quarter=quarter).exists():
            raise ValidationError({"quarter": f"{quarter.label} has a return already."})
        suppliers = list(suppliers_of(by.partnership, quarter).values_list("pk", flat=True))
        if not suppliers:
            raise ValidationError({"quarter": f"No indicator is in use in {quarter.label}."})
        calendar = read_calendar(by.partnership)
        due_dates = {
            one: (dues or {}).get(one) or due or calendar.proposed(quarter, one, opened_on)
            for one in suppliers
        }
        _check_dues(due_dates, dues or {}, opened_on)
        ret = Return.objects.create(
            partnership=by.partnership,
            quarter=quarter,
            opened_on=opened_on,
            due=max(due_dates.values()),
        )
        for supplier, its_due in due_dates.items():
            ReturnPart.objects.create(
                partnership=by.partnership,
                belongs_to=ret,
                organisation_id=supplier,
                due=its_due,
                closes_on=calendar.closes_on(its_due, supplier),
            )
    return ret


def _check_dues(found: Mapping[int, date], given: Mapping[int, date], opened_on: date) -> None:
    if set(given) - set(found):
        raise ValidationError("An organisation with a due date supplies no indicator in use.")
    wrong = {
        f"due-{one}" if one in given else "due": said
        for one, its_due in found.items()
        if (said := wrong_due(its_due, opened_on))
    }
    if wrong:
        raise ValidationError(wrong)


def wrong_due(due: date, first: date) -> str:
    """Why a due date cannot be, where ``first`` is the first possible one; empty where it can."""
    if due < first:
        return TOO_EARLY
    return TOO_LATE if due > first + YEAR else ""


def submit_part(
    *, by: Member, part: ReturnPart, version: int, seen: str = "", asked: User | None = None
) -> ReturnPart:
    """Submit an organisation's figures for sign-off: by ``asked``, or anybody who may.

    They are told by e-mail. ``version`` is the part's as it was read, ``seen`` the ``fingerprint``
    of its figures then, if they are to be the same still. Raises PermissionDenied; ValidationError
    when an indicator has neither figure nor reason, a warning has no explanation, or entering has
    closed; Conflict when part or figures have changed.
    """
    _check(by, part, Permission.SUBMIT)
    with context(by=by.user, action="targets.submit_part", partnership=by.partnership):
        _check_not_too_late(part)
        missing = list(unanswered(part).values_list("indicator__name", flat=True))
        wanting = [f"{name} has no figure and no reason." for name in missing]
        checks = check_part(part)
        wanting += [f"{sentence} {EXPLAIN_IT}" for sentence in checks.unexplained]
        if wanting:
            raise ValidationError(wanting)
        if seen and seen != fingerprint(part):
            raise Conflict(current=_fresh(part))
        _check_may_sign_off(part, asked, submitter=by.user)
        drop_stale(part, checks)
        _move(
            part,
            version,
            from_status=[Status.OPEN, Status.RETURNED],
            returns=[Return.Status.OPEN],
            status=Status.SUBMITTED,
            asked=asked,
            submitted_by=by.user,
            submitted_at=clock.now(),
            signed_off_by=None,
            signed_off_at=None,
        )
        tell_asked(part, by.user)
    return part


def ask_part(*, by: Member, part: ReturnPart, version: int, asked: User | None) -> ReturnPart:
    """Ask somebody else to sign off what is submitted; None asks anybody who may.

    They are told by e-mail. Raises PermissionDenied, Conflict, or ValidationError at ``asked``
    for somebody who may not sign it off.
    """
    _check(by, part, Permission.SIGN_OFF)
    with context(by=by.user, action="targets.ask_part", partnership=by.partnership):
        _check_may_sign_off(part, asked, submitter=_fresh(part).submitted_by)
        _move(part, version, from_status=[Status.SUBMITTED], returns=COLLECTING, asked=asked)
        tell_asked(part, by.user)
    return part


def sign_off_part(*, by: Member, part: ReturnPart, version: int) -> ReturnPart:
    """Sign off what somebody else submitted, as deputy where another was asked.

    Raises PermissionDenied or Conflict.
    """
    _check(by, part, Permission.SIGN_OFF)
    with context(by=by.user, action="targets.sign_off_part", partnership=by.partnership):
        _check_another(by, part)
        _move(
            part,
            version,
            from_status=[Status.SUBMITTED],
            returns=COLLECTING,
            status=Status.SIGNED_OFF,
            signed_off_by=by.user,
            signed_off_at=clock.now(),
        )
    return part


def send_back_part(*, by: Member, part: ReturnPart, version: int, note: str) -> ReturnPart:
    """Send submitted figures back to be changed, with a note that says why.

    Signed-off figures only a manager can send back, until the quarter is published. Raises
    PermissionDenied, Conflict, or ValidationError for an empty note.
    """
    _check(by, part, Permission.SIGN_OFF)
    if not note.strip():
        raise ValidationError({"note": "Say what needs to change."})
    statuses = [Status.SUBMITTED]
    if by.scope(Permission.SIGN_OFF) is Scope.ALL:
        statuses.append(Status.SIGNED_OFF)
    with context(by=by.user, action="targets.send_back_part", why=note, partnership=by.partnership):
        if _fresh(part).status == Status.SUBMITTED:
            _check_another(by, part)
        _move(
            part,
            version,
            from_status=statuses,
            returns=COLLECTING,
            status=Status.RETURNED,
            note=note.strip(),
            signed_off_by=None,
            signed_off_at=None,
        )
        tell_sent_back(part, by.user)
    return part


def unanswered(part: ReturnPart) -> "QuerySet[Measure]":
    """The measures asked of the part's organisation with neither a figure nor a reason."""
    answered = Figure.objects.filter(
        measure=OuterRef("pk"), quarter=part.belongs_to.quarter
    ).exclude(state=FigureState.NOT_ENTERED.value)
    return (
        measures_asked(part.belongs_to)
        .filter(supplier_id=part.organisation_id)
        .exclude(Exists(answered))
        .order_by("position", "pk")
    )


def fingerprint(part: ReturnPart) -> str:
    """Says which versions of the part's figures there are, such as ``4.1,9.3``."""
    figures = Figure.objects.filter(
        measure__supplier_id=part.organisation_id, belongs_to_id=part.belongs_to_id
    )
    versions = figures.order_by("pk").values_list("pk", "version")
    return ",".join(f"{pk}.{version}" for pk, version in versions)


def _check(by: Member, part: ReturnPart, permission: Permission) -> None:
    here = part.partnership_id == by.partnership.pk
    if not here or not by.can_for(permission, part.organisation_id):
        raise PermissionDenied


def _check_another(by: Member, part: ReturnPart) -> None:
    if _fresh(part).submitted_by_id == by.user.pk:
        raise PermissionDenied("You submitted these figures, so somebody else signs them off.")


def _check_may_sign_off(part: ReturnPart, asked: User | None, *, submitter: User | None) -> None:
    if asked and asked.pk not in {one.user.pk for one in signers(part, submitter=submitter)}:
        raise ValidationError({"asked": "Choose somebody who may sign off these figures."})


def _check_not_too_late(part: ReturnPart) -> None:
    fresh = _fresh(part)
    if lock_of(fresh.belongs_to, fresh) is Lock.TOO_LATE:
        raise ValidationError(why_closed(fresh.belongs_to, fresh))


def _fresh(part: ReturnPart) -> ReturnPart:
    fresh: ReturnPart = ReturnPart.objects.select_related(
        "belongs_to", "submitted_by", "signed_off_by"
    ).get(pk=part.pk)
    return fresh


def _move(
    part: ReturnPart,
    version: int,
    *,
    from_status: list[Status],
    returns: tuple[Return.Status, ...] | list[Return.Status],
    **changes: object,
) -> None:
    """Change the part if it is as it was read and may take this step; else raise ``Conflict``."""
    moved = ReturnPart.objects.filter(
        pk=part.pk, version=version, status__in=from_status, belongs_to__status__in=returns
    ).update(**changes, version=F("version") + 1)
    if not moved:
        raise Conflict(current=_fresh(part))
    settle(part.belongs_to_id)
    part.refresh_from_db()


def settle(return_id: int) -> None:
    """Let the return follow its parts: submitted when all are, signed off when all are."""
    statuses = set(ReturnPart.objects.filter(belongs_to=return_id).values_list("status", flat=True))
    if statuses == {Status.SIGNED_OFF}:
        status = Return.Status.SIGNED_OFF
    elif statuses <= {Status.SUBMITTED, Status.SIGNED_OFF}:
        status = Return.Status.SUBMITTED
    else:
        status = Return.Status.OPEN
    Return.objects.filter(pk=return_id, status__in=COLLECTING).exclude(status=status).update(
        status=status, version=F("version") + 1
    )

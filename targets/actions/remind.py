"""Reminding organisations of what they have still to enter: once of a kind, and never twice.

A reminder is claimed first: its row is written and committed. Then the e-mail goes out, and then
the row says so. Whoever comes second finds the row and sends nothing. If the program ends between
the two, the row stands as not sent, is shown so, and is not sent again by itself.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet

from accounts.models import User
from audit.context import context
from core import clock
from core.period_text import long_day
from core.working_days import working_days_after
from partnerships.access import Member
from partnerships.holidays import Holidays, read_holidays
from partnerships.models import Partnership
from partnerships.permissions import Permission, Role
from targets import mail
from targets.actions.round import EDITABLE
from targets.locks import lock_of, with_exceptions
from targets.models import Reminder, Return, ReturnPart
from targets.selectors.missing import Item, Lack, missing_items
from targets.selectors.returns import read_return
from targets.selectors.words import due_words

Kind = Reminder.Kind
SOON_BEFORE = 5  # working days before the due date
OVERDUE_AFTER = 2  # working days after it
SYSTEM = "system: send_reminders"
log = logging.getLogger(__name__)


class Result(Enum):
    """What became of one reminder."""

    SENT = auto()
    WOULD_SEND = auto()  # a dry run
    SENT_BEFORE = auto()
    NOT_CONFIRMED = auto()  # begun before, and nobody knows whether it went out
    NOBODY = auto()  # no officer has an account
    CLOSED = auto()  # entering has closed, or the figures are submitted
    FAILED = auto()  # the mail server did not take it
    UNREACHABLE = auto()  # no mail server, so nothing was begun


@dataclass(frozen=True)
class Reminded:
    """One organisation and what became of its reminder."""

    part: ReturnPart
    kind: Kind
    result: Result
    people: tuple[str, ...] = ()  # e-mail addresses


def kind_due(part: ReturnPart, today: date, holidays: Holidays) -> Kind | None:
    """The automatic reminder that an open part is to have today, whether or not it has had it.

    When nobody ran the command for some days, what is past is left out: only the latest counts.
    ``TODAY`` holds on that day alone, and nothing on the day after it.
    """
    days = holidays.days
    if today >= working_days_after(part.due, OVERDUE_AFTER, days):
        return Kind.OVERDUE
    if today >= part.due:
        return Kind.TODAY if today == part.due else None
    if today >= working_days_after(part.due, -SOON_BEFORE, days):
        return Kind.SOON
    return Kind.OPENED if today >= part.belongs_to.opened_on else None


def send_due(
    *, partnership: Partnership | None = None, dry_run: bool = False
) -> Iterator[Reminded]:
    """Send every automatic reminder that is due today and was not sent; yields each as it is done.

    Raises ``ImproperlyConfigured``, and sends nothing, without an address for links.
    """
    mail.check_address()
    today, holidays = clock.today(), read_holidays()
    for part in _waiting(partnership):
        kind = kind_due(part, today, holidays)
        if kind is None:
            continue
        if (before := _had(part, kind)) is not None:
            if before.sent_at is None:
                yield Reminded(part, kind, Result.NOT_CONFIRMED)
            continue
        if lock_of(part.belongs_to, part) is not None:
            yield Reminded(part, kind, Result.CLOSED)
            continue
        yield _remind(part, kind, part.due, by=None, dry_run=dry_run)


def send_by_hand(*, by: Member, parts: list[ReturnPart]) -> list[Reminded]:
    """Remind these organisations now, each at most once a day.

    Raises PermissionDenied; ``ImproperlyConfigured`` without an address for links.
    """
    here = all(part.partnership_id == by.partnership.pk for part in parts)
    if not here or not by.can(Permission.OPEN_RETURN):
        raise PermissionDenied
    mail.check_address()
    today = clock.today()
    found = []
    for part in parts:
        if lock_of(part.belongs_to, part) is not None:
            found.append(Reminded(part, Kind.BY_HAND, Result.CLOSED))
        else:
            found.append(_remind(part, Kind.BY_HAND, today, by=by))
    return found


def _waiting(partnership: Partnership | None) -> "QuerySet[ReturnPart]":
    """The parts of open returns whose figures are still to be submitted."""
    parts = ReturnPart.objects.filter(
        belongs_to__status=Return.Status.OPEN, status__in=EDITABLE
    ).select_related("partnership", "organisation", "belongs_to__partnership")
    if partnership is not None:
        parts = parts.filter(partnership=partnership)
    return with_exceptions(parts).order_by("partnership__slug", "due", "organisation__name")


def _had(part: ReturnPart, kind: Kind) -> Reminder | None:
    """This reminder, if the part has had it. That it is open, it is told once, whatever its due
    date becomes."""
    had = Reminder.objects.filter(part=part, kind=kind)
    return (had if kind is Kind.OPENED else had.filter(day=part.due)).first()


def _remind(
    part: ReturnPart, kind: Kind, on: date, *, by: Member | None, dry_run: bool = False
) -> Reminded:
    people = list(mail.officers_of(part))
    to = tuple(person.email for person in people)
    if not people:
        return Reminded(part, kind, Result.NOBODY)
    if dry_run:
        return Reminded(part, kind, Result.WOULD_SEND, to)
    # All that may fail comes before the claim: what was not begun is tried again.
    subject, about = letter(part, kind, people[0])
    try:
        connection = mail.connect()
    except OSError:  # SMTPException is one
        log.exception("The mail server cannot be reached.")
        return Reminded(part, kind, Result.UNREACHABLE, to)
    with closing(connection):
        claim = _claim(part, kind, on, by)
        if claim is None:
            return Reminded(part, kind, _before(part, kind, on), to)
        try:
            number = mail.send(people, subject, "reminder.txt", about, connection=connection)
        except Exception:
            log.exception("A reminder to %s was not sent.", part.organisation)
            return Reminded(part, kind, Result.FAILED, to)
        _mark_sent(claim, number, by)
    return Reminded(part, kind, Result.SENT, to)


def _before(part: ReturnPart, kind: Kind, on: date) -> Result:
    """What became of the reminder that somebody else has claimed."""
    sent = Reminder.objects.filter(part=part, kind=kind, day=on, sent_at__isnull=False)
    return Result.SENT_BEFORE if sent.exists() else Result.NOT_CONFIRMED


def _claim(part: ReturnPart, kind: Kind, on: date, by: Member | None) -> Reminder | None:
    """The reminder's row, committed; None when somebody has it already.

    In a transaction of its own, so that the row stands before anything is sent: nothing that
    sends reminders is called within another.
    """
    try:
        with _writing(part, by):
            if Reminder.objects.filter(part=part, kind=kind, day=on).exists():
                return None
            claim: Reminder = Reminder.objects.create(
                partnership_id=part.partnership_id,
                part=part,
                kind=kind,
                day=on,
                made_at=clock.now(),
                made_by=by.user if by else None,
            )
            return claim
    except IntegrityError:  # of two at the same moment the database takes one
        return None


def _mark_sent(claim: Reminder, people: int, by: Member | None) -> None:
    with _writing(claim.part, by):
        Reminder.objects.filter(pk=claim.pk).update(sent_at=clock.now(), people=people)


def _writing(part: ReturnPart, by: Member | None) -> Any:
    who = by.user if by else SYSTEM
    return context(by=who, action="targets.remind", partnership=part.partnership_id)


# --- What it says -------------------------------------------------------------------------------


def letter(part: ReturnPart, kind: Kind, reader: User) -> tuple[str, dict[str, Any]]:
    """The subject of a reminder and what its template prints. ``reader`` is one of the
    organisation's officers: it lists what they would see."""
    ret = part.belongs_to
    member = Member(reader, part.partnership, Role.OFFICER, part.organisation)
    page = read_return(member, ret)
    view = page.part(part.organisation_id)
    items = missing_items(page, part.organisation_id)
    today, holidays = clock.today(), read_holidays()
    about = {
        "part": part,
        "ret": ret,
        "kind": kind.value,
        "due": due_words(part.due, today, holidays.days),
        "closes": long_day(part.closes_on) if part.closes_on and part.closes_on >= today else "",
        "progress": view.progress if view else None,
        "figures": _with_addresses(items, Lack.FIGURE),
        "unusual": _with_addresses(items, Lack.EXPLANATION),
        "wishes": _with_addresses(items, Lack.COMMENTARY),
        "hub": mail.link("targets:return", part.partnership.slug, ret.quarter),
        "submit": mail.link(
            "targets:submit", part.partnership.slug, ret.quarter, part.organisation_id
        ),
    }
    return f"{_subject(part, kind)}: {part.partnership.name}", about


def _with_addresses(items: Sequence[Item], kind: Lack) -> list[tuple[Item, str]]:
    return [(item, mail.absolute(item.href)) for item in items if item.kind is kind]


def _subject(part: ReturnPart, kind: Kind) -> str:
    label = part.belongs_to.quarter.label
    if kind is Kind.OPENED:
        return f"The {label} return is open, due {long_day(part.due)}"
    if kind is Kind.TODAY:
        return f"The {label} return is due today"
    if part.due < clock.today():
        return f"The {label} return is overdue: it was due {long_day(part.due)}"
    return f"The {label} return is due {long_day(part.due)}"

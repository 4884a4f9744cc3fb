"""Whether the figures of a part may change, and what stops them. The words for it are in
``targets.selectors.words``; the actions ask here, inside their transaction."""

from datetime import date
from enum import Enum, auto

from django.db.models import Prefetch, QuerySet

from core import clock
from targets.models import LockException, Return, ReturnPart


class Lock(Enum):
    """Why the figures of a part cannot change."""

    HISTORY = auto()  # past figures, which are not collected here
    PUBLISHED = auto()
    SUBMITTED = auto()
    SIGNED_OFF = auto()
    TOO_LATE = auto()  # the last day for entering has passed


def lock_of(ret: Return, part: ReturnPart, today: date | None = None) -> Lock | None:
    """What keeps the figures of a part from being changed; None when they can be.

    Asks for the part's exceptions only once its last day has passed: one query, or none after
    ``with_exceptions``.
    """
    if ret.status == Return.Status.HISTORY:
        return Lock.HISTORY
    if ret.status == Return.Status.PUBLISHED:
        return Lock.PUBLISHED
    if part.status == ReturnPart.Status.SUBMITTED:
        return Lock.SUBMITTED
    if part.status == ReturnPart.Status.SIGNED_OFF:
        return Lock.SIGNED_OFF
    today = today or clock.today()
    last = last_day(part, today)
    if last is not None and last < today:
        return Lock.TOO_LATE
    return None


def may_enter(ret: Return, part: ReturnPart) -> bool:
    """Whether the figures of a part may change."""
    return lock_of(ret, part) is None


def last_day(part: ReturnPart, today: date) -> date | None:
    """The last day on which figures may be entered: None where there is none.

    That of the newest exception where it is later than the part's own.
    """
    if part.closes_on is None or part.closes_on >= today:
        return part.closes_on
    exception = newest_exception(part)
    return max(part.closes_on, exception.until) if exception else part.closes_on


def exception_in_force(part: ReturnPart, today: date | None = None) -> LockException | None:
    """The exception that keeps an open part open; None when none is needed or none holds."""
    today = today or clock.today()
    if not part.editable or part.closes_on is None or part.closes_on >= today:
        return None
    exception = newest_exception(part)
    return exception if exception and exception.until >= today else None


def newest_exception(part: ReturnPart) -> LockException | None:
    """The exception that counts: a later one takes the place of those before it."""
    found = part.exceptions.all()  # already there after with_exceptions
    return max(found, key=lambda one: (one.made_at, one.pk)) if found else None


def with_exceptions(parts: "QuerySet[ReturnPart]") -> "QuerySet[ReturnPart]":
    """The parts with their exceptions and who made them: one more query, whatever their number."""
    made = LockException.objects.select_related("made_by")
    return parts.prefetch_related(Prefetch("exceptions", queryset=made))

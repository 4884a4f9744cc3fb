"""Times, counts and states of a return, in words."""

from collections.abc import Callable, Collection
from datetime import date, datetime

from django.utils import timezone

from core import clock
from core.period_text import long_day
from core.working_days import working_days_between
from targets.locks import Lock, exception_in_force, last_day, lock_of
from targets.models import Return, ReturnPart


def moment(when: datetime) -> str:
    """``10:42 on 20 April 2015``, in the project's time zone."""
    local = timezone.localtime(when)
    return f"{local:%H:%M} on {long_day(local)}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 indicator``, ``12 indicators``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def time_left(due: date, today: date, holidays: Collection[date] = ()) -> str:
    """``8 working days left``, ``due today``, ``overdue by 2 working days``.

    Working days leave out weekends and the ``holidays``: on a Saturday, what is due on Sunday has
    none left.
    """
    if due == today:
        return "due today"
    number = working_days_between(today, due, holidays)
    if due > today:
        return f"{counted(number, 'working day')} left" if number else "no working day left"
    return f"overdue by {counted(-number, 'working day')}" if number else "overdue"


def due_words(due: date, today: date, holidays: Collection[date] = ()) -> str:
    """``Due Thursday 30 April 2015, 8 working days left``, ``Due today, Thursday 30 April 2015``,
    ``Overdue by 2 working days: it was due Thursday 30 April 2015``."""
    when, left = f"{due:%A} {long_day(due)}", time_left(due, today, holidays)
    if due > today:
        return f"Due {when}, {left}"
    return f"Due today, {when}" if due == today else f"{left.capitalize()}: it was due {when}"


def why_closed(ret: Return, part: ReturnPart) -> str:
    """Why the figures of a part cannot change; empty when they can. See ``targets.locks``."""
    lock = lock_of(ret, part)
    if lock is None:
        return ""
    return _WHY[lock](part)


def why_still_open(part: ReturnPart) -> str:
    """By whose exception a part is open after its last day; empty when it needs none."""
    exception = exception_in_force(part)
    if exception is None:
        return ""
    by = f"by an exception of {exception.made_by}: {exception.reason}"
    return f"Open until {long_day(exception.until)} {by}"


def _submitted(part: ReturnPart) -> str:
    return (
        f"Submitted for sign-off by {part.submitted_by} at {moment(part.submitted_at)}, "  # type: ignore[arg-type]
        "so the figures do not change unless they are sent back."
    )


def _signed_off(part: ReturnPart) -> str:
    return (
        f"Signed off by {part.signed_off_by} at {moment(part.signed_off_at)}, "  # type: ignore[arg-type]
        "so the figures do not change."
    )


def _too_late(part: ReturnPart) -> str:
    last = last_day(part, clock.today())
    return f"Entering closed on {long_day(last)}. A manager can open it again until a date."  # type: ignore[arg-type]


_WHY: dict[Lock, Callable[[ReturnPart], str]] = {
    Lock.HISTORY: lambda part: "These are past figures, which are not collected here.",
    Lock.PUBLISHED: lambda part: (
        "This quarter is published to the board, so its figures change only by a revision."
    ),
    Lock.SUBMITTED: _submitted,
    Lock.SIGNED_OFF: _signed_off,
    Lock.TOO_LATE: _too_late,
}


def reference(part: ReturnPart, signed_off: bool = False) -> str:
    """What a step is called on paper: the part's number and when it was: ``37-20150420-104205``."""
    at = part.signed_off_at if signed_off else part.submitted_at
    assert at is not None  # noqa: S101 - the database holds that a submitted part has it
    return f"{part.pk}-{timezone.localtime(at):%Y%m%d-%H%M%S}"

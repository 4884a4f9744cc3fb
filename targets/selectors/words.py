"""Times, counts and states of a return, in words."""

from datetime import date, datetime

from django.utils import timezone

from targets.models import Return, ReturnPart


def day(when: date) -> str:
    """``20 April 2015``."""
    return f"{when.day} {when:%B %Y}"


def moment(when: datetime) -> str:
    """``10:42 on 20 April 2015``, in the project's time zone."""
    local = timezone.localtime(when)
    return f"{local:%H:%M} on {day(local)}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 indicator``, ``12 indicators``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def time_left(due: date, today: date) -> str:
    """``11 days left``, ``due today``, ``overdue by 2 days``."""
    days = (due - today).days
    if days == 0:
        return "due today"
    return f"{counted(days, 'day')} left" if days > 0 else f"overdue by {counted(-days, 'day')}"


def due_words(due: date, today: date) -> str:
    """``Due Thursday 30 April 2015, 10 days left``."""
    return f"Due {due:%A} {day(due)}, {time_left(due, today)}"


def why_closed(ret: Return, part: ReturnPart) -> str:
    """Why the figures of a part cannot change; empty when they can."""
    if ret.status == Return.Status.PUBLISHED:
        return "This quarter is published to the board, so its figures no longer change."
    if part.status == ReturnPart.Status.SUBMITTED:
        return (
            f"Submitted for sign-off by {part.submitted_by} at {moment(part.submitted_at)}, "  # type: ignore[arg-type]
            "so the figures do not change unless they are sent back."
        )
    if part.status == ReturnPart.Status.SIGNED_OFF:
        return (
            f"Signed off by {part.signed_off_by} at {moment(part.signed_off_at)}, "  # type: ignore[arg-type]
            "so the figures do not change."
        )
    return ""

"""The one clock. Nothing else in the project reads the system's.

``settings.CLOCK_DATE`` sets the date for a demonstration while the time of day runs on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("fixed", default=None)


def now() -> datetime:
    """The current moment, aware, in the project's default time zone."""
    if moment := _fixed.get():
        return moment
    moment = datetime.now(timezone.get_default_timezone())
    if day := getattr(settings, "CLOCK_DATE", None):
        return moment.replace(year=day.year, month=day.month, day=day.day)
    return moment


def today() -> date:
    """The current date in the project's default time zone."""
    return now().date()


@contextmanager
def fixed(moment: date | datetime) -> Iterator[datetime]:
    """Stop the clock at this moment; a date means noon, a naive time the default time zone."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12))
    zone = timezone.get_default_timezone()
    aware = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    token = _fixed.set(aware)
    try:
        yield aware
    finally:
        _fixed.reset(token)

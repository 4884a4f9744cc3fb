"""What the pages of the round show of the calendar."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core import clock
from core.period_text import long_day
from core.quarters import Quarter
from partnerships.models import BankHoliday, Organisation, Partnership
from targets.calendar import Calendar
from targets.models import Measure
from targets.selectors.words import counted

AHEAD = 4  # quarters whose dates are shown
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Coming:
    """When a quarter to come is collected."""

    quarter: Quarter
    opens: date
    due: date  # for all organisations without a rule of their own
    own: tuple[tuple[str, date], ...]  # by organisation, where it is another day
    closes: date | None  # for all without a rule of their own
    own_closes: tuple[tuple[str, date | None], ...]  # by organisation, where it differs

    @property
    def latest(self) -> date:
        days = [self.opens, self.due, self.closes, *(one for _, one in self.own)]
        days += [one for _, one in self.own_closes]
        return max(day for day in days if day)


def coming_quarters(partnership: Partnership, calendar: Calendar) -> tuple[Coming, ...]:
    """The quarters whose collection is still to begin, from the one that runs now. One query."""
    first = Quarter.containing(clock.today())
    names = {
        one.pk: str(one)
        for one in Organisation.objects.filter(pk__in=list(calendar.own)).order_by("name")
    }
    return tuple(_coming(first + number, calendar, names) for number in range(AHEAD))


def _coming(quarter: Quarter, calendar: Calendar, names: Mapping[int, str]) -> Coming:
    everybody = 0  # no organisation has this key, so the rule for all holds
    due = calendar.due(quarter, everybody)
    closes = calendar.closes_on(due, everybody)
    others = [(name, calendar.due(quarter, key)) for key, name in names.items()]
    ends = [
        (name, calendar.closes_on(calendar.due(quarter, key), key)) for key, name in names.items()
    ]
    return Coming(
        quarter=quarter,
        opens=calendar.opens_on(quarter),
        due=due,
        own=tuple((name, its_due) for name, its_due in others if its_due != due),
        closes=closes,
        own_closes=tuple((name, day) for name, day in ends if day != closes),
    )


def holidays_ahead() -> list[BankHoliday]:
    """The bank holidays of the next twelve months."""
    today = clock.today()
    return list(BankHoliday.objects.filter(day__gte=today, day__lt=today + YEAR))


def due_hints(
    partnership: Partnership, quarter: Quarter, calendar: Calendar, proposed: Mapping[int, date]
) -> dict[int, str]:
    """By organisation, how many indicators it supplies and how its due date was reckoned."""
    measures = Measure.objects.filter(partnership=partnership).in_use(quarter).order_by()
    supplied = Counter(measures.values_list("supplier_id", flat=True))
    found = {}
    for one, due in proposed.items():
        days, usual = calendar.due_after(one), calendar.due(quarter, one)
        said = f"{counted(supplied[one], 'indicator')}. "
        if due == usual:
            said += f"Due {counted(days, 'working day')} after the quarter."
        else:
            said += (
                f"The usual date, {long_day(usual)}, has passed, so this is "
                f"{counted(days, 'working day')} from today."
            )
        closes = calendar.closes_on(due, one)
        found[one] = said + (f" Entering closes after {long_day(closes)}." if closes else "")
    return found

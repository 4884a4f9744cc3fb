"""The calendar of a partnership's returns: when each opens, is due, and closes for entering.

A quarter can be collected from the first working day after it ends. An organisation's figures are
due a number of working days after the quarter's end: by its own rule, else the partnership's, else
``DUE_AFTER``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.quarters import Quarter
from core.working_days import first_working_day, working_days_after, working_days_between
from partnerships.holidays import Holidays, read_holidays
from partnerships.models import Partnership
from targets.models import DueRule

DUE_AFTER = 20  # working days after the quarter, where a partnership says nothing else


@dataclass(frozen=True)
class Calendar:
    """What a partnership's dates are computed from."""

    holidays: Holidays
    for_all: DueRule | None = None
    own: dict[int, DueRule] = field(default_factory=dict)  # by organisation

    def rule(self, organisation_id: int) -> DueRule | None:
        """The rule that holds for an organisation; None for the default."""
        return self.own.get(organisation_id, self.for_all)

    def due_after(self, organisation_id: int) -> int:
        """Working days after the quarter."""
        rule = self.rule(organisation_id)
        return rule.due_after if rule else DUE_AFTER

    def due(self, quarter: Quarter, organisation_id: int) -> date:
        """When an organisation's figures of a quarter are due."""
        return self.after(quarter.end, self.due_after(organisation_id))

    def proposed(self, quarter: Quarter, organisation_id: int, opened_on: date) -> date:
        """The due date to offer for a return opened on a day: the usual one; where that has
        passed, as many working days after the opening."""
        due = self.due(quarter, organisation_id)
        return due if due > opened_on else self.after(opened_on, self.due_after(organisation_id))

    def closes_on(self, due: date, organisation_id: int) -> date | None:
        """The last day for entering what is due on a day; None where entering stays open."""
        rule = self.rule(organisation_id)
        if rule is None or rule.closes_after is None:
            return None
        return self.after(due, rule.closes_after)

    def opens_on(self, quarter: Quarter) -> date:
        """The first working day after the quarter."""
        return first_working_day(quarter.end + timedelta(days=1), self.holidays.days)

    def after(self, day: date, number: int) -> date:
        """The ``number``-th working day after a day; before it where negative."""
        return working_days_after(day, number, self.holidays.days)

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to ``end``; below zero the other way round."""
        return working_days_between(start, end, self.holidays.days)

    def weekends_only(self, days: Iterable[date]) -> str:
        """A sentence where these days were reckoned without any bank holiday of their year."""
        years = [str(year) for year in self.holidays.unknown(days)]
        if not years:
            return ""
        said = " and ".join([", ".join(years[:-1]), years[-1]] if years[1:] else years)
        return f"No bank holidays are recorded for {said}, so only weekends were left out."


def read_calendar(partnership: Partnership) -> Calendar:
    """The partnership's calendar. Two queries."""
    rules = list(DueRule.objects.filter(partnership=partnership))
    return Calendar(
        holidays=read_holidays(),
        for_all=next((rule for rule in rules if rule.organisation_id is None), None),
        own={rule.organisation_id: rule for rule in rules if rule.organisation_id is not None},
    )

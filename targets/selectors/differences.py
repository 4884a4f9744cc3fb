"""How the figures of a return differ from those of the quarter before, for whoever checks them."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from core.numbers import format_number, round_half_up
from targets.models import Indicator, SeriesBreak
from targets.selectors.activity import Changed
from targets.selectors.returns import Part, ReturnPage, Row, Section
from targets.terms import Unit
from targets.values import exact_value


@dataclass(frozen=True)
class CheckRow:
    """A row of a check table: what it said before, and what is to be looked at."""

    row: Row
    since_last: str  # against the quarter before, in words; empty where there is nothing to say
    changed: Changed | None  # since it was sent back

    @property
    def key(self) -> str:
        return self.row.key


@dataclass(frozen=True)
class CheckGroup:
    """The rows of one section, each with how it differs from the quarter before."""

    section: Section
    rows: tuple[CheckRow, ...]


def check_groups(
    page: ReturnPage, part: Part, changed: dict[int, Changed] | None = None
) -> tuple[CheckGroup, ...]:
    """The rows of a part by priority. One query."""
    broken = set(
        SeriesBreak.objects.filter(
            partnership_id=page.ret.partnership_id, quarter=page.ret.quarter
        ).values_list("measure_id", flat=True)
    )
    own = {row.measure.pk for row in part.rows}
    groups = []
    for section in page.sections:
        rows = tuple(
            CheckRow(row, since_last(row, broken), (changed or {}).get(row.measure.pk))
            for row in section.rows
            if row.measure.pk in own
        )
        if rows:
            groups.append(CheckGroup(section, rows))
    return tuple(groups)


def since_last(row: Row, broken: Collection[int] = ()) -> str:
    """``Up 12 (6.9%)``, ``Down 2.5 points``, ``The same``: by the figures as they are printed.

    ``broken``: the measures of which a new series starts in this quarter, which nothing is
    compared across.
    """
    if row.figure is None or row.last is None:
        return ""
    now, last = exact_value(row.figure), exact_value(row.last)
    if now is None or last is None:
        return ""
    if row.measure.pk in broken:
        return "Not comparable: a new series starts here"
    if not row.figure.period.same_length(row.last.period):
        return "Not comparable: another length of period"
    return _moved(row.measure.indicator, last, now)


def _moved(indicator: Indicator, last: Decimal, now: Decimal) -> str:
    before = round_half_up(last, indicator.decimals)
    difference = round_half_up(now, indicator.decimals) - before
    if not difference:
        return "The same"
    word = "Up" if difference > 0 else "Down"
    if indicator.unit == Unit.PERCENTAGE:
        points = format_number(abs(difference), indicator.decimals, Unit.COUNT)
        return f"{word} {points} {'point' if abs(difference) == 1 else 'points'}"
    said = f"{word} {format_number(abs(difference), indicator.decimals, indicator.unit)}"
    return f"{said} ({_share(difference, before)})" if before else said


def _share(difference: Decimal, before: Decimal) -> str:
    return f"{round_half_up(abs(difference) / abs(before) * 100, 1)}%"

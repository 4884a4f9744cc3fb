"""What the board’s pages are made from beside the figures: one of each, for the walker’s world."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from accounts.models import ApiToken
from core.quarters import Quarter
from dashboards.models import (
    ComparatorArea,
    ComparatorFigure,
    ComparatorSet,
    CostClaim,
    CostTable,
    CostYear,
    QuarterSummary,
    UnitCost,
)

if TYPE_CHECKING:
    from tests.access.rows import Side

MADE = datetime(2015, 7, 1, 9, tzinfo=UTC)


def fill_board(side: "Side", published: Quarter, opened: Quarter) -> None:
    """Headlines of a published and of an open quarter, a comparator set, a cost table, a token."""
    for quarter, marks in ((published, ()), (opened, ("zqjudge",))):
        side.add(QuarterSummary, quarter=quarter, headline=side.text("headline", *marks),
                 asks=side.text("asks", *marks), written_by=side.text("post", *marks))  # fmt: skip
    _compare(side, published)
    _cost(side)
    for name, user in side.users.items():
        side.add(ApiToken, user=user, name=side.text(f"token of {name}"), start="abcd",
                 digest=f"{side.name}-{name}", password_mark="-", made_at=MADE,
                 ends_on=date(2016, 7, 1))  # fmt: skip


def _compare(side: "Side", quarter: Quarter) -> None:
    areas = side.add(ComparatorSet, name=side.text("set"), first_quarter=quarter,
                     source=side.text("source"), note=side.text("note"))  # fmt: skip
    side.add(ComparatorArea, comparator_set=areas, name=side.text("self"), member=side.partnership)
    area = side.add(ComparatorArea, comparator_set=areas, name=side.text("area"))
    side.add(ComparatorFigure, area=area, indicator=side.by_police[0].indicator,
             period_start=quarter.start, period_end=quarter.end, value=side.number(53_000),
             source=side.text("source"))  # fmt: skip


def _cost(side: "Side") -> None:
    unit = side.add(UnitCost, name=side.text("crime"), amount=side.number(54_000),
                    price_year="2000", source=side.text("study"))  # fmt: skip
    side.add(UnitCost, name=side.text("spare"), amount=side.number(57_000),
             price_year="2000", source=side.text("study"))  # fmt: skip
    table = side.add(CostTable, title=side.text("table"), unit_cost=unit,
                     measure=side.by_police[0], note=side.text("note"))  # fmt: skip
    for year in (2012, 2013):
        side.add(CostYear, table=table, year=year, count=side.number(55_000),
                 note=side.text("note"))  # fmt: skip
    side.add(CostClaim, table=table, text=side.text("claim"), of="chained",
             amount=side.number(56_000), printed_in=side.text("paper"))  # fmt: skip

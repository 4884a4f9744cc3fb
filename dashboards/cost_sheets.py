"""The costs as a workbook: the numbers that the page prints, and what it says of them."""

from typing import Final

from core import clock
from core.period_text import long_day
from core.sheets import Column, Table, Value, Workbook
from dashboards.cost_page import Amount, ClaimView, TableView, YearView
from dashboards.performance.cost_check import NEVER_ADDED
from dashboards.selectors.cost import CostPage
from partnerships.models import Partnership
from targets.resources import HIDDEN, NOT_AVAILABLE, exact

_YEARS: Final = (
    Column("Crime", 36),
    Column("Year", 12),
    Column("Count"),
    Column("Unit cost, £"),
    Column("Price year", 12),
    Column("Source of the unit cost", 44),
    Column("Cost, £"),
    Column("Saving against the year before, £", 20),
    Column("Saving against the baseline year, £", 20),
    Column("What stands in place of numbers", 40),
    Column("Printed cost, £"),
    Column("Printed saving, £"),
    Column("Where what is printed differs", 60),
    Column("Note", 40),
)
_TOTALS: Final = (
    Column("Crime", 36),
    Column("Years", 22),
    Column("Baseline year", 14),
    Column("Cost, £"),
    Column("Saving from year to year, £", 20),
    Column("Saving against the baseline year, £", 20),
)
_CLAIMS: Final = (
    Column("Crime", 36),
    Column("In the paper’s words", 50),
    Column("What it is a total of", 30),
    Column("Printed, £"),
    Column("Where it is printed", 40),
    Column("What is computed", 60),
)
ALL: Final = "All of them together"
AGREES, UNKNOWN = "As computed", "It cannot be checked: not every year has a count."


def cost_workbook(partnership: Partnership, page: CostPage) -> Workbook:
    """Three tables: the years, the totals by each method, and the totals that papers print."""
    title = f"{partnership.name}: cost of crime"
    years = tuple(_year(table, year) for table in page.tables for year in table.years)
    totals = tuple(
        (
            table.row.title,
            one.label,
            one.baseline,
            _value(one.cost),
            _value(one.chained),
            _value(one.against),
        )
        for table in page.tables
        for one in table.totals
    )
    claims = tuple(
        _claim(table.row.title, one) for table in page.tables for one in table.claims
    ) + tuple(_claim(ALL, one) for one in page.claims)
    return Workbook(
        title=title,
        cover=(
            f"Cost is the count times a unit cost, whose source is named. {NEVER_ADDED}",
            f"Downloaded on {long_day(clock.today())}.",
        ),
        notes=(
            ("Saving", "Below 0: the cost rose."),
            (NOT_AVAILABLE, "Not available, or nothing to compare with: see the column beside."),
            (HIDDEN, "Confidential: a small number of people, and what says it."),
        ),
        tables=(
            Table("Years", f"{title}, year by year", _YEARS, years),
            Table("Totals", f"{title}, totals by each method", _TOTALS, totals),
            Table("Printed totals", f"{title}, totals that papers print", _CLAIMS, claims),
        ),
    )


def _year(table: TableView, year: YearView) -> tuple[Value, ...]:
    unit = table.row.unit_cost
    reasons = ((year.count, "Count"), (year.chained, "Year before"), (year.against, "Baseline"))
    return (
        table.row.title,
        year.label,
        _value(year.count),
        exact(unit.amount),
        unit.price_year,
        unit.source,
        _value(year.cost),
        _value(year.chained),
        _value(year.against),
        "; ".join(f"{name}: {one.why}" for one, name in reasons if one.why),
        _printed(year.printed_cost),
        _printed(year.printed_saving),
        " ".join(year.findings),
        "; ".join(filter(None, ("New series" if year.new_series else "", year.note))),
    )


def _claim(title: str, claim: ClaimView) -> tuple[Value, ...]:
    return (
        title,
        claim.text,
        claim.of,
        exact(claim.row.amount) if claim.amount != HIDDEN else HIDDEN,
        claim.row.printed_in,
        claim.finding or (AGREES if claim.checked else UNKNOWN),
    )


def _value(amount: Amount) -> Value:
    if amount.hidden:
        return HIDDEN
    return NOT_AVAILABLE if amount.value is None else amount.value


def _printed(amount: Amount) -> Value:
    return HIDDEN if amount.hidden else exact(amount.value)

"""The page of what crime costs: every table with its years, what papers printed, the unit costs."""

from collections import defaultdict
from dataclasses import dataclass

from dashboards.cost_page import ClaimView, TableView, claim_view, table_view
from dashboards.models import CostClaim, CostTable, CostYear, UnitCost
from dashboards.selectors.cost_counts import counts_of
from dashboards.selectors.published import published_dashboard
from partnerships.models import Partnership


@dataclass(frozen=True, slots=True)
class CostPage:
    """``claims``: printed totals of all the tables together."""

    tables: tuple[TableView, ...]
    claims: tuple[ClaimView, ...]
    unit_costs: tuple[UnitCost, ...]

    @property
    def differs(self) -> bool:
        """Whether a printed paper says anything else than is computed."""
        return any(one.finding for one in self.claims) or any(one.findings for one in self.tables)


def cost_page(
    partnership: Partnership, only: int | None = None, instead: list[CostYear] | None = None
) -> CostPage:
    """Everything on the page. Eight queries at most, whatever there is.

    ``only`` this table; ``instead``: these years of it in place of those that are saved.
    """
    tables = list(
        CostTable.objects.filter(partnership=partnership)
        .select_related("unit_cost", "measure__indicator")
        .order_by("position", "title", "pk")
    )
    years: dict[int, list[CostYear]] = defaultdict(list)
    for year in CostYear.objects.filter(partnership=partnership).order_by("table", "year"):
        years[year.table_id].append(year)
    claims: dict[int | None, list[CostClaim]] = defaultdict(list)
    for claim in CostClaim.objects.filter(partnership=partnership).order_by("pk"):
        claims[claim.table_id].append(claim)
    if only is not None:
        tables = [one for one in tables if one.pk == only]
        years[only] = years[only] if instead is None else instead
    measures = {one.measure for one in tables if one.measure is not None}
    published = published_dashboard(partnership) if measures else None
    counted, breaks = counts_of(partnership, measures, published) if measures else ({}, {})
    views = tuple(
        table_view(
            one,
            years[one.pk],
            claims[one.pk],
            counted.get(one.measure_id or 0, {}),
            breaks.get(one.measure_id or 0, ()),
        )
        for one in tables
    )
    hidden = any(one.has_hidden for one in views)
    checked = [one.checked for one in views]
    return CostPage(
        tables=views,
        claims=tuple(claim_view(one, checked, hidden=hidden) for one in claims[None]),
        unit_costs=tuple(UnitCost.objects.filter(partnership=partnership).order_by("name", "pk")),
    )

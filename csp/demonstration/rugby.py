"""Rugby: the table of costs that its plan prints, as it is printed."""

from decimal import Decimal
from typing import Any

from csp.demonstration import places, source
from dashboards.models import CostClaim, CostTable, CostYear, UnitCost
from partnerships.models import Partnership


def load() -> Partnership:
    """Rugby's partnership and what its plan says that crime costs."""
    given = source.read("rugby")
    partnership = places.make_partnership(given)
    places.add_populations(partnership, [given["partnership"]["population_lad"]])
    for position, entry in enumerate(given["cost"], start=1):
        _make_table(partnership, position, entry)
    for claim in given["claim"]:
        _make_claim(partnership, None, claim)
    return partnership


def _make_table(partnership: Partnership, position: int, entry: dict[str, Any]) -> None:
    unit = UnitCost.objects.create(
        partnership=partnership,
        name=entry["unit_name"],
        amount=Decimal(entry["unit_amount"]),
        price_year=entry["price_year"],
        source=entry["source"],
    )
    table = CostTable.objects.create(
        partnership=partnership,
        title=entry["title"],
        unit_cost=unit,
        position=position,
        note=entry.get("note", ""),
    )
    for year in entry["year"]:
        CostYear.objects.create(
            partnership=partnership,
            table=table,
            year=year["year"],
            count=year.get("count"),
            new_series=year.get("new_series", False),
            printed_cost=_money(year.get("printed_cost")),
            printed_saving=_money(year.get("printed_saving")),
            note=year.get("note", ""),
        )
    for claim in entry["claim"]:
        _make_claim(partnership, table, claim)


def _make_claim(partnership: Partnership, table: CostTable | None, entry: dict[str, Any]) -> None:
    CostClaim.objects.create(
        partnership=partnership,
        table=table,
        text=entry["text"],
        of=entry["of"],
        amount=Decimal(entry["amount"]),
        printed_in=entry["printed_in"],
    )


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

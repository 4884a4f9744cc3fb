"""What the tests of what crime costs share: Rugby's two tables, and the page as texts."""

from decimal import Decimal
from typing import Any

from django.urls import reverse

from audit.context import context
from dashboards.models import CostClaim, CostTable, CostYear, UnitCost
from partnerships.permissions import Role
from tests.dashboards.conftest import signed_in
from tests.dashboards.leicestershire import Built
from tests.support.dom import Document

D = Decimal
PAPER = "Rugby Community Safety Partnership, plan for 2014 to 2017"
BURGLARY = (
    (2011, 453, 1041900, None),
    (2012, 323, 742900, 299000),
    (2013, 312, 717600, 25300),
    (2014, 233, 305900, 411700),
)
VIOLENCE = (
    (2011, 74, 5924000, None),
    (2012, 66, 4772000, 1152000),
    (2013, 68, 6040000, -116000),
    (2014, None, None, None),
)


def given() -> Any:
    return context(by="test", action="test.given")


def add_table(
    built: Built,
    title: str = "Domestic burglary",
    amount: str = "2300",
    years: Any = BURGLARY,
    **more: Any,
) -> CostTable:
    known = {"partnership": built.partnership}
    with given():
        unit, _ = UnitCost.objects.get_or_create(
            **known, name=title.lower(), amount=D(amount), price_year="2000",
            source="Home Office Research Study 217",
        )  # fmt: skip
        position = CostTable.objects.count() + 1
        table = CostTable.objects.create(
            **known, title=title, unit_cost=unit, position=position, **more
        )
        for year, count, cost, saving in years:
            CostYear.objects.create(
                **known, table=table, year=year, count=count, printed_cost=cost,
                printed_saving=saving,
            )  # fmt: skip
    return table


def claim(built: Built, amount: int, table: CostTable | None = None, of: str = "chained") -> None:
    with given():
        CostClaim.objects.create(
            partnership=built.partnership, table=table, text=f"Savings of £{amount:,}", of=of,
            amount=amount, printed_in=PAPER,
        )  # fmt: skip


def url(built: Built, name: str = "cost", *more: Any) -> str:
    return reverse(f"dashboards:{name}", args=[built.partnership.slug, *more])


def page(built: Built, role: Role = Role.BOARD) -> Document:
    address = url(built)
    answer = signed_in(built, role).get(address)
    assert answer.status_code == 200
    return Document(address, 200, answer.content.decode())


def cells(document: Document, title: str) -> list[list[str]]:
    """The body of a table of years, as texts."""
    (table,) = document.find(f"//table[caption[contains(., '{title}, year by year')]]")
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in table.xpath("./tbody[1]/tr")
    ]

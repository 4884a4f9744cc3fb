"""Unit costs, cost tables, their years and printed totals: the managers' pages."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.edit_pages import Page, edit_page, remove_page
from dashboards import cost_actions as actions
from dashboards.access import (
    get_cost_claim_for,
    get_cost_table_for,
    get_cost_year_for,
    get_unit_cost_for,
)
from dashboards.forms_cost import CostClaimForm, CostTableForm, CostYearForm, UnitCostForm
from dashboards.models import CostClaim, CostTable, CostYear, UnitCost
from dashboards.views.cost import HEADING
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires

POST = ["GET", "HEAD", "POST"]


def _here(partnership: Partnership, place: str = "") -> str:
    address = reverse("dashboards:cost", args=[partnership.slug])
    return f"{address}#{place}" if place else address


def _crumbs(partnership: Partnership) -> tuple[dict[str, str], ...]:
    return ({"label": HEADING, "href": _here(partnership)},)


def _edit(
    request: MemberRequest,
    heading: str,
    form: Callable[..., Any],
    *,
    place: str,
    row: Any = None,
    model: type[Any] | None = None,
    table: CostTable | None = None,
) -> HttpResponse:
    """The page on which a row is added (``model``) or changed (``row``)."""
    partnership = request.partnership

    def make(data: Any, current: Any) -> Any:
        known: dict[str, Any] = {"instance": current} if current is not None else {}
        whose = {"table": table} if table is not None else {"partnership": partnership}
        return form(data, **known, **whose)

    def save(valid: Any) -> None:
        if row is None:
            actions.add_row(by=request.member, model=model or UnitCost, values=valid.values,
                            table=table)  # fmt: skip
        else:
            actions.change_row(
                by=request.member,
                row=row,
                expected_version=valid.read_version,
                values=valid.values,
            )

    page = Page(heading, _here(partnership, place), crumbs=_crumbs(partnership))
    return edit_page(request, page, make, save, row)


def _remove(request: MemberRequest, heading: str, row: Any, text: str = "") -> HttpResponse:
    here = _here(request.partnership)
    return remove_page(
        request,
        heading=heading,
        text=text,
        row=row,
        act=lambda seen: actions.delete_row(by=request.member, row=row, expected_version=seen),
        cancel=here,
        done=here,
        crumbs=_crumbs(request.partnership),
    )


# --- Unit costs ---


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def new_unit_cost(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Add what one crime costs."""
    return _edit(
        request, "Add a unit cost", UnitCostForm, place="unit-costs", model=UnitCost,
    )  # fmt: skip


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def change_unit_cost(
    request: MemberRequest, partnership: Partnership, unit_cost: int
) -> HttpResponse:
    """Change what one crime costs: every table that uses it is reckoned again."""
    row = get_unit_cost_for(request.member, unit_cost)
    heading = f"Change the unit cost of {row.name}"
    return _edit(request, heading, UnitCostForm, place="unit-costs", row=row)


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def remove_unit_cost(
    request: MemberRequest, partnership: Partnership, unit_cost: int
) -> HttpResponse:
    """Remove a unit cost that no table uses."""
    row = get_unit_cost_for(request.member, unit_cost)
    return _remove(request, f"Remove the unit cost of {row.name}?", row)


# --- Tables ---


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def new_cost_table(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Add a kind of crime that is costed year by year."""
    return _edit(request, "Add a table", CostTableForm, place="", model=CostTable)


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def change_cost_table(
    request: MemberRequest, partnership: Partnership, cost_table: int
) -> HttpResponse:
    """Change a table's title, unit cost, indicator or baseline year."""
    row = get_cost_table_for(request.member, cost_table)
    return _edit(
        request, f"Change the table {row.title}", CostTableForm, place=f"table-{row.pk}", row=row,
    )  # fmt: skip


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def remove_cost_table(
    request: MemberRequest, partnership: Partnership, cost_table: int
) -> HttpResponse:
    """Remove a table with its years and printed totals."""
    row = get_cost_table_for(request.member, cost_table)
    text = "Its years and the totals that were printed of it go with it."
    return _remove(request, f"Remove the table {row.title}?", row, text)


# --- Years ---


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def new_cost_year(
    request: MemberRequest, partnership: Partnership, cost_table: int
) -> HttpResponse:
    """Add a year to a table."""
    table = get_cost_table_for(request.member, cost_table)
    return _edit(
        request, f"Add a year to {table.title}", CostYearForm, place=f"table-{table.pk}",
        model=CostYear, table=table,
    )  # fmt: skip


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def change_cost_year(
    request: MemberRequest, partnership: Partnership, cost_year: int
) -> HttpResponse:
    """Change a year's count, or what a paper printed for it."""
    row = get_cost_year_for(request.member, cost_year)
    return _edit(
        request, f"Change {row}", CostYearForm, place=f"table-{row.table_id}", row=row,
        table=row.table,
    )  # fmt: skip


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def remove_cost_year(
    request: MemberRequest, partnership: Partnership, cost_year: int
) -> HttpResponse:
    """Remove a year's own count and what was printed for it."""
    row = get_cost_year_for(request.member, cost_year)
    return _remove(request, f"Remove {row}?", row)


# --- Printed totals ---


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def new_cost_claim(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Add a total that a paper printed."""
    return _edit(
        request, "Add a printed total", CostClaimForm, place="printed", model=CostClaim,
    )  # fmt: skip


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def change_cost_claim(
    request: MemberRequest, partnership: Partnership, cost_claim: int
) -> HttpResponse:
    """Change a total that a paper printed."""
    row = get_cost_claim_for(request.member, cost_claim)
    return _edit(
        request, "Change a printed total", CostClaimForm, place="printed", row=row,
    )  # fmt: skip


@require_http_methods(POST)
@requires(Permission.EDIT_TARGETS)
def remove_cost_claim(
    request: MemberRequest, partnership: Partnership, cost_claim: int
) -> HttpResponse:
    """Remove a total that a paper printed."""
    row = get_cost_claim_for(request.member, cost_claim)
    return _remove(request, f"Remove the printed total “{row.text}”?", row)


for _view in (
    new_unit_cost, change_unit_cost, remove_unit_cost,
    new_cost_table, change_cost_table, remove_cost_table,
    new_cost_year, change_cost_year, remove_cost_year,
    new_cost_claim, change_cost_claim, remove_cost_claim,
):  # fmt: skip
    _view.section = "overview"  # type: ignore[union-attr]

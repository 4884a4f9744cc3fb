"""How a view obtains anything of a dashboard: always through the member's partnership."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from core.quarters import Quarter
from dashboards.models import (
    ComparatorArea,
    ComparatorSet,
    CostClaim,
    CostTable,
    CostYear,
    Scheme,
    UnitCost,
)
from dashboards.selectors import dashboard
from dashboards.types import Dashboard
from partnerships.access import Member
from partnerships.permissions import Permission, Scope
from strategies.models import Outcome, Priority
from targets.models import Figure, Measure, Return

CostRow = TypeVar("CostRow", bound=Model)


def may_see_working(member: Member) -> bool:
    """Whether the member may open the working dashboard: those who see all unpublished figures.

    Officers see theirs, of their own organisation, in their return.
    """
    return member.scope(Permission.WORKING_FIGURES) is Scope.ALL


def get_dashboard_for(
    member: Member, quarter: Quarter, *, working: bool = False, number: int | None = None
) -> Dashboard:
    """The dashboard of a quarter, or one version of it. Http404 where it is not published."""
    if not member.can(Permission.DASHBOARD) or (working and not may_see_working(member)):
        raise PermissionDenied
    found = dashboard(member.partnership, quarter, working=working, number=number)
    if found is None:
        raise Http404
    return found


def get_return_for(member: Member, quarter: Quarter) -> Return:
    """The return of a quarter, with its partnership."""
    return get_object_or_404(Return.objects.visible_to(member).distinct(), quarter=quarter)


def get_measure_for(member: Member, quarter: Quarter, measure_id: int) -> Measure:
    """An indicator that the quarter asks for."""
    rows = member.partnership.measures.in_use(quarter).select_related("indicator")
    return get_object_or_404(rows, pk=measure_id)


def get_figure_for(member: Member, quarter: Quarter, measure_id: int) -> Figure:
    """A figure that the member may see unpublished, with its indicator and its return."""
    rows = Figure.objects.visible_to(member).select_related(
        "partnership", "measure__indicator", "measure__supplier", "belongs_to"
    )
    # By the measure's own key: a number too large for the database is then one that it has not.
    return get_object_or_404(rows, quarter=quarter, measure__pk=measure_id)


def get_group_for(member: Member, kind: str, group_id: int) -> Priority | Outcome:
    """A priority or an outcome of the partnership's strategies."""
    if kind == "priority":
        return get_object_or_404(Priority, partnership=member.partnership, pk=group_id)
    if kind == "outcome":
        return get_object_or_404(Outcome, partnership=member.partnership, pk=group_id)
    raise Http404


def get_scheme_for(member: Member, scheme_id: int) -> Scheme:
    """A version of the partnership's scheme, for those who may change it."""
    if not member.can(Permission.EDIT_TARGETS):
        raise PermissionDenied
    return get_object_or_404(Scheme, partnership=member.partnership, pk=scheme_id)


def get_comparator_set_for(member: Member, set_id: int) -> ComparatorSet:
    """A set of the partnership's areas to compare with, for those who keep them."""
    if not member.can(Permission.EDIT_TARGETS):
        raise PermissionDenied
    rows = ComparatorSet.objects.select_related("partnership")
    return get_object_or_404(rows, partnership=member.partnership, pk=set_id)


def get_comparator_area_for(member: Member, area_id: int) -> ComparatorArea:
    """An area of one of those sets, with its set."""
    if not member.can(Permission.EDIT_TARGETS):
        raise PermissionDenied
    rows = ComparatorArea.objects.select_related("comparator_set__partnership")
    return get_object_or_404(rows, partnership=member.partnership, pk=area_id)


def get_unit_cost_for(member: Member, unit_cost: int) -> UnitCost:
    """A unit cost of the partnership, for those who may change it."""
    return _cost_row(member, UnitCost.objects.all(), unit_cost)


def get_cost_table_for(member: Member, cost_table: int) -> CostTable:
    """A cost table, with its partnership, for those who may change it."""
    return _cost_row(member, CostTable.objects.select_related("partnership"), cost_table)


def get_cost_year_for(member: Member, cost_year: int) -> CostYear:
    """A year of a cost table, with the table, for those who may change it."""
    return _cost_row(member, CostYear.objects.select_related("table__partnership"), cost_year)


def get_cost_claim_for(member: Member, cost_claim: int) -> CostClaim:
    """A total that a paper printed, for those who may change it."""
    return _cost_row(member, CostClaim.objects.all(), cost_claim)


def _cost_row(member: Member, rows: QuerySet[CostRow], key: int) -> CostRow:
    if not member.can(Permission.EDIT_TARGETS):
        raise PermissionDenied
    return get_object_or_404(rows, partnership=member.partnership, pk=key)

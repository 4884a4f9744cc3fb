"""The only way a view of this room obtains an object: through the member's own partnership.

Everything raises ``Http404`` for what the member's partnership does not have, or what this member
may not know of.
"""

from typing import TypeVar

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404

from partnerships.access import Member
from partnerships.permissions import Permission
from strategies.models import (
    Approval,
    Outcome,
    OutcomeWording,
    PlanLink,
    Priority,
    PriorityWording,
    Strategy,
    StrategyVersion,
)

Status = StrategyVersion.Status
IN_PREPARATION = (Status.DRAFT, Status.CONSULTATION, Status.SCRUTINY)
Row = TypeVar("Row", bound=models.Model)


def strategies_for(member: Member) -> models.QuerySet[Strategy]:
    """The strategies of the member's partnership."""
    if not member.can(Permission.STRATEGY):
        return Strategy.objects.none()
    return Strategy.objects.filter(partnership=member.partnership).select_related("partnership")


def versions_for(member: Member) -> models.QuerySet[StrategyVersion]:
    """The versions the member may read: drafts only where they may edit them."""
    versions = StrategyVersion.objects.filter(strategy__in=strategies_for(member))
    if not member.can(Permission.EDIT_STRATEGY):
        versions = versions.exclude(status=Status.DRAFT)
    return versions.select_related("strategy")


def get_strategy_for(member: Member, slug: str) -> Strategy:
    return get_object_or_404(strategies_for(member), slug=slug)


def get_version_for(member: Member, strategy: Strategy, number: int) -> StrategyVersion:
    return get_object_or_404(versions_for(member), strategy=strategy, number=number)


def version_in_preparation(strategy: Strategy) -> StrategyVersion | None:
    """The one version whose words may still change, if there is one. For those who may edit."""
    version = strategy.versions.filter(status__in=IN_PREPARATION).first()
    if version is not None:
        version.strategy = strategy
    return version


def get_version_to_edit(strategy: Strategy) -> StrategyVersion:
    version = version_in_preparation(strategy)
    if version is None:
        raise Http404("No version is in preparation.")
    return version


def _of(model: type[Row], strategy: Strategy, pk: int) -> Row:
    return get_object_or_404(model._default_manager.filter(strategy=strategy), pk=pk)


def get_priority_of(strategy: Strategy, pk: int) -> Priority:
    return _of(Priority, strategy, pk)


def get_outcome_of(strategy: Strategy, pk: int) -> Outcome:
    return _of(Outcome, strategy, pk)


def get_plan_link_of(strategy: Strategy, pk: int) -> PlanLink:
    return _of(PlanLink, strategy, pk)


def get_approval_of(strategy: Strategy, pk: int) -> Approval:
    approvals = Approval.objects.filter(version_of__strategy=strategy)
    return get_object_or_404(approvals.select_related("version_of"), pk=pk)


def get_priority_wording_of(version: StrategyVersion, priority_pk: int) -> PriorityWording:
    wordings = version.priority_wordings.select_related("priority")
    # Through the row itself: a number too large for the database is then simply not found.
    return get_object_or_404(wordings, priority__in=Priority.objects.filter(pk=priority_pk))


def get_outcome_wording_of(version: StrategyVersion, outcome_pk: int) -> OutcomeWording:
    wordings = version.outcome_wordings.select_related("outcome__priority")
    return get_object_or_404(wordings, outcome__in=Outcome.objects.filter(pk=outcome_pk))

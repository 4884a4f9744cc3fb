"""What every action of this room asks first."""

from typing import Any

from django.core.exceptions import PermissionDenied

from partnerships.access import Member
from partnerships.permissions import Permission
from strategies.models import Strategy, StrategyVersion


def may_edit(by: Member, row: Any = None) -> None:
    """Raise ``PermissionDenied`` unless the member may edit strategies, and this row is theirs."""
    if not by.can(Permission.EDIT_STRATEGY):
        raise PermissionDenied
    if row is not None and row.partnership_id != by.partnership.pk:
        raise PermissionDenied


def must_be_open(version: StrategyVersion) -> None:
    """Raise ``PermissionDenied`` for a version whose words no longer change."""
    current = StrategyVersion.objects.get(pk=version.pk)
    if not current.editable:
        raise PermissionDenied("An adopted wording changes only by a new version.")


def same_partnership(by: Member, *rows: Any) -> None:
    """Raise ``PermissionDenied`` if a row that is to be pointed to belongs elsewhere."""
    for row in rows:
        if row is not None and row.partnership_id != by.partnership.pk:
            raise PermissionDenied


def same_strategy(strategy: Strategy, *rows: Any) -> None:
    """Raise ``PermissionDenied`` if a row belongs to another strategy."""
    for row in rows:
        if row is not None and row.strategy_id != strategy.pk:
            raise PermissionDenied

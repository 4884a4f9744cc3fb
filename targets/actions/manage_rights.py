"""What every action on indicators and targets asks first."""

from typing import Any

from django.core.exceptions import PermissionDenied

from partnerships.access import Member
from partnerships.permissions import Permission


def may_edit(by: Member, *rows: Any) -> None:
    """Raise ``PermissionDenied`` unless the member may edit targets, and these rows are theirs.

    A row of no partnership (an indicator of the library) is nobody's to change.
    """
    if not by.can(Permission.EDIT_TARGETS):
        raise PermissionDenied
    same_partnership(by, *rows)


def same_partnership(by: Member, *rows: Any) -> None:
    """Raise ``PermissionDenied`` if a row that is named belongs elsewhere."""
    for row in rows:
        if row is not None and row.partnership_id != by.partnership.pk:
            raise PermissionDenied

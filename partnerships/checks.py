"""The application does not start with an address that asks nothing of its visitor."""

from typing import Any

from django.core.checks import Error, Tags, register

from partnerships import policy
from partnerships.permissions import TABLE, Permission, Role


@register(Tags.security)
def every_address_declares_a_permission(app_configs: Any, **kwargs: Any) -> list[Error]:
    """One error for each address without a declaration, or whose partnership is not in it."""
    errors = []
    for route, pattern, declared in policy.addresses():
        if declared is None:
            errors.append(
                Error(
                    f"/{route} declares no permission.",
                    hint=repr(pattern.callback),
                    id="partnerships.E001",
                )
            )
        elif declared in set(Permission) and "<slug:partnership>" not in route:
            errors.append(
                Error(
                    f"/{route} has a permission but no partnership in its address.",
                    id="partnerships.E002",
                )
            )
    return errors


@register(Tags.security)
def every_cell_is_written(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The permission table has every permission, and every role in each."""
    return [
        Error(f"{permission.name} says nothing of {role.label}.", id="partnerships.E003")
        for permission in Permission
        for role in Role
        if role not in TABLE.get(permission, {})
    ]

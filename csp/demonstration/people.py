"""The demonstration's accounts and their memberships."""

from typing import Any

from accounts.models import User
from csp.demonstration import source
from partnerships.access import Member
from partnerships.models import Membership, Organisation, Partnership
from partnerships.permissions import Role


def load() -> None:
    """Everybody in ``fixtures/accounts.toml``."""
    given = source.read("accounts")
    for entry in given["account"]:
        make = (
            User.objects.create_superuser
            if entry["role"] == "administrator"
            else User.objects.create_user
        )
        user = make(
            email=entry["email"],
            password=given["password"],
            name=entry["name"],
            is_demonstration=True,
        )
        for slug in entry.get("partnerships", []):
            Membership.objects.create(
                user=user,
                partnership=Partnership.objects.get(slug=slug),
                role=entry["role"],
                organisation=Organisation.objects.filter(
                    name=entry.get("organisation", "")
                ).first(),
            )


def accounts() -> list[dict[str, Any]]:
    """What the sign-in page and ``demo_accounts`` list: e-mail, name, role, summary, password."""
    given = source.read("accounts")
    return [{"password": given["password"], **entry} for entry in given["account"]]


def as_manager(email: str, partnership: Partnership) -> Member:
    """A user acting as the manager of a partnership while the demonstration loads."""
    return Member(User.objects.get(email=email), partnership, Role.MANAGER)

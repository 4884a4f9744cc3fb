"""Where people go: the sections of a partnership, and the page each role starts from."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from partnerships.models import Membership, Partnership
from partnerships.permissions import Permission, Role

# Label, address name, permission, and the section that a view names as its own.
SECTIONS = (
    ("Overview", "dashboards:overview", Permission.DASHBOARD, "overview"),
    ("Indicators", "dashboards:indicators", Permission.DASHBOARD, "indicators"),
    ("Strategy", "strategies:current", Permission.STRATEGY, "strategies"),
    ("Returns", "targets:returns", Permission.RETURNS, "returns"),
    ("Papers", "reports:papers", Permission.PAPERS, "reports"),
)

FIRST_PAGE = {
    Role.ADMINISTRATOR: "dashboards:overview",
    Role.MANAGER: "targets:returns",
    Role.OFFICER: "targets:returns",
    Role.BOARD: "dashboards:overview",
    Role.SCRUTINY: "reports:papers",
}


@dataclass(frozen=True)
class Place:
    """A partnership that a user may open, and in what role."""

    name: str
    slug: str
    role: Role
    organisation: str = ""

    @property
    def href(self) -> str:
        """The address of the page that the role starts from."""
        return reverse(FIRST_PAGE[self.role], args=[self.slug])


def places(user: User) -> list[Place]:
    """The partnerships of a user by name, in one query; all of them for an administrator."""
    if user.is_superuser:
        return [
            Place(name, slug, Role.ADMINISTRATOR)
            for name, slug in Partnership.objects.order_by("name").values_list("name", "slug")
        ]
    memberships = Membership.objects.filter(user=user, active=True).order_by("partnership__name")
    return [
        Place(name, slug, Role(role), organisation or "")
        for name, slug, role, organisation in memberships.values_list(
            "partnership__name", "partnership__slug", "role", "organisation__name"
        )
    ]

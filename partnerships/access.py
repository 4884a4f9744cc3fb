"""The door: who is asking, of which partnership, and whether the table lets them.

Every view learns its partnership and its member from here, through ``PermissionMiddleware``.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from accounts.models import User
from partnerships.models import Membership, Organisation, Partnership
from partnerships.permissions import Permission, Role, Scope, scope_of


@dataclass(frozen=True)
class Member:
    """A user in one partnership. ``organisation`` is set for officers only."""

    user: User
    partnership: Partnership
    role: Role
    organisation: Organisation | None = None

    def scope(self, permission: Permission) -> Scope:
        """What the table gives this member of a permission."""
        return scope_of(self.role, permission)

    def can(self, permission: Permission) -> bool:
        """Whether the table gives this member anything of a permission."""
        return self.scope(permission) is not Scope.NONE

    def can_for(self, permission: Permission, organisation_id: int | None) -> bool:
        """Whether the member may do this for one organisation's rows."""
        scope = self.scope(permission)
        if scope is Scope.OWN:
            return self.organisation is not None and self.organisation.pk == organisation_id
        return scope is Scope.ALL


class MemberRequest(HttpRequest):
    """The request a view receives when its address names a partnership (for type checking)."""

    user: User
    member: Member
    partnership: Partnership
    csp_nonce: str


def get_member(user: User, slug: str) -> Member:
    """The user as a member of the partnership with this slug.

    Raises Http404 for strangers, so that nobody learns which partnerships exist.
    """
    if user.is_superuser and user.is_active:
        partnership = Partnership.objects.visible_to(user).filter(slug=slug).first()
        if partnership is None:
            raise Http404
        return Member(user, partnership, Role.ADMINISTRATOR)
    membership = (
        Membership.objects.filter(user=user, user__is_active=True, active=True)
        .select_related("partnership", "organisation")
        .filter(partnership__slug=slug)
        .first()
    )
    if membership is None:
        raise Http404
    return Member(user, membership.partnership, Role(membership.role), membership.organisation)

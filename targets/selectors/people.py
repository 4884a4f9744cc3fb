"""Who may sign off an organisation's figures, and who did so in whose place."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from partnerships.models import Membership
from partnerships.permissions import Permission, Role, Scope, scope_of
from targets.models import ReturnPart
from targets.selectors.words import moment

_ALL, _OWN = (
    [role.value for role in Role if scope_of(role, Permission.SIGN_OFF) is scope]
    for scope in (Scope.ALL, Scope.OWN)
)


@dataclass(frozen=True)
class Signer:
    """Somebody who may sign off. ``label``: ``Ann Lee (partnership manager)``."""

    user: User
    label: str


def signers(part: ReturnPart, *, submitter: User | None) -> tuple[Signer, ...]:
    """Who may sign off a part that ``submitter`` submits: never they themselves. One query."""
    members = (
        Membership.objects.filter(
            partnership_id=part.partnership_id, active=True, user__is_active=True
        )
        .filter(Q(role__in=_ALL) | Q(role__in=_OWN, organisation_id=part.organisation_id))
        .select_related("user", "organisation")
        .order_by("user__name", "pk")
    )
    if submitter:
        members = members.exclude(user=submitter)
    colleagues_first = sorted(members, key=lambda one: one.organisation_id is None)
    return tuple(Signer(one.user, _label(one)) for one in colleagues_first)


def _label(membership: Membership) -> str:
    of = membership.organisation.short if membership.organisation else None
    return f"{membership.user} ({of or membership.get_role_display().lower()})"


def signed_off_words(part: ReturnPart) -> str:
    """``Signed off by Ann at 10:42 on 20 April 2015, as deputy for Bob, who was asked``."""
    words = f"Signed off by {part.signed_off_by} at {moment(part.signed_off_at)}"  # type: ignore[arg-type]
    return words + deputy_words(part)


def deputy_words(part: ReturnPart) -> str:
    """``, as deputy for Bob, who was asked``; empty where whoever was asked signed off."""
    if part.asked_id and part.asked_id != part.signed_off_by_id:
        return f", as deputy for {part.asked}, who was asked"
    return ""


def waiting_words(part: ReturnPart) -> str:
    """``Waits for Bob to sign it off``."""
    return f"Waits for {part.asked or 'somebody else'} to sign it off"

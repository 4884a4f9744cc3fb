"""What managers are told on the pages of returns about quarters that are published."""

from django.urls import reverse

from dashboards.selectors.revisions import untold
from partnerships.access import Member
from partnerships.permissions import Permission
from targets.opinions import Notice


def amendments_due(member: Member) -> list[Notice]:
    """Published quarters whose own figures were revised since their latest version."""
    if not member.can(Permission.PUBLISH):
        return []
    slug = member.partnership.slug
    return [
        Notice(
            quarter=one.quarter,
            text=one.words,
            href=reverse("dashboards:publish", args=[slug, one.quarter]),
            label=f"Publish version {one.next_number}",
        )
        for one in untold(member.partnership).values()
        if one.own
    ]

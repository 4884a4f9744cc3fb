"""The only way a view of this room obtains an object: through the member's own partnership.

Raises ``Http404`` for what the member's partnership does not have, and for drafts where the member
may not know of them.
"""

from django.http import Http404
from django.shortcuts import get_object_or_404

from dashboards.models import Snapshot
from partnerships.access import Member
from partnerships.permissions import Permission
from reports.models import Paper


def get_paper_for(member: Member, paper: int) -> Paper:
    """A paper with its snapshot; without the payload, the file's bytes and its words."""
    papers = Paper.objects.visible_to(member).select_related("snapshot", "file")
    heavy = ("snapshot__payload", "file__content", "file__document")
    return get_object_or_404(papers.defer(*heavy), pk=paper)


def get_draft_for(member: Member, paper: int) -> Paper:
    """A draft, for those who write papers."""
    found = get_paper_for(member, paper)
    if found.status != Paper.Status.DRAFT:
        raise Http404
    return found


def get_snapshot_for(member: Member, snapshot: int) -> Snapshot:
    """A published quarter, for those who see the dashboard."""
    if not member.can(Permission.DASHBOARD):
        raise Http404
    return get_object_or_404(Snapshot.objects.filter(partnership=member.partnership), pk=snapshot)

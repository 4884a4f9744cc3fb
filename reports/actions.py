"""Writing papers: drafts, publication, withdrawal."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Max

from audit.context import context
from audit.selectors import chain_head
from core import clock
from core.editing import Rules, changed, check_row, only, remove_row
from core.models import Conflict, save_versioned
from dashboards.models import Snapshot
from partnerships.access import Member
from partnerships.permissions import Permission
from reports.compose import compose
from reports.document import to_json
from reports.models import Paper, PaperFile
from reports.models.paper import FIXED
from reports.pdf import Pdf, make_pdf
from reports.readiness import blocks, readiness
from reports.selectors import printable, sources_of

RULES: Rules = {
    "paper_number_unique": (
        "report_number",
        "Another paper of this partnership has this report number.",
    ),
}
IS_PUBLISHED = "This paper is published: its words can no longer change."
NOT_PUBLISHED = "Only a published paper can be withdrawn."
NO_REASON = "Enter why the paper is withdrawn."


def _check(by: Member, permission: Permission, *rows: Any) -> None:
    """Raise ``PermissionDenied`` unless the member may, and every row is their partnership's."""
    if not by.can(permission):
        raise PermissionDenied
    if any(row.partnership_id != by.partnership.pk for row in rows):
        raise PermissionDenied


def create_paper(*, by: Member, snapshot: Snapshot, values: Mapping[str, Any]) -> Paper:
    """A draft on a published quarter. Raises ``ValidationError`` by field."""
    _check(by, Permission.EDIT_PAPERS, snapshot)
    values = only(values, set(FIXED) - {"snapshot"})
    paper = Paper(partnership=by.partnership, snapshot=snapshot, **values)
    with context(by=by.user, action="reports.create_paper", partnership=by.partnership):
        check_row(paper, RULES)
        paper.save()
    return paper


def change_paper(
    *, by: Member, paper: Paper, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change a draft's words. Raises ``ValidationError`` by field, or ``Conflict``."""
    values = only(values, FIXED)
    snapshot = values.get("snapshot", paper.snapshot)
    _check(by, Permission.EDIT_PAPERS, paper, snapshot)
    with context(by=by.user, action="reports.change_paper", partnership=by.partnership):
        _must_be_draft(paper)
        check_row(changed(paper, values), RULES)
        save_versioned(paper, expected_version, **values)


def remove_draft(*, by: Member, paper: Paper, expected_version: int) -> None:
    """Remove a draft. What was published is withdrawn, never removed."""
    _check(by, Permission.EDIT_PAPERS, paper)
    with context(by=by.user, action="reports.remove_draft", partnership=by.partnership):
        _must_be_draft(paper)
        remove_row(paper, expected_version)


def publish_paper(*, by: Member, paper: Paper, expected_version: int) -> PaperFile:
    """Make the PDF, keep its bytes and the paper's words, and close the paper: all or nothing.

    The file is made before the transaction begins, from the version that was seen; the transaction
    accepts it only if that is still the version. Raises ``ValidationError`` for a paper that is
    not ready, ``RenderError``, or ``Conflict``.
    """
    _check(by, Permission.PUBLISH_PAPERS, paper)
    _must_be_draft(paper)
    if paper.version != expected_version:
        raise Conflict(paper)
    sources = sources_of(paper.snapshot, draft=False, chain_heads=_chain_heads(by))
    missing = blocks(readiness(paper, sources.dashboard, latest_number(paper)))
    if missing:
        raise ValidationError([f"{point.title}: {point.hint}" for point in missing])
    document = compose(paper, sources)
    pdf = make_pdf(printable(document))
    with context(by=by.user, action="reports.publish_paper", partnership=by.partnership):
        try:
            file = _store(by, paper, pdf, to_json(document))
        except IntegrityError as error:  # somebody was quicker
            raise Conflict(paper) from error
        save_versioned(paper, expected_version, status=Paper.Status.PUBLISHED)
    return file


def _chain_heads(by: Member) -> tuple[str, ...]:
    """Of the chain that belongs to no single partnership, and of the partnership's own."""
    heads = (chain_head(None), chain_head(by.partnership))
    return tuple(str(head) for head in heads if head)


def _store(by: Member, paper: Paper, pdf: Pdf, document: str) -> PaperFile:
    return PaperFile.objects.create(
        partnership=by.partnership,
        paper=paper,
        content=pdf.content,
        sha256=pdf.sha256,
        size=len(pdf.content),
        pages=pdf.pages,
        document=document,
        published_at=clock.now(),
        published_by=by.user,
    )


def latest_number(paper: Paper) -> int:
    """The latest version published of the paper's quarter."""
    found = Snapshot.objects.filter(
        partnership=paper.partnership_id, quarter=paper.snapshot.quarter
    ).aggregate(latest=Max("number"))
    return int(found["latest"])


def withdraw_paper(*, by: Member, paper: Paper, expected_version: int, reason: str) -> None:
    """Take a published paper back. Its title, hash, reason and date stay for all to see.

    Raises ``ValidationError`` without a reason or for a paper that is not published, ``Conflict``.
    """
    _check(by, Permission.PUBLISH_PAPERS, paper)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"withdrawn_reason": NO_REASON})
    with context(
        by=by.user, action="reports.withdraw_paper", why=reason, partnership=by.partnership
    ):
        if Paper.objects.get(pk=paper.pk).status != Paper.Status.PUBLISHED:
            raise ValidationError(NOT_PUBLISHED)
        save_versioned(
            paper,
            expected_version,
            status=Paper.Status.WITHDRAWN,
            withdrawn_reason=reason,
            withdrawn_on=clock.today(),
        )


def _must_be_draft(paper: Paper) -> None:
    """Raise ``ValidationError`` for a paper that is published or withdrawn by now."""
    now = Paper.objects.filter(pk=paper.pk).values_list("status", flat=True).first()
    if now is not None and now != Paper.Status.DRAFT:
        raise ValidationError(IS_PUBLISHED)

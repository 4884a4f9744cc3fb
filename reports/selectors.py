"""Reading papers: the lists, and the words of one paper."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.timezone import localtime

from dashboards.models import Scheme, Snapshot
from dashboards.performance.tolerance import scheme_for
from dashboards.selectors import dashboard_of, published_before
from dashboards.selectors.terms import scheme_terms
from partnerships.access import Member
from partnerships.permissions import Permission
from reports.compose import Sources, compose
from reports.document import Document, from_json
from reports.models import Paper, PaperFile


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is said of a published file. ``size`` in words: "54 KB"."""

    size: str
    pages: str
    sha256: str
    published_on: date


@dataclass(frozen=True, slots=True)
class Line:
    """A paper in a list. ``file`` is None for a draft."""

    paper: Paper
    quarter: str
    file: FileFacts | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """The lists of one partnership, as far as the member may know of them."""

    published: list[Line]
    withdrawn: list[Line]
    drafts: list[Line]


def papers_for(member: Member) -> Papers:
    """Every paper the member may see, the latest meeting first. One query."""
    rows = (
        Paper.objects.visible_to(member)
        .select_related("snapshot", "file")
        .defer("snapshot__payload", "file__content", "file__document")
        .order_by("-meeting_date", "-pk")
    )
    found: dict[str, list[Line]] = {status: [] for status in Paper.Status.values}
    for paper in rows:
        line = Line(paper, paper.snapshot.quarter.label, facts_of(paper))
        found[paper.status].append(line)
    return Papers(
        published=found[Paper.Status.PUBLISHED],
        withdrawn=found[Paper.Status.WITHDRAWN],
        drafts=found[Paper.Status.DRAFT],
    )


def facts_of(paper: Paper) -> FileFacts | None:
    """What is said of a paper's file, if it has one."""
    file: PaperFile | None = getattr(paper, "file", None)
    if file is None:
        return None
    return FileFacts(
        size=f"{max(1, round(file.size / 1024)):,} KB",
        pages="1 page" if file.pages == 1 else f"{file.pages} pages",
        sha256=file.sha256,
        published_on=localtime(file.published_at).date(),
    )


def can_begin(member: Member) -> bool:
    """Whether the member may write papers and there is a published quarter to write on."""
    return member.can(Permission.EDIT_PAPERS) and member.partnership.snapshots.exists()


def editions_to_write_on(member: Member) -> list[Snapshot]:
    """The latest version of every published quarter, latest first. One query."""
    rows = member.partnership.snapshots.defer("payload").order_by("-quarter", "-number")
    latest: dict[int, Snapshot] = {}
    for snapshot in rows:
        latest.setdefault(snapshot.quarter.index, snapshot)
    return list(latest.values())


def sources_of(snapshot: Snapshot, *, draft: bool, chain_heads: tuple[str, ...] = ()) -> Sources:
    """What a paper on this published quarter is made from. Two queries."""
    dashboard = dashboard_of(snapshot)
    rows = Scheme.objects.filter(partnership=snapshot.partnership_id)
    scheme = scheme_for([scheme_terms(row) for row in rows], snapshot.quarter)
    return Sources(
        dashboard=dashboard,
        sha256=snapshot.sha256,
        previous=published_before(snapshot.partnership, snapshot.quarter),
        scheme=scheme if scheme.label == dashboard.scheme_label else None,
        chain_heads=chain_heads,
        draft=draft,
    )


def document_of(paper: Paper) -> Document:
    """The words of a paper: of a draft as it stands now, of a published one as it was printed."""
    if paper.status == Paper.Status.DRAFT:
        return compose(paper, sources_of(paper.snapshot, draft=True))
    return from_json(paper.file.document)


def printable(document: Document) -> str:
    """The whole page from which the PDF is made."""
    return render_to_string("reports/print.html", {"document": document})

"""The papers about a quarter, for the board's pages, which stand below this room."""

from django.urls import reverse

from core.period_text import long_day
from core.quarters import Quarter
from dashboards.board_papers import PaperLink
from partnerships.access import Member
from reports.compose.words import lines
from reports.models import Paper

WORDS = (  # all that is read of a paper here: never its file, never the quarter's payload
    "partnership",
    "status",
    "report_number",
    "title",
    "committee",
    "meeting_date",
    "recommendations",
)


def papers_about(member: Member, quarter: Quarter) -> list[PaperLink]:
    """The papers on a quarter, of whichever version, that the member may open. One query.

    The latest meeting first. What was withdrawn has nothing left to be read.
    """
    rows = (
        Paper.objects.visible_to(member)
        .filter(snapshot__quarter=quarter)
        .exclude(status=Paper.Status.WITHDRAWN)
        .only(*WORDS)
        .order_by("-meeting_date", "-pk")
    )
    return [_link(member, paper) for paper in rows]


def _link(member: Member, paper: Paper) -> PaperLink:
    args = [member.partnership.slug, paper.pk]
    published = paper.status == Paper.Status.PUBLISHED
    return PaperLink(
        title=f"Report {paper.report_number}: {paper.title} "
        f"({paper.committee}, {long_day(paper.meeting_date)})",
        href=reverse("reports:paper", args=args),
        state=paper.get_status_display(),
        pdf_href=reverse(f"reports:{'file' if published else 'preview'}", args=args),
        asks=tuple(lines(paper.recommendations)),
    )

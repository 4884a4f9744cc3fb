"""A draft, a published and a withdrawn paper, with their files."""

import hashlib
from datetime import date

from reports.document import Document, Label, Paragraph, Part, numbered, to_json
from reports.models import Paper, PaperFile
from tests.access.rows import NOW, Side

TEXTS = (
    "committee", "title", "report_of", "strategic_aim", "purpose", "recommendations",
    "background", "summary", "conclusion", "background_papers", "contact",
)  # fmt: skip


def fill_papers(side: Side) -> None:
    _paper(side, "dr", "zqpaperdraft")
    published, withdrawn = _paper(side, "pu"), _paper(side, "wi")
    for paper in (published, withdrawn):
        _file(side, paper)
        Paper.objects.filter(pk=paper.pk).update(status="published")
    Paper.objects.filter(pk=withdrawn.pk).update(
        status="withdrawn", withdrawn_on=date(2015, 9, 1), withdrawn_reason=side.text("why")
    )


def _paper(side: Side, number: str, *marks: str) -> Paper:
    texts = {name: side.text(name, *marks) for name in TEXTS}
    paper: Paper = side.add(
        Paper, snapshot=side.snapshot, status="draft", meeting_date=date(2015, 11, 3),
        report_number=" ".join([side.canary, *marks, number]), **texts,
    )  # fmt: skip
    return paper


def _file(side: Side, paper: Paper) -> None:
    content = f"%PDF-1.7\n% {side.text('file')}\n%%EOF\n".encode()
    words = (Part((Paragraph(side.text("paragraph")),)),)
    document = Document(
        title=side.text("title"), report_number=side.text("number"),
        organisation=side.text("organisation"), description=side.text("description"),
        front=(Label("Committee", side.text("committee")),),
        sections=numbered([(side.text("section"), words)]), appendices=(),
    )  # fmt: skip
    side.add(
        PaperFile, paper=paper, content=content, pages=1, published_at=NOW, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), document=to_json(document),
        published_by=side.users["manager"],
    )  # fmt: skip

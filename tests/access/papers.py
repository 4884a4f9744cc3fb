"""A draft, a published and a withdrawn paper, with their files."""

import hashlib
from datetime import date
from typing import Any

from reports.models import Paper, PaperFile
from tests.access.rows import NOW, Side

TEXTS = (
    "committee", "title", "report_of", "strategic_aim", "purpose", "recommendations",
    "background", "summary", "conclusion", "background_papers", "contact",
)  # fmt: skip


def fill_papers(side: Side) -> None:
    _paper(side, "draft", "zqpaperdraft")
    published = _paper(side, "published")
    _file(side, published)
    withdrawn = _paper(side, "withdrawn", withdrawn_on=date(2015, 9, 1),
                       withdrawn_reason=side.text("why"))  # fmt: skip
    _file(side, withdrawn)


def _paper(side: Side, status: str, *marks: str, **fields: Any) -> Paper:
    texts = {name: side.text(name, *marks) for name in TEXTS}
    paper: Paper = side.add(
        Paper, snapshot=side.snapshot, status=status, meeting_date=date(2015, 11, 3),
        report_number=f"{side.canary} {' '.join(marks)}/{status[:2]}"[:30], **texts, **fields,
    )  # fmt: skip
    return paper


def _file(side: Side, paper: Paper) -> None:
    content = f"%PDF-1.7\n% {side.text('file')}\n%%EOF\n".encode()
    side.add(PaperFile, paper=paper, content=content, pages=1, published_at=NOW,
             sha256=hashlib.sha256(content).hexdigest(),
             published_by=side.users["manager"])  # fmt: skip

"""A paper's words: the officer's texts and the sentences computed from the published quarter.

``compose`` alone is for others. It reads what it is given and nothing else, so a preview, the
page and the PDF of one paper cannot differ.
"""

from core.period_text import long_day
from reports.compose.appendices import appendices
from reports.compose.exceptions import exceptions, went_well
from reports.compose.notes import data_notes
from reports.compose.progress import progress, progress_title
from reports.compose.sources import Sources
from reports.compose.summary import summary
from reports.compose.words import lines, texts
from reports.document import Appendix, Document, Label, Paragraph, Part, Section, numbered
from reports.models import Paper

__all__ = ["Sources", "compose"]

LARGE_PRINT = (
    "A large print or braille version of this report is available on request from the contact."
)


def compose(paper: Paper, sources: Sources) -> Document:
    """The whole paper, numbered. ``paper`` may be unsaved."""
    listed = appendices(sources)
    sections = [
        ("Purpose of the report", texts(paper.purpose)),
        ("Recommendations", _recommendations(paper)),
    ]
    if paper.background.strip():
        sections.append(("Background", texts(paper.background)))
    sections += [
        ("Summary", (*texts(paper.summary), *summary(sources))),
        ("Exceptions", exceptions(sources.dashboard)),
        ("What went well", went_well(sources)),
        (progress_title(sources.dashboard), progress(sources.dashboard)),
        ("Data notes", data_notes(sources.dashboard)),
    ]
    if paper.conclusion.strip():
        sections.append(("Conclusion", texts(paper.conclusion)))
    return Document(
        title=paper.title,
        report_number=paper.report_number,
        organisation=sources.dashboard.partnership_name,
        description=_description(paper, sources),
        front=_front(paper, sources),
        sections=(*numbered(sections), *_closing(paper, listed)),
        appendices=listed,
        draft=sources.draft,
    )


def _front(paper: Paper, sources: Sources) -> tuple[Label, ...]:
    quarter = sources.dashboard.quarter
    given = (
        ("Committee", paper.committee),
        ("Date of meeting", long_day(paper.meeting_date)),
        ("Report number", paper.report_number),
        ("Report of", paper.report_of),
        ("Strategic aim", paper.strategic_aim),
        ("Figures for", f"{quarter.label}, {quarter.words}"),
    )
    return tuple(Label(name, text) for name, text in given if text.strip())


def _recommendations(paper: Paper) -> tuple[Part, ...]:
    """The committee is named once, then each line says what it is to do."""
    name = paper.committee
    article = "" if name.lower().startswith("the ") else "The "
    asked = Paragraph(f"{article}{name} is recommended to:")
    return (Part((asked, *(Paragraph(line) for line in lines(paper.recommendations)))),)


def _closing(paper: Paper, listed: tuple[Appendix, ...]) -> tuple[Section, ...]:
    """What every paper ends with, without numbers."""
    named = [f"Appendix {n}: {one.title}" for n, one in enumerate(listed, start=1)]
    contact = Paragraph(", ".join(lines(paper.contact)))
    return (
        Section("", "Appendices", texts("\n".join(named))),
        Section("", "Background papers", texts(paper.background_papers)),
        Section("", "Contact", (Part((contact, Paragraph(LARGE_PRINT))),)),
    )


def _description(paper: Paper, sources: Sources) -> str:
    return (
        f"Report {paper.report_number} to {paper.committee}, {long_day(paper.meeting_date)}: "
        f"performance of {sources.dashboard.partnership_name}, {sources.dashboard.quarter.words}."
    )

"""What needs the committee's attention, and what went well."""

from core.days import who_by_when
from dashboards.types import Cell, Dashboard, Row
from reports.compose.sources import Sources
from reports.compose.summary import improved
from reports.compose.words import for_period, lines, name, sentence
from reports.document import Paragraph, Part
from targets.terms import Rag, Travel

NONE = "No indicator is red or amber, and none is getting worse."
NOT_EXPLAINED = "No commentary was given with this figure."
NOTHING_BETTER = "No green indicator has improved."


def needs_attention(dashboard: Dashboard) -> list[Row]:
    """The red rows, then the amber ones, then others that are getting worse."""
    rows = dashboard.rows
    found = [row for rag in (Rag.RED, Rag.AMBER) for row in rows if row.rating.shown == rag]
    return found + [row for row in rows if row.direction.shown == Travel.WORSE and row not in found]


def exceptions(dashboard: Dashboard) -> tuple[Part, ...]:
    """A part for each indicator that needs attention."""
    rows = needs_attention(dashboard)
    if not rows:
        return (Part((Paragraph(NONE),)),)
    return tuple(_exception(row) for row in rows)


def _exception(row: Row) -> Part:
    made = [
        Paragraph(_figure(row)),
        Paragraph(" ".join([sentence(row.rating.explanation), *row.stated_sentences])),
        *_told("What changed and why:", row.commentary_change),
        *_told("What is being done:", row.commentary_action),
        *_told(*who_by_when(row.action_owner, row.action_due)),
    ]
    if not (row.commentary_change.strip() or row.commentary_action.strip()):
        made.append(Paragraph(NOT_EXPLAINED))
    made += _by_whom(row)
    return Part(tuple(made), heading=name(row), rating=row.rating.value)


def _figure(row: Row) -> str:
    """``The figure is 6.35 per 1,000 for the 12 months to …, against 5.71 … Up 11.2%, worse.``"""
    travel = sentence(row.direction.words)
    if row.latest.value is None:
        return f"{sentence(row.latest.text)} {travel}"
    now = f"The figure is {_dated(row.latest)}"
    if row.previous.value is None:
        return f"{now}. {travel}"
    return f"{now}, against {_dated(row.previous)}. {travel}"


def _dated(cell: Cell) -> str:
    mark = "*" if cell.marked else ""
    return f"{cell.phrase or cell.value_text}{mark} {for_period(cell.period)}"


def _by_whom(row: Row) -> list[Paragraph]:
    if row.owner_post:
        by = f"{row.owner_post} ({row.supplier})" if row.supplier else row.owner_post
        return [Paragraph(sentence(by), lead="Responsible:")]
    if row.supplier:
        return [Paragraph(sentence(row.supplier), lead="Figure supplied by:")]
    return []


def _told(lead: str, text: str) -> list[Paragraph]:
    found = lines(text)
    return [Paragraph(line, lead="" if place else lead) for place, line in enumerate(found)]


def went_well(sources: Sources) -> tuple[Part, ...]:
    """Green indicators that improved, and ratings better than in the quarter before."""
    points = [
        f"{name(row)}: {row.latest.text}. {sentence(row.direction.words)}"
        for row in sources.dashboard.rows
        if row.rating.shown == Rag.GREEN and row.direction.shown == Travel.BETTER
    ]
    risen = [
        f"{name(row)}: {row.latest.text}"
        for row in sources.dashboard.rows
        if improved(sources, row)
    ]
    made = [Paragraph("Green and improving:", points=tuple(points))] if points else []
    if risen:
        made.append(
            Paragraph("Rated better than in the quarter published before:", points=tuple(risen))
        )
    return (Part(tuple(made or [Paragraph(NOTHING_BETTER)])),)

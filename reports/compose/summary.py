"""How many indicators are of each colour, now and in the quarter published before."""

from dashboards.types import Counts, Row
from reports.compose.sources import Sources
from reports.compose.words import how_many, indicators, joined, name
from reports.document import Paragraph, Part
from targets.terms import Rag

WORST_FIRST = (Rag.RED, Rag.AMBER, Rag.GREEN)
NOTHING_BEFORE = "No earlier quarter is published to compare with."


def counted(counts: Counts, verb: str = "is", verbs: str = "are") -> str:
    """``of 12 indicators, 1 is red, 1 is amber, 9 are green and 1 is not rated``."""
    parts = [
        how_many(number, word, verb, verbs)
        for number, word in (
            (counts.red, "red"),
            (counts.amber, "amber"),
            (counts.green, "green"),
        )
    ]
    for number, word in ((counts.unrated, "not rated"), (counts.missing, "without a figure")):
        if number:
            parts.append(how_many(number, word, verb, verbs))
    return f"of {indicators(counts.total)}, {joined(parts)}"


def summary(sources: Sources) -> tuple[Part, ...]:
    """The computed paragraphs of the summary."""
    dashboard, before = sources.dashboard, sources.previous
    counts = dashboard.counts
    if not counts.total:
        return (Part((Paragraph("The dashboard has no indicators."),)),)
    now = counted(counts)
    made = [Paragraph(f"{now[:1].upper()}{now[1:]}{_provisional(counts)}.")]
    if before is None:
        made.append(Paragraph(NOTHING_BEFORE))
    else:
        then = counted(before.counts, "was", "were")
        made.append(Paragraph(f"In {before.quarter.words}, {then}."))
        made += _changes(sources)
    return (Part(tuple(made)),)


def _provisional(counts: Counts) -> str:
    if not counts.provisional:
        return ""
    figures = "figure is" if counts.provisional == 1 else "figures are"
    return f". {counts.provisional} {figures} provisional"


def _changes(sources: Sources) -> list[Paragraph]:
    """Which ratings are worse and which better than in the quarter published before."""
    made = []
    for better, word in ((False, "worse"), (True, "better")):
        points = tuple(
            f"{name(row)}: from {_word(sources.was(row))} to {_word(row.rating.shown)}"
            for row in sources.dashboard.rows
            if improved(sources, row) is better
        )
        if points:
            verb = "is" if len(points) == 1 else "are"
            quarter = sources.previous.quarter.label if sources.previous else ""
            text = f"{indicators(len(points))} {verb} rated {word} than in {quarter}:"
            made.append(Paragraph(text, points=points))
    points = tuple(
        f"{name(row)}: from {_word(was)} to {_word(now)}"
        for row in sources.dashboard.rows
        if sources.before(row)
        and ((was := sources.was(row)) is None) != ((now := row.rating.shown) is None)
    )
    if points:
        made.append(Paragraph("Rated in only one of the two quarters:", points=points))
    if not made:
        made.append(Paragraph("No rating has changed since."))
    return made


def _word(rag: Rag | None) -> str:
    return rag.label.lower() if rag else "not rated"


def improved(sources: Sources, row: Row) -> bool | None:
    """Whether a rating is better (or worse) than it was; None where it is the same or not known."""
    was, now = sources.was(row), row.rating.shown
    if was is None or now is None or was == now:
        return None
    return WORST_FIRST.index(now) > WORST_FIRST.index(was)

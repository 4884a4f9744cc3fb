"""Appendix 1, the dashboard cell by cell as it was published; Appendix 2, how it was made."""

from collections.abc import Callable
from decimal import Decimal

from core.period_text import long_day
from core.templatetags.components import rag_word
from dashboards.performance import SchemeTerms
from dashboards.performance.words import plain
from dashboards.types import NOT_AVAILABLE, Cell, Dashboard, Direction, Group, Rating, Row
from reports.compose.progress import NO_INDICATOR, group_names, headed
from reports.compose.sources import Sources
from reports.compose.words import lines, sentence
from reports.document import Appendix, Block, Column, Table, TableCell

NOT_ASKED = "Not asked"
NO_TARGET = "No target"
DASH = "A dash in a comparison means that it is not available."


def appendices(sources: Sources) -> tuple[Appendix, ...]:
    """Both appendices, in order."""
    return (_dashboard(sources.dashboard), _method(sources))


# --- Appendix 1 ---


def _dashboard(dashboard: Dashboard) -> Appendix:
    names = group_names(dashboard)
    drawn = _drawn(dashboard)
    return Appendix(
        f"Performance dashboard, {dashboard.quarter.words}",
        (
            *(
                _group(group, headed(group, names), names[group.key], drawn)
                for group in dashboard.groups
            ),
            *_legend(dashboard),
        ),
        wide=True,
    )


CellOf = Callable[[Row], TableCell]


def _drawn(dashboard: Dashboard) -> list[tuple[Column, CellOf]]:
    """The columns and what stands in them. A comparison that nobody asked for is not drawn."""
    found: list[tuple[Column, CellOf]] = [
        (Column("Supporting indicator", "name"), lambda row: TableCell(row.name)),
        (Column(dashboard.previous_heading, "previous"), lambda row: _figure(row.previous)),
        (Column(dashboard.latest_heading, "latest"), lambda row: _figure(row.latest)),
        (Column("Direction of travel", "travel"), lambda row: _travel(row.direction)),
        (Column("Progress", "rating"), lambda row: _rating(row.rating)),
    ]
    if any(row.county_comparison for row in dashboard.rows):
        found.append(
            (
                Column("County comparison", "comparison"),
                lambda row: TableCell(row.county_comparison or NOT_ASKED),
            )
        )
    if any(row.district_comparison for row in dashboard.rows):
        found.append(
            (
                Column("District comparison", "comparison"),
                lambda row: TableCell(row.district_comparison or NOT_ASKED),
            )
        )
    return found


def _figure(cell: Cell) -> TableCell:
    return TableCell(cell.text, cell.marks)


def _travel(direction: Direction) -> TableCell:
    arrow = direction.arrow if direction.arrow != NOT_AVAILABLE else ""
    notes: tuple[str, ...] = ()
    if direction.overruled:
        notes = (f"Stated; computed {direction.computed.label.lower()}",)
    return TableCell(direction.words, notes, arrow=arrow)


def _rating(rating: Rating) -> TableCell:
    notes = [rating.short_reason] if rating.short_reason else []
    if rating.overruled:
        computed = rating.computed_word
        notes.append(f"Stated; computed {computed[:1].lower()}{computed[1:]}")
    return TableCell(rag_word(rating.value), tuple(notes), rating=rating.value)


def _group(
    group: Group,
    heading: str,
    label: str,
    drawn: list[tuple[Column, CellOf]],
) -> Block:
    said = tuple(lines(group.comment))
    if not group.rows:
        said = (*said, NO_INDICATOR)
    caption = "supporting indicators" if label else "Indicators"
    return Block(
        heading=heading,
        rating=group.overall or "",
        rating_label="Overall progress",
        lines=said,
        table=Table(
            caption=": ".join(part for part in (label, caption) if part),
            columns=tuple(column for column, _ in drawn),
            rows=tuple(tuple(cell(row) for _, cell in drawn) for row in group.rows),
            notes=_notes(group),
        )
        if group.rows
        else None,
    )


def _notes(group: Group) -> tuple[str, ...]:
    return tuple(f"* {row.name}: {note}" for row in group.rows for note in row.caveats)


def _legend(dashboard: Dashboard) -> list[Block]:
    """What stands in the cells that no word explains."""
    given = {c for row in dashboard.rows for c in (row.county_comparison, row.district_comparison)}
    return [Block(lines=(DASH,))] if NOT_AVAILABLE in given else []


# --- Appendix 2 ---


def _method(sources: Sources) -> Appendix:
    blocks = [
        Block("Where the figures stand", lines=_provenance(sources)),
        Block("How a figure is rated", lines=_rules(sources)),
    ]
    if sources.dashboard.rows:
        blocks.append(Block("Each indicator’s target and rating", table=_explained(sources)))
    return Appendix("How the ratings are made", tuple(blocks))


def _provenance(sources: Sources) -> tuple[str, ...]:
    dashboard, edition = sources.dashboard, sources.dashboard.published
    made = []
    if edition:
        made.append(
            f"Every figure and rating is taken from the dashboard of {dashboard.partnership_name} "
            f"for {dashboard.quarter.label} ({dashboard.quarter.words}), version {edition.number}, "
            f"published to the board on {long_day(edition.published_at)}."
        )
        if edition.reason:
            made.append(f"Why there is a version {edition.number}: {sentence(edition.reason)}")
    made.append(f"SHA-256 of that version: {sources.sha256}")
    if dashboard.source_statement.strip():
        made.append(sentence(dashboard.source_statement))
    if sources.chain_heads:
        made.append(
            "Every change to the rows behind this paper is kept in chained histories. Their ends "
            f"when it was published (chain:entry:hash): {' and '.join(sources.chain_heads)}"
        )
    return tuple(made)


def _rules(sources: Sources) -> tuple[str, ...]:
    dashboard = sources.dashboard
    rules = [f"Ratings follow {dashboard.scheme_label}, rule version {dashboard.rule_version}."]
    rules += _scheme(sources.scheme) if sources.scheme else []
    rules += [
        "The arrow shows performance: ↑ better, → about the same, ↓ worse. An indicator for which "
        "neither more nor less is better by itself has no ↑ or ↓.",
        "Officers may state another rating or arrow, with a reason and an end. Both are shown.",
        "Where there is no rating the reason is given. A figure that is missing is not a nought.",
    ]
    return tuple(rules)


def _scheme(scheme: SchemeTerms) -> list[str]:
    percent, points = plain(scheme.relative), _points(scheme.points)
    absolute = scheme.absolute
    nought = (
        f"Where the target is 0, amber allows {plain(absolute)}."
        if absolute is not None
        else "Where the target is 0, whatever misses it is red."
    )
    return [
        f"Green: on target or better. Amber: off target by no more than {percent}% of it, or by "
        f"{points} where the figure is a percentage. Red: further off. {nought} An indicator may "
        "carry a tolerance of its own, which its explanation names.",
        f"About the same: a change within {plain(scheme.band_relative)}%, or within "
        f"{_points(scheme.band_points)} where the figure is a percentage.",
    ]


def _points(size: Decimal) -> str:
    return f"{plain(size)} percentage {'point' if size == 1 else 'points'}"


def _explained(sources: Sources) -> Table:
    return Table(
        caption="Targets, and how each rating was reached",
        columns=(
            Column("Indicator", "name"),
            Column("Target", "target"),
            Column("Rating", "sentence"),
        ),
        rows=tuple(_explanation(row) for row in sources.dashboard.rows),
    )


def _explanation(row: Row) -> tuple[TableCell, ...]:
    target = row.target_text or row.expected_text or NO_TARGET
    notes = tuple(note for note in (row.aligned_as,) if note)
    return (
        TableCell(row.name),
        TableCell(target, notes),
        TableCell(row.rating.explanation),
    )

"""Comparisons as workbooks: the same texts as on the pages."""

from core.sheets import Column, Table, Workbook
from core.templatetags.components import rag_word
from dashboards.comparing import MARKS
from dashboards.selectors.compare_page import Matrix, Ranked
from dashboards.types import Dashboard

NOTES = tuple(MARKS.items())


def ranked_book(ranked: Ranked | None, dashboard: Dashboard) -> Workbook:
    """One indicator across the areas of a set; without one, a table that says so."""
    if ranked is None:
        return _book("Comparison", dashboard, (), _nothing())
    row = ranked.row
    period = row.latest.period.words
    about = [ranked.sentence, *_set_lines(ranked)]
    if ranked.average_text:
        about.append(f"Average of the areas’ rates: {ranked.average_text}.")
    if ranked.together_text:
        about.append(f"All areas together, numerators over denominators: {ranked.together_text}.")
    elif ranked.together_why:
        about.append(f"All areas together: {ranked.together_why}.")
    table = Table(
        "Comparison",
        f"{row.name}, {period}",
        (
            Column("Area", 34),
            Column(f"Value ({ranked.how.unit_text})" if ranked.how.unit_text else "Value", 16),
            Column("Rank (1 = best)", 16),
            Column("Standing", 30),
            Column("Period", 26),
        ),
        tuple((one.name, one.text, one.rank, one.standing, period) for one in ranked.lines),
        tuple(about),
    )
    return _book(f"{row.name} compared", dashboard, tuple(about), table)


def _set_lines(ranked: Ranked) -> list[str]:
    found = [f"Areas: {ranked.set.name}, used from {ranked.set.first_quarter.label}."]
    found += [f"Source: {source}" for source in ranked.sources]
    return [*found, *([ranked.set.note] if ranked.set.note else [])]


def matrix_book(matrix: Matrix, dashboard: Dashboard) -> Workbook:
    """One priority's indicators in the partnerships that share."""
    columns: list[Column] = [Column("Partnership", 30), Column("Published", 28)]
    names: set[str] = set()
    for row in matrix.rows:
        name = row.name if row.name.casefold() not in names else f"{row.name} ({row.code})"
        names.add(name.casefold())
        columns += [Column(name, 22), Column(f"Rating of {name}", 14)]
    rows = tuple(
        (
            line.name,
            line.published,
            *(
                text
                for cell in line.cells
                for text in (cell.whole, rag_word(cell.rating) if cell.rating else "")
            ),
        )
        for line in matrix.lines
    )
    title = f"{matrix.group.title}, {dashboard.quarter.words}"
    return _book(title, dashboard, (), Table("Comparison", title, tuple(columns), rows))


def _nothing() -> Table:
    return Table("Comparison", "No area to compare with has figures", (Column("Area", 30),), ())


def _book(title: str, dashboard: Dashboard, about: tuple[str, ...], table: Table) -> Workbook:
    published = dashboard.published
    state = f"Published as version {published.number}" if published else "Not published"
    cover = (
        dashboard.partnership_name,
        f"{dashboard.quarter.label}: {dashboard.quarter.words}. {state}.",
        "Figures of other areas are as they are known on the day of this file.",
        *about,
    )
    return Workbook(title, cover, NOTES, (table,))

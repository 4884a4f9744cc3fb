"""The county's table as finished markup: up to 60 indicators by 30 districts.

Built here and not in a template, which would take longer than all the rest of the page. Every text
goes through ``escape`` or a component.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.quarters import Quarter
from core.templatetags.components import rag
from dashboards.selectors.county import CountyCell, CountyPage, CountyRow

_rag = lru_cache(maxsize=64)(rag)


@dataclass(frozen=True, slots=True)
class CountyTable:
    """``head`` and ``lines`` are rows of the table, complete."""

    head: SafeString
    lines: tuple[SafeString, ...]


def county_table(place: str, page: CountyPage) -> CountyTable:
    """A row for each indicator, a column for the county and each district."""
    names = tuple(escape(name) for name in (place, *page.columns))
    titles = "".join(f'<th scope="col">{name}</th>' for name in names)
    head = f'<tr><th scope="col">Indicator</th>{titles}</tr>'
    lines = tuple(_safe(_line(row, page.quarter, names)) for row in page.rows)
    return CountyTable(_safe(head), lines)


def _line(row: CountyRow, quarter: Quarter, names: tuple[str, ...]) -> str:
    """``names``: the county's and the districts', escaped. On paper they stand before the cells."""
    said = row.unit_text
    if row.period != quarter.period:
        said = f"{said}, {row.period.label}"
    unit = f'<span class="app-period">{escape(said)}</span>'
    name = f'<th scope="row">{escape(row.name)}{unit}</th>'
    cells = "".join(map(_cell, row.cells, names[1:]))
    return f"<tr>{name}{_cell(row.county, names[0], 'app-county__own')}{cells}</tr>"


def _cell(cell: CountyCell, label: str, css: str = "") -> str:
    name = f' class="{css}"' if css else ""
    name += f' data-label="{label}"'
    if cell.words:
        return f'<td{name}><span class="app-nothing">{escape(cell.words)}</span></td>'
    rating = f"{_rag(cell.rating)} " if cell.rating else ""
    return f"<td{name}>{rating}{escape(cell.text)}</td>"


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every text in it is escaped above

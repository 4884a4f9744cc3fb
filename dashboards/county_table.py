"""The county's table as finished markup: up to 60 indicators by 30 districts.

Built here and not in a template, which would take longer than all the rest of the page. Every text
goes through ``escape`` or a component.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.components import rag
from dashboards.selectors.county import CountyCell, CountyRow

_rag = lru_cache(maxsize=64)(rag)


@dataclass(frozen=True, slots=True)
class CountyTable:
    """``head`` and ``lines`` are rows of the table, complete."""

    head: SafeString
    lines: tuple[SafeString, ...]


def county_table(place: str, columns: Sequence[str], rows: Sequence[CountyRow]) -> CountyTable:
    """A row for each indicator, a column for the county and each district."""
    titles = "".join(f'<th scope="col">{escape(name)}</th>' for name in (place, *columns))
    head = f'<tr><th scope="col">Indicator</th>{titles}</tr>'
    return CountyTable(_safe(head), tuple(_safe(_line(row)) for row in rows))


def _line(row: CountyRow) -> str:
    unit = f'<span class="app-period">{escape(row.unit_text)}, {escape(row.period.label)}</span>'
    name = f'<th scope="row">{escape(row.name)}{unit}</th>'
    cells = "".join(map(_cell, row.cells))
    return f"<tr>{name}{_cell(row.county, 'app-county__own')}{cells}</tr>"


def _cell(cell: CountyCell, css: str = "") -> str:
    name = f' class="{css}"' if css else ""
    if cell.words:
        return f'<td{name}><span class="app-nothing">{escape(cell.words)}</span></td>'
    rating = f"{_rag(cell.rating)} " if cell.rating else ""
    return f"<td{name}>{rating}{escape(cell.text)}</td>"


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every text in it is escaped above

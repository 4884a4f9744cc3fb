"""Tables of indicators as finished markup, for the pages that list many of them.

Built here and not in templates: a table of 60 rows with a sparkline in each takes the template
engine longer than all the rest of the page. Every text goes through ``escape`` or a component.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.components import direction, mark, rag
from dashboards.drawings import LAST_DRAWN, point_label, trend
from dashboards.insight import Compared
from dashboards.listing import CHANGE, LATEST, NAME, PRIORITY, RATING, Listed, Order, titled
from dashboards.types import NOT_AVAILABLE, Group, Row
from targets.terms import Travel

SHORT_TEXT: Final = 160  # characters of commentary in a table
SHORT_TITLE: Final = 60  # of a priority, beside each of its indicators
NO_ORDER: Final = Order()
_component = lru_cache(maxsize=512)


@dataclass(frozen=True, slots=True)
class Links:
    """Where the rows lead. ``pages``: the address of the list, under which the indicators lie;
    ``query``: what keeps working figures, or a version, in an address."""

    pages: str
    query: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)  # by key, the pages of priorities


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns are drawn: none that would be empty all the way down."""

    target: bool = True
    change: bool = True
    trend: bool = True
    compared: bool = False
    county: bool = False
    district: bool = False
    priority: bool = False
    commentary: bool = False

    @classmethod
    def of(
        cls, rows: Sequence[Row], *, priority: bool = False, commentary: bool = False
    ) -> "Columns":
        return cls(
            target=any(row.target_text for row in rows),
            change=any(_moves(row) for row in rows),
            trend=any(_joins(row) for row in rows),
            compared=any(row.compared for row in rows),
            county=any(row.county_comparison for row in rows),
            district=any(row.district_comparison for row in rows),
            priority=priority,
            commentary=commentary and any(_commentary(row) for row in rows),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """``head`` and ``lines`` are rows of the table, complete."""

    key: str
    caption: str
    head: str
    lines: tuple[str, ...]


def _moves(row: Row) -> bool:
    """Whether there is anything to say of a change, were it only why there is none."""
    return row.direction.shown is not Travel.NOT_COMPARABLE or row.previous.value is not None


def _joins(row: Row) -> bool:
    return sum(point.value is not None for point in row.history[-LAST_DRAWN:]) > 1


def _commentary(row: Row) -> str:
    return row.commentary_change or row.commentary_action


# --- Headings ---


def caption_of(group: Group, href: str = "") -> SafeString:
    """The group's title, leading to its page, with its overall rating."""
    title: str = escape(titled(group))
    if href:
        title = f'<a class="govuk-link" href="{escape(href)}">{title}</a>'
    overall = group.overall or group.computed
    if overall is None:
        return mark_safe(title)  # noqa: S308 - escaped above
    word = "Overall" if group.overall else "Overall, by the rules"
    shape = _rag(str(overall))
    return mark_safe(  # noqa: S308 - escaped above
        f'{title} <span class="app-caption-rag">{word}: {shape}</span>'
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """A column’s heading. ``by``: the order that it offers."""

    text: str
    by: str = ""
    css: str = ""
    title: str = ""  # in full, of what is shortened


def head_of(
    columns: Columns, change: str, order: Order = NO_ORDER, hrefs: Mapping[str, str] | None = None
) -> SafeString:
    """The heading row. ``hrefs``: where each order leads that can be had, by its name."""
    wanted = (
        (True, Heading("Indicator", NAME)),
        (columns.priority, Heading("Priority or outcome", PRIORITY, "app-indicators__of")),
        (True, Heading("Latest", LATEST, "num")),
        (columns.target, Heading("Target")),
        (True, Heading("Rating", RATING, "app-indicators__rating", "Red, amber or green")),
        (columns.change, Heading(change, CHANGE)),
        (columns.trend, Heading("Trend")),
        (columns.compared, Heading("Comparison")),
        (columns.county, Heading("County comparison")),
        (columns.district, Heading("District comparison")),
        (columns.commentary, Heading("Commentary", css="app-indicators__said")),
    )
    cells = [_heading(one, order, hrefs or {}) for is_so, one in wanted if is_so]
    return mark_safe(f"<tr>{''.join(cells)}</tr>")  # noqa: S308 - made of escaped texts


def _heading(one: Heading, order: Order, hrefs: Mapping[str, str]) -> str:
    text = f'<abbr title="{one.title}">{one.text}</abbr>' if one.title else escape(one.text)
    css = f' class="{one.css}"' if one.css else ""
    if one.by not in hrefs:
        return f'<th scope="col"{css}>{text}</th>'
    state = shape = ""
    if one.by == order.by:
        state = f' aria-sort="{"descending" if order.down else "ascending"}"'
        shape = (
            f'<span class="app-sort__shape" aria-hidden="true">{"▼" if order.down else "▲"}</span>'
        )
    link = f'<a class="govuk-link app-sort" href="{escape(hrefs[one.by])}">{text}{shape}</a>'
    return f'<th scope="col"{css}{state}>{link}</th>'


# --- Rows ---


def line_of(line: Listed, columns: Columns, links: Links) -> SafeString:
    """One indicator, from ``<tr>`` to ``</tr>``."""
    row = line.row
    href = escape(f"{links.pages}{row.measure_id}/{links.query}")
    cells = [f'<th scope="row"><a class="govuk-link" href="{href}">{escape(row.name)}</a></th>']
    if columns.priority:
        cells.append(_cell("Priority or outcome", _group(line.group, links)))
    cells.append(f'<td class="num" data-label="Latest"><span>{_figure(row)}</span></td>')
    if columns.target:
        target = escape(row.expected_text) if row.target_text else _nothing("No target")
        cells.append(_cell("Target", target))
    rating = row.rating
    shown = _rag(rating.value, rating.short_reason, bool(rating.stated), rating.beside)
    cells.append(f'<td class="app-indicators__rag" data-label="Rating"><span>{shown}</span></td>')
    if columns.change:
        cells.append(_cell("Change", f"<span>{_change(row)}</span>"))
    if columns.trend:
        cells.append(f'<td class="app-indicators__trend" data-label="Trend">{_trend(row)}</td>')
    if columns.compared:
        cells.append(_cell("Comparison", _compared(row.compared)))
    if columns.county:
        cells.append(_cell("County comparison", _stated(row.county_comparison)))
    if columns.district:
        cells.append(_cell("District comparison", _stated(row.district_comparison)))
    if columns.commentary:
        said = escape(in_short(_commentary(row))) or _nothing("No explanation given")
        cells.append(f'<td class="app-cell-text" data-label="Commentary">{said}</td>')
    return mark_safe(f"<tr>{''.join(cells)}</tr>")  # noqa: S308 - made of escaped texts


def _cell(label: str, content: str) -> str:
    return f'<td data-label="{label}">{content}</td>'


@_component
def _nothing(text: str) -> str:
    return f'<span class="app-nothing">{escape(text)}</span>'


@_component
def _rag(value: str, reason: str = "", stated: bool = False, beside: str = "") -> str:
    return str(rag(value, reason, stated, beside))


@_component
def _direction(value: str, words: str) -> str:
    return str(direction(value, words))


def _group(group: Group, links: Links) -> str:
    href = links.groups.get(group.key)
    title = escape(in_short(titled(group), SHORT_TITLE))
    return f'<a class="govuk-link" href="{escape(href)}">{title}</a>' if href else title


def _figure(row: Row) -> str:
    cell = row.latest
    if cell.value is None and not cell.hidden:
        return _nothing(cell.text)
    text: str = escape(cell.value_text)
    if cell.marked:
        text += '<span class="app-caveat">*</span>'
    text += "".join(f" {mark(word)}" for word in cell.marks)
    if cell.period_note:
        text += f'<span class="app-period">{escape(cell.period_note)}</span>'
    return text


def _change(row: Row) -> str:
    travel = row.direction
    said = _direction(travel.shown.value, travel.words)
    if travel.overruled:
        computed = escape(travel.computed.label.lower())
        said += f'<span class="app-rag-note">Stated; computed {computed}</span>'
    return said


def _trend(row: Row) -> str:
    drawing = trend(row)
    if drawing is None:
        return _nothing("Too few figures")
    if row.insight and row.insight.trend:
        return f'{drawing}<span class="app-period">{escape(row.insight.trend)}</span>'
    return f'{drawing}<span class="govuk-visually-hidden">{escape(drawn_words(row))}</span>'


def drawn_words(row: Row) -> str:
    """What a sparkline shows, in words: from its first figure to its last."""
    known = [point for point in row.history[-LAST_DRAWN:] if point.value is not None]
    first, last = known[0], known[-1]
    return (
        f"From {first.text} in {point_label(first, row.basis)} "
        f"to {last.text} in {point_label(last, row.basis)}"
    )


def _compared(found: Sequence[Compared]) -> str:
    """Where the area stands in each set that it is compared with."""
    return "".join(_standing(one) for one in found) or _nothing("Not compared")


def _standing(one: Compared) -> str:
    said = ", ".join(word for word in (one.standing, one.rank_words) if word)
    text = escape(said) if said else _nothing("Not available")
    return f'{text}<span class="app-period">{escape(one.set_name)}</span>'


def _stated(value: str) -> str:
    if value == NOT_AVAILABLE:
        return _nothing("Not available")
    return escape(value) if value else _nothing("Not compared")


def in_short(text: str, length: int = SHORT_TEXT) -> str:
    """On one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return f"{line[:length].rsplit(' ', 1)[0].rstrip(',;:')} …"

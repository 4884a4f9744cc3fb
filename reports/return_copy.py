"""A copy of one organisation's part of a return, to keep or to send: what it says at this moment.

The same rows as on the page where it is checked, drawn with the papers' tables. Nothing is kept:
unlike a paper, a return says in its history what it said when.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string

from core.days import who_by_when
from core.templatetags.components import rag_word
from dashboards.types import ARROWS
from reports.document import Column, Label, Table, TableCell
from targets.models import ReturnPart
from targets.selectors.people import deputy_words
from targets.selectors.returns import Part, ReturnPage, Row
from targets.selectors.words import moment, reference
from targets.terms import Travel
from targets.values import Cell

NO_COMMENTARY = "None"


@dataclass(frozen=True, slots=True)
class ReturnCopy:
    """Everything on the copy. ``reference`` is printed on every page."""

    title: str
    partnership: str
    organisation: str
    reference: str
    draft: bool  # nobody has submitted it yet
    front: tuple[Label, ...]
    tables: tuple[Table, ...]


def copy_of(page: ReturnPage, part: Part) -> ReturnCopy:
    """The copy of ``part`` of the return on ``page``. No query."""
    quarter = page.ret.quarter
    own = {row.measure.pk for row in part.rows}
    columns = (
        Column("Indicator", "name"),
        Column(quarter.same_quarter_last_year.short, "copied"),
        Column((quarter - 1).short, "copied"),
        Column(quarter.short, "copied"),
        Column("Rating", "rating"),
        Column("Direction", "moved"),
        Column("Commentary and explanations", "comment"),
    )
    tables = [
        Table(section.title, columns, tuple(_line(row) for row in section.rows
                                            if row.measure.pk in own))
        for section in page.sections
    ]  # fmt: skip
    return ReturnCopy(
        title=f"{quarter.label} return: {quarter.words}",
        partnership=page.ret.partnership.name,
        organisation=part.part.organisation.name,
        reference=f"{quarter.label} {part.part.organisation.short}",
        draft=part.part.editable,
        front=_front(part),
        tables=tuple(table for table in tables if table.rows),
    )


def printable(copy: ReturnCopy) -> str:
    """The whole page from which the PDF is made."""
    return render_to_string("reports/return_copy.html", {"copy": copy})


def _front(part: Part) -> tuple[Label, ...]:
    found = part.part
    lines = [Label("Organisation", found.organisation.name), Label("State", _state(found))]
    if not found.editable and found.submitted_at:
        by = f"{found.submitted_by}, {moment(found.submitted_at)}"
        lines.append(Label("Submitted", f"{by}, reference {reference(found)}"))
    if found.signed_off_at:
        by = f"{found.signed_off_by}, {moment(found.signed_off_at)}"
        number = reference(found, signed_off=True)
        lines.append(Label("Signed off", f"{by}{deputy_words(found)}, reference {number}"))
    lines.append(Label("Figures", part.progress.words))
    return tuple(lines)


def _state(part: ReturnPart) -> str:
    if part.editable:
        return f"{part.get_status_display()}: not submitted, so its figures may still change"
    return part.get_status_display()


def _line(row: Row) -> tuple[TableCell, ...]:
    opinion = row.opinion
    rating = opinion.rating if opinion else "not_rated"
    why = opinion.rating_reason if opinion else ""
    return (
        TableCell(row.question.name),
        _figure(row.year_ago_cell),
        _figure(row.last_cell),
        _figure(row.now_cell, row.parts_words),
        TableCell(rag_word(rating), (why,) if why else (), rating=rating),
        _moved(row),
        TableCell(_first(row), _rest(row)),
    )


def _figure(cell: Cell, parts: str = "") -> TableCell:
    return TableCell(cell.text, tuple(filter(None, (parts, cell.period, *cell.marks))))


def _moved(row: Row) -> TableCell:
    if row.opinion is None:
        return TableCell(Travel.NOT_COMPARABLE.label)
    known = row.opinion.direction in set(Travel)
    arrow = ARROWS.get(Travel(row.opinion.direction), "") if known else ""
    return TableCell(row.opinion.direction_words, arrow=arrow)


def _said(row: Row) -> list[str]:
    """Every text for publication, and what explains an unusual figure; no internal note."""
    figure = row.figure
    texts = [figure.commentary_change, figure.commentary_action] if figure else []
    if figure:
        texts.append(" ".join(who_by_when(figure.action_owner, figure.action_due)).strip())
    texts += list(row.opinion.stated) if row.opinion else []
    texts += [
        f"{warning.sentence} Explained: {warning.explanation}"
        for warning in row.check.warnings
        if warning.explained
    ]
    if figure and figure.caveat:
        texts.append(f"* {figure.caveat}")
    return [text for text in texts if text]


def _first(row: Row) -> str:
    return next(iter(_said(row)), NO_COMMENTARY)


def _rest(row: Row) -> tuple[str, ...]:
    return tuple(_said(row)[1:])

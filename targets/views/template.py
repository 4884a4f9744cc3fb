"""This quarter's template: a file with a row for each indicator to enter, to be filled and
uploaded again."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from core.numbers import round_half_up
from core.quarters import Quarter
from core.sheets import CONTENT_TYPES, Column, Kind, Table, Value, Workbook, write
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_return_for
from targets.entry import as_typed
from targets.models import Figure, Return
from targets.selectors.returns import Row, read_return
from targets.sheets.fill import STATUSES
from targets.values import cell, exact_value, unit_words


@requires(Permission.ENTER)
@require_safe
def template(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, kind: Kind
) -> HttpResponseBase:
    """The template as an XLSX, ODS or CSV file, with what is entered already filled in."""
    page = read_return(request.member, get_return_for(request.member, quarter), checks=False)
    rows = [row for row in page.rows if not row.closed]
    if not rows:
        messages.info(request, "Nothing is open to be entered, so there is no template.")
        return redirect("targets:return", partnership.slug, quarter)
    name = f"{partnership.slug}-template-{quarter.slug}.{kind}"
    return HttpResponse(
        write(workbook(page.ret, partnership, rows), kind),
        headers={
            "Content-Type": CONTENT_TYPES[kind],
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


def workbook(ret: Return, partnership: Partnership, rows: list[Row]) -> Workbook:
    """The template for these rows of a return."""
    quarter = ret.quarter
    title = f"{quarter.label} return: {quarter.words}"
    return Workbook(
        title=f"{partnership.name}: {title}",
        cover=(
            f"Fill in the marked columns on the sheet “Figures” for {quarter.words}, then upload "
            "this file on the page “Paste or upload figures” of the return.",
            "Where an indicator has a numerator and a denominator, give both and leave the value "
            "empty. Otherwise give the value.",
            "An empty cell leaves what is entered already. It is never read as 0.",
            "Where there is no figure, write n/a and give the reason as the data status.",
            f"Data status is one of: {', '.join(STATUSES.values())}.",
            "Do not change the codes: they say which indicator a row is for.",
        ),
        notes=(),
        tables=(figures_table(quarter, title, rows),),
    )


def figures_table(quarter: Quarter, title: str, rows: list[Row]) -> Table:
    """The one table of the template."""
    columns = (
        Column("Code", 18),
        Column("Indicator", 44),
        Column("Unit", 34),
        Column(f"{quarter.same_quarter_last_year.short} (same quarter last year)", 16),
        Column(f"{(quarter - 1).short} (last quarter)", 16),
        Column(f"{quarter.short} value", 14, fill=True),
        Column("Numerator", 14, fill=True),
        Column("Denominator", 14, fill=True),
        Column("Period", 16, fill=True),
        Column("Data status", 22, fill=True),
        Column("Commentary", 40, fill=True),
        Column("Action", 40, fill=True),
        Column("Who is doing it", 26, fill=True),
        Column("By when", 16, fill=True),
        Column("Internal note", 30, fill=True),
    )
    return Table("Figures", title, columns, tuple(_row(row) for row in rows))


def _row(row: Row) -> tuple[Value, ...]:
    typed = as_typed(row.question, row.figure)
    return (
        row.question.indicator.code,
        row.question.name,
        _unit(row),
        _earlier(row.year_ago),
        _earlier(row.last),
        _number(typed["v"]),
        _number(typed["n"]),
        _number(typed["d"]),
        typed["p"] or None,
        STATUSES[typed["s"]] if row.answered else None,
        typed["c"] or None,
        typed["a"] or None,
        typed["b"] or None,
        typed["t"] or None,
        typed["i"] or None,
    )


def _unit(row: Row) -> str:
    """``Rate per 1,000: Offences / Population``."""
    indicator = row.question.indicator
    words = unit_words(indicator)
    if not row.question.has_parts:
        return words
    return f"{words}: {indicator.numerator_label} / {indicator.denominator_label}"


def _earlier(figure: Figure | None) -> Value:
    """A figure of an earlier quarter as it is printed; in words where there is none."""
    value = exact_value(figure) if figure else None
    if figure is None or value is None:
        return cell(figure).text
    return round_half_up(value, figure.measure.indicator.decimals)


def _number(text: str) -> Value:
    return Decimal(text) if text else None

"""The workbooks that are downloaded: what stands on their covers, notes and tables.

They follow the government's guidance on spreadsheets: a cover, notes that explain the shorthand,
one table a sheet, no cell left to be guessed at.
"""

from typing import Final

from core import clock
from core.period_text import long_day
from core.quarters import Quarter
from core.sheets import Column, Table, Value, Workbook
from partnerships.access import Member
from partnerships.models import Partnership
from partnerships.permissions import Permission
from targets.models import Figure, Measure, Return, SeriesBreak, Target, TargetCondition
from targets.resources import (
    BREAK,
    ESTIMATED,
    HIDDEN,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    PROVISIONAL,
    REVISED,
    FigureExport,
    FigureLine,
    MeasureExport,
    TargetExport,
    rows_of,
)
from targets.selectors.returns import read_return
from targets.terms import TargetKind

SHORTHAND: Final = (
    (PROVISIONAL, "Provisional: it may still change."),
    (REVISED, "Revised: it has changed since it was first published."),
    (ESTIMATED, "Estimated."),
    (BREAK, "Break in the series: figures before it are not comparable with those from it on."),
    (NOT_AVAILABLE, "Not available. The data status says why."),
    (NOT_APPLICABLE, "Not applicable."),
    (HIDDEN, "Confidential: a small number of people, not shown so that nobody can be identified."),
)
_WIDTHS: Final = {
    **dict.fromkeys(("Indicator", "Target", "What it expects"), 44),
    "Aligned to the local policing body": 30,
    **dict.fromkeys(("Definition", "Caveat", "What changed and why", "Internal note"), 60),
    "What we are doing about it": 60,
    "Who is doing it": 26,
    **dict.fromkeys(("Code", "Data status", "Which way is better", "Source", "Kind"), 26),
    **dict.fromkeys(("What one figure covers", "Owner", "Group it applies to", "Asked for"), 26),
    **dict.fromkeys(("Unit", "Supplied by", "Numerator", "Denominator", "Baseline period"), 20),
}  # fmt: skip


def figure_notes(noted: bool) -> tuple[tuple[str, str], ...]:
    """The shorthand and terms of tables of figures; ``noted`` where they have internal notes."""
    terms = (
        *SHORTHAND,
        ("Value", "Rounded to the indicator’s decimals, halves up. An empty cell: not entered."),
        ("Numerator, Denominator", "What the value is made from, where it has parts."),
        ("Quality problem", "Yes: the figure is shown, its rating is withheld."),
    )
    return (
        (*terms, ("Internal note", "For the partnership only. Never published."))
        if noted
        else terms
    )


def return_workbook(member: Member, ret: Return) -> Workbook:
    """The working figures of a return that the member may see: an officer's own organisation's."""
    page = read_return(member, ret, checks=False)
    breaks = set(
        SeriesBreak.objects.filter(partnership=member.partnership, quarter=ret.quarter).values_list(
            "measure_id", flat=True
        )
    )
    lines = [
        FigureLine(
            row.measure,
            ret.quarter,
            row.figure,
            row.measure.pk in breaks,
            member.can_for(Permission.ENTER, row.measure.supplier_id),
        )
        for row in page.rows
    ]
    title = f"{member.partnership.name}: working figures for {ret.quarter.words}"
    about = (f"The figures of the {ret.quarter.label} return as they are now. Not published.",)
    return _figures(title, about, lines, f"Figures {ret.quarter.label.replace('/', '-')}")


def figures_workbook(member: Member) -> Workbook:
    """Every figure of every quarter that the member may see, a row for each. Three queries."""
    figures = list(
        Figure.objects.visible_to(member)
        .select_related("measure__indicator", "measure__supplier")
        .order_by("measure__position", "measure_id", "quarter")
    )
    breaks = set(
        SeriesBreak.objects.filter(partnership=member.partnership).values_list(
            "measure_id", "quarter"
        )
    )
    lines = [
        FigureLine(
            figure.measure,
            figure.quarter,
            figure,
            (figure.measure_id, figure.quarter) in breaks,
            member.can_for(Permission.ENTER, figure.measure.supplier_id),
        )
        for figure in figures
    ]
    title = f"{member.partnership.name}: figures of all quarters"
    about = ("Every figure that is kept, working figures of open returns too. Not published.",)
    return _figures(title, about, lines, "Figures")


def _figures(title: str, about: tuple[str, ...], lines: list[FigureLine], name: str) -> Workbook:
    noted = any(line.may_read_note for line in lines)
    resource = FigureExport()
    columns, rows = _table(resource.get_export_headers(), rows_of(resource, lines))
    if not noted:
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    table = Table(name, title, columns, rows)
    return Workbook(title, (*about, _made()), figure_notes(noted), (table,))


def indicators_workbook(partnership: Partnership) -> Workbook:
    """The definitions of the indicators in use. One query."""
    measures = Measure.objects.filter(partnership=partnership).select_related(
        "indicator", "supplier", "priority"
    )
    title = f"{partnership.name}: indicators in use"
    resource = MeasureExport()
    columns, rows = _table(
        resource.get_export_headers(), rows_of(resource, measures.order_by("position", "pk"))
    )
    about = "Each indicator’s definition, who supplies it and for which quarters it is asked."
    notes = (
        ("Quarters of delay", "After the period of a figure, until it becomes available."),
        ("Small numbers", "Not published: counts of people from 1 to 4 print [c]."),
    )
    return Workbook(title, (about, _made()), notes, (Table("Indicators", title, columns, rows),))


def targets_workbook(partnership: Partnership) -> Workbook:
    """The targets with their baselines. Two queries."""
    targets = list(
        Target.objects.filter(partnership=partnership)
        .select_related("measure__indicator", "baseline", "priority")
        .order_by("priority__strategy_id", "priority__position", "position", "pk")
    )
    conditions: dict[int, list[TargetCondition]] = {}
    for condition in TargetCondition.objects.filter(
        partnership=partnership, target__kind=TargetKind.ALL_OF.value
    ).select_related("measure__indicator"):
        conditions.setdefault(condition.target_id, []).append(condition)
    resource = TargetExport(conditions)
    title = f"{partnership.name}: targets"
    columns, rows = _table(resource.get_export_headers(), rows_of(resource, targets))
    about = (
        "What each indicator should reach, in the strategy’s words, and what it is measured from."
    )
    notes = (
        (NOT_AVAILABLE, "The baseline is still to be established, or none is recorded."),
        (NOT_APPLICABLE, "The target is not measured from a baseline."),
        next(one for one in SHORTHAND if one[0] == HIDDEN),
    )
    return Workbook(title, (about, _made()), notes, (Table("Targets", title, columns, rows),))


def _table(
    headings: list[str], rows: tuple[tuple[Value, ...], ...]
) -> tuple[tuple[Column, ...], tuple[tuple[Value, ...], ...]]:
    columns = tuple(Column(heading, _WIDTHS.get(heading, 16)) for heading in headings)
    return columns, rows


def _made() -> str:
    return f"Downloaded on {long_day(clock.today())}."


def file_name(
    partnership: Partnership, what: str, kind: str, quarter: Quarter | None = None
) -> str:
    """``safer-rutland-figures-2014-15-q4.csv``."""
    parts = [partnership.slug, what, *([quarter.slug] if quarter else [])]
    return f"{'-'.join(parts)}.{kind}"

"""Saving figures. Nothing here reads what was typed: see ``targets.entry``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F

from audit.context import context
from partnerships.access import Member
from partnerships.permissions import Permission
from targets.access import measures_asked
from targets.entry import Columns
from targets.models import Figure, Measure, Return, ReturnPart
from targets.terms import How


@dataclass(frozen=True)
class Entry:
    """One row to save. ``version`` is that of the figure as it was read; 0 if there was none."""

    measure_id: int
    version: int
    columns: Columns


@dataclass
class Outcome:
    """What became of the entries, by measure."""

    saved: set[int] = field(default_factory=set)
    unchanged: set[int] = field(default_factory=set)  # it says already what was entered
    conflicts: dict[int, Figure | None] = field(default_factory=dict)  # the figure as it is now
    closed: set[int] = field(default_factory=set)  # submitted or signed off meanwhile


def save_figures(
    *,
    by: Member,
    ret: Return,
    entries: Sequence[Entry],
    how: How = How.TYPED,
    came_from: str = "",
) -> Outcome:
    """Write every entry that can be written, in one transaction, and say what became of each.

    ``how`` the figures came in, and from which file, stand on each figure that is written.

    An entry is not written when its figure has changed since it was read (a conflict, unless it
    says the same), or when its part is closed. Raises PermissionDenied, and writes nothing, for a
    measure that this return does not ask of the member. A changed figure costs one statement, a
    new one three; before them four, and those of the audit context.
    """
    outcome = Outcome()
    if not entries:
        return outcome
    with context(by=by.user, action="targets.save_figures", partnership=by.partnership):
        # The context lets only one action at a time write to a partnership, so what is read here
        # still holds when it is written.
        ret = Return.objects.get(pk=ret.pk, partnership=by.partnership)
        measures = _measures(by, ret, [entry.measure_id for entry in entries])
        parts = {part.organisation_id: part for part in ret.parts.all()}
        figures = {
            figure.measure_id: figure
            for figure in Figure.objects.filter(measure__in=measures, quarter=ret.quarter)
        }
        for entry in entries:
            measure = measures[entry.measure_id]
            part = parts[measure.supplier_id]
            figure = figures.get(measure.pk)
            if figure is not None and Columns.of(figure) == entry.columns:
                outcome.unchanged.add(measure.pk)
            elif not _open(ret, part, figure, parts.values()):
                outcome.closed.add(measure.pk)
            elif (figure.version if figure else 0) != entry.version:
                outcome.conflicts[measure.pk] = figure
            elif figure is None and not entry.columns.says_something:
                outcome.unchanged.add(measure.pk)
            else:
                columns = {**entry.columns.as_dict(), "how": how.value, "came_from": came_from}
                _write(ret, part, measure, figure, entry=entry, columns=columns, outcome=outcome)
    return outcome


def _measures(by: Member, ret: Return, wanted: list[int]) -> dict[int, Measure]:
    measures = measures_asked(ret).in_bulk(wanted)
    for measure_id in wanted:
        measure = measures.get(measure_id)
        if measure is None or not by.can_for(Permission.ENTER, measure.supplier_id):
            raise PermissionDenied("This return does not ask you for that indicator.")
    return measures


def _open(
    ret: Return, part: ReturnPart, figure: Figure | None, parts: Iterable[ReturnPart]
) -> bool:
    """Whether the figure may change, and the part from which a new supplier would take it."""
    holder = next((one for one in parts if figure and one.pk == figure.part_id), part)
    return ret.status == Return.Status.OPEN and part.editable and holder.editable


def _write(
    ret: Return,
    part: ReturnPart,
    measure: Measure,
    figure: Figure | None,
    *,
    entry: Entry,
    columns: dict[str, object],
    outcome: Outcome,
) -> None:
    if figure is None:
        written = _insert(ret, part, measure, columns)
    else:
        written = bool(
            Figure.objects.filter(pk=figure.pk, version=entry.version).update(
                **columns, part=part, version=F("version") + 1
            )
        )
    if written:
        outcome.saved.add(measure.pk)
    else:
        outcome.conflicts[measure.pk] = Figure.objects.filter(
            measure=measure, quarter=ret.quarter
        ).first()


def _insert(ret: Return, part: ReturnPart, measure: Measure, columns: dict[str, object]) -> bool:
    """Whether it was the first: of two first figures of a quarter the database takes one."""
    try:
        with transaction.atomic():
            Figure.objects.create(
                partnership_id=ret.partnership_id,
                belongs_to=ret,
                part=part,
                measure=measure,
                quarter=ret.quarter,
                **columns,
            )
    except IntegrityError:
        if Figure.objects.filter(measure=measure, quarter=ret.quarter).exists():
            return False
        raise
    return True

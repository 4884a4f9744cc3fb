"""Saving figures. Nothing here reads what was typed: see ``targets.entry``."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.context import context
from core.bulk import Change, update_versions
from partnerships.access import Member
from partnerships.permissions import Permission
from targets.access import measures_asked
from targets.entry import Columns
from targets.locks import may_enter, with_exceptions
from targets.models import Figure, Return, ReturnPart
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
    measure that this return does not ask of the member. Five statements, whatever the number of
    entries, one for those that change and three for first ones; and those of the audit context.
    """
    outcome = Outcome()
    if not entries:
        return outcome
    with context(by=by.user, action="targets.save_figures", partnership=by.partnership):
        # The context lets only one action at a time write to a partnership, so what is read here
        # still holds when it is written.
        ret = Return.objects.get(pk=ret.pk, partnership=by.partnership)
        suppliers = _suppliers(by, ret, [entry.measure_id for entry in entries])
        parts = {part.organisation_id: part for part in with_exceptions(ret.parts.all())}
        enterable = {
            part.pk
            for part in parts.values()
            if ret.status == Return.Status.OPEN and may_enter(ret, part)
        }
        figures = {
            figure.measure_id: figure
            for figure in Figure.objects.filter(measure__in=suppliers, quarter=ret.quarter)
        }
        firsts: list[Figure] = []
        changes: dict[int, Change] = {}
        for entry in entries:
            measure_id = entry.measure_id
            part = parts[suppliers[measure_id]]
            figure = figures.get(measure_id)
            if figure is not None and Columns.of(figure) == entry.columns:
                outcome.unchanged.add(measure_id)
            elif part.pk not in enterable or not _holder_open(figure, parts.values()):
                outcome.closed.add(measure_id)
            elif (figure.version if figure else 0) != entry.version:
                outcome.conflicts[measure_id] = figure
            elif figure is None and not entry.columns.says_something:
                outcome.unchanged.add(measure_id)
            else:
                columns = entry.columns.as_dict()
                columns |= {"how": how.value, "came_from": came_from, "part_id": part.pk}
                if figure is None:
                    firsts.append(_first(ret, measure_id, columns))
                else:
                    changes[measure_id] = figure.pk, figure.version, columns
        _write(ret, firsts, changes, outcome)
    return outcome


def _suppliers(by: Member, ret: Return, wanted: Collection[int]) -> dict[int, int]:
    """The organisation that supplies each measure, which the return asks of this member."""
    asked = measures_asked(ret).order_by().filter(pk__in=wanted)
    suppliers = dict(asked.values_list("pk", "supplier_id"))
    for measure_id in wanted:
        supplier = suppliers.get(measure_id)
        if supplier is None or not by.can_for(Permission.ENTER, supplier):
            raise PermissionDenied("This return does not ask you for that indicator.")
    return suppliers


def _holder_open(figure: Figure | None, parts: Iterable[ReturnPart]) -> bool:
    """Whether the part may change that holds the figure, when another supplier takes it over."""
    return all(part.editable for part in parts if figure and part.pk == figure.part_id)


def _first(ret: Return, measure_id: int, columns: Mapping[str, Any]) -> Figure:
    return Figure(
        partnership_id=ret.partnership_id,
        belongs_to=ret,
        measure_id=measure_id,
        quarter=ret.quarter,
        **columns,
    )


def _write(
    ret: Return, firsts: Sequence[Figure], changes: Mapping[int, Change], outcome: Outcome
) -> None:
    """Write first figures, and changes by measure; where another was there first is a conflict."""
    written = update_versions(Figure, changes.values())
    saved = {measure_id for measure_id, change in changes.items() if change[0] in written}
    saved |= _insert(firsts)
    outcome.saved |= saved
    late = (changes.keys() | {figure.measure_id for figure in firsts}) - saved
    if late:
        now = Figure.objects.filter(measure__in=late, quarter=ret.quarter)
        found = {figure.measure_id: figure for figure in now}
        outcome.conflicts |= {measure_id: found.get(measure_id) for measure_id in late}


def _insert(firsts: Sequence[Figure]) -> set[int]:
    """The measures whose figure was the first: of two of a quarter the database takes one."""
    if not firsts:
        return set()
    try:
        with transaction.atomic():
            Figure.objects.bulk_create(firsts)
    except IntegrityError:
        if len(firsts) > 1:  # one by one, to tell them apart
            return set().union(*(_insert([figure]) for figure in firsts))
        if Figure.objects.filter(measure=firsts[0].measure_id, quarter=firsts[0].quarter).exists():
            return set()
        raise
    return {figure.measure_id for figure in firsts}

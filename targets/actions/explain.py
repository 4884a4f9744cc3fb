"""Saying why a figure is as unusual as a warning says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from audit.context import context
from partnerships.access import Member
from partnerships.permissions import Permission
from targets.access import measures_asked
from targets.checks import Warning
from targets.entry import LONGEST_TEXT
from targets.locks import may_enter, with_exceptions
from targets.models import Explanation, Figure, Measure, Return, ReturnPart
from targets.selectors.checks import Checks, check_measures
from targets.terms import Warned

Key = tuple[int, Warned]  # a measure's warning of a kind


@dataclass(frozen=True)
class Said:
    """An explanation to be saved. ``about`` is the warning's sentence as it was read, ``version``
    that of the explanation then; 0 if there was none. An empty ``text`` takes it away."""

    measure_id: int
    kind: Warned
    about: str
    text: str
    version: int

    @property
    def key(self) -> Key:
        return self.measure_id, self.kind


@dataclass
class Explained:
    """What became of the explanations."""

    saved: set[Key] = field(default_factory=set)
    removed: set[Key] = field(default_factory=set)
    unchanged: set[Key] = field(default_factory=set)  # it says already what was entered
    conflicts: dict[Key, Warning | None] = field(default_factory=dict)  # the warning as it is now
    closed: set[Key] = field(default_factory=set)  # submitted or signed off meanwhile


def fault_in(text: str) -> str:
    """Why a text cannot be stored; empty when it can."""
    if "\x00" in text:
        return "The text contains a character that cannot be stored. Type it again."
    if len(text) > LONGEST_TEXT:
        return f"The text is too long. Use at most {LONGEST_TEXT:,} characters."
    return ""


def explain(*, by: Member, ret: Return, said: Sequence[Said]) -> Explained:
    """Save every explanation that can be saved, in one transaction, and say what became of each.

    One is not saved when its warning is not, or no longer, what was read, when somebody else has
    explained it since (both are conflicts), or when its part is closed. Raises PermissionDenied,
    and writes nothing, for a measure that this return does not ask of the member; ValidationError
    for a text that cannot be stored.
    """
    outcome = Explained()
    if not said:
        return outcome
    if faults := [fault for one in said if (fault := fault_in(one.text))]:
        raise ValidationError(faults)
    with context(by=by.user, action="targets.explain", partnership=by.partnership):
        # Only one action at a time writes to a partnership: what is read here holds when written.
        ret = Return.objects.select_related("partnership").get(
            pk=ret.pk, partnership=by.partnership
        )
        measures = _measures(by, ret, {one.measure_id for one in said})
        parts = list(with_exceptions(ret.parts.all()))
        open_to = _open_to(ret, parts)
        shut = {part.pk for part in parts if not part.editable}
        checks = check_measures(ret, list(measures.values()))
        figures = {
            figure.measure_id: figure
            for figure in Figure.objects.filter(measure__in=measures, quarter=ret.quarter)
        }
        for one in said:
            warning = _current(checks, one)
            figure = figures.get(one.measure_id)
            if _says_the_same(one, warning):
                outcome.unchanged.add(one.key)
            elif measures[one.measure_id].supplier_id not in open_to or (
                figure is not None and figure.part_id in shut  # another supplied it before
            ):
                outcome.closed.add(one.key)
            elif warning is None or (one.about, one.version) != (warning.sentence, warning.version):
                outcome.conflicts[one.key] = warning
            else:
                _write(ret, figures[one.measure_id].pk, one)
                (outcome.saved if one.text.strip() else outcome.removed).add(one.key)
    return outcome


def drop_stale(part: ReturnPart, checks: Checks) -> None:
    """Take away the explanations of what a part's figures no longer say, before it is submitted.

    They stay in the record of changes. Within an audit context.
    """
    now = {
        (measure_id, warning.kind): warning.sentence
        for measure_id, row in checks.rows.items()
        for warning in row.warnings
    }
    stale = [
        one.pk
        for one in Explanation.objects.filter(
            partnership_id=part.partnership_id,
            figure__measure__in=checks.rows,
            figure__quarter=part.belongs_to.quarter,
            # Not of a figure that another part holds, and has submitted.
            figure__part__status__in=(ReturnPart.Status.OPEN, ReturnPart.Status.RETURNED),
        ).select_related("figure")
        if now.get((one.figure.measure_id, Warned(one.kind))) != one.about
    ]
    Explanation.objects.filter(pk__in=stale).delete()


def _measures(by: Member, ret: Return, wanted: Collection[int]) -> dict[int, Measure]:
    measures = measures_asked(ret).select_related("indicator").in_bulk(wanted)
    for measure_id in wanted:
        measure = measures.get(measure_id)
        if measure is None or not by.can_for(Permission.ENTER, measure.supplier_id):
            raise PermissionDenied("This return does not ask you for that indicator.")
    return measures


def _open_to(ret: Return, parts: Collection[ReturnPart]) -> set[int]:
    """The organisations whose figures, and so their explanations, may change."""
    if ret.status != Return.Status.OPEN:
        return set()
    return {part.organisation_id for part in parts if may_enter(ret, part)}


def _current(checks: Checks, one: Said) -> Warning | None:
    found = checks.row(one.measure_id).warnings
    return next((warning for warning in found if warning.kind is one.kind), None)


def _says_the_same(one: Said, warning: Warning | None) -> bool:
    """Whether there is nothing to write: nothing to take away, or the same text of the same."""
    text = one.text.strip()
    if warning is None or not warning.explained:
        return not text
    return warning.explanation == text and one.about == warning.sentence


def _write(ret: Return, figure_id: int, one: Said) -> None:
    text = one.text.strip()
    own = Explanation.objects.filter(figure_id=figure_id, kind=one.kind.value)
    if not text:
        own.delete()
    elif one.version:
        own.update(about=one.about, text=text, version=F("version") + 1)
    else:
        Explanation.objects.create(
            partnership_id=ret.partnership_id,
            figure_id=figure_id,
            kind=one.kind.value,
            about=one.about,
            text=text,
        )

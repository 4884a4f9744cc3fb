"""Revising a figure that is settled: published, or loaded as a past figure."""

from dataclasses import asdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from audit.context import context
from core import clock
from core.editing import changed
from core.models import Conflict
from partnerships.access import Member
from partnerships.permissions import Permission
from targets.entry import LONGEST_TEXT, Columns
from targets.models import Figure, Return, Revision
from targets.terms import FigureState, How, RevisionKind
from targets.values import cell, parts_words

SETTLED = (Return.Status.PUBLISHED, Return.Status.HISTORY)
# What makes a revision: what is said about the figure may change with it, and not alone.
OF_THE_FIGURE = (
    "state",
    "reason",
    "value",
    "numerator",
    "denominator",
    "provisional",
    "estimated",
    "quality_problem",
    "caveat",
    "period_start",
    "period_end",
)
SAME = "The figure says this already, so there is nothing to revise."
NO_FIGURE = "Enter the figure, or choose in the data status why there is none."


def revise(
    *,
    by: Member,
    figure: Figure,
    columns: Columns,
    kind: RevisionKind,
    why: str,
    expected_version: int,
) -> Revision:
    """Change a settled figure, and record what it said, what it says, why, who and when.

    ``columns`` is the whole figure as ``targets.entry.read`` gives it. ``expected_version`` is
    that of the figure as it was read. Raises PermissionDenied; ValidationError when the figure is
    not settled, nothing changes or no reason is given; Conflict when it has changed meanwhile.
    """
    why = _checked(why)
    said = f"{kind.label}: {why}"
    with context(by=by.user, action="targets.revise", why=said, partnership=by.partnership):
        now = _as_it_is(by, figure)
        _check(now, columns)
        if now.version != expected_version:
            raise Conflict(current=now)
        revision = Revision.objects.create(
            partnership=by.partnership,
            figure=now,
            from_version=now.version,
            kind=kind.value,
            why=why,
            before=words_of(now),
            after=words_of(revised(now, columns)),
            state=columns.state,
            reason=columns.reason,
            value=columns.value,
            numerator=columns.numerator,
            denominator=columns.denominator,
            made_by=by.user,
            made_at=clock.now(),
        )
        # The database lets the figure change only as the row above says.
        written = Figure.objects.filter(pk=now.pk, version=expected_version).update(
            **asdict(columns),
            revised=True,
            how=How.REVISED.value,
            came_from="",
            version=F("version") + 1,
        )
        if not written:
            raise Conflict(current=_as_it_is(by, figure))
    return revision


def why_not_revisable(ret: Return) -> str:
    """Why figures of this return are not revised, in a sentence; empty when they are."""
    if ret.status in SETTLED:
        return ""
    return (
        f"{ret.quarter.label} is not published yet, so its figures are changed in the return. "
        "Submitted or signed-off figures have to be sent back first."
    )


def revised(figure: Figure, columns: Columns) -> Figure:
    """The figure as it would be, not saved. For showing what a revision would change."""
    return changed(figure, {**columns.as_dict(), "revised": True, "how": How.REVISED.value})


def nothing_changes(figure: Figure, columns: Columns) -> bool:
    """Whether the figure says all of this already; commentary alone makes no revision."""
    return all(getattr(figure, name) == getattr(columns, name) for name in OF_THE_FIGURE)


def words_of(figure: Figure) -> str:
    """``6.35 (4,241 / 667,900) for 2014-15, provisional``. Its indicator is loaded."""
    shown = cell(figure)
    parts = parts_words(figure)
    text = f"{shown.text} ({parts})" if parts else shown.text
    if shown.period:
        text = f"{text} for {shown.period}"
    marks = (word.lower() for word in shown.marks if word != "Revised")
    return ", ".join([text, *marks])[:200]


def _as_it_is(by: Member, figure: Figure) -> Figure:
    rows = Figure.objects.filter(partnership=by.partnership)
    now = rows.select_related("measure__indicator", "belongs_to").filter(pk=figure.pk).first()
    if now is None or not by.can_for(Permission.REVISE, now.measure.supplier_id):
        raise PermissionDenied
    return now


def _checked(why: str) -> str:
    """The reason as it is recorded. Raises ValidationError, before anything else is done."""
    if not why.strip():
        raise ValidationError({"why": "Say why the figure is revised."})
    if "\x00" in why or len(why) > LONGEST_TEXT:
        raise ValidationError({"why": f"Use at most {LONGEST_TEXT:,} ordinary characters."})
    return why.strip()


def _check(now: Figure, columns: Columns) -> None:
    if refusal := why_not_revisable(now.belongs_to):
        raise ValidationError(refusal)
    if columns.state == FigureState.NOT_ENTERED:
        raise ValidationError(NO_FIGURE)
    if nothing_changes(now, columns):
        raise ValidationError(SAME)

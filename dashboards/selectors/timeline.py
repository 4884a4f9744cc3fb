"""What happened to one figure, read from the audit log."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from audit.selectors import timeline
from core.numbers import format_value
from core.quarters import Quarter
from partnerships.access import Member
from targets.models import Figure
from targets.terms import FigureState, Reason

FIELDS = {  # the internal note is nobody's but its author's
    "value": "Value",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "state": "State",
    "reason": "Reason",
    "provisional": "Provisional",
    "revised": "Revised",
    "estimated": "Estimated",
    "quality_problem": "Quality problem",
    "caveat": "Caveat",
    "commentary_change": "What changed and why",
    "commentary_action": "What we are doing",
}
WORDS = {str(term): term.label for term in (*FigureState, *Reason)}


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One change by one person: each field's name, what it was and what it became."""

    at: datetime
    who: str
    why: str
    is_first: bool
    fields: tuple[tuple[str, str, str], ...]


def figure_changes(member: Member, quarter: Quarter, measure_id: int) -> list[FigureChange]:
    """Oldest first; nothing for those who may not see the figure unpublished. Two queries."""
    figure = (
        Figure.objects.visible_to(member).filter(measure_id=measure_id, quarter=quarter).first()
    )
    if figure is None:
        return []
    found = []
    for entry in timeline(figure, fields=list(FIELDS)):
        changed = tuple(
            (FIELDS[name], _spoken(before), _spoken(after))
            for name, (before, after) in entry.changes.items()
            if _spoken(before) != _spoken(after)
        )
        if changed:
            first = entry.operation == "insert"
            found.append(FigureChange(entry.at, entry.who, entry.why, first, changed))
    return found


def _spoken(value: Any) -> str:
    if value is None or value in ("", False):
        return ""
    if value is True:
        return "Yes"
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        return format_value(value, max(0, -int(exponent)))
    return WORDS.get(str(value), str(value))

"""What managers write for the board about a quarter, until it is published."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from audit.context import context
from core.editing import changed, check_row
from core.models import Conflict, save_versioned
from core.quarters import Quarter
from dashboards import rules
from dashboards.headline_limits import faults
from dashboards.models import QuarterSummary
from partnerships.access import Member
from partnerships.permissions import Permission
from targets.models import Return

FROZEN = {Return.Status.PUBLISHED, Return.Status.HISTORY}


def is_open(ret: Return) -> bool:
    """Whether the headline of a return's quarter may still be written."""
    return ret.status not in FROZEN


def fixed_words(quarter: Quarter) -> str:
    """Why a headline can no longer change."""
    return f"{quarter.label} is published: its headline can no longer change."


def write_summary(
    *,
    by: Member,
    quarter: Quarter,
    headline: str = "",
    asks: str = "",
    written_by: str = "",
    expected_version: int | None = None,
) -> QuarterSummary | None:
    """Write the headline of a quarter and what the board is asked; with both empty, take it back.

    ``expected_version`` is None where nothing was written yet. Raises ``ValidationError`` for what
    is too long, for what the database would refuse and for a published quarter, ``Conflict`` when
    somebody else has written since.
    """
    if not by.can(Permission.JUDGE):
        raise PermissionDenied
    values = {"headline": headline.strip(), "asks": asks.strip(), "written_by": written_by.strip()}
    with context(by=by.user, action="dashboards.write_summary", partnership=by.partnership):
        ret = Return.objects.filter(partnership=by.partnership, quarter=quarter).first()
        if ret is None:
            raise ValidationError(f"There is no return for {quarter.label}.")
        if not is_open(ret):
            raise ValidationError(fixed_words(quarter))
        try:
            with transaction.atomic():
                return _write(by, quarter, values, expected_version)
        except IntegrityError as error:
            # Published at this very moment: the database refuses, whatever was read above.
            ret.refresh_from_db()
            if is_open(ret):
                raise
            raise ValidationError(fixed_words(quarter)) from error


def _write(
    by: Member, quarter: Quarter, values: dict[str, str], expected_version: int | None
) -> QuarterSummary | None:
    found = QuarterSummary.objects.filter(partnership=by.partnership, quarter=quarter).first()
    if (found.version if found else None) != expected_version:
        raise Conflict(found)
    if found and not (values["headline"] or values["asks"]):
        if not QuarterSummary.objects.filter(pk=found.pk, version=found.version).delete()[0]:
            raise Conflict(found)
        return None
    wrong: dict[str, list[str]] = {}
    for name, text in faults(values["headline"], values["asks"]):
        wrong.setdefault(name, []).append(text)
    if wrong:
        raise ValidationError(wrong)
    new = QuarterSummary(partnership=by.partnership, quarter=quarter, **values)
    check_row(changed(found, values) if found else new, rules.SUMMARY)
    if found is None or expected_version is None:
        new.save()
        return new
    save_versioned(found, expected_version, **values)
    return found

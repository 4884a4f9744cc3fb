"""What managers do with their scheme: start a version, change or remove one that has rated nothing.

A rating never changes because a later scheme changed: what a published quarter was rated by stays.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from audit.context import context
from core.editing import changed, check_row, only, remove_row
from core.models import Conflict, save_versioned
from core.quarters import Quarter
from dashboards import rules
from dashboards.models import Scheme
from dashboards.selectors.schemes import is_fixed, last_published, next_number, startable
from partnerships.access import Member
from targets.actions.manage_rights import may_edit

FIELDS = (
    "from_quarter",
    "kind",
    "roll_up",
    "tolerance_percent",
    "tolerance_points",
    "tolerance_absolute",
    "band_percent",
    "band_points",
    "reason",
)


def start_scheme(*, by: Member, values: Mapping[str, Any]) -> Scheme:
    """A new version, from a quarter that the board has not seen. ``ValidationError`` by field."""
    may_edit(by)
    values = only(values, FIELDS)
    with _context(by, "start_scheme", values.get("reason", "")):
        scheme = Scheme(partnership=by.partnership, number=next_number(by.partnership), **values)
        _check_start(by, scheme.from_quarter)
        check_row(scheme, rules.SCHEME)
        scheme.save()
    return scheme


def change_scheme(
    *, by: Member, scheme: Scheme, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change a version that has rated no published quarter. ``Conflict`` if it is not as seen."""
    may_edit(by, scheme)
    values = only(values, FIELDS)
    with _context(by, "change_scheme", values.get("reason", scheme.reason)):
        _check_free(by, scheme, expected_version)
        after = changed(scheme, values)
        _check_start(by, after.from_quarter, scheme)
        check_row(after, rules.SCHEME)
        save_versioned(scheme, expected_version, **values)


def remove_scheme(*, by: Member, scheme: Scheme, expected_version: int) -> None:
    """Remove a version that has rated no published quarter: the one before it goes on."""
    may_edit(by, scheme)
    with _context(by, "remove_scheme"):
        _check_free(by, scheme, expected_version)
        remove_row(scheme, expected_version)


def _context(by: Member, action: str, why: str = "") -> Any:
    return context(by=by.user, action=f"dashboards.{action}", why=why, partnership=by.partnership)


def _check_free(by: Member, scheme: Scheme, expected_version: int) -> None:
    """Raise ``Conflict`` if it is not what the person saw, ``ValidationError`` if it must stay."""
    now = Scheme.objects.filter(pk=scheme.pk).first()
    if now is None or now.version != expected_version:
        raise Conflict(now)
    if is_fixed(now, last_published(by.partnership)):
        raise ValidationError(fixed_words(now))


def fixed_words(scheme: Scheme) -> str:
    """Why a version can no longer be changed or removed."""
    return (
        f"Quarters since the start of {str(scheme).lower()} are published, so it can no longer "
        "be changed or removed. "
        "Start a new version instead."
    )


def _check_start(by: Member, quarter: Quarter, scheme: Scheme | None = None) -> None:
    allowed = startable(by.partnership, scheme)
    if quarter in allowed:
        return
    published = last_published(by.partnership)
    if published and quarter <= published:
        text = f"{published.label} is published and keeps its ratings. Choose a later quarter."
    elif not allowed:
        text = "There is no quarter left between the version before and the next one."
    else:
        text = f"Choose a quarter from {allowed[0].label} to {allowed[-1].label}."
    raise ValidationError({"from_quarter": text})

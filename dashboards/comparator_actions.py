"""What managers do to compare: keep sets of areas, load what those published, and share.

What is published already keeps the comparisons that it was published with.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Max

from audit.context import context
from core.bulk import update_versions
from core.editing import changed, check_row, only
from core.models import Conflict, save_versioned
from core.quarters import Quarter
from dashboards import comparator_rules as rules
from dashboards.comparator_file import Plan, Planned
from dashboards.models import ComparatorArea, ComparatorFigure, ComparatorSet
from dashboards.selectors.comparator_sets import figures_there, indicators_in_use
from dashboards.selectors.shared import areas_shared_with
from partnerships.access import Member
from partnerships.models import Partnership
from targets.actions.manage_rights import may_edit

FIELDS: Final = ("name", "first_quarter", "source", "note")
MOST_AREAS: Final = 400  # of a set: more than there are partnerships in England and Wales
BATCH: Final = 500
STALE: Final = (
    "Something has changed since the preview, so nothing was saved. Choose the file again to see "
    "what it would change now."
)


@dataclass(frozen=True, slots=True)
class Outside:
    """An area that does not use this application, or does not share: by name and ONS code."""

    name: str
    ons_code: str = ""


# --- Sets ---


def start_set(
    *,
    by: Member,
    values: Mapping[str, Any],
    outside: Sequence[Outside] = (),
    members: Collection[int] = (),
) -> ComparatorSet:
    """A new set: the partnership itself, areas outside, and partnerships that share with it."""
    may_edit(by)
    values = only(values, FIELDS)
    with _context(by, "start_comparator_set"):
        last = by.partnership.comparator_sets.aggregate(last=Max("position"))["last"] or 0
        row = ComparatorSet(partnership=by.partnership, position=last + 1, **values)
        check_row(row, rules.SET)
        row.save()
        own = ComparatorArea(
            partnership=by.partnership,
            comparator_set=row,
            name=by.partnership.place,
            ons_code=by.partnership.ons_code,
            member=by.partnership,
        )
        check_row(own, rules.AREA)
        own.save()
        _add(by, row, outside, members)
    return row


def change_set(
    *, by: Member, row: ComparatorSet, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change what a set is called, its source, note and start. ``Conflict`` if not as seen."""
    may_edit(by, row)
    values = only(values, FIELDS)
    with _context(by, "change_comparator_set"):
        check_row(changed(row, values), rules.SET)
        save_versioned(row, expected_version, **values)


def end_set(
    *, by: Member, row: ComparatorSet, expected_version: int, last_quarter: Quarter | None
) -> None:
    """Say until which quarter a set is used; None: until further notice."""
    may_edit(by, row)
    with _context(by, "end_comparator_set"):
        check_row(changed(row, {"last_quarter": last_quarter}), rules.SET)
        save_versioned(row, expected_version, last_quarter=last_quarter)


# --- Areas ---


def add_areas(
    *,
    by: Member,
    row: ComparatorSet,
    outside: Sequence[Outside] = (),
    members: Collection[int] = (),
) -> int:
    """More areas for a set; how many. ``ValidationError`` for a name that it has already."""
    may_edit(by, row)
    with _context(by, "add_comparator_areas"):
        return _add(by, row, outside, members)


def _add(
    by: Member, row: ComparatorSet, outside: Sequence[Outside], members: Collection[int]
) -> int:
    sharing = {area.id: area for area in areas_shared_with(by.partnership)}
    if not set(members) <= sharing.keys():
        raise ValidationError({"members": "Choose partnerships that share with you."})
    common = {"partnership": by.partnership, "comparator_set": row}
    new = [ComparatorArea(**common, name=one.name, ons_code=one.ons_code) for one in outside]
    new += [
        ComparatorArea(**common, name=sharing[pk].place, member_id=pk) for pk in sorted(members)
    ]
    known = {name.casefold() for name in row.areas.values_list("name", flat=True)}
    if len(known) + len(new) > MOST_AREAS:
        raise ValidationError({"outside": f"A set has at most {MOST_AREAS} areas."})
    for area in new:
        if area.name.casefold() in known:
            name = "members" if area.member_id else "outside"
            raise ValidationError({name: f"“{area.name}” is in the set twice."})
        known.add(area.name.casefold())
        check_row(area, rules.AREA)
    return len(ComparatorArea.objects.bulk_create(new))


def change_area(
    *, by: Member, area: ComparatorArea, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Correct an area's name or code. ``Conflict`` if it is not as seen."""
    may_edit(by, area)
    values = only(values, ("name", "ons_code"))
    with _context(by, "change_comparator_area"):
        check_row(changed(area, values), rules.AREA)
        save_versioned(area, expected_version, **values)


def remove_area(*, by: Member, area: ComparatorArea, expected_version: int) -> None:
    """Take an area out of a set, with the figures that were loaded for it."""
    may_edit(by, area)
    with _context(by, "remove_comparator_area"):
        current = ComparatorArea.objects.filter(pk=area.pk).first()
        if current is None or current.version != expected_version:
            raise Conflict(current)
        if current.member_id == by.partnership.pk:
            raise ValidationError("Your own area stays in the set: it is what is compared.")
        current.figures.all().delete()
        current.delete()


# --- Figures of areas outside ---


@dataclass(frozen=True, slots=True)
class LoadedFigures:
    """What was written."""

    added: int = 0
    changed: int = 0


def load_figures(*, by: Member, row: ComparatorSet, plan: Plan, source: str) -> LoadedFigures:
    """Write what a preview said, all of it or nothing; what is there already is not written.

    ``ValidationError`` where an area, an indicator or a figure is not as it was in the preview.
    """
    may_edit(by, row)
    if plan.faults:
        raise ValidationError("The file has faults, so nothing of it is saved.")
    with _context(by, "load_comparator_figures", source):
        planned = {one.key: one for one in (*plan.added, *plan.changed)}
        _check_owned(by, row, planned.values())
        there = figures_there(row)
        found = [one for key, one in planned.items() if not _is_there(there.get(key), one, source)]
        new = [one for one in found if one.key not in there]
        old = [one for one in found if one.key in there]
        if any(there[one.key].version != one.version for one in old):
            raise ValidationError(STALE)
        if any(one.version for one in new):
            raise ValidationError(STALE)
        ComparatorFigure.objects.bulk_create(
            (_figure(by, one, source) for one in new), batch_size=BATCH
        )
        changes = [
            (there[one.key].pk, one.version, {**one.columns, "source": source}) for one in old
        ]
        if len(update_versions(ComparatorFigure, changes)) != len(changes):
            raise ValidationError(STALE)
    return LoadedFigures(len(new), len(old))


def _is_there(there: ComparatorFigure | None, one: Planned, source: str) -> bool:
    if there is None or there.source != source:
        return False
    return all(getattr(there, name) == value for name, value in one.columns.items())


def _check_owned(by: Member, row: ComparatorSet, planned: Collection[Planned]) -> None:
    """Every area is of this set and outside, every indicator in use: two queries."""
    areas = row.areas.filter(partnership=by.partnership, member__isnull=True)
    if not {one.area for one in planned} <= set(areas.values_list("pk", flat=True)):
        raise ValidationError(STALE)
    known = set(indicators_in_use(by.partnership).values_list("pk", flat=True))
    if not {one.indicator for one in planned} <= known:
        raise ValidationError(STALE)


def _figure(by: Member, one: Planned, source: str) -> ComparatorFigure:
    return ComparatorFigure(
        partnership=by.partnership,
        area_id=one.area,
        indicator_id=one.indicator,
        period_start=one.period.start,
        period_end=one.period.end,
        source=source,
        **one.columns,
    )


# --- Sharing ---


def share(*, by: Member, expected_version: int, shares_with: str) -> None:
    """Say who else may compare what the partnership has published. ``Conflict`` if not as seen."""
    may_edit(by)
    if shares_with not in Partnership.Shares.values:
        raise ValidationError({"shares_with": "Choose who may compare your figures."})
    with _context(by, "share"):
        save_versioned(by.partnership, expected_version, shares_with=shares_with)


def _context(by: Member, action: str, why: str = "") -> Any:
    return context(by=by.user, action=f"dashboards.{action}", why=why, partnership=by.partnership)

"""Keeping a plan of past figures, and carrying it out: all of it or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from import_export.exceptions import ImportError as RowRefused

from audit.context import context
from core.quarters import Quarter
from partnerships.access import Member
from partnerships.permissions import Permission
from targets.actions import uploads
from targets.history.plan import Plan, Planned, Step
from targets.history.resource import BATCH, FigureResource, Known, read_known
from targets.models import Return, Upload

STALE: Final = (
    "Figures have changed since the preview, so nothing was saved. Upload the file again to see "
    "what it would change now."
)
NO_REASON: Final = "Say why the past figures change."


@dataclass(frozen=True)
class Loaded:
    """What was written. ``before``: it had been written already, and nothing was done now."""

    added: int = 0
    changed: int = 0
    before: bool = False


def keep_plan(*, by: Member, plan: Plan, file_name: str, sha256: str) -> Upload:
    """Keep what was read for its preview. Plans that nobody confirmed within a day are emptied.

    Raises PermissionDenied.
    """
    if not by.can(Permission.LOAD_HISTORY):
        raise PermissionDenied
    with context(by=by.user, action="targets.keep_history", partnership=by.partnership):
        return uploads.keep(
            by=by,
            kind=Upload.Kind.HISTORY,
            plan=plan.to_bytes(),
            file_name=file_name,
            sha256=sha256,
        )


def load_history(*, by: Member, upload: Upload, why: str) -> Iterator[Step | Loaded]:
    """Write what the plan says, in one transaction, in steps.

    ``Loaded``, the last thing given, comes after the commit. Whoever stops listening before that
    undoes all of it. The second time nothing is done. ``why`` is needed where past figures change.
    Raises PermissionDenied, and ValidationError when a figure has changed since the preview.
    """
    if (
        not by.can(Permission.LOAD_HISTORY)
        or upload.made_by_id != by.user.pk
        or upload.partnership_id != by.partnership.pk
    ):
        raise PermissionDenied
    with context(by=by.user, action="targets.load_history", why=why, partnership=by.partnership):
        # The context lets one action at a time write to a partnership: this is as it is now.
        upload = Upload.objects.get(pk=upload.pk)
        if upload.applied_at is not None or uploads.expired(upload):
            yield Loaded(before=True)
            return
        plan = Plan.from_bytes(bytes(upload.plan))
        if plan.changed and not why.strip():
            raise ValidationError(NO_REASON)
        yield from _write(by, upload, plan)
        uploads.mark_applied(upload)
    yield Loaded(len(plan.added), len(plan.changed))


def _write(by: Member, upload: Upload, plan: Plan) -> Iterator[Step]:
    known = read_known(by.partnership)
    planned = (*plan.added, *plan.changed)
    if any(_version(known, one) != one.version for one in planned):
        raise ValidationError(STALE)
    _make_returns(known, upload, plan.quarters)
    resource = FigureResource(known, reason=plan.reason, came_from=upload.file_name)
    for start in range(0, len(planned), BATCH):
        try:
            resource.load(one.item for one in planned[start : start + BATCH])
        except RowRefused as refused:
            # The indicator has changed, or a return was opened, since the preview.
            if isinstance(refused.error, ValidationError):
                raise ValidationError(STALE) from refused
            raise
        yield Step(min(start + BATCH, len(planned)), len(planned), "saved")
    if resource.outcome.unchanged:
        raise ValidationError(STALE)


def _version(known: Known, planned: Planned) -> int:
    item = planned.item
    if item.measure not in known.measures:
        return -1  # it is not in use any more
    figure = known.figures.get((item.measure, item.quarter))
    return figure.version if figure else 0


def _make_returns(known: Known, upload: Upload, quarters: tuple[Quarter, ...]) -> None:
    """A return of past figures for each quarter that has none. One statement."""
    new = [
        Return(
            partnership=known.partnership,
            quarter=quarter,
            status=Return.Status.HISTORY,
            opened_on=quarter.end,
            due=quarter.end,
            source=upload.file_name,
        )
        for quarter in quarters
        if quarter.index not in known.returns
    ]
    for ret in Return.objects.bulk_create(new):
        known.returns[ret.quarter.index] = ret

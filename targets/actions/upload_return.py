"""Figures that come in from a file or by pasting: kept for a preview, then saved together."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied

from audit.context import context
from partnerships.access import Member
from partnerships.permissions import Permission
from targets.actions import uploads
from targets.actions.figures import Entry, Outcome, save_figures
from targets.entry import EntryErrors, read
from targets.models import Return, Upload
from targets.selectors.returns import read_return
from targets.sheets.plan import Plan, Planned
from targets.terms import How


@dataclass
class Applied:
    """What became of an upload's rows, by measure. ``before``: it had been applied already."""

    before: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    refused: dict[int, Planned] = field(default_factory=dict)  # changed or closed meanwhile


def keep_upload(*, by: Member, ret: Return, plan: Plan, file_name: str, sha256: str) -> Upload:
    """Keep what was read, for its preview. Nothing of the return changes.

    ``file_name`` is empty for what was pasted. What nobody confirmed within a day is emptied.
    Raises PermissionDenied.
    """
    if not by.can(Permission.ENTER):
        raise PermissionDenied
    with context(by=by.user, action="targets.keep_upload", partnership=by.partnership):
        return uploads.keep(
            by=by,
            kind=Upload.Kind.RETURN,
            plan=plan.to_json(),
            file_name=file_name,
            sha256=sha256,
            belongs_to=ret,
        )


def apply_upload(*, by: Member, upload: Upload, chosen: Collection[int]) -> Applied:
    """Save the chosen rows of an upload, in one transaction, each as of the version its preview
    showed; then empty it. The second time nothing is done.

    Raises PermissionDenied for somebody else's upload.
    """
    if upload.made_by_id != by.user.pk or upload.partnership_id != by.partnership.pk:
        raise PermissionDenied
    with context(by=by.user, action="targets.apply_upload", partnership=by.partnership):
        # The context lets one action at a time write to a partnership: this is as it is now.
        upload = Upload.objects.select_related("belongs_to").get(pk=upload.pk)
        if upload.applied_at is not None or uploads.expired(upload):
            return Applied(before=True)
        ret = upload.belongs_to
        if ret is None:
            raise PermissionDenied
        page = read_return(by, ret, checks=False)
        rows = {row.measure.pk: row for row in page.rows}
        applied, entries = Applied(), []
        for planned in Plan.from_json(bytes(upload.plan)).changes:
            if planned.measure not in chosen:
                continue
            applied.refused[planned.measure] = planned
            row = rows.get(planned.measure)
            if row is None:  # it is asked of somebody else since
                continue
            try:
                columns = read(row.question, planned.typed)
            except EntryErrors:  # the indicator itself has changed since
                continue
            entries.append(Entry(planned.measure, planned.version, columns))
        applied.outcome = save_figures(
            by=by,
            ret=ret,
            entries=entries,
            how=How.UPLOADED if upload.file_name else How.PASTED,
            came_from=upload.file_name,
        )
        for measure in applied.outcome.saved | applied.outcome.unchanged:
            del applied.refused[measure]
        uploads.mark_applied(upload)
    return applied

"""What managers do with a quarter: state judgements, assess its groups, publish it to the board."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from audit.context import context
from core import clock
from core.editing import Rules, changed, check_row
from core.models import Conflict, save_versioned
from core.quarters import Quarter
from dashboards import rules
from dashboards.models import GroupAssessment, Snapshot, StatedJudgement
from dashboards.overview import with_runs
from dashboards.performance import RULE_VERSION
from dashboards.selectors import dashboard_to_publish, published_before
from dashboards.selectors.amendment import amendment_of
from dashboards.types import Dashboard, SnapshotInfo, to_json
from partnerships.access import Member
from partnerships.permissions import Permission
from strategies.models import Outcome, Priority
from targets.models import Measure, Return

Judged = TypeVar("Judged", StatedJudgement, GroupAssessment)
NO_REASON = "Give a reason for publishing a new version."
REVISED_BY_YOU = (
    "You revised figures that this version would show, so somebody else has to publish it."
)
FROZEN = {Return.Status.PUBLISHED, Return.Status.HISTORY}


def _check(by: Member, permission: Permission, partnership_id: int) -> None:
    if not by.can(permission) or by.partnership.pk != partnership_id:
        raise PermissionDenied


def publish(
    *, by: Member, ret: Return, expected_version: int, reason: str = "", seen: str = ""
) -> Snapshot:
    """Freeze what the board sees of a quarter that is signed off, or published and revised since.

    A new version of a published quarter needs a ``reason``, and somebody other than those who
    revised its figures. ``seen`` is the ``Amendment.seen`` that the person looked at, if it is to
    be the same still. Raises ``ValidationError`` with what stands in the way, ``Conflict`` when
    the return or the revisions have changed since.
    """
    _check(by, Permission.PUBLISH, ret.partnership_id)
    reason = reason.replace("\x00", "").strip()
    with context(by=by.user, action="dashboards.publish", why=reason, partnership=by.partnership):
        now = clock.now()
        current = Return.objects.get(pk=ret.pk, partnership=by.partnership)
        if current.status == Return.Status.PUBLISHED:
            dashboard = _amended(by, current, expected_version, reason, seen)
        else:
            _take(ret, expected_version)
            info = SnapshotInfo(1, now, by.user.name, reason)
            dashboard = dashboard_to_publish(by.partnership, ret.quarter, info)
        return _keep(by, ret, dashboard, now)


def _keep(by: Member, ret: Return, dashboard: Dashboard, now: datetime) -> Snapshot:
    info = dashboard.published
    assert info is not None  # noqa: S101 - a dashboard to publish says which version it is
    payload = to_json(with_runs(dashboard, published_before(by.partnership, ret.quarter)))
    return Snapshot.objects.create(
        partnership=by.partnership,
        belongs_to=ret,
        quarter=ret.quarter,
        number=info.number,
        published_at=now,
        published_by=by.user,
        reason=info.reason,
        rule_version=RULE_VERSION,
        payload=payload,
        sha256=hashlib.sha256(payload.encode()).hexdigest(),
    )


def _amended(by: Member, ret: Return, expected_version: int, reason: str, seen: str) -> Dashboard:
    """The next version of a published quarter, if there is something new to say in it."""
    info = SnapshotInfo(0, clock.now(), by.user.name, reason)
    amendment = amendment_of(by.partnership, ret.quarter, info)
    if amendment is None or not amendment.changes:
        raise ValidationError(
            f"The {ret.quarter.label} return is published to the board, and nothing that the "
            "board sees was revised since its latest version."
        )
    if not reason:
        raise ValidationError(NO_REASON)
    if by.user.pk in amendment.since.makers:
        raise ValidationError(REVISED_BY_YOU)
    rows = Return.objects.filter(pk=ret.pk, version=expected_version, status=ret.status)
    if not rows.update(version=F("version") + 1) or seen not in ("", amendment.seen):
        raise Conflict(ret)
    return amendment.published(replace(info, number=amendment.number))


def _take(ret: Return, expected_version: int) -> None:
    """Mark the return published, if it is signed off and nobody was quicker."""
    status = Return.Status
    rows = Return.objects.filter(pk=ret.pk, version=expected_version, status=status.SIGNED_OFF)
    if not rows.update(status=status.PUBLISHED, version=F("version") + 1):
        now = Return.objects.get(pk=ret.pk, partnership=ret.partnership_id)
        if now.status == status.SIGNED_OFF:
            raise Conflict(now)
        raise ValidationError(
            f"The {now.quarter.label} return is {now.get_status_display().lower()}. "
            "Only a return that is signed off can be published."
        )
    if ret.parts.exclude(status="signed_off").exists():
        raise ValidationError("Every organisation’s part must be signed off first.")


def _check_open(by: Member, quarter: Quarter) -> None:
    """Judgements belong to a quarter that is not published yet."""
    ret = Return.objects.filter(partnership=by.partnership, quarter=quarter).first()
    if ret is None:
        raise ValidationError(f"There is no return for {quarter.label}.")
    if ret.status in FROZEN:
        raise ValidationError(f"{quarter.label} is published: its judgements can no longer change.")


def state_judgement(
    *,
    by: Member,
    measure: Measure,
    quarter: Quarter,
    until_quarter: Quarter,
    stated_by: str,
    stated_on: date | None = None,
    rag: str = "",
    direction: str = "",
    county_comparison: str = "",
    district_comparison: str = "",
    reason: str = "",
    expected_version: int | None = None,
) -> StatedJudgement:
    """State a rating, an arrow or a comparison in place of the computed one, or beside it.

    ``expected_version`` is None for the first statement of the quarter. Raises ``ValidationError``
    for what the database would refuse and for a published quarter, ``Conflict`` when somebody
    else has stated something since.
    """
    _check(by, Permission.JUDGE, measure.partnership_id)
    values = {
        "until_quarter": until_quarter,
        "rag": rag,
        "direction": direction,
        "county_comparison": county_comparison,
        "district_comparison": district_comparison,
        "reason": reason.strip(),
        "stated_by": stated_by.strip(),
        "stated_on": stated_on or clock.today(),
    }
    with context(
        by=by.user, action="dashboards.state_judgement", why=reason, partnership=by.partnership
    ):
        _check_open(by, quarter)
        new = StatedJudgement(
            partnership=by.partnership, measure=measure, quarter=quarter, **values
        )
        found = StatedJudgement.objects.filter(measure=measure, quarter=quarter).first()
        return _save(new, found, expected_version, values, rules.JUDGEMENT)


def withdraw_judgement(
    *, by: Member, measure: Measure, quarter: Quarter, expected_version: int
) -> None:
    """Take back what was stated for a quarter: the computed rating and arrow count again."""
    _check(by, Permission.JUDGE, measure.partnership_id)
    with context(by=by.user, action="dashboards.withdraw_judgement", partnership=by.partnership):
        _check_open(by, quarter)
        rows = StatedJudgement.objects.filter(measure=measure, quarter=quarter)
        if not rows.filter(version=expected_version).delete()[0]:
            raise Conflict(rows.first())


def assess_group(
    *,
    by: Member,
    group: Priority | Outcome,
    quarter: Quarter,
    stated_by: str,
    stated_on: date | None = None,
    rag: str = "",
    comment: str = "",
    expected_version: int | None = None,
) -> GroupAssessment:
    """Give a priority or an outcome its overall rating and comment for a quarter.

    Raises ``ValidationError`` and ``Conflict`` as ``state_judgement`` does.
    """
    _check(by, Permission.JUDGE, group.partnership_id)
    name = "priority" if isinstance(group, Priority) else "outcome"
    values = {
        "rag": rag,
        "comment": comment.strip(),
        "stated_by": stated_by.strip(),
        "stated_on": stated_on or clock.today(),
    }
    with context(by=by.user, action="dashboards.assess_group", partnership=by.partnership):
        _check_open(by, quarter)
        new = GroupAssessment(
            partnership=by.partnership, quarter=quarter, **{name: group}, **values
        )
        found = GroupAssessment.objects.filter(quarter=quarter, **{name: group}).first()
        return _save(new, found, expected_version, values, rules.ASSESSMENT)


def _save(
    new: Judged,
    found: Judged | None,
    expected_version: int | None,
    values: dict[str, Any],
    says: Rules,
) -> Judged:
    """Add the row, or change the one there is if it is still the one that was seen."""
    if (found.version if found else None) != expected_version:
        raise Conflict(found)
    check_row(changed(found, values) if found else new, says)
    if found is None or expected_version is None:
        new.save()
        return new
    save_versioned(found, expected_version, **values)
    return found

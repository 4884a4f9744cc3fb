"""Publishing a quarter: what the board will see, then a button."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.models import Conflict
from core.quarters import Quarter
from dashboards import actions
from dashboards import overview as found
from dashboards.access import get_return_for
from dashboards.forms_revise import NewVersionForm
from dashboards.selectors import published_before, published_dashboard, working_dashboard
from dashboards.selectors.amendment import Amendment, amendment_of
from dashboards.selectors.spoken import Spoken, spoken
from dashboards.types import Dashboard, Group, GroupKind, SnapshotInfo
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.models import Return

CHANGED = "The return changed while you looked at it. Check it again, then publish."
REVISED_SINCE = "More has changed while you looked at this. Read what changes, then publish."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH)
def publish(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """GET shows what will be published and what is missing; POST publishes it."""
    ret = get_return_for(request.member, quarter)
    if request.method == "POST":
        return _publish(request, ret)
    return _preview(request, ret)


publish.section = "returns"  # type: ignore[attr-defined]


def _publish(request: MemberRequest, ret: Return) -> HttpResponse:
    if ret.status == Return.Status.PUBLISHED:
        return _publish_again(request, ret)
    try:
        snapshot = actions.publish(by=request.member, ret=ret, expected_version=_version(request))
    except Conflict:
        messages.warning(request, CHANGED)
        return redirect("dashboards:publish", request.partnership.slug, ret.quarter)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("dashboards:publish", request.partnership.slug, ret.quarter)
    messages.success(
        request, f"{ret.quarter.label} is published to the board as version {snapshot.number}."
    )
    return redirect("dashboards:overview", request.partnership.slug, ret.quarter)


def _publish_again(request: MemberRequest, ret: Return) -> HttpResponse:
    """A new version of a published quarter; what stands in the way is said above the form."""
    form = NewVersionForm(request.POST)
    if not form.is_valid():
        return _preview(request, ret, form, 422)
    try:
        snapshot = actions.publish(
            by=request.member,
            ret=ret,
            expected_version=_version(request),
            reason=form.cleaned_data["reason"],
            seen=request.POST.get("seen") or "nothing",
        )
    except Conflict:
        form.add_error(None, REVISED_SINCE)
        return _preview(request, Return.objects.get(pk=ret.pk), form, 409)
    except ValidationError as error:
        form.add_error(None, error)
        return _preview(request, ret, form, 422)
    messages.success(
        request,
        f"Version {snapshot.number} of {ret.quarter.label} is published to the board. "
        f"Version {snapshot.number - 1} stays as it was.",
    )
    return redirect("dashboards:overview", request.partnership.slug, ret.quarter)


def _version(request: HttpRequest) -> int:
    """The version that the person saw; 0, which no row has, when the page did not say."""
    text = request.POST.get("expected_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _preview(
    request: MemberRequest, ret: Return, form: NewVersionForm | None = None, status: int = 200
) -> HttpResponse:
    more = _new_version(request, ret, form)
    dashboard = _shown(request.partnership, ret, more.get("amendment"))
    earlier = published_before(request.partnership, ret.quarter)
    context = {
        **more,
        "ret": ret,
        "crumbs": [
            {"label": "Returns", "href": reverse("targets:returns", args=[ret.partnership.slug])}
        ],
        "quarter": ret.quarter,
        "dashboard": dashboard,
        "ready": ret.status == Return.Status.SIGNED_OFF,
        "status": found.status_line(dashboard),
        "headline": found.headline(dashboard, earlier),
        "counts": found.count_lines(dashboard, earlier),
        "missing": [row for row in dashboard.rows if not row.has_figure],
        "overruled": [row for row in dashboard.rows if row.overruled],
        "unexplained": [
            row
            for row in dashboard.rows
            if row.rating.shown == "red" and not (row.commentary_change or row.commentary_action)
        ],
        "unassessed": unassessed(dashboard.groups),
        "spoken": _spoken(request.partnership, ret, more.get("amendment")),
        "lapsed": [row for row in dashboard.rows if row.lapsed],
    }
    return render(request, "dashboards/publish.html", context, status=status)


def _spoken(partnership: Partnership, ret: Return, amendment: Amendment | None) -> list[Spoken]:
    """Texts that say a number which is not published; nothing where nothing will be."""
    if ret.status == Return.Status.PUBLISHED and amendment is None:
        return []
    return spoken(partnership, ret.quarter)


def unassessed(groups: Iterable[Group]) -> list[Group]:
    """Priorities and outcomes without an overall rating; other indicators are given none."""
    return [one for one in groups if not one.overall and one.kind is not GroupKind.OTHER]


def _shown(partnership: Partnership, ret: Return, amendment: Amendment | None) -> Dashboard:
    """What would be published; where nothing would be, what is."""
    if amendment is not None and amendment.changes:
        return amendment.dashboard
    if ret.status == Return.Status.PUBLISHED:
        published = published_dashboard(partnership, ret.quarter)
        if published is not None:
            return published
    return working_dashboard(partnership, ret.quarter, settled=True)


def _new_version(
    request: MemberRequest, ret: Return, form: NewVersionForm | None
) -> dict[str, Any]:
    """What a published quarter's next version would be, if anything was revised."""
    if ret.status != Return.Status.PUBLISHED:
        return {}
    info = SnapshotInfo(0, clock.now(), request.user.name)
    amendment = amendment_of(request.partnership, ret.quarter, info)
    if amendment is None:
        return {}
    return {
        "amendment": amendment,
        "form": form or NewVersionForm(),
        "revised_by_you": request.user.pk in amendment.since.makers,
        "revised_by": sorted({str(one.made_by) for one in amendment.since.every}),
    }

"""What managers state before a quarter is published: ratings, arrows, overall judgements."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edit_pages import Page, edit_page, post_action
from core.quarters import Quarter
from dashboards import actions
from dashboards.access import get_group_for, get_measure_for, get_return_for
from dashboards.forms import AssessmentForm, JudgementForm
from dashboards.models import GroupAssessment, StatedJudgement
from dashboards.selectors import working_dashboard
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires


@require_safe
@requires(Permission.JUDGE)
def judgements(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """Every group and indicator of the quarter, with what is stated and what is computed."""
    ret = get_return_for(request.member, quarter)
    stated = StatedJudgement.objects.filter(partnership=partnership, quarter=quarter)
    context = {
        "ret": ret,
        "crumbs": [
            {
                "label": f"Publish {quarter.label}",
                "href": reverse("dashboards:publish", args=[partnership.slug, quarter]),
            }
        ],
        "quarter": quarter,
        "dashboard": working_dashboard(partnership, quarter),
        "open": ret.status not in actions.FROZEN,
        "stated_here": set(stated.values_list("measure_id", flat=True)),
    }
    return render(request, "dashboards/judgements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.JUDGE)
def judge(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, measure_id: int
) -> HttpResponse:
    """State something of one indicator."""
    get_return_for(request.member, quarter)
    measure = get_measure_for(request.member, quarter, measure_id)
    found = working_dashboard(partnership, quarter).row(measure.pk)
    row = StatedJudgement.objects.filter(measure=measure, quarter=quarter).first()
    computed = (
        f"Computed: {found.rating.explanation} "
        f"Direction of travel: {found.direction.computed.label.lower()}."
        if found
        else ""
    )

    def make(data: Any, current: Any) -> JudgementForm:
        return JudgementForm(data, instance=current, quarter=quarter)

    def save(form: Any) -> None:
        actions.state_judgement(
            by=request.member,
            measure=measure,
            quarter=quarter,
            expected_version=form.seen_version,
            **form.values,
        )

    page = _page(request, quarter, measure.indicator.name, "State a judgement", computed)
    return edit_page(request, page, make, save, row)


@require_http_methods(["POST"])
@requires(Permission.JUDGE)
def withdraw(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, measure_id: int
) -> HttpResponse:
    """Take a statement back: the computed rating counts again."""
    measure = get_measure_for(request.member, quarter, measure_id)
    row = get_object_or_404(
        StatedJudgement, partnership=partnership, measure=measure, quarter=quarter
    )
    text = request.POST.get("expected_version", "")
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return post_action(
        request,
        reverse("dashboards:judgements", args=[partnership.slug, quarter]),
        lambda: actions.withdraw_judgement(
            by=request.member, measure=measure, quarter=quarter, expected_version=version
        ),
        f"Withdrawn. {row.measure} shows what the rules compute.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.JUDGE)
def assess(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, kind: str, group_id: int
) -> HttpResponse:
    """Give a priority or an outcome its overall rating and comment."""
    get_return_for(request.member, quarter)
    group = get_group_for(request.member, kind, group_id)
    shown = working_dashboard(partnership, quarter).groups
    title = next((one.title for one in shown if one.key == f"{kind}-{group_id}"), str(group))
    row = GroupAssessment.objects.filter(quarter=quarter, **{kind: group}).first()

    def make(data: Any, current: Any) -> AssessmentForm:
        # A new row knows its group from the first: a constraint says that it has one.
        return AssessmentForm(data, instance=current or GroupAssessment(**{kind: group}))

    def save(form: Any) -> None:
        actions.assess_group(
            by=request.member,
            group=group,
            quarter=quarter,
            expected_version=form.seen_version,
            **form.values,
        )

    page = _page(request, quarter, "Overall rating and comment", quarter.label, title)
    return edit_page(request, page, make, save, row)


def _page(request: MemberRequest, quarter: Quarter, heading: str, caption: str, intro: str) -> Page:
    done = reverse("dashboards:judgements", args=[request.partnership.slug, quarter])
    label = f"Judgements for {quarter.label}"
    return Page(
        heading, done, caption=caption, intro=intro, crumbs=({"label": label, "href": done},)
    )


judgements.section = "returns"  # type: ignore[attr-defined]
judge.section = "returns"  # type: ignore[attr-defined]
withdraw.section = "returns"  # type: ignore[attr-defined]
assess.section = "returns"  # type: ignore[attr-defined]

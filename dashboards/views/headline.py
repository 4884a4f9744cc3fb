"""The page on which managers write what the board needs to know of a quarter."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.edit_pages import Page, edit_page
from core.quarters import Quarter
from dashboards import overview as found
from dashboards.access import get_return_for
from dashboards.forms_headline import HeadlineForm
from dashboards.headline_actions import fixed_words, is_open, write_summary
from dashboards.models import QuarterSummary
from dashboards.selectors import published_before, working_dashboard
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.JUDGE)
def headline(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """The headline of a quarter and what the board is asked, until the quarter is published."""
    ret = get_return_for(request.member, quarter)
    row = QuarterSummary.objects.filter(partnership=partnership, quarter=quarter).first()

    def make(data: Any, current: Any) -> HeadlineForm:
        # A constraint looks for another headline of the quarter, so a new row knows its quarter.
        return HeadlineForm(
            data, instance=current or QuarterSummary(partnership=partnership, quarter=quarter)
        )

    def save(form: Any) -> None:
        write_summary(
            by=request.member,
            quarter=quarter,
            expected_version=form.seen_version,
            **form.values,
        )

    done = reverse("dashboards:publish", args=[partnership.slug, quarter])
    page = Page(
        "Headline for the board",
        done,
        caption=quarter.words,
        crumbs=({"label": f"Publish {quarter.label}", "href": done},),
        template="dashboards/headline.html",
        context={
            "quarter": quarter,
            "fixed": "" if is_open(ret) else fixed_words(quarter),
            "composed": () if request.method == "POST" else _composed(partnership, quarter),
        },
    )
    return edit_page(request, page, make, save, row)


def _composed(partnership: Partnership, quarter: Quarter) -> tuple[str, ...]:
    """What the page says by itself, to begin with."""
    dashboard = working_dashboard(partnership, quarter, settled=True)
    if not dashboard.counts.total:
        return ()
    return found.composed(dashboard, published_before(partnership, quarter))


headline.section = "returns"  # type: ignore[attr-defined]

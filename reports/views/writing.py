"""Writing a paper: choose the quarter, write, edit, remove."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.edit_pages import Page, edit_page, remove_page
from core.editing import RowForm
from dashboards.selectors import dashboard_of
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from reports import actions
from reports.access import get_draft_for, get_snapshot_for
from reports.drafting import beginning
from reports.forms import DraftForm, PaperForm
from reports.selectors import editions_to_write_on
from reports.views._common import address, crumbs, get_or_post


@requires(Permission.EDIT_PAPERS)
@require_safe
def choose(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Which published quarter the paper is on. Where there is one, no question is asked."""
    editions = editions_to_write_on(request.member)
    if len(editions) == 1:
        return HttpResponseRedirect(address("write", partnership, editions[0].pk))
    context = {"editions": editions, "crumbs": crumbs(partnership)}
    return render(request, "reports/choose.html", context)


@requires(Permission.EDIT_PAPERS)
@get_or_post
def write(request: MemberRequest, partnership: Partnership, snapshot: int) -> HttpResponse:
    """A new draft, with texts to begin from."""
    edition = get_snapshot_for(request.member, snapshot)

    def make(data: Any, row: Any) -> RowForm:
        texts = {} if data else beginning(partnership, edition, dashboard_of(edition))
        return PaperForm(data, initial=texts, member=request.member, snapshot=edition)

    def save(form: RowForm) -> str:
        made = actions.create_paper(by=request.member, snapshot=edition, values=form.values)
        return address("paper", partnership, made.pk)

    page = Page(
        heading="Write a paper",
        caption=f"{edition.quarter.label}: {edition.quarter.words}",
        intro="The figures, the exceptions, the data notes and both appendices are added for you "
        "from the published quarter. What you write here comes before and between them.",
        button="Save the draft",
        saved="The draft is saved. This is how it reads.",
        done=address("papers", partnership),
        crumbs=crumbs(partnership),
    )
    return edit_page(request, page, make, save)


@requires(Permission.EDIT_PAPERS)
@get_or_post
def edit(request: MemberRequest, partnership: Partnership, paper: int) -> HttpResponse:
    """A draft's words and its published quarter."""
    found = get_draft_for(request.member, paper)

    def make(data: Any, row: Any) -> RowForm:
        return DraftForm(data, instance=row, member=request.member, snapshot=found.snapshot)

    def save(form: RowForm) -> None:
        actions.change_paper(
            by=request.member,
            paper=found,
            expected_version=form.read_version,
            values=form.values,
        )

    page = Page(
        heading=f"Edit report {found.report_number}",
        caption=found.title,
        button="Save the draft",
        saved="The draft is saved. This is how it reads.",
        done=address("paper", partnership, found.pk),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save, found)


@requires(Permission.EDIT_PAPERS)
@get_or_post
def remove(request: MemberRequest, partnership: Partnership, paper: int) -> HttpResponse:
    """Ask, then remove a draft."""
    found = get_draft_for(request.member, paper)
    return remove_page(
        request,
        heading=f"Remove the draft of report {found.report_number}?",
        text=f"{found.title}. Its words are lost; the published quarter stays.",
        row=found,
        act=lambda seen: actions.remove_draft(
            by=request.member, paper=found, expected_version=seen
        ),
        cancel=address("paper", partnership, found.pk),
        done=address("papers", partnership),
        crumbs=crumbs(partnership, found),
    )

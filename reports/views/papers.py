"""The list of papers, a paper to read, its publication and its withdrawal."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.edit_pages import Page, edit_page
from core.editing import EXPECTED, RowForm
from core.models import Conflict
from core.templatetags.csp_forms import Problem
from dashboards.selectors import dashboard_of
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from reports import actions
from reports.access import get_draft_for, get_paper_for
from reports.forms import WithdrawForm
from reports.models import Paper
from reports.pdf import RETRY_SECONDS, Busy, RenderError
from reports.readiness import Point, State, blocks, readiness
from reports.selectors import can_begin, document_of, facts_of, papers_for
from reports.views._common import address, crumbs, get_or_post

CHANGED = "Somebody has changed this paper meanwhile. Look at it again before you publish it."
GONE = 410


@requires(Permission.PAPERS)
@require_safe
def papers(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Published papers, drafts for those who may see them, and what was withdrawn."""
    context = {"papers": papers_for(request.member), "can_begin": can_begin(request.member)}
    return render(request, "reports/papers.html", context)


@requires(Permission.PAPERS)
@require_safe
def paper(request: MemberRequest, partnership: Partnership, paper: int) -> HttpResponse:
    """The accessible HTML edition, the same words as the PDF; of a withdrawn one, what is left."""
    found = get_paper_for(request.member, paper)
    if found.status == Paper.Status.WITHDRAWN:
        return tombstone(request, partnership, found)
    context = {
        "paper": found,
        "file": facts_of(found),
        "document": document_of(found),
        "crumbs": crumbs(partnership),
    }
    return render(request, "reports/paper.html", context)


def tombstone(request: HttpRequest, partnership: Partnership, paper: Paper) -> HttpResponse:
    """Title, hash, reason and date of a withdrawn paper, with status 410."""
    context = {"paper": paper, "file": facts_of(paper), "crumbs": crumbs(partnership)}
    return render(request, "reports/withdrawn.html", context, status=GONE)


# --- Publication ---


@requires(Permission.PUBLISH_PAPERS)
@get_or_post
def publish(request: MemberRequest, partnership: Partnership, paper: int) -> HttpResponse:
    """What is missing; on POST publish, or say why not."""
    found = get_draft_for(request.member, paper)
    if request.method != "POST":
        return _ready(request, found)
    seen = request.POST.get(EXPECTED, "")
    try:
        actions.publish_paper(by=request.member, paper=found, expected_version=_version(seen))
    except Conflict:
        return _ready(request, get_draft_for(request.member, paper), [CHANGED], status=409)
    except ValidationError as error:
        return _ready(request, found, error.messages, status=422)
    except RenderError as error:
        status = 503 if isinstance(error, Busy) else 422
        response = _ready(request, found, [str(error)], status=status)
        if status == 503:
            response["Retry-After"] = str(RETRY_SECONDS)
        return response
    messages.success(request, f"Report {found.report_number} is published.")
    return HttpResponseRedirect(address("paper", partnership, found.pk))


def _version(text: str) -> int:
    """A version as a form sends it; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _ready(
    request: MemberRequest, paper: Paper, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    points = readiness(paper, dashboard_of(paper.snapshot), actions.latest_number(paper))
    context = {
        "paper": paper,
        "page_errors": [Problem(text) for text in problems or ()],
        "tasks": [_task(request.partnership, paper, point) for point in points],
        "blocked": bool(blocks(points)),
        "crumbs": crumbs(request.partnership, paper),
    }
    return render(request, "reports/publish.html", context, status=status)


STATUSES = {
    State.DONE: ("Done", "done"),
    State.LOOK: ("Look at this", ""),
    State.MISSING: ("Missing", "problem"),
}


def _task(partnership: Partnership, paper: Paper, point: Point) -> dict[str, Any]:
    """A point as the task list component takes it."""
    status, kind = STATUSES[point.state]
    edit = address("edit", partnership, paper.pk)
    href = f"{edit}#id_{point.field}" if point.field else ""
    return {
        "title": point.title,
        "hint": point.hint,
        "href": href,
        "status": status,
        "kind": kind,
    }


@requires(Permission.PUBLISH_PAPERS)
@get_or_post
def withdraw(request: MemberRequest, partnership: Partnership, paper: int) -> HttpResponse:
    """Ask for the reason, then withdraw."""
    found = get_paper_for(request.member, paper)
    if found.status != Paper.Status.PUBLISHED:
        raise Http404

    def save(form: RowForm) -> None:
        actions.withdraw_paper(
            by=request.member,
            paper=found,
            expected_version=form.read_version,
            reason=form.values["withdrawn_reason"],
        )

    page = Page(
        heading=f"Withdraw report {found.report_number}",
        caption=found.title,
        intro="Nobody can read or download it any more. Its title, its hash, your reason and the "
        "date stay in the list of papers. This cannot be undone.",
        button="Withdraw the paper",
        saved=f"Report {found.report_number} is withdrawn.",
        done=address("papers", partnership),
        crumbs=crumbs(partnership, found),
    )
    make = lambda data, row: WithdrawForm(data, instance=row)  # noqa: E731
    return edit_page(request, page, make, save, found)

"""The register of stated ratings: which, why, until when, and what was computed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from dashboards.selectors.stated_register import stated_register
from dashboards.sheets import cover_of
from dashboards.stated_sheet import register_book
from dashboards.table_files import FILE_KINDS, FileKind, table_file
from dashboards.views.frame import crumbs, frame_for
from dashboards.views.unchanged import unless_unchanged
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires


@require_safe
@requires(Permission.DASHBOARD)
@unless_unchanged
def stated(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """What officers state in a quarter, beside what the rules compute, as published or working."""
    frame = frame_for(request, quarter)
    context = {
        **frame.context(),
        "register": stated_register(frame.dashboard),
        "kinds": FILE_KINDS,
        "crumbs": crumbs(request, quarter, frame.query),
    }
    return render(request, "dashboards/stated.html", context)


@require_safe
@requires(Permission.DASHBOARD)
def stated_file(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, kind: FileKind
) -> HttpResponse:
    """The register as a file."""
    frame = frame_for(request, quarter)
    dashboard = frame.dashboard
    book = register_book(dashboard, stated_register(dashboard), cover_of(dashboard))
    return table_file(book, kind, frame.file_stem("stated"))


stated.section = "overview"  # type: ignore[attr-defined]

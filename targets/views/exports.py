"""Figures, indicators and targets as files."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from core.sheets import CONTENT_TYPES, Kind, Workbook, write
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets import exports
from targets.access import get_return_for


@require_safe
@requires(Permission.WORKING_FIGURES)
def return_figures(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, kind: Kind
) -> HttpResponse:
    """The working figures of a return; an officer's own organisation's."""
    ret = get_return_for(request.member, quarter)
    name = exports.file_name(partnership, "return", kind, quarter)
    return _file(exports.return_workbook(request.member, ret), kind, name)


@require_safe
@requires(Permission.WORKING_FIGURES)
def all_figures(request: MemberRequest, partnership: Partnership, kind: Kind) -> HttpResponse:
    """Every figure that the member may see."""
    name = exports.file_name(partnership, "figures", kind)
    return _file(exports.figures_workbook(request.member), kind, name)


@require_safe
@requires(Permission.STRATEGY)
def indicators(request: MemberRequest, partnership: Partnership, kind: Kind) -> HttpResponse:
    """The definitions of the indicators in use."""
    name = exports.file_name(partnership, "indicators", kind)
    return _file(exports.indicators_workbook(partnership), kind, name)


@require_safe
@requires(Permission.STRATEGY)
def targets(request: MemberRequest, partnership: Partnership, kind: Kind) -> HttpResponse:
    """The targets with their baselines."""
    name = exports.file_name(partnership, "targets", kind)
    return _file(exports.targets_workbook(partnership), kind, name)


def _file(book: Workbook, kind: Kind, name: str) -> HttpResponse:
    return HttpResponse(
        write(book, kind),
        headers={
            "Content-Type": CONTENT_TYPES[kind],
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )

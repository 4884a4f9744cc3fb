"""A quarter's dashboard as files."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from core.sheets import CONTENT_TYPES, Kind
from dashboards import files
from dashboards.table_files import FileKind, table_file
from dashboards.types import Dashboard
from dashboards.views.frame import frame_for
from dashboards.views.unchanged import file_unless_unchanged, kept_private
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires


@require_safe
@requires(Permission.DASHBOARD)
@file_unless_unchanged
def download_csv(
    request: MemberRequest, partnership: Partnership, quarter: Quarter
) -> HttpResponse:
    """A table of the indicators, for spreadsheets."""
    return _file(request, quarter, "csv", "text/csv; charset=utf-8", _with_mark)


@require_safe
@requires(Permission.DASHBOARD)
@file_unless_unchanged
def download_json(
    request: MemberRequest, partnership: Partnership, quarter: Quarter
) -> HttpResponse:
    """Everything the page shows, for programs."""
    return _file(request, quarter, "json", "application/json; charset=utf-8", files.as_json)


@require_safe
@requires(Permission.DASHBOARD)
@file_unless_unchanged
def download_workbook(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, kind: Kind
) -> HttpResponse:
    """A workbook with the ratings and the figures behind the charts."""
    return _file(
        request, quarter, kind, CONTENT_TYPES[kind], lambda shown: files.as_file(shown, kind)
    )


@require_safe
@requires(Permission.DASHBOARD)
@file_unless_unchanged
def ratings_file(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, kind: FileKind
) -> HttpResponse:
    """Every indicator of the quarter with its figures, ratings and texts, a column for each."""
    return _tables(request, quarter, kind, "ratings", slice(None))


@require_safe
@requires(Permission.DASHBOARD)
@file_unless_unchanged
def figures_file(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, kind: FileKind
) -> HttpResponse:
    """The figures behind the charts, a row for each indicator and quarter."""
    return _tables(request, quarter, kind, "figures", slice(1, None))


def _tables(
    request: MemberRequest, quarter: Quarter, kind: FileKind, what: str, tables: slice
) -> HttpResponse:
    frame = frame_for(request, quarter)
    book = files.workbook_of(frame.dashboard)
    stem = f"{frame.file_stem()}-{what}"
    response = table_file(replace(book, tables=book.tables[tables]), kind, stem)
    return kept_private(response, working=frame.working)


def _with_mark(dashboard: Dashboard) -> str:
    """CSV with a byte order mark, without which Excel mistakes UTF-8."""
    return "\ufeff" + files.as_csv(dashboard)


def _file(
    request: MemberRequest,
    quarter: Quarter,
    extension: str,
    content_type: str,
    written: Callable[[Dashboard], str | bytes],
) -> HttpResponse:
    frame = frame_for(request, quarter)
    name = f"{frame.file_stem()}.{extension}"
    response = HttpResponse(written(frame.dashboard), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return kept_private(response, working=frame.working)

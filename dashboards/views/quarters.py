"""Every quarter that was published, in every version, to be opened again as the board saw it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from core import clock
from core.period_text import long_day
from core.sheets import Column, Table, Workbook
from dashboards.selectors.quarters import PublishedVersion, published_versions
from dashboards.table_files import FileKind, table_file
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires

COLUMNS = (
    Column("Quarter", 14),
    Column("Period", 28),
    Column("Version", 10),
    Column("Published on", 20),
    Column("Published by", 30),
    Column("Why a new version", 60),
    Column("Standing", 24),
)


@require_safe
@requires(Permission.DASHBOARD)
def quarters(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """A table of them, the latest first. No content of any is read."""
    found = published_versions(partnership)
    context = {
        "versions": [(one, _address(partnership, one)) for one in found],
        "found": len({one.quarter for one in found}),
        "crumbs": [
            {"label": "Overview", "href": reverse("dashboards:overview", args=[partnership.slug])}
        ],
    }
    return render(request, "dashboards/quarters.html", context)


@require_safe
@requires(Permission.DASHBOARD)
def quarters_file(request: MemberRequest, partnership: Partnership, kind: FileKind) -> HttpResponse:
    """The table as a file."""
    rows = tuple(_cells(one) for one in published_versions(partnership))
    table = Table("Published quarters", "Published quarters and versions", COLUMNS, rows)
    cover = (f"As it stood on {long_day(clock.today())}.",)
    book = Workbook(f"{partnership.name}: published quarters", cover, (), (table,))
    return table_file(book, kind, f"{partnership.slug}-quarters")


def _address(partnership: Partnership, one: PublishedVersion) -> str:
    """Where the version is shown as the board saw it."""
    href = reverse("dashboards:overview", args=[partnership.slug, one.quarter])
    return href if one.latest else f"{href}?version={one.number}"


def _cells(one: PublishedVersion) -> tuple[Any, ...]:
    return (
        one.quarter.label,
        one.quarter.words,
        one.number,
        long_day(localtime(one.published_at).date()),
        one.published_by,
        one.reason,
        one.standing,
    )


quarters.section = "overview"  # type: ignore[attr-defined]
quarters_file.section = "overview"  # type: ignore[attr-defined]

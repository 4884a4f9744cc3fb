"""The county view: a board above several partnerships, its sums, its districts, and who is late."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.quarters import Quarter
from core.sheets import Column, Table, Workbook
from core.templatetags.components import rag_word
from dashboards.comparing import HIDDEN, MARKS
from dashboards.county_table import county_table
from dashboards.selectors.county import CountyCell, CountyPage, county_page, quarters_published
from dashboards.table_files import FILE_KINDS, FileKind, table_file
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires


@require_safe
@requires(Permission.DASHBOARD)
def latest_county(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """The county view of the latest quarter that any of its districts has published."""
    published = quarters_published(partnership)
    quarter = published[0] if published else Quarter.last_ended(clock.today())
    return redirect("dashboards:county", partnership.slug, quarter)


@require_safe
@requires(Permission.DASHBOARD)
def county(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """What the districts have published of one quarter, side by side and together."""
    page = county_page(partnership, quarter, clock.today())
    context = {
        "page": page,
        "quarter": quarter,
        "table": county_table(partnership.place, page) if page.rows else None,
        "explained": [row for row in page.rows if row.explanation],
        "any_hidden": any(HIDDEN in (row.county.text, *_texts(row.cells)) for row in page.rows),
        "hidden_meaning": MARKS[HIDDEN],
        "kinds": FILE_KINDS,
        "other_quarters": [one for one in quarters_published(partnership) if one != quarter],
        "crumbs": [
            {
                "label": "Overview",
                "href": reverse("dashboards:overview", args=[partnership.slug]),
            }
        ],
    }
    return render(request, "dashboards/county.html", context)


def _texts(cells: tuple[CountyCell, ...]) -> list[str]:
    return [cell.text for cell in cells]


@require_safe
@requires(Permission.DASHBOARD)
def county_file(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, kind: FileKind
) -> HttpResponse:
    """The same as a file: the table, and which districts have published."""
    page = county_page(partnership, quarter, clock.today())
    return table_file(_book(partnership, page), kind, f"{partnership.slug}-{quarter.slug}-county")


def _book(partnership: Partnership, page: CountyPage) -> Workbook:
    names = (partnership.place, *page.columns)
    columns = [Column("Indicator", 40), Column("Unit", 24), Column("Period", 16)]
    for name in names:
        columns += [Column(name, 18), Column(f"Rating of {name}", 12)]
    rows = tuple(
        (
            row.name,
            row.unit_text,
            row.period.label,
            *(text for cell in (row.county, *row.cells) for text in _cell(cell)),
        )
        for row in page.rows
    )
    title = f"{partnership.place} and its districts, {page.quarter.words}"
    states = tuple((one.name, one.words, one.due) for one in page.districts)
    return Workbook(
        title,
        (
            partnership.name,
            f"{page.quarter.label}: {page.quarter.words}.",
            "The county's figures are sums over sums of what its districts published, never "
            "averages of their rates.",
        ),
        tuple(MARKS.items()),
        (
            Table("County", title, tuple(columns), rows),
            Table(
                "Districts",
                "Which districts have published",
                (Column("District", 30), Column("State", 34), Column("Return", 34)),
                states,
            ),
        ),
    )


def _cell(cell: CountyCell) -> tuple[str, str]:
    return cell.words or cell.text, rag_word(cell.rating) if cell.rating else ""


latest_county.section = "overview"  # type: ignore[attr-defined]
county.section = "overview"  # type: ignore[attr-defined]

"""The published dashboard as XLSX and ODS: what the page shows, and nothing it hides."""

import io
import json
from dataclasses import replace

import openpyxl
import pytest
from django.urls import reverse

from audit.context import context
from core.quarters import Quarter
from core.sheets import read_sheets
from dashboards import files
from dashboards.selectors import dashboard_to_publish
from dashboards.sheets import as_workbook
from dashboards.types import SnapshotInfo
from partnerships.permissions import Role
from targets.models import Return
from tests.dashboards import board_scene as scene
from tests.dashboards.conftest import signed_in
from tests.dashboards.leicestershire import PUBLISHED_ON, Built

pytestmark = pytest.mark.django_db

FTE = 6  # first time entrants, a count
ARGS = ["leicestershire", Quarter(2014, 4)]
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def tables(built: Built, kind: str, role: Role = Role.BOARD) -> dict[str, list[dict[str, str]]]:
    """The rows of each table of the download, by the sheet's name."""
    response = signed_in(built, role).get(reverse(f"dashboards:{kind}", args=ARGS))
    assert response.status_code == 200
    assert response["Content-Type"] == TYPES[kind]
    name = f"leicestershire-2014-15-q4-v1.{kind}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    found = {}
    for sheet in read_sheets(name, response.content)[1:]:
        start = next(number for number, row in enumerate(sheet.rows) if len(row) > 1)
        heads = sheet.rows[start]
        found[sheet.name] = [
            dict(zip(heads, [*row, *[""] * len(heads)], strict=False))
            for row in sheet.rows[start + 1 :]
        ]
    return found


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_same_as_the_page(published: Built, kind: str) -> None:
    found = tables(published, kind)
    assert list(found) == ["Notes", "Ratings Q4 2014-15", "Figures to Q4 2014-15"]
    rows = found["Ratings Q4 2014-15"]
    data = signed_in(published, Role.BOARD).get(reverse("dashboards:json", args=ARGS))
    shown = json.loads(data.content)
    assert [row["Indicator"] for row in rows] == [one["indicator"] for one in shown]
    for row, one in zip(rows, shown, strict=True):
        number = one["latest"].split(" ")[0].rstrip("*%").replace(",", "")
        assert float(row["Latest value"]) == float(number)
        letter = {"Red": "R", "Amber": "A", "Green": "G"}.get(row["Rating"], "-")
        assert letter == one["rag"]
    assert rows[5]["Latest period"] == "Apr-Dec 2014"
    assert "Nine months only" in rows[5]["Why"]


def test_numbers_are_numbers(published: Built) -> None:
    response = signed_in(published, Role.BOARD).get(reverse("dashboards:xlsx", args=ARGS))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Ratings Q4 2014-15"]
    heads = [cell.value for cell in sheet[3]]
    column = heads.index("Latest value") + 1
    cells = [sheet.cell(row, column) for row in range(4, 16)]
    assert {cell.data_type for cell in cells} == {"n"}
    assert {cell.number_format for cell in cells} >= {"#,##0", "#,##0.00"}


def test_small_numbers_are_nowhere_in_the_file(county: Built) -> None:
    secret = county.measures[FTE]
    quarter = Quarter(2014, 4)
    with context(by="test", action="test.small"):
        Return.objects.filter(pk=county.ret.pk).update(status="open")
        county.ret.parts.update(status="returned", note="Wrong figure")
        secret.figures.filter(quarter=quarter).update(value=3)
    shown = SnapshotInfo(1, published_at=PUBLISHED_ON)  # type: ignore[arg-type]
    # Planted: without the mark on the indicator the 3 is there, so the search below can find it.
    for suppressed, expected in ((False, "3"), (True, "[c]")):
        with context(by="test", action="test.small"):
            secret.suppress_small_numbers = suppressed
            secret.save()
        board = dashboard_to_publish(county.partnership, quarter, shown)
        sheets = read_sheets("a.xlsx", files.as_file(board, "xlsx"))
        rows = [row for sheet in sheets[2:] for row in sheet.rows if secret.indicator.name in row]
        assert len(rows) > 1
        cells = [cell for row in rows for cell in row]
        assert (expected in cells) is True
        assert ("3" in cells) is not suppressed


def test_what_is_known_of_a_figure_is_in_the_files() -> None:
    """A faulty figure says so in every file, and nothing claims to have been computed."""
    faulty = scene.row(1, latest=scene.cell(scene.Q4, "6.35", quality_problem=True))
    point = replace(faulty.history[-1], quality_problem=True, revised=True)
    shown = scene.dashboard([replace(faulty, history=(*faulty.history[:-1], point))])
    ratings, figures = as_workbook(shown, {}).tables
    named = [dict(zip([c.heading for c in t.columns], t.rows[-1], strict=True))
             for t in (ratings, figures)]  # fmt: skip
    assert [one["Quality problem"] for one in named] == ["Yes", "Yes"]
    assert named[1]["Shorthand"] == "[r]"
    assert named[0]["Overall by the rules"] == "Not computed"


def test_hidden_cells_print_their_mark() -> None:
    from dataclasses import replace

    from core.quarters import Period
    from dashboards.sheets import _marks, _value
    from dashboards.types import Cell
    from targets.terms import Unrated

    quarter = Quarter(2014, 4)
    row = type("Row", (), {"decimals": 0})()
    hidden = Cell("[c]", Period(quarter.start, quarter.end), hidden=True)
    assert (_value(hidden, row), _marks(hidden)) == ("[c]", "[c]")
    none = replace(hidden, hidden=False, absence=Unrated.NOT_AVAILABLE)
    assert (_value(none, row), _marks(none)) == ("[x]", "[x]")
    other = replace(none, absence=Unrated.NOT_APPLICABLE)
    assert (_value(other, row), _marks(other)) == ("[z]", "[z]")


def test_who_may(published: Built, county: Built) -> None:
    for kind in TYPES:
        address = reverse(f"dashboards:{kind}", args=ARGS)
        answers = {
            role: signed_in(published, role).get(address).status_code
            for role in (Role.BOARD, Role.MANAGER, Role.SCRUTINY)
            if role in published.users
        }
        assert answers[Role.BOARD] == answers[Role.MANAGER] == 200
        assert answers.get(Role.SCRUTINY, 403) == 403
        working = signed_in(published, Role.BOARD).get(address + "?figures=working")
        assert working.status_code == 403

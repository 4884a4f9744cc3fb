"""Files with figures, indicators and targets: complete, safe, and only what the member may see."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from core.quarters import Quarter
from core.sheets import KINDS, read_sheets
from targets.models import Baseline, SeriesBreak, Target
from tests.targets.scene import Q4, Scene, given, scene

__all__ = ["scene"]

pytestmark = pytest.mark.django_db

FIGURES = "figures/export"


def address(scene: Scene, rest: str) -> str:
    return f"/p/{scene.partnership.slug}/{rest}"


def rows_of(response: HttpResponse) -> list[dict[str, str]]:
    """A CSV answer as dictionaries."""
    assert response.status_code == 200, response.status_code
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def by_code(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {row["Code"]: row for row in rows}


@pytest.fixture
def entered(scene: Scene) -> Scene:
    """Every kind of figure and of nothing."""
    with given():
        scene.add_figure("entrants", 1264, provisional=True, caveat="=see the note")
        scene.add_figure(
            "crime-rate",
            "6.3496",
            numerator=Decimal(4241),
            denominator=Decimal("667900"),
            revised=True,
            commentary_change="More burglaries.",
            internal_note="Ask the analyst.",
        )
        scene.add_figure("satisfied", None, state="not_available", reason="small_numbers")
        scene.add_figure("reoffending", None, state="not_applicable")
        scene.add_figure("fly-tipping", None, state="not_available", reason="not_released")
        scene.add_figure("entrants", 1200, Quarter(2014, 3))
        SeriesBreak.objects.create(
            partnership=scene.partnership,
            measure=scene.measures["entrants"],
            quarter=Q4,
            note="New rule",
        )
    return scene


def test_the_working_figures_of_a_return(entered: Scene) -> None:
    rows = by_code(rows_of(entered.client("manager").get(entered.url("figures.csv"))))
    assert list(rows) == list(entered.measures)
    shown = ("Value", "Numerator", "Denominator", "Data status", "Shorthand")
    assert {code: tuple(row[name] for name in shown) for code, row in rows.items()} == {
        "entrants": ("1264", "", "", "Provisional", "[p] [b]"),
        "crime-rate": ("6.35", "4241", "667900", "Final", "[r]"),
        "satisfied": ("[c]", "", "", "Withheld: small numbers", "[c]"),
        "reoffending": ("[z]", "", "", "Not applicable", "[z]"),
        "fly-tipping": ("[x]", "", "", "Not released yet", "[x]"),
    }
    assert rows["entrants"]["Caveat"] == "'=see the note"
    assert rows["crime-rate"]["What changed and why"] == "More burglaries."
    assert rows["crime-rate"]["Quarter"] == "Q4 2014/15"


def test_nothing_entered_is_not_zero(scene: Scene) -> None:
    rows = rows_of(scene.client("manager").get(scene.url("figures.csv")))
    assert {(row["Value"], row["Data status"], row["Shorthand"]) for row in rows} == {
        ("", "Not entered", "")
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_the_same(entered: Scene, kind: str) -> None:
    response = entered.client("manager").get(address(entered, f"{FIGURES}.{kind}"))
    name = f"{entered.partnership.slug}-figures.{kind}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    rows = read_sheets(name, response.content)[-1].rows
    start = next(number for number, row in enumerate(rows) if row[0] == "Code")
    table = [dict(zip(rows[start], row, strict=False)) for row in rows[start + 1 :]]
    assert [(row["Code"], row["Quarter"], row["Value"]) for row in table] == [
        ("entrants", "Q3 2014/15", "1200"),
        ("entrants", "Q4 2014/15", "1264"),
        ("crime-rate", "Q4 2014/15", "6.35"),
        ("satisfied", "Q4 2014/15", "[c]"),
        ("reoffending", "Q4 2014/15", "[z]"),
        ("fly-tipping", "Q4 2014/15", "[x]"),
    ]
    assert table[1]["Caveat"] == "=see the note"
    assert table[2]["Numerator"] == "4241"


def test_the_workbook_follows_the_guidance(entered: Scene) -> None:
    response = entered.client("manager").get(address(entered, f"{FIGURES}.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Cover", "Notes", "Figures"]
    notes = [row[0].value for row in book["Notes"].iter_rows(min_row=4)]
    assert notes[:7] == ["[p]", "[r]", "[e]", "[b]", "[x]", "[z]", "[c]"]
    sheet = book["Figures"]
    assert sheet["A2"].value == "This worksheet contains one table."
    headings = [cell.value for cell in sheet[3]]
    value = sheet.cell(6, headings.index("Value") + 1)
    assert (value.value, value.number_format, value.data_type) == (6.35, "#,##0.00", "n")
    assert len(sheet.tables) == 1


def test_officers_get_their_own_organisations(entered: Scene) -> None:
    own, other = (
        rows_of(entered.client(name).get(address(entered, f"{FIGURES}.csv")))
        for name in ("officer", "other")
    )
    assert {row["Code"] for row in own} == {"entrants", "crime-rate", "satisfied", "reoffending"}
    assert {row["Code"] for row in other} == {"fly-tipping"}
    assert by_code(own)["crime-rate"]["Internal note"] == "Ask the analyst."
    returned = rows_of(entered.client("other").get(entered.url("figures.csv")))
    assert [row["Code"] for row in returned] == ["fly-tipping"]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("manager", (200, 200, 200, 200)),
        ("officer", (200, 200, 200, 200)),
        ("board", (403, 403, 200, 200)),
        ("scrutiny", (403, 403, 403, 403)),
    ],
)
def test_who_may_download_what(entered: Scene, name: str, codes: tuple[int, ...]) -> None:
    from accounts.models import User
    from partnerships.models import Membership

    if name == "scrutiny":
        with given():
            user = User.objects.create_user("scrutiny@midshire.example", name="scrutiny")
            Membership.objects.create(
                partnership=entered.partnership, user=user, role="scrutiny", organisation=None
            )
            entered.users["scrutiny"] = user
    client = entered.client(name)
    found = [
        client.get(one).status_code
        for one in (
            entered.url("figures.csv"),
            address(entered, f"{FIGURES}.csv"),
            address(entered, "indicators/export.csv"),
            address(entered, "targets/export.csv"),
        )
    ]
    assert tuple(found) == codes


def test_strangers_and_returns_that_are_not_there(entered: Scene) -> None:
    client = entered.client("manager")
    assert client.get("/p/elsewhere/figures/export.csv").status_code == 404
    past = f"/p/{entered.partnership.slug}/returns/2014-15-q3/figures.csv"
    assert client.get(past).status_code == 404  # past figures are no return
    assert client.post(address(entered, f"{FIGURES}.csv")).status_code == 405


def test_indicators(scene: Scene) -> None:
    rows = by_code(rows_of(scene.client("board").get(address(scene, "indicators/export.csv"))))
    assert list(rows) == list(scene.measures)
    rate = rows["crime-rate"]
    assert rate["Unit"] == "Rate per 1,000"
    assert (rate["Numerator"], rate["Denominator"], rate["Decimals"]) == (
        *("Offences", "Population"),
        "2",
    )
    assert rate["Which way is better"] == "Lower is better"
    assert rate["Asked for"] == "Since Q1 2010/11"
    assert (rate["Priority"], rate["Defined by"]) == ("A", "The partnership")


def make_target(scene: Scene, code: str, value: Any, **fields: Any) -> None:
    measure = scene.measures[code]
    baseline = Baseline.objects.create(
        partnership=scene.partnership,
        measure=measure,
        period_start=date(2013, 4, 1),
        period_end=date(2014, 3, 31),
        value=value,
        outstanding=value is None,
    )
    Target.objects.create(
        **{
            "partnership": scene.partnership,
            "priority": scene.priority,
            "measure": measure,
            "text": f"Reduce {code} by 15%",
            "kind": "reduce_on_baseline",
            "change_percent": Decimal(15),
            "baseline": baseline,
            "starts": date(2014, 4, 1),
            **fields,
        }
    )


def test_targets_and_baselines(scene: Scene) -> None:
    with given():
        scene.measures["fly-tipping"].suppress_small_numbers = True
        scene.measures["fly-tipping"].save()
        make_target(scene, "entrants", Decimal(212))
        make_target(scene, "fly-tipping", Decimal(3))
        make_target(scene, "satisfied", None, aligned_as="PCC target", ends=date(2017, 3, 31))
    rows = by_code(rows_of(scene.client("board").get(address(scene, "targets/export.csv"))))
    shown = ("Baseline", "Baseline period", "Shorthand", "Change, per cent")
    assert {code: tuple(row[name] for name in shown) for code, row in rows.items()} == {
        "entrants": ("212", "2013-14", "", "15"),
        "fly-tipping": ("[c]", "2013-14", "[c]", "15"),
        "satisfied": ("[x]", "2013-14", "[x]", "15"),
    }
    assert rows["satisfied"]["Aligned to the local policing body"] == "PCC target"
    assert rows["satisfied"]["Applies until"] == "2017-03-31"


@pytest.mark.parametrize("path", [f"{FIGURES}.csv", "indicators/export.csv", "targets/export.csv"])
def test_as_many_queries_with_many_rows(scene: Scene, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address(scene, path)).status_code == 200
        return len(found)

    client = scene.client("manager")
    with given():
        scene.add_figure("entrants", 1)
        make_target(scene, "entrants", Decimal(1))
    few = queries()
    with given():
        for number in range(12):
            code = f"more-{number}"
            scene.add_measure(code)
            scene.add_figure(code, number)
            make_target(scene, code, Decimal(number + 5))
    assert queries() == few


def test_links_stand_on_the_pages(scene: Scene) -> None:
    client = scene.client("manager")
    pages = {
        "targets/": ["targets/export.xlsx", "targets/export.ods", "targets/export.csv"],
        "targets/indicators/": ["indicators/export.xlsx", "figures/export.csv"],
    }
    for page, links in pages.items():
        text = client.get(address(scene, page)).content.decode()
        for link in links:
            assert f'href="{address(scene, link)}"' in text


def test_the_return_links_its_figures_for_those_who_may_see_them(scene: Scene) -> None:
    from accounts.models import User

    with given():
        scene.users["administrator"] = User.objects.create_superuser("a@example.org", name="A")
    link = f'href="{scene.url("figures.xlsx")}"'
    for name, shown in (("manager", True), ("officer", True), ("administrator", False)):
        answer = scene.client(name).get(scene.url())
        assert answer.status_code == 200
        assert (link in answer.content.decode()) is shown

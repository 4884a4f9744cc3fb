"""The 32 London boroughs: every figure worked out again from the files, with Decimal and no code
of the application."""

import csv
from collections import defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from core.quarters import Quarter
from dashboards.models import Snapshot
from partnerships.models import Partnership, Population
from targets.models import Figure, Return
from tests.support.person import ClientPerson

pytestmark = pytest.mark.both_databases

DATA = Path(__file__).resolve().parents[2] / "fixtures" / "data"
FOUR_PLACES = Decimal("0.0001")
TWO_PLACES = Decimal("0.01")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


CRIME = rows("london_boroughs_crime_quarterly_2010_2015")
PEOPLE = {
    (row["lad_code"], int(row["mid_year"])): int(row["population"])
    for row in rows("population_mid_year_2008_2019")
}


def year_and_quarter(text: str) -> tuple[int, int]:
    """``2010/11 Q3`` as (2010, 3)."""
    return int(text[:4]), int(text[-1])


def rate(row: dict[str, str]) -> Decimal:
    """Offences for each 1,000 residents at the middle of the financial year's first year."""
    year, _ = year_and_quarter(row["quarter"])
    exact = Decimal(row["count"]) * 1000 / PEOPLE[row["lad_code"], year]
    return exact.quantize(FOUR_PLACES, ROUND_HALF_UP)


def test_the_file_itself() -> None:
    assert len(CRIME) == 6400
    assert len({row["csp_code"] for row in CRIME}) == 32
    assert len({row["quarter"] for row in CRIME}) == 20
    assert len({row["offence"] for row in CRIME}) == 10


def test_every_figure() -> None:
    """6,400 counts, populations and rates: nothing rounded twice, nothing lost on the way."""
    expected = {
        (row["csp_code"], row["offence"], *year_and_quarter(row["quarter"])): (
            Decimal(row["count"]),
            Decimal(PEOPLE[row["lad_code"], year_and_quarter(row["quarter"])[0]]),
            rate(row),
        )
        for row in CRIME
    }
    figures = Figure.objects.filter(measure__indicator__partnership=None).values_list(
        "partnership__ons_code", "measure__indicator__definition", "quarter", "numerator",
        "denominator", "value", "state",
    )  # fmt: skip
    found = {}
    for code, definition, quarter, *numbers, state in figures:
        assert state == "entered"
        offence = definition.partition(" recorded by")[0]
        found[code, offence, quarter.year, quarter.number] = tuple(numbers)
    assert len(found) == 6400
    assert found == expected


def test_populations() -> None:
    """Each borough has every year of the file, from its own authority."""
    codes = {row["csp_code"]: row["lad_code"] for row in CRIME}
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for code, year, value in Population.objects.filter(partnership__ons_code__in=codes).values_list(
        "partnership__ons_code", "mid_year", "value"
    ):
        found[code][year] = value
    assert len(found) == 32
    for code, years in found.items():
        expected = {year: n for (place, year), n in PEOPLE.items() if place == codes[code]}
        assert years == expected


def test_what_is_published() -> None:
    """Eighteen quarters of history and two before the board, but for the one return to check."""
    boroughs = Partnership.objects.filter(police_force_area="Metropolitan Police")
    slugs = set(boroughs.values_list("slug", flat=True))
    assert len(slugs) == 32
    assert Return.objects.filter(partnership__in=boroughs, status="history").count() == 32 * 18
    for label, published in (("Q3 2014/15", slugs), ("Q4 2014/15", slugs - {"camden"})):
        found = Snapshot.objects.filter(partnership__in=boroughs, quarter=Quarter.parse(label))
        assert set(found.values_list("partnership__slug", flat=True)) == published


def test_on_the_pages(signed_in: Callable[[str], ClientPerson]) -> None:
    """The printed rates of a borough, with 20 quarters behind them and where they come from."""
    person = signed_in("board@example.org")
    page = person.open("/p/hackney/2014-15-q4/indicators/")
    last = [row for row in CRIME if row["csp_name"] == "Hackney" and row["quarter"] == "2014/15 Q4"]
    assert len(last) == 10
    for row in last:
        printed = str(rate(row).quantize(TWO_PLACES, ROUND_HALF_UP))
        line = next(
            line
            for line in page.find("//main//tbody/tr")
            if line.xpath("string(./th)").strip().lower().startswith(row["offence"].lower())
        )
        assert printed in " ".join(line.itertext()), row["offence"]
    assert "London Datastore" in page.text
    one = person.click("Total recorded crime per 1,000 people")
    assert len(one.find("//table[.//caption]//tbody/tr")) >= 20
    assert "London Datastore" in one.text
    assert one.find("//*[local-name()='svg']")

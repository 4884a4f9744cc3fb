"""What crime costs: Rugby's table recomputed, and where its printed paper says something else."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.sheets import KINDS, read_sheets
from dashboards.models import CostYear
from dashboards.performance.cost_check import NEVER_ADDED
from partnerships.permissions import Role
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.costing import BURGLARY, VIOLENCE, add_table, cells, claim, given, page, url
from tests.dashboards.leicestershire import Built, build

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


# --- The page ---


def test_rugbys_burglaries(county: Built) -> None:
    """RUG-33, RUG-35, RUG-36, RUG-37: counts, costs, both savings, the source of the unit cost."""
    table = add_table(county)
    claim(county, 736000, table)
    claim(county, 2808300, table, "cost")
    document = page(county)
    assert [row[:5] for row in cells(document, "Domestic burglary")] == [
        ["2011/12", "453", "£1,041,900", "First year", "Baseline year"],
        ["2012/13", "323", "£742,900", "£299,000", "£299,000"],
        ["2013/14", "312", "£717,600", "£25,300", "£324,300"],
        ["2014/15", "233", "£535,900", "£181,700", "£506,000"],
    ]
    said = document.text
    assert (
        "£2,300 for one domestic burglary, price year 2000. Source: Home Office Research Study "
        "217." in said
    )
    for words in (
        "Cost of 2014/15: printed £305,900, computed £535,900. 233 at £2,300 each; what is printed "
        "would be 133.",
        "Saving of 2014/15: printed £411,700, computed £181,700 against the year before and "
        "£506,000 against 2011/12, the baseline year. It follows from the costs that the paper "
        "prints.",
        "Savings: printed £736,000, computed £506,000 from year to year and £506,000 against the "
        "baseline year, the same savings reckoned twice. The two methods are never added together. "
        "It is the sum of the savings that the paper prints year by year.",
        "Total cost: printed £2,808,300, computed £3,038,300. It is the sum of the costs that the "
        "paper prints year by year.",
        "Both methods give the same total here",
    ):
        assert words in said, words
    (total,) = document.find("//tbody[@class='app-cost__totals']/tr")
    assert [" ".join(one.text_content().split()) for one in total.xpath("./td")][:4] == [
        "", "£3,038,300", "£506,000", "£506,000",
    ]  # fmt: skip
    assert "not to be added together" in total.text_content()


def test_violence_with_a_missing_year_and_a_break(county: Built) -> None:
    """RUG-38, RUG-39, RUG-51: three counts for four years, a rise in words, a new baseline."""
    table = add_table(county, "Most serious violence", "80054.05", VIOLENCE)
    with given():
        CostYear.objects.filter(table=table, year=2014).update(
            new_series=True, note="Major changes to Home Office counting rules"
        )
    rows = cells(page(county), "Most serious violence")
    assert rows[2][3:5] == ["Cost rose by £160,108", "£480,324"]
    assert rows[3][0] == "2014/15New seriesMajor changes to Home Office counting rules"
    assert rows[3][1:7] == ["No count", "No count", "No count", "No count", *["Not printed"] * 2]
    assert rows[2][6] == "Cost rose by £116,000"
    said = page(county).text
    assert (
        "By the costs that the paper prints it is against 2011/12, the baseline year; against the "
        "year before, a rise in cost of £1,268,000." in said
    )
    assert "-£" not in said and "−£" not in said, "no negative saving without words"


def test_the_overall_total_mixes_the_methods(county: Built) -> None:
    """RUG-40, RUG-41: £1,772,000 is a sum of savings reckoned by both methods."""
    add_table(county)
    violence = add_table(county, "Most serious violence", "80054.05", VIOLENCE)
    with given():
        CostYear.objects.filter(table=violence, year=2014).update(new_series=True)
    claim(county, 1034000, violence)
    claim(county, 1772000)
    said = page(county).text
    assert "The savings that the paper prints year by year add up to £1,036,000." in said
    assert (
        "Savings: printed £1,772,000, computed £986,324 from year to year and £986,324 against the "
        "baseline year, the same savings reckoned twice. The two methods are never added together. "
        "It is the sum of the savings that the paper prints year by year. Some of those are "
        "against the year before, others against the baseline year. Nothing is added across a "
        "change of counting." in said
    )


def test_what_agrees_is_said_too(county: Built) -> None:
    table = add_table(county, years=(*BURGLARY[:3], (2014, 233, 535900, 181700)))
    claim(county, 506000, table)
    document = page(county)
    assert "What is printed is what is computed." in document.text
    assert "Where the printed paper differs" not in document.text
    assert "As computed" in document.text


def test_empty_and_one_year(county: Built) -> None:
    assert "No costs yet" in page(county).text
    assert "Begin with what one crime costs" in page(county, Role.MANAGER).text
    table = add_table(county, years=())
    assert "No year yet" in page(county).text
    with given():
        CostYear.objects.create(partnership=county.partnership, table=table, year=2014, count=0)
    rows = cells(page(county), "Domestic burglary")
    assert rows == [["2014/15", "0", "£0", "First year", "Baseline year"]]


def test_a_year_left_out_is_a_gap(county: Built) -> None:
    add_table(county, years=(BURGLARY[0], BURGLARY[2]))
    rows = cells(page(county), "Domestic burglary")
    assert [row[0] for row in rows] == ["2011/12", "2012/13", "2013/14"]
    assert rows[2][3:5] == ["No count the year before", "£324,300"]


def test_who_sees_it(county: Built) -> None:
    for role in county.users:
        answer = signed_in(county, role).get(url(county))
        assert answer.status_code == (403 if role is Role.SCRUTINY else 200), role
    other = build("rutland")
    assert signed_in(other, Role.MANAGER).get(url(county)).status_code == 404


def test_the_same_queries_however_many(county: Built) -> None:
    publish(county)
    client = signed_in(county, Role.MANAGER)

    def count() -> int:
        client.get(url(county))
        with CaptureQueriesContext(connection) as made:
            assert client.get(url(county)).status_code == 200
        return len(made)

    for place in range(3):
        table = add_table(county, f"Crime {place}", measure=county.measures[place])
        claim(county, 5, table)
    few = count()
    for place in range(30):
        table = add_table(county, f"More {place}", measure=county.measures[place % 5])
        claim(county, 5, table)
    assert count() == few


# --- Files ---


@pytest.mark.parametrize("kind", KINDS)
def test_files_say_what_the_page_says(county: Built, kind: str) -> None:
    table = add_table(county)
    claim(county, 736000, table)
    answer = signed_in(county, Role.BOARD).get(url(county, "cost_file", kind))
    assert answer.status_code == 200
    sheets = read_sheets(f"cost.{kind}", answer.content)
    rows = [row for sheet in sheets for row in sheet.rows]
    last = next(row for row in rows if row[:2] == ["Domestic burglary", "2014/15"])
    assert last[2:9] == [
        "233", "2300", "2000", "Home Office Research Study 217", "535900", "181700", "506000",
    ]  # fmt: skip
    assert last[10:12] == ["305900", "411700"]
    assert "printed £305,900, computed £535,900" in last[12]
    first = next(row for row in rows if row[:2] == ["Domestic burglary", "2011/12"])
    assert first[7:10] == ["[x]", "[x]", "Year before: First year; Baseline: Baseline year"]


def test_json(county: Built) -> None:
    table = add_table(county)
    claim(county, 736000, table)
    answer = signed_in(county, Role.BOARD).get(url(county, "cost_file", "json"))
    found = json.loads(answer.content)
    years, totals, printed = found["tables"]
    assert years["rows"][3]["Cost, £"] == "535900"
    assert totals["rows"][0]["Saving from year to year, £"] == "506000"
    assert printed["rows"][0]["What is computed"].startswith("Savings: printed £736,000")
    assert NEVER_ADDED in found["about"][0]

"""Years of a cost table from a file: previewed with what it disagrees with, then confirmed."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import LogEntry
from core.sheets import KINDS, Column, Table, Workbook, write
from dashboards.models import CostTable, CostYear
from partnerships.permissions import Role
from tests.dashboards.conftest import signed_in
from tests.dashboards.costing import D, add_table, given, url
from tests.dashboards.leicestershire import Built
from tests.support.dom import Document
from tests.targets.scene import ids_in, summary_links

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

RUGBY = (
    ("2011/12", D(453), D(1041900), None),
    ("2012/13", D(323), D(742900), D(299000)),
    ("2013/14", D(312), D(717600), D(25300)),
    ("2014/15", D(233), D(305900), D(411700)),
)


def file_of(rows: Any = RUGBY, kind: str = "csv") -> SimpleUploadedFile:
    columns = tuple(Column(one) for one in ("Year", "Count", "Printed cost", "Printed saving"))
    book = Workbook("Costs", (), (), (Table("Costs", "Costs", columns, tuple(rows)),))
    return SimpleUploadedFile(f"rugby.{kind}", io.BytesIO(write(book, kind)).read())  # type: ignore[arg-type]


def look(client: Client, built: Built, table: CostTable, file: SimpleUploadedFile) -> Any:
    return client.post(url(built, "load_cost_years", table.pk), {"file": file})


def signed(answer: Any) -> str:
    document = Document("/", 200, answer.content.decode())
    (box,) = document.find("//input[@name='plan']")
    return str(box.get("value"))


@pytest.mark.parametrize("kind", KINDS)
def test_preview_confirm_and_again(county: Built, kind: str) -> None:
    """RUG-50: the preview says where what is printed differs, before anything is saved."""
    table = add_table(county, years=())
    client = signed_in(county, Role.MANAGER)
    answer = look(client, county, table, file_of(kind=kind))
    said = " ".join(Document("/", 200, answer.content.decode()).text.split())
    assert "4 years will change, 0 unchanged, 0 problems." in said
    assert "Cost of 2014/15: printed £305,900, computed £535,900." in said
    assert "Saving of 2014/15: printed £411,700, computed £181,700 against the year before" in said
    assert not CostYear.objects.exists(), "a preview saves nothing"
    address = url(county, "load_cost_years", table.pk)
    done = client.post(address, {"plan": signed(answer)}, follow=True)
    assert "Saved 4 years." in done.content.decode()
    assert [(one.year, one.count) for one in table.years.all()] == [
        (2011, 453), (2012, 323), (2013, 312), (2014, 233),
    ]  # fmt: skip
    again = look(client, county, table, file_of(kind=kind))
    assert "0 years will change, 4 unchanged" in again.content.decode()
    assert 'name="plan"' not in again.content.decode()
    assert {one.version for one in table.years.all()} == {1}
    why = LogEntry.objects.filter(action="dashboards.load_cost_years")[0].why
    assert why == f"From the file “rugby.{kind}”."


def test_every_fault_by_its_place_and_value(county: Built) -> None:
    table = add_table(county, years=())
    content = (
        "Year,Count,Printed cost,Printed saving\n"
        '2011/12,453,"1,041,900",\n'
        "2012/14,323,,\n"
        "2013/14,31.5,-5,27%\n"
        "2011/12,7,,\n"
        ",5,,\n"
        "2015/16,n/a,,\n"
    )
    file = SimpleUploadedFile("faults.csv", content.encode())
    answer = look(signed_in(county, Role.MANAGER), county, table, file)
    document = Document("/", 200, answer.content.decode())
    (problems,) = document.find("//table[caption[contains(., 'Problems')]]")
    found = [
        tuple(cell.text_content() for cell in row.xpath("./th|./td"))
        for row in problems.xpath("./tbody/tr")
    ]
    assert [one[:4] for one in found] == [
        ("faults.csv, CSV", "3", "A", "2012/14"),
        ("faults.csv, CSV", "4", "B", "31.5"),
        ("faults.csv, CSV", "4", "C", "-5"),
        ("faults.csv, CSV", "4", "D", "27%"),
        ("faults.csv, CSV", "5", "A", "2011/12"),
        ("faults.csv, CSV", "6", "A", "Nothing"),
    ]
    assert "2012 is followed by 13" in found[0][4]
    assert found[1][4] == "A count has no decimals. Enter a whole number, like 12."
    assert found[4][4] == "This year is also at CSV, row 2. Keep one of them."
    assert "2 years will change" in document.text


def test_an_empty_cell_leaves_what_is_there(county: Built) -> None:
    table = add_table(county)
    client = signed_in(county, Role.MANAGER)
    answer = look(client, county, table, file_of([("2014/15", D(234), None, None)]))
    client.post(url(county, "load_cost_years", table.pk), {"plan": signed(answer)})
    row = table.years.get(year=2014)
    assert (row.count, row.printed_cost, row.version) == (234, 305900, 2)


def test_not_what_somebody_changed_meanwhile_nor_anybody_elses(county: Built) -> None:
    table = add_table(county)
    client, address = signed_in(county, Role.MANAGER), url(county, "load_cost_years", table.pk)
    two = file_of([("2014/15", D(1), None, None), ("2015/16", D(2), None, None)])
    plan = signed(look(client, county, table, two))
    with given():
        CostYear.objects.filter(table=table, year=2014).update(count=9, version=2)
    done = client.post(address, {"plan": plan}, follow=True)
    assert "This table changed since the preview. Nothing was saved." in done.content.decode()
    assert not table.years.filter(year=2015).exists(), "all or nothing"
    # For another table, for somebody else, or not signed here, it is nothing.
    fresh = signed(look(client, county, table, file_of([("2015/16", D(2), None, None)])))
    other = add_table(county, "Robbery", years=())
    for body in (fresh + "x", "", fresh.replace(":", ".")):
        client.post(address, {"plan": body})
    client.post(url(county, "load_cost_years", other.pk), {"plan": fresh})
    assert not CostYear.objects.filter(year=2015).exists()
    assert client.post(address, {"plan": fresh}).status_code == 302
    assert table.years.get(year=2015).count == 2


def test_files_that_are_refused(county: Built) -> None:
    table = add_table(county)
    client = signed_in(county, Role.MANAGER)
    for name, content, said in (
        ("a.csv", b"Indicator,Value\nx,1\n", "No table was found."),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older Excel"),
        ("a.csv", b"", "The file is empty."),
    ):
        answer = look(client, county, table, SimpleUploadedFile(name, content))
        assert answer.status_code == 422
        assert said in answer.content.decode(), name
        assert set(summary_links(answer)) <= ids_in(answer)

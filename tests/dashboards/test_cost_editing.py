"""Unit costs, cost tables, their years and printed totals, as managers change them."""

import pytest

from audit.models import LogEntry
from dashboards.models import CostClaim, CostTable, CostYear, UnitCost
from partnerships.permissions import Role
from tests.dashboards.conftest import signed_in
from tests.dashboards.costing import PAPER, D, add_table, cells, claim, given, page, url
from tests.dashboards.leicestershire import Built, build
from tests.support.dom import Document
from tests.targets.scene import ids_in, summary_links

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


TYPED: dict[str, dict[str, str]] = {
    "unit": {"name": "robbery", "amount": "£4,700", "price_year": "2000", "source": "Study 217"},
    "year": {
        "year": "2014",
        "count": "233",
        "printed_cost": "£305,900",
        "printed_saving": "411,700",
    },
}


def test_a_manager_builds_a_table(county: Built) -> None:
    """From nothing to a cost, as a manager types it."""
    client = signed_in(county, Role.MANAGER)
    assert client.post(url(county, "new_unit_cost"), TYPED["unit"]).status_code == 302
    unit = UnitCost.objects.get()
    assert (unit.amount, unit.partnership) == (D(4700), county.partnership)
    typed = {"title": "Robbery", "unit_cost": str(unit.pk), "baseline_year": "2013"}
    assert client.post(url(county, "new_cost_table"), typed).status_code == 302
    table = CostTable.objects.get()
    assert (table.title, table.baseline_year, table.measure) == ("Robbery", 2013, None)
    for year, count in (("2013", "312"), ("2014", "233")):
        data = TYPED["year"] | {"year": year, "count": count}
        assert client.post(url(county, "new_cost_year", table.pk), data).status_code == 302
    data = {"table": str(table.pk), "text": "In all", "of": "chained", "amount": "1",
            "printed_in": PAPER}  # fmt: skip
    assert client.post(url(county, "new_cost_claim"), data).status_code == 302
    assert cells(page(county), "Robbery")[1][1:5] == [
        "233", "£1,095,100", "£371,300", "£371,300",
    ]  # fmt: skip
    log = LogEntry.objects.filter(table_name=CostYear._meta.db_table)
    assert {one.action for one in log} == {"dashboards.add_cost_year"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("new_unit_cost", {"amount": "0"}, "Enter more than £0."),
        ("new_unit_cost", {"amount": "1.234,5"}, "unclear"),
        ("new_unit_cost", {"source": ""}, "Enter the study or table that it is taken from"),
        ("new_cost_year", {"year": "2011"}, "This year is in the table already."),
        ("new_cost_year", {"count": "-1"}, "A count cannot be below 0."),
        ("new_cost_year", {"year": ""}, "Choose the financial year"),
        ("new_cost_year", {"year": "1066"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    county: Built, name: str, data: dict[str, str], said: str
) -> None:
    table = add_table(county)
    more = [table.pk] if name == "new_cost_year" else []
    typed = TYPED["year" if more else "unit"] | {"year": "2015"} | data
    before = (UnitCost.objects.count(), CostYear.objects.count())
    answer = signed_in(county, Role.MANAGER).post(url(county, name, *more), typed)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert set(summary_links(answer)) <= ids_in(answer)
    assert (UnitCost.objects.count(), CostYear.objects.count()) == before


def test_two_people_one_year(county: Built) -> None:
    """Neither loses what they typed: both values are shown, and nothing is saved."""
    row = add_table(county).years.get(year=2014)
    client, address = signed_in(county, Role.MANAGER), url(county, "change_cost_year", row.pk)
    with given():
        CostYear.objects.filter(pk=row.pk).update(count=234, version=2)
    answer = client.post(address, TYPED["year"] | {"expected_version": "1", "count": "235"})
    assert answer.status_code == 409
    text = " ".join(Document(address, 409, answer.content.decode()).text.split())
    assert "234" in text and "235" in text
    row.refresh_from_db()
    assert row.count == 234


def test_removing(county: Built) -> None:
    table = add_table(county)
    claim(county, 5, table)
    client = signed_in(county, Role.MANAGER)
    unit = url(county, "remove_unit_cost", table.unit_cost_id)
    answer = client.post(unit, {"expected_version": "1"}, follow=True)
    assert "It cannot be removed because" in answer.content.decode()
    assert UnitCost.objects.exists()
    address = url(county, "remove_cost_table", table.pk)
    assert client.post(address, {"expected_version": "7"}, follow=True).status_code == 200
    assert CostTable.objects.exists(), "somebody changed it meanwhile"
    client.post(address, {"expected_version": "1"})
    assert not (CostTable.objects.exists() or CostYear.objects.exists())
    assert not CostClaim.objects.exists()
    client.post(unit, {"expected_version": "1"})
    assert not UnitCost.objects.exists()


def test_rows_of_others_are_not_to_be_named(county: Built) -> None:
    """Ids in bodies and addresses: nothing of another partnership."""
    foreign = add_table(build("rutland"))
    table = add_table(county, "Robbery")
    client = signed_in(county, Role.MANAGER)
    for name, pk in (
        ("change_cost_table", foreign.pk),
        ("load_cost_years", foreign.pk),
        ("new_cost_year", foreign.pk),
        ("change_unit_cost", foreign.unit_cost_id),
        ("change_cost_year", foreign.years.earliest("pk").pk),
    ):
        assert client.get(url(county, name, pk)).status_code == 404, name
    typed = {"title": "Mine", "unit_cost": str(foreign.unit_cost_id), "expected_version": "1"}
    answer = client.post(url(county, "change_cost_table", table.pk), typed)
    assert answer.status_code == 200
    data = {"table": str(foreign.pk), "text": "x", "of": "cost", "amount": "1", "printed_in": "y"}
    assert client.post(url(county, "new_cost_claim"), data).status_code == 200
    table.refresh_from_db()
    assert table.title == "Robbery"
    assert not CostClaim.objects.exists()
    for role in (Role.BOARD, Role.OFFICER, Role.SCRUTINY):
        answer = signed_in(county, role).get(url(county, "change_cost_table", table.pk))
        assert answer.status_code == 403, role

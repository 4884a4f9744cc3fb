"""Rugby's printed table of costs as it stands, and what is said of it (RUG-33 to RUG-51)."""

from collections.abc import Callable

import pytest

from dashboards.selectors.cost import cost_page
from partnerships.models import Partnership
from tests.support.person import ClientPerson

pytestmark = pytest.mark.both_databases


def test_what_the_plan_prints_is_kept_and_what_differs_is_said() -> None:
    page = cost_page(Partnership.objects.get(slug="rugby"))
    violence, burglary = page.tables
    assert [one.count.text for one in violence.years] == ["74", "66", "68", ""]
    assert [one.count.text for one in burglary.years] == ["453", "323", "312", "233"]
    assert [one.printed_cost.text for one in burglary.years] == [
        "£1,041,900", "£742,900", "£717,600", "£305,900",
    ]  # fmt: skip
    assert [one.printed_saving.text for one in violence.years] == [
        "", "£1,152,000", "Cost rose by £116,000", "",
    ]  # fmt: skip
    assert violence.years[3].new_series
    assert "2015/16 will be the new baseline" in violence.years[3].note
    assert [text.partition(".")[0] for text in burglary.findings] == [
        "Cost of 2014/15: printed £305,900, computed £535,900",
        "Saving of 2014/15: printed £411,700, computed £181,700 against the year before and "
        "£506,000 against 2011/12, the baseline year",
        "Total cost: printed £2,808,300, computed £3,038,300",
        "Savings: printed £736,000, computed £506,000 from year to year and £506,000 against the "
        "baseline year, the same savings reckoned twice",
    ]
    (claim,) = page.claims
    assert "printed £1,772,000" in claim.finding
    assert "The two methods are never added together." in claim.finding
    assert "Some of those are against the year before" in claim.finding
    assert "Nothing is added across a change of counting." in claim.finding


def test_the_board_reads_it(signed_in: Callable[[str], ClientPerson]) -> None:
    page = signed_in("board@example.org").open("/p/rugby/")
    assert page.find("//main//a[@href='/p/rugby/cost/']")
    costs = signed_in("board@example.org").open("/p/rugby/cost/")
    assert "£2,300 for one domestic burglary, price year 2000" in costs.text
    assert not costs.find("//main//a[contains(@href, '/change/')]")
    changed = signed_in("manager@example.org").open("/p/rugby/cost/")
    assert changed.find("//main//a[contains(@href, '/change/')]")

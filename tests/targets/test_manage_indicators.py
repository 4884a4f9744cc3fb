"""Managers define indicators, put them to use, and record baselines."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from core.quarters import Period, Quarter
from targets import rules
from targets.actions import manage_indicators
from targets.form_fields import PeriodField
from targets.models import Baseline, Indicator, Measure, Target, TargetCondition
from tests.strategies import world
from tests.strategies.test_reading import text_of
from tests.support.previewed import confirmed

INDICATOR = {
    "name": "Burglaries",
    "code": "burglaries",
    "unit": "rate",
    "rate_per": "1000",
    "decimals": "2",
    "polarity": "lower",
    "basis": "quarter",
    "lag_quarters": "0",
}


def test_an_indicator_is_defined_and_put_to_use(home, manager) -> None:
    answer = manager.post(f"{home.path}/targets/indicators/new/", INDICATOR)
    made = Indicator.objects.get(code="burglaries")
    assert made.partnership == home.partnership
    assert answer.url.endswith(f"/targets/measures/new/?indicator={made.pk}")
    assert f'<option value="{made.pk}" selected' in text_of(manager.get(answer.url))
    use = {
        "indicator": str(made.pk),
        "supplier": str(home.council.pk),
        "first_quarter": "2014-15-q1",
        "tolerance_percent": "5",
    }
    early = {**use, "last_quarter": "2013-14-q4"}
    page = text_of(manager.post(f"{home.path}/targets/measures/new/", early))
    assert "The last quarter cannot be before the first." in page
    answer = manager.post(f"{home.path}/targets/measures/new/", use)
    measure = Measure.objects.get(indicator=made)
    assert (measure.first_quarter, measure.tolerance_percent) == (Quarter(2014, 1), Decimal(5))
    assert measure.position == 2
    assert "Since Q1 2014/15" in text_of(manager.get(answer.url))
    # It is in use now, so it is no longer offered.
    page = text_of(manager.post(f"{home.path}/targets/measures/new/", use))
    assert "Select a valid choice" in page


def test_an_indicator_of_the_library_is_used_and_not_changed(home, manager) -> None:
    shared = world.own_indicator(None, "shared")
    page = text_of(manager.get(f"{home.path}/targets/indicators/{shared.pk}/"))
    assert "belongs to the library" in page
    assert "Change its definition" not in page
    for step in ("change", "remove"):
        address = f"{home.path}/targets/indicators/{shared.pk}/{step}/"
        assert manager.get(address).status_code == 404
        assert manager.post(address, INDICATOR).status_code == 404
    with pytest.raises(PermissionDenied):
        manage_indicators.change_indicator(
            by=home.manager, indicator=shared, expected_version=1, values={"name": "Mine"}
        )


def test_the_unit_stays_under_recorded_figures(home, manager) -> None:
    indicator = home.measure.indicator
    address = f"{home.path}/targets/indicators/{indicator.pk}/change/"
    same = {**INDICATOR, "code": indicator.code, "unit": "count", "expected_version": "1"}
    world.record_a_figure(home)
    page = text_of(manager.post(address, {**same, "unit": "days"}))
    assert "Figures are recorded in this" in page
    assert confirmed(manager, address, same).status_code == 302
    indicator.refresh_from_db()
    assert indicator.name == "Burglaries"


def test_codes_are_unique_in_a_partnership(home, away, manager) -> None:
    world.own_indicator(home.partnership, "burglaries")
    page = text_of(manager.post(f"{home.path}/targets/indicators/new/", INDICATOR))
    assert "Another indicator of this partnership has this code." in page
    world.own_indicator(away.partnership, "theirs")
    answer = manager.post(f"{home.path}/targets/indicators/new/", {**INDICATOR, "code": "theirs"})
    assert answer.status_code == 302


def test_a_measure_is_changed_and_not_removed_while_it_is_used(home, manager) -> None:
    address = f"{home.path}/targets/measures/{home.measure.pk}/"
    use = {
        "supplier": str(home.council.pk),
        "first_quarter": "2014-15-q1",
        "last_quarter": "2015-16-q4",
        "owner_post": "Head of Community Safety",
        "expected_version": "1",
    }
    confirmed(manager, f"{address}change/", use)
    home.measure.refresh_from_db()
    assert home.measure.last_quarter == Quarter(2015, 4)
    page = text_of(manager.post(f"{address}remove/", {"expected_version": "2"}, follow=True))
    assert "It cannot be removed because" in page
    assert "1 baseline" in page and "1 target" in page


def test_a_baseline_is_outstanding_until_its_value_is_entered(home, manager) -> None:
    address = f"{home.path}/targets/measures/{home.measure.pk}/baselines/new/"
    year = "2012-04-01_2013-03-31"
    page = text_of(manager.post(address, {"period": year}))
    assert "Enter the value, or say that it is still to be established" in page
    page = text_of(manager.post(address, {"period": "2013-04-01_2014-03-31", "value": "3"}))
    assert "There is already a baseline for this period." in page
    assert "Select a valid choice" in text_of(manager.post(address, {"period": "1999_x"}))
    manager.post(address, {"period": year, "outstanding": "on"})
    baseline = Baseline.objects.get(period_start=datetime.date(2012, 4, 1))
    assert "Outstanding: to be established (2012-13)" in text_of(
        manager.get(f"{home.path}/targets/measures/{home.measure.pk}/")
    )
    change = f"{home.path}/targets/baselines/{baseline.pk}/"
    confirmed(manager, change, {"period": year, "value": "212", "expected_version": "1"})
    baseline.refresh_from_db()
    assert (baseline.value, baseline.outstanding) == (Decimal(212), False)
    manager.post(f"{change}remove/", {"expected_version": "2"})
    assert not Baseline.objects.filter(pk=baseline.pk).exists()
    used = f"{home.path}/targets/baselines/{home.baseline.pk}/remove/"
    page = text_of(manager.post(used, {"expected_version": "1"}, follow=True))
    assert "It cannot be removed because 1 target depends on it." in page


@pytest.mark.parametrize(
    ("model", "sentences"),
    [
        (Indicator, rules.INDICATOR),
        (Measure, rules.MEASURE),
        (Baseline, rules.BASELINE),
        (Target, rules.TARGET),
        (TargetCondition, rules.CONDITION),
    ],
)
def test_every_constraint_has_a_sentence(model, sentences) -> None:
    assert {one.name for one in model._meta.constraints} == set(sentences)
    assert all(text.endswith(".") for _, text in sentences.values())


def test_the_list_of_periods_moves_with_the_clock() -> None:
    """A form's class is made once, when the server starts; its list is not."""
    with clock.fixed(datetime.date(2015, 4, 20)):
        field = PeriodField()
    with clock.fixed(datetime.date(2030, 4, 20)):
        assert field.clean("2029-04-01_2030-03-31") == Period.parse("2029-30")

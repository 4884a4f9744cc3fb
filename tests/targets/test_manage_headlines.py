"""Managers mark headline indicators, say what is part of what, and give targets a floor."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.quarters import Quarter
from strategies.models import Outcome
from targets.actions import manage_indicators, manage_targets
from targets.models import Measure, Target
from targets.terms import TargetKind
from tests.strategies import world
from tests.strategies.test_reading import text_of
from tests.support.previewed import confirmed
from tests.targets.test_manage_targets import data_for

TAKEN = "Another indicator is the headline of this priority. Take its mark away first."


def second(place: world.Place, code: str = "second") -> Measure:
    return world.add_measure(place.manager, place.council, place.priority, code)


def change(place: world.Place, measure: Measure, **values: Any) -> None:
    measure.refresh_from_db()
    manage_indicators.change_measure(
        by=place.manager, measure=measure, expected_version=measure.version, values=values
    )


def posted(place: world.Place, measure: Measure, **given: str) -> dict[str, str]:
    measure.refresh_from_db()
    return {
        "supplier": str(place.council.pk),
        "priority": str(place.priority.pk),
        "first_quarter": "2014-15-q1",
        "expected_version": str(measure.version),
        **given,
    }


def address(place: world.Place, measure: Measure) -> str:
    return f"{place.path}/targets/measures/{measure.pk}/"


def said(manager: Any, place: world.Place, measure: Measure, key: str) -> str:
    """What stands beside a key of the measure's page."""
    page = manager.get(address(place, measure)).content.decode()
    found = re.search(rf"<dt[^>]*>\s*{key}\s*</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


# --- Headline ---


def test_one_headline_of_a_priority(home, manager) -> None:
    other = second(home)
    confirmed(manager, f"{address(home, other)}change/", posted(home, other, headline="on"))
    other.refresh_from_db()
    assert other.headline
    assert said(manager, home, other, "Headline indicator") == "Yes, of its priority"
    assert said(manager, home, home.measure, "Headline indicator") == "No"
    change_first = f"{address(home, home.measure)}change/"
    data = posted(home, home.measure, headline="on")
    assert TAKEN in text_of(manager.post(change_first, data))
    with pytest.raises(ValidationError, match="Take its mark away first"):
        change(home, home.measure, headline=True)
    # Once the mark is taken away, or the other is asked for no more, it may be given.
    change(home, other, headline=False)
    confirmed(manager, change_first, posted(home, home.measure, headline="on"))
    home.measure.refresh_from_db()
    assert home.measure.headline
    change(home, home.measure, last_quarter=Quarter(2015, 4))
    change(home, other, headline=True)


def test_an_outcome_and_its_priority_each_have_one(home, manager) -> None:
    """Those of an outcome speak for the outcome, and not for the priority above it."""
    with world.context(by="test", action="test"):
        outcome = Outcome.objects.create(
            partnership=home.partnership, strategy=home.strategy, priority=home.priority
        )
    other, third = second(home), second(home, "third")
    change(home, home.measure, headline=True)
    change(home, other, outcome=outcome, headline=True)
    with pytest.raises(ValidationError, match="the headline of this outcome"):
        change(home, third, outcome=outcome, headline=True)
    assert said(manager, home, other, "Headline indicator") == "Yes, of its outcome"


def test_a_headline_of_nothing_is_refused(home, manager) -> None:
    data = posted(home, home.measure, headline="on", priority="")
    page = text_of(manager.post(f"{address(home, home.measure)}change/", data))
    assert "Choose a priority or an outcome: it is the headline of that." in page
    home.measure.refresh_from_db()
    assert not home.measure.headline


# --- Part of ---


def test_an_indicator_is_part_of_another(home, away, manager) -> None:
    other = second(home)
    form = manager.get(f"{address(home, other)}change/").content.decode()
    select = form[form.index('name="part_of"') :]
    offered = set(re.findall(r'value="(\d+)"', select[: select.index("</select>")]))
    assert offered == {str(home.measure.pk)}  # neither itself nor another partnership's
    data = posted(home, other, part_of=str(home.measure.pk))
    confirmed(manager, f"{address(home, other)}change/", data)
    other.refresh_from_db()
    assert other.part_of == home.measure
    assert said(manager, home, other, "Part of") == home.measure.indicator.name
    assert said(manager, home, home.measure, "Part of") == "No other indicator"
    for wrong in (away.measure.pk, other.pk, 999999):
        data = posted(home, other, part_of=str(wrong))
        answer = manager.post(f"{address(home, other)}change/", data)
        assert "Select a valid choice" in text_of(answer)
    with pytest.raises(PermissionDenied):
        change(home, other, part_of=away.measure)


def test_nothing_is_part_of_its_own_parts(home, manager) -> None:
    """First of second of third: the third is not part of the first, nor anything of itself."""
    middle, last = second(home), second(home, "third")
    change(home, home.measure, part_of=middle)
    change(home, middle, part_of=last)
    data = posted(home, last, part_of=str(home.measure.pk))
    page = text_of(manager.post(f"{address(home, last)}change/", data))
    name = home.measure.indicator.name
    assert f"{name} is itself part of this one. Choose another." in page
    with pytest.raises(ValidationError, match="is not part of itself"):
        change(home, last, part_of=last)
    last.refresh_from_db()
    assert last.part_of is None
    change(home, last, part_of=second(home, "fourth"))


# --- Floor ---


def test_a_target_with_a_floor(home, manager) -> None:
    path = f"{home.path}/targets/new/at_least/"
    assert "the worst figure that is still amber" in text_of(manager.get(path))
    for floor in ("90", "95"):
        page = text_of(manager.post(path, data_for(home, value="90", floor=floor)))
        assert "Enter a floor below the target of 90." in page
    answer = confirmed(manager, path, data_for(home, value="90", floor="80"))
    assert answer.status_code == 302
    made = Target.objects.get(text="In the strategy’s words")
    assert (made.value, made.floor) == (Decimal(90), Decimal(80))
    assert "At least 90, with a floor of 80" in text_of(manager.get(f"{home.path}/targets/"))
    assert "At least 90, with a floor of 80" in text_of(manager.get(address(home, home.measure)))
    # Of another kind it loses it.
    change_it = f"{home.path}/targets/{made.pk}/kind/{TargetKind.MONITOR}/"
    confirmed(manager, change_it, {**data_for(home), "expected_version": "1"})
    made.refresh_from_db()
    assert (made.kind, made.floor) == (TargetKind.MONITOR, None)


def test_kinds_that_expect_nothing_have_no_floor(home, manager) -> None:
    assert 'name="floor"' not in manager.get(f"{home.path}/targets/new/all_of/").content.decode()
    values = {"kind": "monitor_only", "measure": home.measure, "text": "Watch", "floor": Decimal(1)}
    values["starts"] = home.target.starts
    with pytest.raises(ValidationError, match="expects no value, so it has no floor"):
        manage_targets.create_target(by=home.manager, values=values)
    with pytest.raises(ValidationError, match="Enter a floor above the target of 5"):
        manage_targets.create_target(
            by=home.manager, values={**values, "kind": "at_most", "value": Decimal(5)}
        )

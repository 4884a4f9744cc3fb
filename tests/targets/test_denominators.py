"""Populations and other denominators: entered once, offered everywhere, kept by managers."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.models import Conflict
from core.quarters import Quarter
from partnerships.models import Population
from targets.actions import denominators as actions
from targets.actions.figures import Entry, save_figures
from targets.entry import EntryErrors, as_typed, read
from targets.models import Denominator
from targets.selectors.returns import Row, read_return
from targets.terms import FigureState
from tests.targets.scene import Q4, Scene, filled_in, given, make_scene, scene, summary_links

__all__ = ["scene"]
pytestmark = pytest.mark.django_db


def row(scene: Scene, code: str, who: str = "officer") -> Row:
    found = read_return(scene.member(who), scene.ret, checks=False).row(scene.measures[code].pk)
    assert found is not None
    return found


def typed(scene: Scene, code: str) -> str:
    """What stands in the denominator's box before anything is entered."""
    one = row(scene, code)
    return as_typed(one.question, one.figure)["d"]


def keep(scene: Scene, name: str, value: str, quarter: Quarter = Q4, source: str = "ONS") -> Any:
    return actions.add_denominator(
        by=scene.member("manager"),
        values={"name": name, "quarter": quarter, "value": Decimal(value), "source": source},
    )


def url(scene: Scene, name: str, *more: Any) -> str:
    return reverse(f"targets:{name}", args=[scene.partnership.slug, *more])


# --- What is offered ---


def test_the_population_with_where_it_comes_from(scene: Scene) -> None:
    offered = row(scene, "crime-rate").question.offered
    assert offered is not None
    assert (offered.value, offered.source) == (Decimal(667900), "Mid-2014 estimate, ONS")
    assert typed(scene, "crime-rate") == "667900"


@pytest.mark.parametrize("name", ["Asked", " asked ", "ASKED"])
def test_another_denominator_by_its_name(scene: Scene, name: str) -> None:
    keep(scene, name, "812.5", Quarter(2014, 1), "Survey")
    keep(scene, name, "900", Q4 + 1)
    offered = row(scene, "satisfied").question.offered
    assert offered is not None
    assert (
        offered.source == f"{name.strip() if name != ' asked ' else name} from Q1 2014/15, Survey"
    )
    assert typed(scene, "satisfied") == "812.5"


def test_the_latest_that_has_begun(scene: Scene) -> None:
    keep(scene, "Asked", "800", Quarter(2013, 1))
    keep(scene, "Asked", "850", Quarter(2014, 3))
    assert typed(scene, "satisfied") == "850"


def test_never_what_another_indicator_was_given(scene: Scene) -> None:
    """Two surveys of one organisation both have people asked, and not the same people."""
    with given():
        scene.add_measure(
            "content", unit="percentage", numerator_label="Content", denominator_label="Asked"
        )
        scene.add_figure("satisfied", "50", numerator=Decimal(400), denominator=Decimal(800))
    assert row(scene, "content").question.offered is None


def test_it_is_not_entered_by_itself(scene: Scene) -> None:
    keep(scene, "Asked", "812.5")
    question = row(scene, "satisfied").question
    before = as_typed(question, None)
    assert read(question, before).state == FigureState.NOT_ENTERED
    assert read(question, {**before, "s": "not_released"}).state == FigureState.NOT_AVAILABLE
    with pytest.raises(EntryErrors):
        read(question, {**before, "d": "813"})  # that somebody typed


def test_it_can_be_changed_for_one_figure(scene: Scene) -> None:
    question = row(scene, "crime-rate").question
    columns = read(question, {**as_typed(question, None), "n": "4241", "d": "668,000"})
    entry = Entry(scene.measures["crime-rate"].pk, 0, columns)
    save_figures(by=scene.member("officer"), ret=scene.ret, entries=[entry])
    assert typed(scene, "crime-rate") == "668000"


def test_through_the_entry_page(scene: Scene) -> None:
    keep(scene, "Asked", "812.5")
    client = scene.client("officer")
    form = filled_in(client.get(scene.section_url))
    key = f"m{scene.measures['satisfied'].pk}"
    assert form[f"{key}-d"] == "812.5"
    client.post(scene.section_url, form)
    assert scene.figure("satisfied") is None


# --- The managers' page ---


def test_adding_changing_and_removing(scene: Scene) -> None:
    client = scene.client("manager")
    page = url(scene, "denominators")
    before = client.get(page).content.decode()
    assert "667,900" in before
    assert "Asked, and not kept" not in before
    assert "Asked: 1 indicator" in before
    new = {"name": "Asked", "quarter": "2014-15-q4", "value": "1,812.5", "source": "Survey"}
    assert client.post(url(scene, "add_denominator"), new)["Location"] == page
    kept = Denominator.objects.get()
    after = client.get(page).content.decode()
    assert "1,812.5" in after
    assert "Asked: 1 indicator" not in after
    change = url(scene, "change_denominator", kept.pk)
    form = {**filled_in(client.get(change)), "value": "1,813"}
    assert client.post(change, form).status_code == 302
    clash = client.post(change, {**form, "value": "1,814"})
    assert clash.status_code == 409
    assert "1,813" in clash.content.decode()
    kept.refresh_from_db()
    assert (kept.value, kept.version) == (Decimal(1813), 2)
    removal = url(scene, "remove_denominator", kept.pk)
    client.post(removal, {"expected_version": "1"})
    assert Denominator.objects.exists()
    client.post(removal, {"expected_version": "2"})
    assert not Denominator.objects.exists()


def test_populations(scene: Scene) -> None:
    client = scene.client("manager")
    new = {"mid_year": "2013", "value": "660,100", "source": "ONS"}
    assert client.post(url(scene, "add_population"), new).status_code == 302
    again = client.post(url(scene, "add_population"), new)
    assert "There is already an estimate for this year." in again.content.decode()
    row = Population.objects.get(partnership=scene.partnership, mid_year=2013)
    assert row.value == 660100
    change = url(scene, "change_population", row.pk)
    form = {**filled_in(client.get(change)), "value": "660,200"}
    assert client.post(change, form).status_code == 302
    assert client.post(change, {**form, "value": "1"}).status_code == 409
    client.post(url(scene, "remove_population", row.pk), {"expected_version": "2"})
    assert not Population.objects.filter(mid_year=2013).exists()


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("add_population", {"value": "0"}, "more than 0"),
        ("add_population", {"value": "12.5"}, "whole numbers"),
        ("add_population", {"value": "many"}, "many"),
        ("add_population", {"value": "9999999999"}, "Enter fewer people."),
        ("add_population", {"mid_year": "1500"}, "Enter a year from 1981 to 2100."),
        ("add_population", {"source": ""}, "Enter where the estimate comes from."),
        ("add_denominator", {"value": "-1"}, "above 0"),
        ("add_denominator", {"value": "1.234,5"}, "1.234,5"),
        ("add_denominator", {"name": "POPULATION"}, "by mid-year"),
        ("add_denominator", {"quarter": ""}, "Choose a quarter."),
        ("add_denominator", {"source": ""}, "Enter where the number comes from."),
    ],
)
def test_what_is_refused_at_its_field(
    scene: Scene, name: str, fields: dict[str, str], said: str
) -> None:
    good = {
        "mid_year": "2013",
        "name": "Asked",
        "quarter": "2014-15-q4",
        "value": "5",
        "source": "A",
    }
    answer = scene.client("manager").post(url(scene, name), {**good, **fields})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert summary_links(answer)
    assert not Denominator.objects.exists()


def test_one_name_whatever_its_capitals(scene: Scene) -> None:
    keep(scene, "Asked", "1")
    with pytest.raises(ValidationError, match="a value from this quarter already"):
        keep(scene, " asked", "2")


def test_two_people_at_once(scene: Scene) -> None:
    kept = keep(scene, "Asked", "1")
    values = {"name": "Asked", "quarter": Q4, "value": Decimal(2), "source": "A"}
    known = {"by": scene.member("manager"), "denominator": kept, "expected_version": 1}
    actions.change_denominator(**known, values=values)
    with pytest.raises(Conflict):
        actions.change_denominator(**known, values=values)


def test_only_managers_and_only_their_own(scene: Scene) -> None:
    with given():
        other = make_scene("rutland")
    theirs = Population.objects.filter(partnership=other.partnership).first()
    kept = keep(other, "Asked", "1")
    client = scene.client("manager")
    for name, row in (("change_population", theirs), ("remove_population", theirs),
                      ("change_denominator", kept), ("remove_denominator", kept)):  # fmt: skip
        assert client.get(url(scene, name, row.pk)).status_code == 404  # type: ignore[union-attr]
    for who in ("officer", "board"):
        assert scene.client(who).get(url(scene, "denominators")).status_code == 403
    values = {"mid_year": 2012, "value": 5, "source": "A"}
    with pytest.raises(PermissionDenied):
        actions.add_population(by=scene.member("officer"), values=values)
    with pytest.raises(PermissionDenied):
        actions.remove_denominator(by=scene.member("manager"), denominator=kept, expected_version=1)


def test_linked_from_the_indicators(scene: Scene) -> None:
    page = scene.client("manager").get(url(scene, "manage_indicators")).content.decode()
    assert url(scene, "denominators") in page

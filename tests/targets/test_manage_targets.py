"""Managers write targets of every kind in the application, and nobody else does."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from partnerships.access import Member
from partnerships.permissions import Role
from targets.actions import manage_targets
from targets.forms_targets import FIELDS, MEANING
from targets.models import Target
from targets.terms import TargetKind
from tests.strategies import world
from tests.strategies.test_reading import text_of
from tests.support.previewed import confirmed, removed

K = TargetKind
STARTS = {"starts_day": "1", "starts_month": "4", "starts_year": "2014"}
DUE = {"due_day": "31", "due_month": "12", "due_year": "2020"}


def data_for(place: world.Place, **given: str) -> dict[str, str]:
    """A form as posted: a target of the place's measure under its priority."""
    about = {
        "text": "In the strategy’s words",
        "priority": str(place.priority.pk),
        "measure": str(place.measure.pk),
        **STARTS,
    }
    return {**about, **given}


# --- Targets of every kind ---

KINDS = {
    K.AT_LEAST: ({"value": "90%", "per_year": "on", "tolerance": "2.5"}, {"value": Decimal(90)}),
    K.AT_MOST: ({"value": "1,264"}, {"value": Decimal(1264)}),
    K.RANGE: ({"low": "1", "high": "2.5"}, {"low": Decimal(1), "high": Decimal("2.5")}),
    K.REDUCE: ({"change_percent": ""}, {"change_percent": None}),
    K.INCREASE: ({"change_percent": "15"}, {"change_percent": Decimal(15)}),
    K.CHANGE_BY_DATE: (
        {"way": "reduce", "change_percent": "40", **DUE},
        {"change_percent": Decimal(-40), "due": datetime.date(2020, 12, 31)},
    ),
    K.MAINTAIN_BASELINE: ({"value": "2"}, {"value": Decimal(2)}),
    K.MAINTAIN_AVERAGE: ({"years": "3"}, {"years": 3}),
    K.SERVICE_STANDARD: (
        {"value": "100", "working_days": "1"},
        {"value": Decimal(100), "working_days": 1},
    ),
    K.ESTABLISH_BASELINE: (DUE, {"due": datetime.date(2020, 12, 31)}),
    K.MONITOR: ({"marked_outstanding": "on"}, {"marked_outstanding": True}),
    K.PLACEHOLDER: ({"missing": "size"}, {"missing": "size"}),
    K.ALL_OF: ({"cohort": "Families"}, {"cohort": "Families"}),
}


def test_every_kind_has_a_form_and_a_meaning() -> None:
    assert set(KINDS) == set(FIELDS) == set(MEANING) == set(TargetKind)


@pytest.mark.parametrize("kind", TargetKind)
def test_a_target_of_each_kind_is_written(home, manager, kind: TargetKind) -> None:
    typed, stored = KINDS[kind]
    page = manager.get(f"{home.path}/targets/new/{kind.value}/")
    assert page.status_code == 200
    address = f"{home.path}/targets/new/{kind.value}/"
    answer = confirmed(manager, address, data_for(home, **typed))
    assert answer.status_code == 302, text_of(answer)
    made = Target.objects.get(kind=kind.value, text="In the strategy’s words")
    assert made.partnership == home.partnership
    assert {name: getattr(made, name) for name in stored} == stored
    assert made.position == 2
    assert made.text in text_of(manager.get(f"{home.path}/targets/"))
    again = manager.get(f"{home.path}/targets/{made.pk}/")
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (K.AT_LEAST, {}, "Enter the value to be reached"),
        (K.AT_LEAST, {"value": "12/03/2015"}, "looks like a date"),
        (K.AT_LEAST, {"value": "n/a"}, "Enter a number, or leave the box empty."),
        (K.AT_MOST, {"value": "1", "tolerance": "-1"}, "A tolerance cannot be below 0."),
        (K.RANGE, {"low": "2", "high": "1"}, "Enter both ends, the higher one here."),
        (K.REDUCE, {"change_percent": "-5"}, "Enter a size above 0, such as 15."),
        (K.CHANGE_BY_DATE, {"way": "reduce", **DUE}, "Enter the size of the change"),
        (
            K.CHANGE_BY_DATE,
            {"change_percent": "40", **DUE},
            "Choose whether to reduce or to increase",
        ),
        (K.MAINTAIN_AVERAGE, {"years": "0"}, "greater than or equal to 1"),
        (K.PLACEHOLDER, {}, "Choose what is missing"),
        (K.MONITOR, {"text": ""}, "Enter the target in the strategy’s own words"),
        (
            K.MONITOR,
            {"ends_day": "1", "ends_month": "4", "ends_year": "2013"},
            "The last day cannot be before the first.",
        ),
    ],
)
def test_what_is_wrong_is_said(home, manager, kind, typed: dict[str, str], said: str) -> None:
    answer = manager.post(f"{home.path}/targets/new/{kind.value}/", data_for(home, **typed))
    assert answer.status_code == 200
    page = text_of(answer)
    assert "There is a problem" in page
    assert said in page
    assert Target.objects.count() == 1


def test_the_baseline_is_of_the_same_indicator(home, manager) -> None:
    other = world.add_measure(home.manager, home.council, home.priority, "other")
    typed = data_for(home, measure=str(other.pk), baseline=str(home.baseline.pk))
    page = text_of(manager.post(f"{home.path}/targets/new/reduce_on_baseline/", typed))
    assert "Choose a baseline of the same indicator." in page


def test_another_kind_clears_what_it_does_not_need(home, manager) -> None:
    target = world.add_target(
        home.manager, home.measure, home.priority, kind="at_least", value=Decimal(90)
    )
    assert "Choose another kind" in text_of(manager.get(f"{home.path}/targets/{target.pk}/"))
    kinds = text_of(manager.get(f"{home.path}/targets/{target.pk}/kind/"))
    assert "At least</a> (now)" in kinds
    typed = data_for(home, expected_version="1", text=target.text)
    confirmed(manager, f"{home.path}/targets/{target.pk}/kind/monitor_only/", typed)
    target.refresh_from_db()
    assert (target.kind, target.value) == ("monitor_only", None)


@pytest.mark.parametrize("kind", ["nonsense", "AT_LEAST", "kind"])
def test_unknown_kinds_are_not_found(home, manager, kind: str) -> None:
    assert manager.get(f"{home.path}/targets/new/{kind}/").status_code == 404


def test_two_people_at_once(home, manager) -> None:
    address = f"{home.path}/targets/{home.target.pk}/"
    manage_targets.change_target(
        by=home.manager,
        target=home.target,
        expected_version=1,
        values={"change_percent": Decimal(20), "note": "Agreed in March"},
    )
    typed = data_for(
        home, text=home.target.text, change_percent="15", expected_version="1",
        baseline=str(home.baseline.pk),
    )  # fmt: skip
    answer = manager.post(address, typed)
    page = text_of(answer)
    assert answer.status_code == 409
    assert ">20</td>" in page and ">15</td>" in page
    assert "Agreed in March" in page
    home.target.refresh_from_db()
    assert home.target.change_percent == 20
    again = confirmed(manager, address, {**typed, "expected_version": "2"})
    assert again.status_code == 302
    home.target.refresh_from_db()
    assert home.target.change_percent == 15


def test_up_and_down(home, manager) -> None:
    second = world.add_target(home.manager, home.measure, home.priority, text="Second")
    manager.post(f"{home.path}/targets/{second.pk}/move/", {"direction": "up"})
    order = list(Target.objects.order_by("position").values_list("text", flat=True))
    assert order == ["Second", "Reduce it in home"]
    manager.post(f"{home.path}/targets/{second.pk}/move/", {"direction": "up"})
    manager.post(f"{home.path}/targets/{second.pk}/move/", {"direction": "sideways"})
    assert list(Target.objects.order_by("position").values_list("text", flat=True)) == order
    assert manager.get(f"{home.path}/targets/{second.pk}/move/").status_code == 405


def test_a_target_is_removed_only_before_figures_are_held_against_it(home, manager) -> None:
    target = world.add_target(home.manager, home.measure, home.priority, kind="all_of")
    manage_targets.save_conditions(
        by=home.manager, target=target, expected_version=1, conditions=[{"text": "One"}]
    )
    removed(manager, f"{home.path}/targets/{target.pk}/remove/", 2)
    assert not Target.objects.filter(pk=target.pk).exists()
    world.record_a_figure(home)
    address = f"{home.path}/targets/{home.target.pk}/remove/"
    page = text_of(removed(manager, address, 1, follow=True))
    assert "figures are recorded since it applies" in page
    assert Target.objects.filter(pk=home.target.pk).exists()


# --- Conditions ---


def conditions_data(target: Target, *rows: dict[str, str], version: int) -> dict[str, str]:
    data = {
        "expected_version": str(version),
        "condition-TOTAL_FORMS": str(len(rows)),
        "condition-INITIAL_FORMS": "0",
    }
    for place, row in enumerate(rows):
        data |= {f"condition-{place}-{name}": value for name, value in row.items()}
    return data


def test_conditions_of_an_all_of_target(home, manager) -> None:
    target = world.add_target(home.manager, home.measure, home.priority, kind="all_of")
    address = f"{home.path}/targets/{target.pk}/conditions/"
    first = {"text": "Employment", "comparator": "at_least", "value": "50"}
    second = {"text": "Attendance", "measure": str(home.measure.pk)}
    assert manager.get(address).status_code == 200
    confirmed(manager, address, conditions_data(target, first, {"text": ""}, second, version=1))
    assert list(target.conditions.values_list("position", "text", "value")) == [
        (1, "Employment", Decimal(50)),
        (2, "Attendance", None),
    ]
    confirmed(manager, address, conditions_data(target, {"text": "Only this"}, version=2))
    assert list(target.conditions.values_list("text", flat=True)) == ["Only this"]
    answer = manager.post(address, conditions_data(target, first, version=2))
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Only this" in page and "Employment, at least 50" in page
    wrong = {"text": "No value", "comparator": "at_least"}
    page = text_of(manager.post(address, conditions_data(target, wrong, version=3)))
    assert "Enter both at least or at most and the value, or neither." in page


def test_only_an_all_of_target_has_conditions(home, manager) -> None:
    assert manager.get(f"{home.path}/targets/{home.target.pk}/conditions/").status_code == 404


# --- Who may not, and other people's rows ---


def test_rows_of_another_partnership_are_not_found(home, away, manager) -> None:
    theirs = [
        f"targets/{away.target.pk}/",
        f"targets/{away.target.pk}/kind/",
        f"targets/{away.target.pk}/kind/at_least/",
        f"targets/{away.target.pk}/conditions/",
        f"targets/{away.target.pk}/remove/",
        f"targets/measures/{away.measure.pk}/",
        f"targets/measures/{away.measure.pk}/change/",
        f"targets/measures/{away.measure.pk}/remove/",
        f"targets/measures/{away.measure.pk}/baselines/new/",
        f"targets/baselines/{away.baseline.pk}/",
        f"targets/baselines/{away.baseline.pk}/remove/",
        f"targets/indicators/{away.measure.indicator_id}/",
        f"targets/indicators/{away.measure.indicator_id}/change/",
        f"targets/indicators/{away.measure.indicator_id}/remove/",
        "targets/999999999999999999999999999999/",
    ]
    assert {manager.get(f"{home.path}/{path}").status_code for path in theirs} == {404}
    assert manager.post(f"{home.path}/targets/{away.target.pk}/move/").status_code == 404
    assert manager.get(f"{away.path}/targets/").status_code == 404


@pytest.mark.parametrize("name", ["priority", "measure", "baseline"])
def test_rows_of_another_partnership_cannot_be_posted(home, away, manager, name: str) -> None:
    typed = data_for(home, **{name: str(getattr(away, name).pk)})
    page = text_of(manager.post(f"{home.path}/targets/new/reduce_on_baseline/", typed))
    assert "Select a valid choice" in page
    values = {"kind": "monitor_only", "text": "T", "starts": world.TODAY, "measure": home.measure}
    with pytest.raises(PermissionDenied):
        manage_targets.create_target(by=home.manager, values={**values, name: getattr(away, name)})


def test_another_partnerships_indicator_or_condition_cannot_be_posted(home, away, manager) -> None:
    own = world.own_indicator(away.partnership, "secret-canary")
    use = {
        "indicator": str(own.pk),
        "supplier": str(away.council.pk),
        "priority": str(away.priority.pk),
        "first_quarter": "2014-15-q1",
    }
    answer = manager.post(f"{home.path}/targets/measures/new/", use)
    assert text_of(answer).count("Select a valid choice") >= 3
    assert "secret-canary" not in text_of(answer)
    target = world.add_target(home.manager, home.measure, home.priority, kind="all_of")
    address = f"{home.path}/targets/{target.pk}/conditions/"
    row = {"text": "One", "measure": str(away.measure.pk)}
    assert "Select a valid choice" in text_of(
        manager.post(address, conditions_data(target, row, version=1))
    )
    assert not target.conditions.exists()


@pytest.mark.parametrize("role", [Role.BOARD, Role.OFFICER, Role.SCRUTINY, Role.ADMINISTRATOR])
def test_others_may_not_edit(home, browse, role: Role) -> None:
    organisation = home.council if role is Role.OFFICER else None
    user = world.make_user("other", home.partnership, role, organisation)
    client = browse(user)
    for path in ("", "new/", "new/at_least/", f"{home.target.pk}/", "indicators/", "measures/new/"):
        assert client.get(f"{home.path}/targets/{path}").status_code == 403
        assert client.post(f"{home.path}/targets/{path}").status_code == 403
    with pytest.raises(PermissionDenied):
        manage_targets.change_target(
            by=Member(user, home.partnership, role, organisation),
            target=home.target,
            expected_version=1,
            values={"text": "No"},
        )


@pytest.mark.both_databases
@pytest.mark.parametrize("odd", ["\x00", "9" * 30, "-1", "٣", "1e400", "'; --"])
@pytest.mark.parametrize(
    "name", ["value", "measure", "baseline", "priority", "tolerance", "starts_year", "text"]
)
def test_odd_texts_are_refused_or_kept_and_never_fail(home, manager, name: str, odd: str) -> None:
    typed = data_for(home, value="5", expected_version="1")
    answer = manager.post(f"{home.path}/targets/new/at_least/", {**typed, name: odd})
    assert answer.status_code in {200, 302}
    seen = {**typed, "expected_version": odd}
    assert manager.post(f"{home.path}/targets/{home.target.pk}/", seen).status_code in {200, 409}

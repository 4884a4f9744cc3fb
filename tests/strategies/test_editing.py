"""Managers write strategies in the application: forms, versions, adoption, conflicts, order."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import LogEntry
from core.models import Conflict
from partnerships.access import Member
from partnerships.permissions import Role
from strategies import actions
from strategies.models import (
    Approval,
    Outcome,
    OutcomeWording,
    PlanLink,
    Priority,
    PriorityWording,
    Strategy,
    StrategyVersion,
)
from tests.strategies import world
from tests.strategies.test_reading import put, text_of

Status = StrategyVersion.Status
DATES = {
    "starts_day": "1", "starts_month": "4", "starts_year": "2017",
    "ends_day": "31", "ends_month": "3", "ends_year": "2020",
}  # fmt: skip


# --- Strategies ---


def test_a_manager_writes_a_strategy(home, manager) -> None:
    data = {"title": "Next strategy", "strategic_aim": "Safer", "introduction": "Words", **DATES}
    answer = manager.post(f"{home.path}/strategy/new/", data)
    made = Strategy.objects.get(slug="next-strategy")
    assert answer.url == f"{home.path}/strategy/next-strategy/edit/"
    assert made.partnership == home.partnership
    assert made.versions.get().status == Status.DRAFT
    assert "Add its priorities." in text_of(manager.get(answer.url))
    logged = LogEntry.objects.get(table_name="strategies_strategy", row_id=str(made.pk))
    assert (logged.action, logged.who_id) == ("strategies.create_strategy", home.manager.user.pk)


def test_what_is_wrong_is_said_at_its_field_and_kept(home, manager) -> None:
    data = {"title": home.strategy.title, **DATES, "ends_year": "2016"}
    page = text_of(manager.post(f"{home.path}/strategy/new/", data))
    assert "There is a problem" in page
    assert "already has a strategy with this title" in page
    assert "The end date must be after the start date." in page
    assert 'href="#id_ends_0"' in page
    assert 'value="2016"' in page
    assert Strategy.objects.filter(partnership=home.partnership).count() == 1


def test_a_year_that_nobody_means_is_refused(home, manager) -> None:
    data = {"title": "Old", **DATES, "starts_year": "1066"}
    assert "Enter a year between 1990 and 2100" in text_of(
        manager.post(f"{home.path}/strategy/new/", data)
    )


def test_reserved_words_are_no_short_names() -> None:
    assert actions.strategy.slug_for("New") == "new-strategy"
    assert actions.strategy.slug_for("List") == "list-strategy"
    assert actions.strategy.slug_for("–") == "strategy"
    assert len(actions.strategy.slug_for("very long " * 20)) <= 60


def test_partnership_status_and_version_cannot_be_posted(home, away, manager) -> None:
    data = {
        "title": "Changed",
        "expected_version": "1",
        "partnership": str(away.partnership.pk),
        "version": "99",
        "slug": "stolen",
        "status": "adopted",
        **DATES,
    }
    manager.post(f"{home.strategy_path}/details/", data)
    home.strategy.refresh_from_db()
    assert home.strategy.title == "Changed"
    assert home.strategy.partnership == home.partnership
    assert (home.strategy.version, home.strategy.slug) == (2, "home-strategy")
    home.version.refresh_from_db()
    assert home.version.status == Status.DRAFT


def test_two_people_at_once_are_shown_both_values(home, manager) -> None:
    data = {"title": "Mine", "expected_version": "1", **DATES}
    actions.change_strategy(
        by=home.manager, strategy=home.strategy, expected_version=1, values={"title": "Theirs"}
    )
    answer = manager.post(f"{home.strategy_path}/details/", data)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Somebody else changed this while you were editing it" in page
    assert "Theirs" in page and "Mine" in page
    assert "1 April 2014" in page and "1 April 2017" in page
    home.strategy.refresh_from_db()
    assert home.strategy.title == "Theirs"
    # The page that showed both can save mine.
    assert 'name="expected_version" value="2"' in page
    assert (
        manager.post(
            f"{home.strategy_path}/details/", {**data, "expected_version": "2"}
        ).status_code
        == 302
    )
    home.strategy.refresh_from_db()
    assert home.strategy.title == "Mine"


@pytest.mark.parametrize("seen", ["", "x", "0", "99"])
def test_without_the_version_seen_nothing_is_saved(home, manager, seen: str) -> None:
    data = {"title": "Mine", "expected_version": seen, **DATES}
    manager.post(f"{home.strategy_path}/details/", data)
    home.strategy.refresh_from_db()
    assert home.strategy.title == "home strategy"


def test_only_an_empty_draft_can_be_removed(home, manager) -> None:
    answer = manager.post(f"{home.strategy_path}/remove/", {"expected_version": "1"}, follow=True)
    assert "It cannot be removed because" in text_of(answer)
    manager.post(f"{home.path}/strategy/new/", {"title": "Empty", **DATES})
    manager.post(f"{home.path}/strategy/empty/remove/", {"expected_version": "1"})
    assert not Strategy.objects.filter(slug="empty").exists()


# --- Versions ---


def test_an_adopted_wording_is_read_only(home, manager) -> None:
    put(home, Status.ADOPTED)
    wording = home.version.priority_wordings.get()
    address = f"{home.strategy_path}/priorities/{home.priority.pk}/wording/"
    assert manager.get(address).status_code == 404
    assert manager.post(address, {"heading": "Other"}).status_code == 404
    assert manager.post(f"{home.strategy_path}/priorities/new/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.change_priority_words(
            by=home.manager,
            wording=wording,
            expected_version=wording.version,
            values={"heading": "Other"},
        )
    assert "Start a new version" in text_of(manager.get(f"{home.strategy_path}/edit/"))


def test_a_new_version_needs_a_reason_and_keeps_every_wording(home, manager) -> None:
    actions.add_outcome(
        by=home.manager, version=home.version, values={"priority": home.priority, "text": "Safer"}
    )
    put(home, Status.ADOPTED)
    address = f"{home.strategy_path}/versions/new/"
    page = text_of(manager.post(address, {"reason": " "}))
    assert "Enter why there is a new version" in page
    assert home.strategy.versions.count() == 1
    manager.post(address, {"reason": "Annual refresh"})
    second = home.strategy.versions.get(number=2)
    assert second.reason == "Annual refresh"
    assert second.status == Status.DRAFT
    kept = second.priority_wordings.get()
    assert (kept.change, kept.heading, kept.focus) == ("kept", "Heading of A", "Focus of A")
    assert second.outcome_wordings.get().change == "kept"
    # One version in preparation is enough.
    page = text_of(manager.post(address, {"reason": "Another"}))
    assert "A version of this strategy is already in preparation." in page


def test_changed_words_need_a_change_and_a_reason(home, manager) -> None:
    put(home, Status.ADOPTED)
    actions.start_version(by=home.manager, strategy=home.strategy, reason="Refresh")
    address = f"{home.strategy_path}/priorities/{home.priority.pk}/wording/"
    data = {"heading": "Other words", "expected_version": "1", "change": "kept"}
    assert "The words differ from version 1" in text_of(manager.post(address, data))
    page = text_of(manager.post(address, {**data, "change": "changed"}))
    assert "Enter why it changed." in page
    manager.post(address, {**data, "change": "changed", "reason": "Clearer"})
    wording = PriorityWording.objects.get(priority=home.priority, strategy_version__number=2)
    assert (wording.heading, wording.change, wording.reason) == (
        "Other words",
        "changed",
        "Clearer",
    )
    assert PriorityWording.objects.get(strategy_version=home.version).heading == "Heading of A"


@pytest.mark.journey
def test_adopting_supersedes_the_version_before(home, manager) -> None:
    put(home, Status.ADOPTED)
    second = actions.start_version(by=home.manager, strategy=home.strategy, reason="Refresh")
    address = f"{home.strategy_path}/versions/2/move/"
    data = {"to": "adopted", "expected_version": "1"}
    page = text_of(manager.post(address, data))
    assert "Enter the board or committee that decided." in page
    assert "Enter when it was decided." in page
    day = {"decided_on_day": "20", "decided_on_month": "4", "decided_on_year": "2015"}
    manager.post(address, {**data, "body": "Full Council", **day, "note": "Unanimous"})
    home.version.refresh_from_db()
    second.refresh_from_db()
    assert (home.version.status, second.status) == (Status.SUPERSEDED, Status.ADOPTED)
    approval = second.approvals.get()
    assert (approval.body, approval.outcome) == ("Full Council", Approval.Outcome.ADOPTED)
    logged = LogEntry.objects.filter(action="strategies.move_version", why="Unanimous")
    assert logged.values("context_id").distinct().count() == 1


def test_an_adoption_that_fails_leaves_the_version_before(home) -> None:
    put(home, Status.ADOPTED)
    second = actions.start_version(by=home.manager, strategy=home.strategy, reason="Refresh")
    with pytest.raises(Conflict):
        actions.move_version(
            by=home.manager,
            version=second,
            expected_version=99,
            to="adopted",
            body="Board",
            decided_on=world.TODAY,
        )
    home.version.refresh_from_db()
    assert home.version.status == Status.ADOPTED


@pytest.mark.parametrize(
    ("steps", "refused"),
    [([], "superseded"), (["scrutiny"], "consultation"), (["adopted"], "draft")],
)
def test_a_version_moves_only_along_its_way(home, steps: list[str], refused: str) -> None:
    for step in steps:
        put(home, step)
    with pytest.raises(ValidationError):
        put(home, refused)


def test_decisions_are_recorded_corrected_and_removed(home, manager) -> None:
    day = {"decided_on_day": "1", "decided_on_month": "2", "decided_on_year": "2015"}
    data = {"body": "Panel", "outcome": "commented", **day}
    manager.post(f"{home.strategy_path}/versions/1/decisions/new/", data)
    row = Approval.objects.get()
    assert row.decided_on == datetime.date(2015, 2, 1)
    address = f"{home.strategy_path}/decisions/{row.pk}/"
    manager.post(address, {**data, "body": "Scrutiny Panel", "expected_version": "1"})
    row.refresh_from_db()
    assert row.body == "Scrutiny Panel"
    manager.post(f"{address}remove/", {"expected_version": "2"})
    assert not Approval.objects.exists()


# --- Priorities, outcomes, plans ---


def test_priorities_are_added_changed_ordered_and_removed(home, manager) -> None:
    data = {"code": "B", "heading": "Second", "lead_group": str(home.group.pk)}
    manager.post(f"{home.strategy_path}/priorities/new/", data)
    second = Priority.objects.get(code="B")
    assert second.wordings.get().heading == "Second"
    assert (second.position, second.lead_group) == (2, home.group)
    address = f"{home.strategy_path}/priorities/{second.pk}/"
    page = text_of(manager.post(address, {"code": "A", "expected_version": "1"}))
    assert "Another priority of this strategy has this letter or number." in page
    manager.post(address, {"code": "Z", "cross_cutting": "on", "expected_version": "1"})
    second.refresh_from_db()
    assert (second.code, second.cross_cutting, second.lead_group) == ("Z", True, None)
    manager.post(f"{address}move/", {"direction": "up"})
    order = list(home.strategy.priorities.order_by("position").values_list("code", flat=True))
    assert order == ["Z", "A"]
    manager.post(f"{address}remove/", {"expected_version": "1"})
    assert not Priority.objects.filter(pk=second.pk).exists()


def test_a_priority_that_is_used_is_not_removed(home, manager) -> None:
    address = f"{home.strategy_path}/priorities/{home.priority.pk}/remove/"
    page = text_of(manager.post(address, {"expected_version": "1"}, follow=True))
    assert "It cannot be removed because" in page
    assert "1 measure" in page and "1 target" in page
    assert home.priority.wordings.count() == 1


def test_a_priority_of_an_earlier_version_is_dropped_not_removed(home, manager) -> None:
    second = world.add_priority(home.manager, home.version, "B")
    put(home, Status.ADOPTED)
    actions.start_version(by=home.manager, strategy=home.strategy, reason="Refresh")
    address = f"{home.strategy_path}/priorities/{second.pk}/remove/"
    page = text_of(manager.post(address, {"expected_version": "1"}, follow=True))
    assert "mark it as dropped instead" in page


def test_outcomes_are_added_worded_ordered_and_removed(home, manager) -> None:
    for words in ("First outcome", "Second outcome"):
        data = {"text": words, "priority": str(home.priority.pk)}
        manager.post(f"{home.strategy_path}/outcomes/new/", data)
    first, second = Outcome.objects.order_by("position")
    address = f"{home.strategy_path}/outcomes/{second.pk}/"
    manager.post(f"{address}move/", {"direction": "up"})
    second.refresh_from_db()
    assert second.position == 1
    manager.post(address, {"priority": "", "expected_version": str(second.version)})
    second.refresh_from_db()
    assert second.priority is None
    manager.post(f"{address}wording/", {"text": "Other", "expected_version": "1"})
    assert OutcomeWording.objects.get(outcome=second).text == "Other"
    assert "Other" in text_of(manager.get(f"{home.path}/strategy/"))
    manager.post(f"{address}remove/", {"expected_version": "2"})
    assert list(Outcome.objects.all()) == [first]


def test_links_to_other_plans(home, manager) -> None:
    address = f"{home.strategy_path}/plans/"
    manager.post(f"{address}new/", {"name": "Police and Crime Plan", "note": "Youth offending"})
    assert "already on the list" in text_of(
        manager.post(f"{address}new/", {"name": "Police and Crime Plan"})
    )
    row = PlanLink.objects.get()
    manager.post(f"{address}{row.pk}/", {"name": "Health plan", "expected_version": "1"})
    row.refresh_from_db()
    assert row.name == "Health plan"
    manager.post(f"{address}{row.pk}/remove/", {"expected_version": "2"})
    assert not PlanLink.objects.exists()


# --- Who may not ---


def test_rows_of_another_partnership_cannot_be_named(home, away, manager) -> None:
    paths = [
        f"{home.strategy_path}/priorities/{away.priority.pk}/",
        f"{home.strategy_path}/priorities/{away.priority.pk}/wording/",
        f"{home.strategy_path}/priorities/{away.priority.pk}/remove/",
        f"{home.path}/strategy/{away.strategy.slug}/edit/",
        f"{away.strategy_path}/edit/",
    ]
    assert {manager.get(path).status_code for path in paths} == {404}
    page = text_of(
        manager.post(
            f"{home.strategy_path}/priorities/new/",
            {"code": "B", "heading": "Second", "lead_group": str(away.group.pk)},
        )
    )
    assert "Select a valid choice" in page
    outcome = {"text": "Words", "priority": str(away.priority.pk)}
    assert "Select a valid choice" in text_of(
        manager.post(f"{home.strategy_path}/outcomes/new/", outcome)
    )
    with pytest.raises(PermissionDenied):
        world.add_priority(home.manager, home.version, "B", away.group)
    with pytest.raises(PermissionDenied):
        world.add_priority(home.manager, away.version, "B")


@pytest.mark.parametrize("role", [Role.BOARD, Role.OFFICER, Role.SCRUTINY, Role.ADMINISTRATOR])
def test_others_may_not_edit(home, browse, role: Role) -> None:
    organisation = home.council if role is Role.OFFICER else None
    user = world.make_user("other", home.partnership, role, organisation)
    client = browse(user)
    for path in ("edit/", "details/", "versions/new/", "priorities/new/", "plans/new/"):
        assert client.get(f"{home.strategy_path}/{path}").status_code == 403
        assert client.post(f"{home.strategy_path}/{path}").status_code == 403
    member = Member(user, home.partnership, role, organisation)
    with pytest.raises(PermissionDenied):
        actions.create_strategy(by=member, values={"title": "No"})


def test_an_unknown_field_is_an_error_of_the_program(home) -> None:
    with pytest.raises(ValueError, match="slug"):
        actions.change_strategy(
            by=home.manager, strategy=home.strategy, expected_version=1, values={"slug": "x"}
        )

"""The page on which a strategy is read: what it shows, to whom, with how many queries."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.permissions import Role
from strategies import actions
from strategies.models import StrategyVersion
from tests.strategies import world

Status = StrategyVersion.Status


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def put(place, status: str, on: datetime.date = world.TODAY, version=None) -> StrategyVersion:
    """Move a version along, as its manager."""
    version = version or place.version
    version.refresh_from_db()
    actions.move_version(
        by=place.manager,
        version=version,
        expected_version=version.version,
        to=status,
        body="Home Board",
        decided_on=on,
    )
    return version


def test_a_draft_is_for_its_editors_only(home, manager, board) -> None:
    assert manager.get(f"{home.path}/strategy/").status_code == 200
    assert "There is no strategy to read yet" in text_of(board.get(f"{home.path}/strategy/"))
    assert board.get(f"{home.strategy_path}/").status_code == 404
    assert board.get(f"{home.strategy_path}/versions/1/").status_code == 404
    assert home.strategy.title not in text_of(board.get(f"{home.path}/strategy/list/"))


def test_a_version_with_scrutiny_can_be_read_by_the_board(home, board) -> None:
    put(home, Status.SCRUTINY)
    page = text_of(board.get(f"{home.path}/strategy/"))
    assert "This is a draft, with scrutiny for comment." in page
    assert "Presented for comment: Home Board, 20 April 2015" in page
    assert "Edit this strategy" not in page


def test_what_the_page_says_of_a_priority_and_its_targets(home, board) -> None:
    other = world.add_priority(home.manager, home.version, "D")
    world.add_target(
        home.manager,
        home.measure,
        home.priority,
        text="90% are satisfied",
        kind="at_least",
        value=Decimal(90),
        aligned_as="PCC target",
    )
    put(home, Status.SCRUTINY)
    page = text_of(board.get(f"{home.path}/strategy/"))
    assert "2 targets: 2 under priority A and none under D." in page
    assert "All 2 can be rated today, once there is a figure." in page
    assert "1 is aligned to the Police and Crime Commissioner." in page
    assert "Aligned to the Police and Crime Commissioner: “PCC target”" in page
    assert "This will mean</span> fewer people are hurt." in page
    assert "Led by home Board" in page
    assert f'id="priority-{other.pk}"' in page
    assert "No target has been set under this priority" in page  # RUT-9


def test_nothing_of_scrutiny_members_and_strangers(home, away, browse) -> None:
    scrutiny = browse(world.make_user("scrutiny", home.partnership, Role.SCRUTINY))
    assert scrutiny.get(f"{home.path}/strategy/").status_code == 403
    stranger = browse(away.manager.user)
    assert stranger.get(f"{home.path}/strategy/").status_code == 404
    assert stranger.get(f"{away.path}/strategy/{home.strategy.slug}/").status_code == 404


def test_the_adopted_version_is_shown_while_the_next_is_in_preparation(home, board) -> None:
    put(home, Status.ADOPTED)
    second = actions.start_version(by=home.manager, strategy=home.strategy, reason="Refresh")
    page = text_of(board.get(f"{home.path}/strategy/"))
    assert "This strategy is adopted." in page
    assert "There is a later version" not in page
    put(home, Status.CONSULTATION, version=second)
    page = text_of(board.get(f"{home.path}/strategy/"))
    assert "This strategy is adopted." in page
    assert "There is a later version" in page
    assert "out for consultation" in text_of(board.get(f"{home.strategy_path}/versions/2/"))


def test_what_changed_since_the_last_version(home, board) -> None:
    """Kept, changed, new and dropped, each with its reason (RUT-4)."""
    dropped = world.add_priority(home.manager, home.version, "B")
    put(home, Status.ADOPTED)
    second = actions.start_version(by=home.manager, strategy=home.strategy, reason="Refresh")
    wording = second.priority_wordings.get(priority=dropped)
    actions.change_priority_words(
        by=home.manager,
        wording=wording,
        expected_version=wording.version,
        values={"change": "dropped", "reason": "It is done."},
    )
    world.add_priority(home.manager, second, "C")
    put(home, Status.ADOPTED, version=second)
    page = text_of(board.get(f"{home.path}/strategy/"))
    assert "What has changed since version 1" in page
    for word in ("<strong>Kept</strong>", "<strong>New</strong>", "<strong>Dropped</strong>"):
        assert word in page
    assert "It is done." in page
    assert 'id="priority-' + str(dropped.pk) not in page


def test_the_strategy_that_runs_today_comes_first(home, manager) -> None:
    for title, year in (("Older", 2010), ("Later", 2017)):
        actions.create_strategy(
            by=home.manager,
            values={
                "title": title,
                "starts": datetime.date(year, 4, 1),
                "ends": datetime.date(year + 3, 3, 31),
            },
        )
    assert "home strategy</h1>" in text_of(manager.get(f"{home.path}/strategy/"))


def test_no_strategy_at_all(home, away, browse) -> None:
    page = text_of(browse(away.manager.user).get(f"{away.path}/strategy/list/"))
    assert "away strategy" in page
    with_none = world.make_user("new", away.partnership, Role.BOARD)
    assert "no strategy to read yet" in text_of(browse(with_none).get(f"{away.path}/strategy/"))


def test_ended_targets_are_listed_apart(home, board) -> None:
    world.add_target(
        home.manager,
        home.measure,
        home.priority,
        text="Until last month",
        kind="monitor_only",
        ends=datetime.date(2015, 3, 31),
    )
    put(home, Status.SCRUTINY)
    page = text_of(board.get(f"{home.path}/strategy/"))
    assert "1 target: 1 under priority A." in page
    assert "Until last month (until 31 March 2015)" in page


@pytest.mark.parametrize("address", ["/strategy/", "/targets/", "/targets/indicators/"])
def test_as_many_queries_for_12_rows_as_for_2(home, manager, address: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert manager.get(home.path + address).status_code == 200
        return len(found)

    def grow(codes: str) -> None:
        for code in codes:
            priority = world.add_priority(home.manager, home.version, code, home.group)
            measure = world.add_measure(home.manager, home.council, priority, f"m{code}".lower())
            baseline = world.add_baseline(home.manager, measure, 2013, Decimal(5))
            world.add_target(home.manager, measure, priority, baseline=baseline)
            target = world.add_target(home.manager, measure, priority, kind="all_of")
            world.manage_targets.save_conditions(
                by=home.manager,
                target=target,
                expected_version=1,
                conditions=[{"text": "One", "measure": measure, "comparator": "", "value": None}],
            )

    grow("B")
    at_two = queries()
    grow("CDEFGHIJKL")
    assert queries() == at_two
    assert at_two <= 20


def test_a_refused_view_is_not_cached(home, board) -> None:
    put(home, Status.SCRUTINY)
    assert "no-store" in board.get(f"{home.path}/strategy/")["Cache-Control"]

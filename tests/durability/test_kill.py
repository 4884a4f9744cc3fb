"""kill -9 while people save: a few cycles here, hundreds by ``python -m tests.durability``."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.durability.killing import Story, kill_again_and_again, new_server
from tests.durability.world import make_world
from tests.support.served import url_of


@pytest.fixture
def killed(transactional_db: None, tmp_path: Path) -> Any:
    def run(cycles: int, *, plant: str = "", rows: int = 10) -> Story:
        world = make_world(rows)
        server = new_server(url_of(connection.settings_dict), tmp_path, plant=plant)
        return kill_again_and_again(server, world, cycles, seed=2015)

    return run


@pytest.mark.both_databases
def test_what_was_reported_saved_is_there_and_nothing_is_half_there(killed: Any) -> None:
    story = killed(3)
    assert story.found == []
    assert story.saved > story.cycles
    assert story.unanswered > 0


@pytest.mark.parametrize(("plant", "words"), [("late", "lost: "), ("row-by-row", "half there: ")])
def test_a_planted_fault_is_found(killed: Any, plant: str, words: str) -> None:
    story = killed(12, plant=plant)
    assert any(words in fault for fault in story.found), story

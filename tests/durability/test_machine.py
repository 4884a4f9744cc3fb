"""Runs the machine: a hundred steps here, thousands with ``MACHINE_STEPS=2000``."""

import os
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from targets.actions import figures
from targets.models import Figure
from targets.views import rows
from tests.durability.machine import USERS, TwoPeople, prepare
from tests.targets.scene import Scene, given, scene

__all__ = ["scene"]

STEPS = int(os.environ.get("MACHINE_STEPS", "100"))
STEPS_EACH = 30
LONG = 2000  # enough to get everywhere
STATES = {"open", "submitted", "returned", "signed_off", "published"}


def run(scene: Scene, steps: int) -> type[TwoPeople]:
    """The machine, with how many steps it took. Raises whatever a step found."""

    class Machine(TwoPeople):
        clients = {name: scene.client(name) for name in USERS}
        reached = set()

    Machine.scene = scene
    with given():
        prepare(scene)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=2 + steps * 4 // (3 * STEPS_EACH),
            stateful_step_count=STEPS_EACH,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # what is found is told at once, not made smaller for minutes
            database=None,
        ),
    )
    return Machine


@pytest.mark.both_databases
def test_nothing_is_overwritten_unseen_and_submitted_figures_stay(scene: Scene) -> None:
    machine = run(scene, STEPS)
    print(f"{machine.steps} steps, no lost update")
    assert machine.steps >= STEPS
    if STEPS >= LONG:
        assert machine.reached == STATES


def test_a_dropped_version_check_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def save_whatever_was_seen(*, ret: Any, entries: Any, **more: Any) -> figures.Outcome:
        found = dict(Figure.objects.filter(belongs_to=ret).values_list("measure_id", "version"))
        entries = [replace(one, version=found.get(one.measure_id, 0)) for one in entries]
        return figures.save_figures(ret=ret, entries=entries, **more)

    monkeypatch.setattr(rows, "save_figures", save_whatever_was_seen)
    with pytest.raises(AssertionError, match="nobody was told"):
        run(scene, 3000)

"""No small number can be worked out of published dashboards: trust.md C1 and C2, by brute force.

An attacker with code of its own (``attacker.py``) reads everything that was published of hundreds
of random families of indicators, quarter after quarter, and looks for other worlds that would have
been published alike. Eighty families here; the 320 of ``docs/board.md`` with
``DISCLOSURE_TABLES=320``, a multiple of forty.
"""

import os
from dataclasses import dataclass

import pytest

from tests.disclosure.attacker import TooLongError
from tests.disclosure.worlds import Protector, primary_only, protecting, random_world

TABLES = int(os.environ.get("DISCLOSURE_TABLES", "80"))
BATCH = 40  # families in a test: enough that a few searches given up are no tenth of them
PLANTED = 20  # families are enough to find the fault in


@dataclass
class Found:
    """What an attack came to. ``unsure``: secrets for which the search was given up."""

    tables: int = 0
    secrets: int = 0
    recovered: int = 0
    narrow: int = 0
    unsure: int = 0


def attacked(worlds: range, protector: Protector) -> Found:
    """Publish each world's quarters in turn, then try to read its secrets."""
    found = Found(tables=len(worlds))
    for seed in worlds:
        world = random_world(seed)
        for place in world.publishes:
            world.publish(place, protector)
        puzzle = world.puzzle()
        for pk, index, number in world.secrets():
            found.secrets += 1
            try:
                values = puzzle.values((pk, index))
            except TooLongError:
                found.unsure += 1
                continue
            assert number in values, (seed, pk, index, number, values)
            found.recovered += len(values) == 1
            found.narrow += len(values) > 1 and not ({1, 2, 3, 4} < values)
    return found


@pytest.mark.parametrize("batch", range(TABLES // BATCH))
def test_nothing_is_recovered(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hidden number can be 1, 2, 3, 4 and at least one more."""
    found = attacked(range(batch * BATCH, (batch + 1) * BATCH), protecting(monkeypatch))
    assert found.secrets > BATCH
    assert (found.recovered, found.narrow) == (0, 0)
    assert found.unsure * 10 < found.secrets


def test_hiding_only_the_small_numbers_is_found_out() -> None:
    """The planted fault: without it, the test above would prove nothing."""
    found = attacked(range(PLANTED), primary_only)
    assert found.recovered > found.secrets // 10
    assert found.narrow > 0

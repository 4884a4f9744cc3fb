"""No small number can be worked out of published dashboards: trust.md C1 and C2, by brute force.

An attacker with code of its own (``attacker.py``) reads everything that was published of hundreds of
random families of indicators, quarter after quarter, and looks for other worlds that would have
been published alike.
"""

import pytest

from tests.disclosure.worlds import Protector, World, primary_only, protecting, random_world

TABLES = 320


def attacked(worlds: range, protector: Protector) -> tuple[int, int, int, int]:
    """How many tables, secrets, secrets recovered exactly, and others known too closely."""
    secrets = recovered = narrow = 0
    for seed in worlds:
        world = random_world(seed)
        for place in world.publishes:
            world.publish(place, protector)
        puzzle = world.puzzle()
        for pk, index, number in world.secrets():
            values = puzzle.values((pk, index))
            assert number in values, (seed, pk, index, number, values)
            secrets += 1
            recovered += len(values) == 1
            narrow += len(values) > 1 and not ({1, 2, 3, 4} < values)
    return len(worlds), secrets, recovered, narrow


@pytest.mark.parametrize("batch", range(8))
def test_nothing_is_recovered(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hidden number can be 1, 2, 3, 4 and at least one more."""
    size = TABLES // 8
    found = attacked(range(batch * size, (batch + 1) * size), protecting(monkeypatch))
    assert found[1] > size
    assert found[2:] == (0, 0)


def test_hiding_only_the_small_numbers_is_found_out() -> None:
    """The planted fault: without it, the test above would prove nothing."""
    _, secrets, recovered, narrow = attacked(range(60), primary_only)
    assert recovered > secrets // 10
    assert narrow > 0

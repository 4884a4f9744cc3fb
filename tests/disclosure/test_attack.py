"""The attacker and the protector by themselves: exact, against brute force."""

import os
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.disclosure import (
    Fact,
    Interval,
    Piece,
    Secret,
    System,
    exposed,
    form_of,
    protect,
)

TOP = 8
EXAMPLES = int(os.environ.get("DISCLOSURE_EXAMPLES", "60"))


def test_year_to_date() -> None:
    """Q1 = 7 and a year to date of 10: Q2 is 3. Trust C2."""
    facts = [Fact.number(form_of(["Q1"]), 7), Fact.number(form_of(["Q1", "Q2"]), 10)]
    secret = Secret(form_of(["Q2"]), name="Q2")
    assert System(facts).interval(secret.form) == Interval(3, 3)
    assert exposed(facts, [secret]) == [secret]
    assert exposed(facts[1:], [secret]) == []


def test_what_is_told_already_cannot_be_kept() -> None:
    facts = [Fact.number(form_of(["Q1"]), 7), Fact.number(form_of(["Q1", "Q2"]), 10)]
    assert protect(facts, [], [Secret(form_of(["Q2"]), name="Q2")], never=["Q2"]) == {"Q2"}


def test_older_first_and_no_more_than_it_takes() -> None:
    pieces = [
        Piece("Q1", (Fact.number(form_of(["Q1"]), 7),), (0,)),
        Piece("Q2", (Fact.number(form_of(["Q2"]), 3),), (1,)),
        Piece("Q3", (Fact.number(form_of(["Q3"]), 30),), (2,)),
        Piece("year", (Fact.number(form_of(["Q1", "Q2", "Q3"]), 40),), (3,)),
    ]
    assert protect([], pieces, [Secret(form_of(["Q2"]), name="Q2")], never=["Q2"]) == {"Q1", "Q2"}


@pytest.mark.parametrize(
    ("low", "high", "safe"),
    [(0, 4, True), (1, 5, True), (1, 4, False), (2, 9, False), (0, 3, False), (None, None, True)],
)
def test_how_wide_is_wide_enough(low: int | None, high: int | None, safe: bool) -> None:
    """Never narrower than four between the ends, 1 to 4 among them."""
    assert Interval(low, high).hides() is safe


@given(
    st.lists(st.integers(0, TOP), min_size=3, max_size=5),
    st.lists(st.sets(st.integers(0, 4), min_size=1), min_size=1, max_size=5),
    st.integers(0, 4),
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_intervals_against_brute_force(
    numbers: list[int], sums: list[set[int]], asked: int
) -> None:
    """What the attacker finds is never narrower than the truth, and here never wider either."""
    count = len(numbers)
    forms = [sorted({one % count for one in of}) for of in sums]
    facts = [Fact.number(form_of(of), sum(numbers[one] for one in of)) for of in forms]
    facts += [Fact(form_of([one]), None, TOP) for one in range(count)]
    values = {
        world[asked % count]
        for world in product(range(TOP + 1), repeat=count)
        if all(sum(world[one] for one in of) == sum(numbers[one] for one in of) for of in forms)
    }
    found = System(facts).interval(form_of([asked % count]))
    assert found.sure
    assert (found.low, found.high) is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= min(values) <= max(values) <= found.high
    secret = Secret(form_of([asked % count]), name="asked")
    worlds = System(facts).worlds(secret)
    safe = {1, 2, 3, 4} <= set(range(min(values), max(values) + 1))
    safe = safe and max(values) - min(values) >= 4
    assert (worlds is not None) <= safe  # what is held safe is safe

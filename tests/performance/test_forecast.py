"""The line to a target's due date, and how unsure it is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.performance.forecast import forecast

D = Decimal
series = st.lists(st.integers(0, 5000), min_size=8, max_size=20)


def points(values: list[int], first: int = 100) -> list[tuple[int, Decimal]]:
    return [(first + place, D(value)) for place, value in enumerate(values)]


def test_by_hand() -> None:
    """x is 1 to 8, so its mean is 4.5 and its squares add up to 42; y has the mean 16.25."""
    values = [5, 7, 10, 16, 17, 21, 26, 28]
    found = forecast(points(values, first=1), 10)
    slope = D(145) / 42
    assert abs(found.expected - D("16.25") - slope * D("5.5")) < D("1e-20")
    left = sum((D(y) - D("16.25") - slope * (x - D("4.5"))) ** 2 for x, y in points(values, 1))
    error = (left / 6 * (1 + D("0.125") + D("30.25") / 42)).sqrt()
    assert abs(found.upper - found.expected - D("2.446912") * error) < D("1e-20")


def test_too_few_too_near_and_too_far() -> None:
    assert forecast(points([1, 2, 3, 4, 5, 6, 7]), 110) is None
    eight = points([1, 2, 3, 4, 5, 6, 7, 8])
    assert forecast(eight, 107) is None  # the last point itself
    assert forecast(eight, 115) is None  # further ahead than seven quarters
    assert forecast(eight, 114).expected == 15


def test_only_the_last_twelve_count() -> None:
    twelve = [50, 48, 46, 44, 42, 40, 38, 36, 34, 32, 30, 28]
    long = forecast(points([900, 900, *twelve]), 114)
    assert long == forecast(points(twelve, first=102), 114)
    assert long.points == 12


@given(series, st.integers(1, 7))
def test_limits_hold_the_line_and_widen(values: list[int], ahead: int) -> None:
    here = 100 + len(values) - 1
    near, far = forecast(points(values), here + 1), forecast(points(values), here + ahead)
    assert far.lower <= far.expected <= far.upper
    assert far.upper - far.lower >= near.upper - near.lower


@given(series, st.integers(-500, 500))
def test_moving_all_points_moves_the_line(values: list[int], by: int) -> None:
    at = 100 + len(values) + 1
    one = forecast(points(values), at)
    other = forecast(points([value + by for value in values]), at)
    assert abs(other.expected - one.expected - by) < D("1e-15")
    assert abs((other.upper - other.lower) - (one.upper - one.lower)) < D("1e-15")


@pytest.mark.parametrize("slope", [-3, 0, 4])
def test_a_straight_line_has_no_doubt(slope: int) -> None:
    found = forecast(points([1000 + slope * place for place in range(10)]), 112)
    assert found.lower == found.expected == found.upper == 1000 + slope * 12

"""The 20 quarters of the London boroughs, calculated a second time and otherwise.

Binary floats and the standard library's ``statistics``, none of the application's rules: whatever
both get wrong in the same way is wrong in the specification. 32 boroughs × 10 offences.
"""

import csv
import math
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist, fmean, linear_regression

import pytest

from core.quarters import Quarter
from dashboards.performance import History, Observation
from dashboards.performance.forecast import forecast
from dashboards.performance.recent import of_quarters
from dashboards.performance.statistics import binomial_p
from dashboards.performance.trend import Way
from dashboards.performance.usual_range import Signal, fixed_range, series, signals
from tests.performance.examples import COUNT

DATA = Path(__file__).parents[2] / "fixtures/data/london_boroughs_crime_quarterly_2010_2015.csv"
LAST = Quarter.parse("Q4 2014/15")
Z = NormalDist().inv_cdf(0.975)
T_10 = 2.2281388519649385  # Student, 97.5%, 10 degrees of freedom
AHEAD = 8  # quarters: to March 2017
NAMES = {
    "above": Signal.ABOVE,
    "below": Signal.BELOW,
    "rising": Signal.RISING,
    "falling": Signal.FALLING,
    "near top": Signal.NEAR_UPPER,
    "near bottom": Signal.NEAR_LOWER,
    "over": Signal.OVER_MEAN,
    "under": Signal.UNDER_MEAN,
}


def read() -> dict[tuple[str, str], list[int]]:
    """The counts of each borough and offence, oldest first."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    with DATA.open(newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            key = line["csp_name"], line["offence"]
            found[key].append((line["quarter"], int(line["count"])))
    return {key: [count for _, count in sorted(rows)] for key, rows in found.items()}


COUNTS = read()


def history(values: list[int]) -> History:
    first = LAST - (len(values) - 1)
    return History.of(
        Observation(first + n, (first + n).period, value=Decimal(value))
        for n, value in enumerate(values)
    )


def near(found: Decimal, expected: float, within: float = 1e-9) -> bool:
    return math.isclose(float(found), expected, rel_tol=within, abs_tol=within)


def test_what_there_is() -> None:
    assert len(COUNTS) == 320
    assert {len(values) for values in COUNTS.values()} == {20}


# --- Usual range --------------------------------------------------------------------------------


def range_of(values: list[int]) -> tuple[float, float, float]:
    base = [float(value) for value in values[:12]]
    centre = fmean(base)
    reach = 3 * fmean(abs(b - a) for a, b in pairwise(base)) / 1.128
    # 3/1.128 is 2.6596; the published factor is rounded to 2.66.
    reach *= 2.66 * 1.128 / 3
    return centre, centre - reach, centre + reach


def latest_signals(values: list[int]) -> set[str]:
    """What the last point takes part in: only runs and windows that end with it count."""
    centre, low, high = range_of(values)
    last, found = values[-1], set()
    if last > high:
        found.add("above")
    if last < low:
        found.add("below")
    tail = values[-7:]
    if all(a < b for a, b in pairwise(tail)):
        found.add("rising")
    if all(a > b for a, b in pairwise(tail)):
        found.add("falling")
    if min(tail) > centre:
        found.add("over")
    if max(tail) < centre:
        found.add("under")
    top, bottom = centre + (high - centre) * 2 / 3, centre - (centre - low) * 2 / 3
    three = values[-3:]
    if last > top and sum(value > top for value in three) >= 2:
        found.add("near top")
    if last < bottom and sum(value < bottom for value in three) >= 2:
        found.add("near bottom")
    return found


def test_usual_ranges_and_their_signals() -> None:
    seen: set[str] = set()
    for key, values in COUNTS.items():
        points = series(COUNT, history(values), LAST).values
        limits = fixed_range(points)
        assert limits is not None, key
        centre, low, high = range_of(values)
        assert near(limits.mean, centre), key
        assert near(limits.lower, low), key
        assert near(limits.upper, high), key
        assert not limits.provisional
        expected = latest_signals(values)
        assert {NAMES[name] for name in expected} == set(signals(points, limits)[-1]), key
        seen |= expected
    assert len(seen) > 5  # the data have most kinds of signal in them, so this can fail


# --- Recent trend -------------------------------------------------------------------------------


def byar(count: int) -> tuple[float, float]:
    low = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    more = count + 1
    return low, more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3


def slope_of(times: list[int], values: list[int]) -> tuple[float, float]:
    """A weighted slope by centring on the weighted means, and its chi-squared."""
    weights = []
    for value in values:
        low, high = byar(value)
        weights.append((3.92 / (high - low)) ** 2)
    total = math.fsum(weights)
    t_mean = math.fsum(w * t for w, t in zip(weights, times, strict=True)) / total
    v_mean = math.fsum(w * v for w, v in zip(weights, values, strict=True)) / total
    spread = math.fsum(w * (t - t_mean) ** 2 for w, t in zip(weights, times, strict=True))
    slope = (
        math.fsum(
            w * (t - t_mean) * (v - v_mean) for w, t, v in zip(weights, times, values, strict=True)
        )
        / spread
    )
    return slope, slope**2 * spread


def trend_of(values: list[int]) -> tuple[str, float, float]:
    times, last = [1, 2, 3, 4, 5], values[-5:]
    slope, size = slope_of(times, last)
    without = [slope_of(times[:n] + times[n + 1 :], last[:n] + last[n + 1 :])[0] for n in range(5)]
    steady = size <= 9.54953570608324 or not all(one * slope > 0 for one in without)
    way = "no significant change" if steady else "increasing" if slope > 0 else "decreasing"
    return way, slope, size


def test_recent_trends() -> None:
    ways = set()
    for key, values in COUNTS.items():
        way, slope, size = trend_of(values)
        found = of_quarters(COUNT, series(COUNT, history(values), LAST))
        assert found is not None, key
        assert (found.trend.way, key) == (way, key)
        assert near(found.trend.slope, slope, 1e-8), key
        assert near(found.trend.chi_squared, size, 1e-8), key
        ways.add(found.trend.way)
    assert ways == {Way.INCREASING, Way.DECREASING, Way.STEADY}


# --- Forecast -----------------------------------------------------------------------------------


def test_forecasts() -> None:
    for key, values in COUNTS.items():
        numbers = list(range(1, 13))
        last = [float(value) for value in values[-12:]]
        line = linear_regression(numbers, last)
        at = 12 + AHEAD
        expected = line.slope * at + line.intercept
        left = math.fsum(
            (y - line.slope * x - line.intercept) ** 2 for x, y in zip(numbers, last, strict=True)
        )
        spread = math.fsum((x - 6.5) ** 2 for x in numbers)
        reach = T_10 * math.sqrt(left / 10 * (1 + 1 / 12 + (at - 6.5) ** 2 / spread))
        points = [(n, Decimal(value)) for n, value in enumerate(values)]
        found = forecast(points, len(values) - 1 + AHEAD)
        assert found is not None, key
        assert near(found.expected, expected, 1e-7), key
        # The table of Student's t in the rules has six decimals.
        assert near(found.lower, expected - reach, 1e-5), key
        assert near(found.upper, expected + reach, 1e-5), key


# --- Could be chance ----------------------------------------------------------------------------


@pytest.mark.parametrize("offence", ["Sexual offences", "Domestic burglary"])
def test_changes_that_could_be_chance(offence: str) -> None:
    """The latest quarter against the same one a year before: the tail by the incomplete beta's
    defining sum, with each term from logarithms of factorials."""
    for (borough, name), values in COUNTS.items():
        if name != offence:
            continue
        now, then = values[-1], values[-5]
        n, fewer = now + then, min(now, then)
        tail = math.fsum(
            math.exp(
                math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2)
            )
            for k in range(fewer + 1)
        )
        expected = 1.0 if now == then else min(1.0, 2 * tail)
        assert near(binomial_p(now, then), expected, 1e-8), borough

"""Where an indicator will be on its target's due date if it goes on as it did, and how surely.

A straight line by least squares through discrete quarters, with the 95% prediction interval of one
further observation. It stands beside the rating and never in its place.
Source: any text on simple linear regression, such as Montgomery, Peck and Vining, chapter 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

FEWEST = 8  # points, below which a line says nothing
_MOST = 12  # points looked back on: three years of quarters

# Student's t, 95% two-sided, by degrees of freedom from 6 (eight points) to 10 (twelve).
_T = {6: "2.446912", 7: "2.364624", 8: "2.306004", 9: "2.262157", 10: "2.228139"}


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect at one time, in the unit of the values, and the limits of 19 times in 20."""

    expected: Decimal
    lower: Decimal
    upper: Decimal
    points: int


def forecast(points: Sequence[tuple[int, Decimal]], at: int) -> Forecast | None:
    """The value to expect at ``at`` from these points of (number of the quarter, value).

    None with fewer than eight points, for a time that is not after them, and for one that is
    further ahead than the points reach back. Of more than twelve the latest count. The points are
    of one unbroken series, of discrete quarters: rolling years overlap.
    """
    used = sorted(points)[-_MOST:]
    if len(used) < FEWEST or at <= used[-1][0]:
        return None
    if at - used[-1][0] > used[-1][0] - used[0][0]:
        return None
    n = len(used)
    mean_x = Decimal(sum(x for x, _ in used)) / n
    mean_y = sum((y for _, y in used), Decimal(0)) / n
    spread = sum(((x - mean_x) ** 2 for x, _ in used), Decimal(0))
    slope = sum(((x - mean_x) * (y - mean_y) for x, y in used), Decimal(0)) / spread
    left = sum(((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in used), Decimal(0))
    expected = mean_y + slope * (at - mean_x)
    error = (left / (n - 2) * (1 + 1 / Decimal(n) + (at - mean_x) ** 2 / spread)).sqrt()
    reach = Decimal(_T[n - 2]) * error
    return Forecast(expected, expected - reach, expected + reach, n)

"""Closed forms of the statistics that the rules need, in ``Decimal``.

No library: SciPy would take a second to start, and only these few are wanted. The tests hold them
against sums of exact fractions and against published values.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

Z95 = Decimal("1.959963985")  # the normal deviate of 95% limits, two-sided
PI = Decimal("3.14159265358979323846264338327950288419716939937511")
_LN_2PI = Decimal("1.83787706640934548356065947281123527972279494727556")

_DIGITS = 50  # worked with; far more than are shown
_EXACT_UP_TO = 1000  # trials for which the binomial is summed in whole numbers
_LONG_DIGITS = 30  # worked with where a tail is summed term by term
_SUMMED_UP_TO = 1_000_000  # trials for which it is summed at all
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Limits:
    """A 95% confidence interval, in the unit of what it is about."""

    lower: Decimal
    upper: Decimal


def byar(count: Decimal | int) -> Limits:
    """Byar's limits of a count of events.

    Source: Breslow and Day, Statistical Methods in Cancer Research, volume II (1987). A count of
    0 has the lower limit 0. Raises ``ValueError`` below 0.
    """
    x = Decimal(count)
    if x < 0:
        raise ValueError("A count of events is not below 0.")
    more = x + 1
    lower = x * (1 - 1 / (9 * x) - Z95 / (3 * x.sqrt())) ** 3 if x else Decimal(0)
    upper = more * (1 - 1 / (9 * more) + Z95 / (3 * more.sqrt())) ** 3
    return Limits(max(lower, Decimal(0)), upper)


def wilson(part: Decimal | int, whole: Decimal | int) -> Limits:
    """Wilson's limits of a proportion, from 0 to 1.

    Of nothing the lower limit is 0, of everything the upper one is 1, exactly. Source: Wilson,
    Journal of the American Statistical Association 22 (1927). Raises ``ValueError`` unless
    0 ≤ part ≤ whole and 0 < whole.
    """
    x, n = Decimal(part), Decimal(whole)
    _check_proportion(x, n)
    square = Z95 * Z95
    middle = 2 * x + square
    spread = Z95 * (square + 4 * x * (1 - x / n)).sqrt()
    return Limits((middle - spread) / (2 * (n + square)), (middle + spread) / (2 * (n + square)))


def binomial_p(one: Decimal | int, other: Decimal | int) -> Decimal:
    """How likely two counts over equal exposure are at least this far apart by chance alone.

    Exact two-sided binomial test with n = one + other trials and p = ½: from 0 to 1, and 1 where
    nothing was counted. Raises ``ValueError`` below 0 and for parts of an event.
    """
    if min(one, other) < 0:
        raise ValueError("A count is not below 0.")
    a, b = int(one), int(other)
    if (a, b) != (one, other):
        raise ValueError("A count is a whole number.")
    n, fewer = a + b, min(a, b)
    if 2 * fewer == n:
        return Decimal(1)
    tail = _exact_tail(n, fewer) if n <= _EXACT_UP_TO else _long_tail(n, fewer)
    return min(Decimal(1), 2 * tail)


def rates_p(one: int, exposure: Decimal, other: int, other_exposure: Decimal) -> Decimal:
    """How likely two counts over exposures that differ are at least this far apart by chance.

    The exact conditional test of two Poisson rates: of one + other events, each falls to the first
    with the share of its exposure; twice the smaller tail. With equal exposures it is
    ``binomial_p``. Source: Przyborowski and Wilenski, Biometrika 31 (1940). Raises ``ValueError``
    below 0, and unless both exposures are above it.
    """
    if min(one, other) < 0 or min(exposure, other_exposure) <= 0:
        raise ValueError("A count is not below 0, and what it is counted in is above it.")
    if exposure == other_exposure:
        return binomial_p(one, other)
    n = one + other
    with localcontext() as exact:
        exact.prec = _DIGITS
        share = exposure / (exposure + other_exposure)
        fewer = one
        if one > n * share:  # the other side of it is the one with fewer than its share
            fewer, share = other, 1 - share
    return min(Decimal(1), 2 * _long_tail(n, fewer, share))


def _exact_tail(n: int, k: int) -> Decimal:
    term = total = 1
    for i in range(k):
        term = term * (n - i) // (i + 1)
        total += term
    with localcontext() as exact:
        exact.prec = _DIGITS
        return Decimal(total) / Decimal(2**n)


def _long_tail(n: int, k: int, share: Decimal = _HALF) -> Decimal:
    """The sum from k downwards: each term from the one above it, the first by Stirling's series.

    ``share``: how likely each of the n is. Of more than a million the normal curve's tail, which is
    then as good as any.
    """
    with localcontext() as exact:
        exact.prec = _LONG_DIGITS
        rest = 1 - share
        if n > _SUMMED_UP_TO:
            away = max(Decimal(0), n * share - k - _HALF)
            return normal_p(away / (n * share * rest).sqrt()) / 2
        logarithm = _ln_factorial(n) - _ln_factorial(k) - _ln_factorial(n - k)
        term = (logarithm + k * share.ln() + (n - k) * rest.ln()).exp()
        odds = rest / share
        total, smallest = term, term.scaleb(-30)
        while k and term > smallest:
            term = term * odds * k / (n - k + 1)
            total += term
            k -= 1
        return total


def _ln_factorial(n: int) -> Decimal:
    """ln n!, to at least 15 places: Stirling's series from 50 on."""
    if n < 50:
        product = 1
        for factor in range(2, n + 1):
            product *= factor
        return Decimal(product).ln()
    x = Decimal(n)
    series = 1 / (12 * x) - 1 / (360 * x**3) + 1 / (1260 * x**5) - 1 / (1680 * x**7)
    return (x + _HALF) * x.ln() - x + _LN_2PI / 2 + series + 1 / (1188 * x**9)


def two_proportions_p(
    part: Decimal | int, whole: Decimal | int, other_part: Decimal | int, other_whole: Decimal | int
) -> Decimal:
    """How likely two proportions are at least this far apart by chance alone, from 0 to 1.

    The two-proportion z test with the pooled proportion. Raises ``ValueError`` as ``wilson``.
    """
    x, n, y, m = (Decimal(one) for one in (part, whole, other_part, other_whole))
    _check_proportion(x, n)
    _check_proportion(y, m)
    pooled = (x + y) / (n + m)
    variance = pooled * (1 - pooled) * (1 / n + 1 / m)
    if not variance:
        return Decimal(1)
    return normal_p((x / n - y / m) / variance.sqrt())


def normal_p(z: Decimal) -> Decimal:
    """How likely a standard normal value is at least as far from 0 as ``z``, from 0 to 1."""
    with localcontext() as exact:
        exact.prec = _DIGITS
        x = abs(z)
        if x > 12:  # below 10⁻³²
            return Decimal(0)
        # erf as a series of positive terms: 2x/√(2π) · exp(−x²/2) · Σ x²ⁿ/(1·3·5·…·(2n+1)).
        term, total, n = Decimal(1), Decimal(1), 1
        while term > total.scaleb(-45):
            term = term * x * x / (2 * n + 1)
            total += term
            n += 1
        inside = 2 * x * total * (-x * x / 2).exp() / (2 * PI).sqrt()
        return max(Decimal(0), 1 - inside)


def _check_proportion(part: Decimal, whole: Decimal) -> None:
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError("A proportion is of a part between 0 and a whole above 0.")

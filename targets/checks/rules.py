"""What is unusual about a figure, from figures alone. Each rule gives a sentence, or nothing.

A figure is compared with the same quarter last year and with last quarter's, as they are printed;
never across a series break, between periods of different length, or with one that is missing. The
rules in prose are in ``docs/calculations.md``.
"""

from collections.abc import Iterator
from decimal import Decimal

from core.quarters import Quarter
from targets.checks.facts import (
    HUNDRED,
    Sighting,
    Subject,
    comparable,
    events,
    few,
    moved_enough,
)
from targets.checks.words import distinct, in_full, opening, plain, said, share, when
from targets.terms import Unit, Warned

# How a figure in another unit differs: as a fraction for per cent, per 100,000 or in thousands,
# in pence or in thousands of pounds.
SLIPS = {
    Unit.PERCENTAGE: (100,),
    Unit.RATE: (100, 1000),
    Unit.RATIO: (100,),
    Unit.POUNDS: (100, 1000),
}
SLIP_WITHIN = 2  # times, either way: what was typed in another unit has moved a little as well
ENDS = (Decimal(0), HUNDRED)  # of a percentage: staying there is ordinary


def warnings(
    subject: Subject,
    now: Sighting | None,
    *,
    last: Sighting | None,
    year_ago: Sighting | None,
    breaks: tuple[Quarter, ...] = (),
) -> Iterator[tuple[Warned, str]]:
    """Every warning about a figure, in the order of ``Warned``.

    ``last`` and ``year_ago`` are what the returns of last quarter and of the same quarter last
    year have.
    """
    if now is None:
        return
    if last is not None and not comparable(now, last, breaks):
        last = None
    if year_ago is not None and not (
        comparable(now, year_ago, breaks) and year_ago.period == now.period.a_year_earlier
    ):
        year_ago = None
    slip = another_unit(subject, now, last) or another_unit(subject, now, year_ago)
    found = (
        (Warned.YEAR_AGO, far_from_year_ago(subject, now, year_ago)),
        (Warned.TIMES, "" if slip else several_times(subject, now, last)),
        (Warned.IDENTICAL, identical(subject, now, last)),
        (Warned.DENOMINATOR, denominator_moved(subject, now, last)),
        (Warned.UNIT, slip),
    )
    yield from ((kind, sentence) for kind, sentence in found if sentence)


def far_from_year_ago(subject: Subject, now: Sighting, year_ago: Sighting | None) -> str:
    """A change of so many per cent and so many events, both at least.

    Per cent of the earlier figure, percentages too; from 0 any change is enough.
    """
    if year_ago is None:
        return ""
    before, after = year_ago.rounded(subject), now.rounded(subject)
    change = after - before
    limit = subject.thresholds.change_percent
    if not change or abs(change) * 100 < abs(before) * limit:
        return ""
    if not moved_enough(subject, now, year_ago):
        return ""
    way = "higher" if change > 0 else "lower"
    size = _size(subject, change, before)
    return (
        f"{opening(subject, now)} That is {size} {way} than {when(year_ago.period)} "
        f"({said(subject, before)})."
    )


def _size(subject: Subject, change: Decimal, before: Decimal) -> str:
    """``11.2%``, ``6 points (28.6%)``; from 0 the change itself."""
    limit = subject.thresholds.change_percent
    percent = share(abs(change) * 100 / abs(before), limit) if before else ""
    if subject.unit != Unit.PERCENTAGE:
        return percent or said(subject, abs(change))
    points = said(subject, abs(change)).removesuffix("%")
    points = f"{points} {'point' if abs(change) == 1 else 'points'}"
    return f"{points} ({percent})" if percent else points


def several_times(subject: Subject, now: Sighting, last: Sighting | None) -> str:
    """More than so many times the last figure, or less than that part of it: a typing slip?

    Not where both rest on a few events: 2 after 0 is ordinary.
    """
    if last is None or few(subject, now, last):
        return ""
    before, after = last.rounded(subject), now.rounded(subject)
    times = subject.thresholds.times
    shown, period = opening(subject, now), when(last.period)
    earlier = f"{period} ({said(subject, before)})"
    if abs(after) > abs(before) * times:
        if not before:
            return f"{shown} {_capital(period)} was {said(subject, before)}."
        many = distinct(abs(after) / abs(before), times)
        return f"{shown} That is {many} times {earlier}."
    if abs(after) * times < abs(before):
        if not after:
            return f"{shown} {_capital(period)} was {said(subject, before)}."
        many = distinct(abs(before) / abs(after), times)
        return f"{shown} {_capital(earlier)} was {many} times that."
    return ""


def identical(subject: Subject, now: Sighting, last: Sighting | None) -> str:
    """The same as last quarter to the last decimal, with the same parts.

    Not for the same period, which has one figure; not where it rests on a few events; and not at
    an end of the scale of a percentage without parts.
    """
    if last is None or last.period == now.period or few(subject, now, last):
        return ""
    if (now.value, now.numerator, now.denominator) != (
        last.value,
        last.numerator,
        last.denominator,
    ):
        return ""
    if events(subject, now) is None and (
        not now.value or (subject.unit == Unit.PERCENTAGE and now.value in ENDS)
    ):
        return ""
    parts = ""
    if now.numerator is not None and now.denominator is not None:
        parts = f" ({plain(now.numerator)} / {plain(now.denominator)})"
    shown = opening(subject, now).removesuffix(".")
    return f"{shown}{parts}. That is exactly the same as {when(last.period)}."


def denominator_moved(subject: Subject, now: Sighting, last: Sighting | None) -> str:
    """More than so many per cent from last quarter's."""
    if last is None or not now.denominator or not last.denominator:
        return ""
    change = now.denominator - last.denominator
    limit = subject.thresholds.denominator_percent
    if abs(change) * 100 <= abs(last.denominator) * limit:
        return ""
    size = share(abs(change) * 100 / abs(last.denominator), limit)
    way = "higher" if change > 0 else "lower"
    name = f"“{subject.denominator_label}”" if subject.denominator_label else "The denominator"
    return (
        f"{name} of {subject.name} is {plain(now.denominator)}. That is {size} {way} than "
        f"{when(last.period)} ({plain(last.denominator)})."
    )


def another_unit(subject: Subject, now: Sighting, earlier: Sighting | None) -> str:
    """About 100 or 1,000 times an earlier figure, or that part of it: 0.27 for 27%."""
    if earlier is None or not now.value or not earlier.value:
        return ""
    after, before = abs(now.value), abs(earlier.value)
    for factor in SLIPS.get(subject.unit, ()):
        up = _about(after, before * factor)
        if up or _about(after * factor, before):
            than = "times" if up else "of"
            many = f"{factor:,}" if up else f"one {'hundredth' if factor == 100 else 'thousandth'}"
            # What was typed may be less than its decimals show.
            shown = plain(now.value) if now.numerator is None else in_full(subject, now.value)
            if now.numerator is None and subject.unit == Unit.PERCENTAGE:
                shown += "%"
            return (
                f"{subject.name} is {shown}. That is about {many} {than} {when(earlier.period)} "
                f"({said(subject, earlier.value)}). Check that it is in the same unit."
            )
    return ""


def _about(one: Decimal, other: Decimal) -> bool:
    return other <= one * SLIP_WITHIN and one <= other * SLIP_WITHIN


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def notes(
    now: Sighting | None, last: Sighting | None, *, commentary: str, last_commentary: str
) -> Iterator[str]:
    """What is worth knowing and needs no explanation."""
    if now is not None and last is not None and last.provisional:
        yield f"The figure for {when(last.period)} is still provisional."
    if commentary.split() and commentary.split() == last_commentary.split():
        yield "The commentary is the same as last quarter’s."

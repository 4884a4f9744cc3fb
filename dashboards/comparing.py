"""Areas beside each other: what each has, where each stands, and what is said of them.

Plain Python. The ranks, quartiles and averages are those of ``dashboards.performance.compare``;
what is printed is what is compared. Here they get names, texts and reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.numbers import format_value, round_half_up
from core.quarters import Period
from dashboards.performance.compare import FEWEST, Comparison, compare
from dashboards.types import NOT_AVAILABLE, Row
from targets.terms import Polarity, Unit

HIDDEN: Final = "[c]"
NO_FIGURE: Final = "[x]"
MARKS: Final = {  # instead of a figure, and what it means: the key below every table
    HIDDEN: "Not shown: small numbers",
    NOT_AVAILABLE: "Asked for, and not available",
    NO_FIGURE: "No figure for this period",
}
PEOPLE: Final = 1000  # a count is compared for so many
RATE_DECIMALS: Final = 2  # of a count made into a rate


@dataclass(frozen=True, slots=True)
class AreaFigure:
    """What one area has for one indicator and period. With no ``value``, ``mark`` says why.

    ``value`` is rounded as it is printed; for a count it is the rate for 1,000 people.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    mark: str = NO_FIGURE


@dataclass(frozen=True, slots=True)
class Compares:
    """How an indicator's figures are printed when areas are compared."""

    unit: Unit
    decimals: int
    polarity: Polarity
    unit_text: str = ""

    @classmethod
    def of(cls, row: Row) -> "Compares":
        if row.unit == Unit.COUNT:
            text = f"rate per {PEOPLE:,} people"
            return cls(row.unit, RATE_DECIMALS, row.polarity, text)
        return cls(row.unit, row.decimals, row.polarity, row.unit_text)

    def printed(self, value: Decimal) -> str:
        """``45.79``, ``55.4%``."""
        return format_value(value, self.decimals, percent=self.unit == Unit.PERCENTAGE)

    def figure(
        self,
        value: Decimal,
        numerator: Decimal | None,
        denominator: Decimal | None,
        people: int | None,
    ) -> AreaFigure | None:
        """A figure as it is compared; None for a count whose population is not known."""
        if self.unit != Unit.COUNT:
            return AreaFigure(round_half_up(value, self.decimals), numerator, denominator)
        if not people:
            return None
        rate = round_half_up(value * PEOPLE / people, RATE_DECIMALS)
        return AreaFigure(rate, value, Decimal(people))


@dataclass(frozen=True, slots=True)
class Line:
    """One area of a comparison, ready to be printed."""

    name: str
    own: bool
    text: str
    value: Decimal | None
    rank: str  # "4 of 8", or nothing
    standing: str  # "Top", or why there is none


def compared(figures: Mapping[int, AreaFigure], area: int, polarity: Polarity) -> Comparison | None:
    """Where ``area`` stands among them; None where it has no figure, or too few have one."""
    return compare({key: one.value for key, one in figures.items()}, area, polarity)


def lines(
    names: Mapping[int, str], figures: Mapping[int, AreaFigure], own: int, how: Compares
) -> tuple[Line, ...]:
    """Every area by name, with its rank and standing."""
    found = []
    for key, name in sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])):
        figure = figures.get(key, AreaFigure())
        comparison = compared(figures, key, how.polarity)
        standing = MARKS[figure.mark] if figure.value is None else ""
        if comparison and comparison.standing:
            standing = comparison.standing.value
        found.append(
            Line(
                name=name,
                own=key == own,
                text=figure.mark if figure.value is None else how.printed(figure.value),
                value=figure.value,
                rank=comparison.rank_words if comparison else "",
                standing=standing,
            )
        )
    return tuple(found)


def by_value(found: Sequence[Line], polarity: Polarity) -> tuple[Line, ...]:
    """The best first, else the highest; those without a figure last, by name."""
    lowest_first = polarity == Polarity.LOWER

    def place(line: Line) -> tuple[bool, Decimal]:
        if line.value is None:
            return True, Decimal(0)
        return False, line.value if lowest_first else -line.value

    return tuple(sorted(found, key=place))


def mean(figures: Iterable[AreaFigure]) -> Decimal | None:
    """The average of the members' rates; None where fewer than four have one."""
    values = [one.value for one in figures if one.value is not None]
    return sum(values, Decimal(0)) / len(values) if len(values) >= FEWEST else None


def why_not(figures: Mapping[int, AreaFigure], own: int, place: str, period: Period) -> str:
    """Why an area is not compared; nothing where it is."""
    figure = figures.get(own, AreaFigure())
    if figure.mark == HIDDEN and figure.value is None:
        return "Not compared: its own figure is a small number, which is not published."
    if figure.value is None:
        return f"Not compared: {place} has no figure for {period.words}."
    known = sum(one.value is not None for one in figures.values())
    if known < FEWEST:
        have = "area has a figure" if known == 1 else "areas have figures"
        return (
            f"Not compared: {known} of {len(figures)} {have} for {period.words}; "
            f"at least {FEWEST} are needed."
        )
    return ""


@dataclass(frozen=True, slots=True)
class Together:
    """All areas of a set as one: sum over sum, never a mean of rates; or why there is none."""

    value: Decimal | None = None
    why: str = ""


def together(figures: Mapping[int, AreaFigure], how: Compares, rate_per: int) -> Together:
    """Numerators over denominators, where every area has both."""
    if any(one.mark == HIDDEN and one.value is None for one in figures.values()):
        return Together(why="not given, since a small number could be worked out from it")
    have = [(one.numerator, one.denominator) for one in figures.values() if one.value is not None]
    parts = [(top, below) for top, below in have if top is not None and below]
    if how.unit not in (Unit.COUNT, Unit.RATE, Unit.PERCENTAGE, Unit.RATIO) or not parts:
        return Together(why="not given: its parts, numerator and denominator, are not known")
    if len(parts) < len(figures):
        return Together(
            why=f"not given: it is known of {len(parts)} of {len(figures)} areas only "
            "what it is made of"
        )
    top, below = (sum((pair[n] for pair in parts), Decimal(0)) for n in (0, 1))
    return Together(round_half_up(top * times(how.unit, rate_per) / below, how.decimals))


def times(unit: Unit, rate_per: int) -> int:
    """What a numerator over its denominator is multiplied by, in this unit."""
    return {Unit.PERCENTAGE: 100, Unit.RATE: rate_per, Unit.COUNT: PEOPLE}.get(unit, 1)

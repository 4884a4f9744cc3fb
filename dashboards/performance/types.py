"""What the rules are given: frozen, exact, with no link to a database or a clock.

Values are ``Decimal`` in the indicator's own unit: a percentage of 55.4 is ``Decimal("55.4")``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from core.quarters import Period, Quarter
from targets.terms import (
    Basis,
    FigureState,
    Missing,
    Polarity,
    Rag,
    Reason,
    RollUp,
    SchemeKind,
    TargetKind,
    Travel,
    Unit,
    Unrated,
)


class Compares(StrEnum):
    """Which comparison a partnership's arrow shows."""

    LONG = "long"  # the same period last year
    SHORT = "short"  # the previous period


@dataclass(frozen=True, slots=True)
class MeasureTerms:
    """What the rules need to know of an indicator in use.

    Tolerances and bands left as None are the scheme's. Those in percent are of the expected (or
    earlier) value; those in units are in the indicator's own, so points for a percentage.
    """

    name: str
    unit: Unit
    polarity: Polarity
    basis: Basis = Basis.QUARTER
    decimals: int = 0
    rate_per: int = 1000
    lag_quarters: int = 0
    tolerance_percent: Decimal | None = None
    tolerance_units: Decimal | None = None
    band_percent: Decimal | None = None
    band_units: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure as entered in the return of one quarter, for the period that it covers."""

    quarter: Quarter
    period: Period
    state: FigureState = FigureState.ENTERED
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reason: Reason | None = None
    provisional: bool = False
    estimated: bool = False
    revised: bool = False
    quality_problem: bool = False
    caveat: str = ""

    @property
    def has_parts(self) -> bool:
        """Whether a numerator and a denominator that can be divided by are both known."""
        return self.numerator is not None and bool(self.denominator)

    @property
    def is_entered(self) -> bool:
        """Whether there is a number here."""
        return self.state == FigureState.ENTERED and (self.value is not None or self.has_parts)


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """A change of definition: figures from this quarter on do not compare with those before."""

    quarter: Quarter
    note: str = ""

    def divides(self, earlier: Period, later: Period) -> bool:
        """Whether some of the earlier period is before the change and some of the later after."""
        return earlier.start < self.quarter.start <= later.end


@dataclass(frozen=True)
class History:
    """Every observation of one measure that is known, with its series breaks."""

    observations: tuple[Observation, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()

    @classmethod
    def of(
        cls, observations: Iterable[Observation], breaks: Iterable[SeriesBreak] = ()
    ) -> "History":
        """Build one from any two iterables, in any order."""
        in_order = sorted(observations, key=lambda observation: observation.quarter)
        return cls(tuple(in_order), tuple(sorted(breaks, key=lambda one: one.quarter)))

    @cached_property
    def _by_quarter(self) -> dict[Quarter, Observation]:
        return {one.quarter: one for one in self.observations}

    @cached_property
    def _by_period(self) -> dict[Period, Observation]:
        # The latest return that gives a period is the one believed.
        return {one.period: one for one in self.observations if one.is_entered}

    def at(self, quarter: Quarter) -> Observation | None:
        """What was entered in the return of this quarter."""
        return self._by_quarter.get(quarter)

    def covering(self, period: Period) -> Observation | None:
        """The number entered for exactly this period, in whichever return."""
        return self._by_period.get(period)

    def break_between(self, earlier: Period, later: Period) -> SeriesBreak | None:
        """The latest series break that a comparison of these two periods would cross."""
        crossed = [one for one in self.breaks if one.divides(earlier, later)]
        return crossed[-1] if crossed else None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is shown: rounded half-up, in words where there is none.

    ``text`` is what a table prints ("55.4%"), ``phrase`` what a sentence says ("6.35 per 1,000").
    With no value, ``absence`` says which of the kinds of nothing it is, and ``text`` says it.
    """

    period: Period
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    text: str = ""
    phrase: str = ""
    absence: Unrated | None = None
    why: str = ""
    provisional: bool = False
    estimated: bool = False
    revised: bool = False
    quality_problem: bool = False
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BaselineTerms:
    """What a target is measured from. Outstanding: still to be established."""

    period: Period
    value: Decimal | None = None
    outstanding: bool = False
    due: date | None = None

    @property
    def known(self) -> Decimal | None:
        """The value, unless it is still outstanding."""
        return None if self.outstanding else self.value


@dataclass(frozen=True, slots=True)
class Condition:
    """One part of an "all of" target. Without a figure or a value it cannot be judged.

    The comparator is at least or at most; anything else raises ``ValueError``.
    """

    text: str
    comparator: TargetKind | None = None
    value: Decimal | None = None
    measure: MeasureTerms | None = None
    figure: Figure | None = None

    def __post_init__(self) -> None:
        if self.comparator not in (None, TargetKind.AT_LEAST, TargetKind.AT_MOST):
            raise ValueError(f"A condition is at least or at most, not {self.comparator!r}.")


@dataclass(frozen=True, slots=True)
class TargetTerms:
    """A target of any kind; each kind uses the fields that it needs.

    ``change_percent`` is a size for reduce and increase on baseline (its sign is ignored), and is
    signed for change by a date: -40 is "reduce by 40%". ``tolerance`` is percent of the expected
    value, or percentage points where the indicator is a percentage. ``floor`` is the worst value
    that is still amber in a scheme with floors, stated for the same period as the target.
    """

    kind: TargetKind
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    change_percent: Decimal | None = None
    baseline: BaselineTerms | None = None
    due: date | None = None
    years: int | None = None
    working_days: int | None = None
    tolerance: Decimal | None = None
    missing: Missing | None = None
    per_year: bool = False
    conditions: tuple[Condition, ...] = ()
    floor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SchemeTerms:
    """A version of how a partnership rates, in force from a quarter until the next version.

    ``kind`` says how a figure's colour is made, ``roll_up`` how that of a whole priority is.
    """

    label: str
    from_quarter: Quarter | None = None
    relative: Decimal = Decimal(5)
    points: Decimal = Decimal(2)
    absolute: Decimal | None = None  # in the indicator's unit, for an expected value of 0
    band_relative: Decimal = Decimal(10)
    band_points: Decimal = Decimal(2)
    kind: SchemeKind = SchemeKind.TOLERANCE
    roll_up: RollUp = RollUp.WORST


@dataclass(frozen=True, slots=True)
class StatedTerms:
    """What an officer states in place of the computed rating or arrow, and until when.

    With no ``until`` it holds for its own quarter only.
    """

    quarter: Quarter
    reason: str
    by: str
    on: date
    until: Quarter | None = None
    rag: Rag | None = None
    direction: Travel | None = None

    @property
    def last_quarter(self) -> Quarter:
        """The last quarter it speaks for."""
        return self.until or self.quarter

    def speaks_for(self, quarter: Quarter) -> bool:
        """Whether the quarter is between its own and its last, both included."""
        return self.quarter <= quarter <= self.last_quarter

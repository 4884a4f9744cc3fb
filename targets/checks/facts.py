"""What the rules are given of an indicator and its figures: exact numbers, no database."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from core.numbers import round_half_up
from core.quarters import Period, Quarter
from targets.models import Figure, Measure
from targets.terms import (
    WARN_CHANGE_EVENTS,
    WARN_CHANGE_PERCENT,
    WARN_DENOMINATOR_PERCENT,
    WARN_TIMES,
    FigureState,
    Unit,
)
from targets.values import asks_parts, exact_value

HUNDRED = Decimal(100)
EXACT = 60  # digits: more than the product of any two numbers that are stored


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on a figure is asked about."""

    change_percent: Decimal = WARN_CHANGE_PERCENT
    change_events: Decimal = WARN_CHANGE_EVENTS
    times: Decimal = WARN_TIMES
    denominator_percent: Decimal = WARN_DENOMINATOR_PERCENT

    @classmethod
    def of(cls, measure: Measure) -> "Thresholds":
        """The indicator's own, else the usual ones."""
        own = {name: getattr(measure, f"warn_{name}") for name in cls.__dataclass_fields__}
        return cls(**{name: value for name, value in own.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Subject:
    """The indicator that the figures are of."""

    name: str
    unit: Unit
    decimals: int = 0
    rate_per: int = 1000
    denominator_label: str = ""
    thresholds: Thresholds = Thresholds()

    @classmethod
    def of(cls, measure: Measure) -> "Subject":
        """Of a measure whose indicator is loaded."""
        indicator = measure.indicator
        return cls(
            name=indicator.name,
            unit=Unit(indicator.unit),
            decimals=indicator.decimals,
            rate_per=indicator.rate_per,
            denominator_label=indicator.denominator_label,
            thresholds=Thresholds.of(measure),
        )


@dataclass(frozen=True, slots=True)
class Sighting:
    """A figure that was entered: exact, with its parts where it is made of two."""

    period: Period
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    provisional: bool = False

    @classmethod
    def of(cls, figure: Figure | None) -> "Sighting | None":
        """None where there is no number, or one that is marked as a quality problem: an IT fault
        that halves a count says nothing about the others."""
        if figure is None or figure.state != FigureState.ENTERED or figure.quality_problem:
            return None
        value = exact_value(figure)
        if value is None:
            return None
        parts: tuple[Decimal | None, Decimal | None] = (None, None)
        if asks_parts(figure.measure.indicator):
            parts = (figure.numerator, figure.denominator)
        return cls(figure.period, value, *parts, figure.provisional)

    def rounded(self, subject: Subject) -> Decimal:
        """As it is printed, which is what is compared."""
        return round_half_up(self.value, subject.decimals)


def comparable(now: Sighting, earlier: Sighting, breaks: tuple[Quarter, ...]) -> bool:
    """Whether both cover as many months and no series break lies between them.

    ``breaks`` are the first quarters of new series.
    """
    first, last = sorted((now.period, earlier.period), key=lambda period: period.end)
    return first.same_length(last) and not any(
        first.start < quarter.start <= last.end for quarter in breaks
    )


def events(subject: Subject, sighting: Sighting) -> Decimal | None:
    """How many events a figure rests on: the numerator; of counts and sums of money the figure.

    None where nobody has said.
    """
    if sighting.numerator is not None:
        return abs(sighting.numerator)
    return abs(sighting.value) if subject.unit in (Unit.COUNT, Unit.POUNDS) else None


def few(subject: Subject, *sightings: Sighting) -> bool:
    """Whether all of them rest on fewer events than are asked about."""
    limit = subject.thresholds.change_events
    counted = [events(subject, one) for one in sightings]
    return all(number is not None and number < limit for number in counted)


def moved_enough(subject: Subject, now: Sighting, earlier: Sighting) -> bool:
    """Whether the change is of so many events that it is asked about.

    Of a figure made of two parts, events are those more or fewer than the earlier figure would
    have given in the denominator of now. Where the events are not known, nothing shows that they
    are few.
    """
    limit = subject.thresholds.change_events
    if (
        now.numerator is not None
        and earlier.numerator is not None
        and now.denominator
        and earlier.denominator
    ):
        with localcontext(prec=EXACT):
            more = now.numerator * earlier.denominator - earlier.numerator * now.denominator
            return abs(more) >= limit * earlier.denominator
    if subject.unit in (Unit.COUNT, Unit.POUNDS):
        return abs(now.value - earlier.value) >= limit
    return True

"""Direction of travel: what happened to performance, in words, or why it cannot be said."""

from dataclasses import dataclass
from decimal import Decimal

from core.numbers import format_beside, format_value
from targets.terms import Polarity, Travel, Unit

from .types import Compares, Figure, History, MeasureTerms, SchemeTerms
from .words import plain, points, printed

_ARROWS = {Travel.BETTER: "↑", Travel.SAME: "→", Travel.WORSE: "↓"}


def arrow_of(travel: Travel) -> str:
    """``↑`` better, ``→`` about the same, ``↓`` worse; empty where there is no judgement."""
    return _ARROWS.get(travel, "")


@dataclass(frozen=True, slots=True)
class Direction:
    """One comparison. ``change`` is later less earlier; both changes are None if not comparable.

    ``change_percent`` is also None from an earlier value of 0. ``why_not`` says, without a stop,
    why the two cannot be compared.
    """

    compares: Compares
    travel: Travel
    movement: str  # "Up 11.2%"
    meaning: str  # "worse"; empty where there is no judgement
    explanation: str
    earlier: Figure
    change: Decimal | None = None
    change_percent: Decimal | None = None
    why_not: str = ""

    @property
    def words(self) -> str:
        """ "Up 11.2%, worse"; "Not comparable"."""
        return f"{self.movement}, {self.meaning}" if self.meaning else self.movement

    @property
    def arrow(self) -> str:
        """The arrow that goes beside the words, if there is one."""
        return arrow_of(self.travel)


def direction_of(
    measure: MeasureTerms,
    history: History,
    figure: Figure,
    earlier: Figure,
    scheme: SchemeTerms,
    *,
    compares: Compares,
) -> Direction:
    """Compare a figure with an earlier one, as both are printed."""
    why = _not_comparable(measure, history, figure, earlier, compares)
    if why or figure.value is None or earlier.value is None:
        words = Travel.NOT_COMPARABLE.label
        said = f"{words}: {why}."
        return Direction(compares, Travel.NOT_COMPARABLE, words, "", said, earlier, why_not=why)
    change = figure.value - earlier.value
    percent = 100 * change / abs(earlier.value) if earlier.value else None
    band, in_points = _band(measure, scheme)
    within = _is_within(change, earlier.value, band, in_points)
    travel = _travel(measure.polarity, change, within)
    meaning = travel.label.lower() if travel not in (Travel.UP, Travel.DOWN) and change else ""
    movement = _movement(measure, change, percent, earlier, band)
    unit = f"{points(band, plain(band))}" if in_points else f"{plain(band)}%"
    if in_points and measure.unit != Unit.PERCENTAGE:
        unit = plain(band)
    explanation = (
        f"{movement}, from {earlier.phrase} ({earlier.period.label}) to {figure.phrase} "
        f"({figure.period.label}); about the same is within {unit}."
    )
    return Direction(compares, travel, movement, meaning, explanation, earlier, change, percent)


def _band(measure: MeasureTerms, scheme: SchemeTerms) -> tuple[Decimal, bool]:
    """How much change is still about the same, and whether that is in units (or points)."""
    if measure.unit == Unit.PERCENTAGE:
        for own in (measure.band_units, measure.band_percent):
            if own is not None:
                return own, True
        return scheme.band_points, True
    if measure.band_units is not None:
        return measure.band_units, True
    return scheme.band_relative if measure.band_percent is None else measure.band_percent, False


def _is_within(change: Decimal, earlier: Decimal, band: Decimal, in_units: bool) -> bool:
    size = abs(change)
    return size <= band if in_units else size * 100 <= abs(earlier) * band


def _travel(polarity: Polarity, change: Decimal, within: bool) -> Travel:
    if within:
        return Travel.SAME
    if polarity == Polarity.CONTEXT:
        return Travel.UP if change > 0 else Travel.DOWN
    return Travel.BETTER if (change > 0) == (polarity == Polarity.HIGHER) else Travel.WORSE


def _movement(
    measure: MeasureTerms,
    change: Decimal,
    percent: Decimal | None,
    earlier: Figure,
    band: Decimal,
) -> str:
    """ "Up 11.2%", "Down 2.4 points", "Up 3 from 0", "No change"."""
    if not change:
        return "No change"
    way = "Up" if change > 0 else "Down"
    if measure.unit == Unit.PERCENTAGE:
        return f"{way} {points(abs(change), format_value(abs(change), measure.decimals))}"
    if percent is None:
        return f"{way} {printed(abs(change), measure)} from {earlier.text}"
    return f"{way} {format_beside(abs(percent), band)}%"


def _not_comparable(
    measure: MeasureTerms, history: History, figure: Figure, earlier: Figure, compares: Compares
) -> str:
    """Why the two cannot be compared; empty when they can."""
    for side in (figure, earlier):
        if side.value is None:
            return f"no figure for {side.period.label} ({side.text[:1].lower()}{side.text[1:]})"
        if side.quality_problem:
            return f"{side.text} for {side.period.label} has a quality problem"
    broken = history.break_between(earlier.period, figure.period)
    if broken:
        note = f" ({broken.note.rstrip('. ')})" if broken.note else ""
        return f"the series changed in {broken.quarter.label}{note}"
    if not figure.period.same_length(earlier.period):
        return f"{_length(figure)} and {_length(earlier)}"
    last_year = figure.period.a_year_earlier
    wrong = (
        earlier.period != last_year
        if compares == Compares.LONG
        else earlier.period.end >= figure.period.end
    )
    if wrong:
        what = (
            "the same period a year earlier" if compares == Compares.LONG else "an earlier period"
        )
        return f"{earlier.text} for {earlier.period.label} is not {what}"
    return ""


def _length(figure: Figure) -> str:
    months = figure.period.months
    return f"{figure.text} is for {figure.period.label} ({months} month{'s' * (months != 1)})"

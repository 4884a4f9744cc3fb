"""The field's words as enumerations: plain Python, so that the pure core and the models share them.

Every member has a ``label`` for the screen. The values are what the database stores.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Self

# Counts of people below this, other than 0, can identify someone.
FEWEST_SHOWN = 5

# When a figure is asked about before it is submitted, unless the indicator says otherwise.
WARN_CHANGE_PERCENT = Decimal(20)  # from the same quarter last year, and at least so many events
WARN_CHANGE_EVENTS = Decimal(10)
WARN_TIMES = Decimal(3)  # times the last one, or a third of it
WARN_DENOMINATOR_PERCENT = Decimal(5)


class Term(StrEnum):
    """A stored word with the label that people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs for a Django field or form, in the order written here."""
        return [(member.value, member.label) for member in cls]


class Unit(Term):
    COUNT = "count", "Count"
    PERCENTAGE = "percentage", "Percentage"
    RATE = "rate", "Rate per population"
    RATIO = "ratio", "Ratio"
    DAYS = "days", "Days"
    POUNDS = "pounds", "Pounds"


class Polarity(Term):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
    CONTEXT = "context", "Needs context: neither up nor down is better by itself"


class SchemeKind(Term):
    """How a rating is made of a figure and what is expected of it."""

    TOLERANCE = "tolerance", "Tolerance"
    DIRECTION = "direction", "Tolerance and direction"
    FLOOR = "floor", "Floor"


class RollUp(Term):
    """How a priority’s overall rating is made from those of its indicators."""

    WORST = "worst", "The worst of its indicators"
    MAJORITY = "majority", "What most of its indicators are"
    MEAN = "mean", "The mean of its indicators"
    HEADLINE = "headline", "Its headline indicator"


class SavingMethod(Term):
    """Ways to reckon a saving, never added together; and the cost itself."""

    CHAINED = "chained", "Savings, each year against the year before"
    BASELINE = "baseline", "Savings against the baseline year"
    COST = "cost", "Cost"


class Basis(Term):
    """What one figure covers, and how it is made from what is entered."""

    QUARTER = "quarter", "The quarter"
    YEAR_TO_DATE = (
        "year_to_date",
        "Year to date",
    )  # summed from April, from quarterly figures
    ROLLING_YEAR = "rolling_year", "Rolling year"  # summed over four quarterly figures
    AS_PUBLISHED = "as_published", "As published, for a stated period"


class FigureState(Term):
    """Nothing is not zero: four different things, kept apart from the form to the PDF."""

    NOT_ENTERED = "not_entered", "Not entered"
    ENTERED = "entered", "Entered"
    NOT_AVAILABLE = "not_available", "Not available"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class Reason(Term):
    """Why a figure is not available."""

    NOT_RELEASED = "not_released", "Not released yet"
    QUALITY_PROBLEM = "quality_problem", "Quality problem"
    NOT_COLLECTED = "not_collected", "Not collected this quarter"
    SMALL_NUMBERS = "small_numbers", "Withheld: small numbers"


class How(Term):
    """How a figure came in."""

    TYPED = "typed", "Typed"
    PASTED = "pasted", "Pasted"
    UPLOADED = "uploaded", "Uploaded"
    LOADED = "loaded", "Loaded"  # past figures, by a program
    REVISED = "revised", "Revised"


class Warned(Term):
    """What is unusual about a figure. Each needs an explanation before it is submitted."""

    YEAR_AGO = "year_ago", "Far from the same quarter last year"
    USUAL_RANGE = "usual_range", "Outside its usual range"
    TIMES = "times", "Several times, or a fraction of, the last figure"
    IDENTICAL = "identical", "Identical to the last figure"
    DENOMINATOR = "denominator", "The denominator moved"
    RATING = "rating", "The rating moved two steps"
    UNIT = "unit", "Perhaps in another unit"


class RevisionKind(Term):
    """Why a figure that was settled changes."""

    LATE = "late", "Late records"
    DEFINITION = "definition", "A definition or counting rule was applied wrongly"
    ERROR = "error", "An error in the figure"


class TargetKind(Term):
    AT_LEAST = "at_least", "At least"
    AT_MOST = "at_most", "At most"
    RANGE = "range", "Range"
    REDUCE = "reduce_on_baseline", "Reduce on baseline"
    INCREASE = "increase_on_baseline", "Increase on baseline"
    CHANGE_BY_DATE = "change_by_date", "Change by a date"
    MAINTAIN_BASELINE = "maintain_at_baseline", "Maintain at baseline"
    MAINTAIN_AVERAGE = "maintain_at_rolling_average", "Maintain at rolling average"
    SERVICE_STANDARD = "service_standard", "Service standard"
    ESTABLISH_BASELINE = "establish_baseline", "Establish a baseline"
    MONITOR = "monitor_only", "Monitor only"
    PLACEHOLDER = "placeholder", "Placeholder"
    ALL_OF = "all_of", "All of"


class Missing(Term):
    """What a placeholder target lacks."""

    VALUE = "value", "the value"
    SIZE = "size", "the size of the change"
    DIRECTION = "direction", "the direction"


class Rag(Term):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"


class Travel(Term):
    """Direction of travel: what happened to performance, not to the number."""

    BETTER = "better", "Better"
    SAME = "same", "About the same"
    WORSE = "worse", "Worse"
    UP = "up", "Up"  # no polarity: no judgement
    DOWN = "down", "Down"
    NOT_COMPARABLE = "not_comparable", "Not comparable"


class Unrated(Term):
    """Why a figure has no rating. Each is a state of its own."""

    NO_TARGET = "no_target", "No target"
    PLACEHOLDER = "placeholder", "Target not set yet"
    BASELINE = "baseline_being_established", "Baseline being established"
    MONITOR = "monitor_only", "Monitor only"
    CONTEXT = "needs_context", "Needs context"
    NO_FIGURE = "no_figure", "No figure"
    NOT_AVAILABLE = "not_available", "Not available"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    NOT_DUE = "not_yet_due", "Not yet due"
    INCOMPLETE = "incomplete_rolling_year", "Incomplete"
    QUALITY = "quality_problem", "Quality problem"
    NOT_COMPARABLE = "not_comparable", "Not comparable"

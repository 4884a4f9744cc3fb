"""What is known of an indicator beside its rating: the second opinion of a board’s page.

Made when the dashboard is made and kept in the snapshot, so that a published quarter says for ever
what it said. Texts are ready to print; the numbers they stand for are beside them.
"""

from dataclasses import dataclass
from decimal import Decimal

from core.quarters import Period, Quarter


@dataclass(frozen=True, slots=True)
class Band:
    """The usual range of a chart, in the indicator’s unit. ``lower`` None: less than 0 cannot be.

    ``first``: the quarter from which it holds. ``provisional``: it rests on 8 to 12 points.
    """

    mean: Decimal
    upper: Decimal
    lower: Decimal | None
    points: int
    first: Quarter
    last: Quarter
    provisional: bool = False
    text: str = ""  # "37.2 to 62.8"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where it will be on the target’s due date if it goes on as it did: 19 times in 20."""

    quarter: Quarter
    value: Decimal
    lower: Decimal
    upper: Decimal
    sentence: str


@dataclass(frozen=True, slots=True)
class Insight:
    """Sentences, each empty where there is nothing sound to say."""

    band: Band | None = None
    usual: str = ""  # "Within its usual range, 37.2 to 62.8."; or why there is none
    signals: tuple[str, ...] = ()  # "Unusual deterioration: seven quarters above the mean."
    assurance: str = ""  # "May or may not meet its target unless something changes."
    trend: str = ""  # "Increasing and getting worse"
    trend_why: str = ""
    chance: str = ""  # "The change from 212 to 185 could be chance (p = 0.19)."
    forecast: Forecast | None = None
    forecast_why: str = ""  # why there is none, where a due date would ask for one


@dataclass(frozen=True, slots=True)
class ComparedPoint:
    """The average of a comparator set in one quarter, for the grey line of a chart."""

    quarter: Quarter
    value: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """Where the area stood in one comparator set. With no ``rank_words``, ``why_not`` says why."""

    set_name: str
    areas: int  # of the set
    members: int  # with a figure for the period
    period: Period
    sentence: str
    rank_words: str = ""  # "4 of 8"
    standing: str = ""  # "Top", "Average", "Bottom"
    average: Decimal | None = None
    average_text: str = ""
    source: str = ""
    why_not: str = ""
    points: tuple[ComparedPoint, ...] = ()

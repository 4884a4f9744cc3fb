"""A row with everything that a chart can show, made without a database."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.quarters import Quarter
from dashboards.insight import Band, Compared, ComparedPoint, Forecast, Insight
from dashboards.types import Cell, Direction, Movement, Point, Rating, Row
from targets.terms import Basis, Polarity, Rag, Travel, Unit

LAST = Quarter(2014, 4)
VALUES = (
    "7.9", "8.3", "7.7", None, "5.2", "4.8", "5.5", "5.0", "4.7", "5.3", "4.9", "5.1", "4.6", "5.4",
    "5.0", "4.5", "5.6", "6.0", "6.2", "6.4",
)  # fmt: skip
BREAK = 4  # the place of the first point of the new series
BAND = Band(
    mean=Decimal("5.05"),
    upper=Decimal("6.3"),
    lower=Decimal("3.8"),
    points=12,
    first=LAST - (len(VALUES) - 1 - BREAK),
    last=LAST - 4,
    text="3.80 to 6.30",
)
INSIGHT = Insight(
    band=BAND,
    usual="Above its usual range, 3.80 to 6.30.",
    signals=("Unusual deterioration: it is above its usual range (outside, high).",),
    assurance="May or may not meet its target unless something changes.",
    trend="Increasing and getting worse",
    trend_why="From its last five figures.",
    chance="The change from 4.6 in Q4 2013-14 to 6.4 is unlikely to be chance (p < 0.001).",
    forecast=Forecast(
        LAST + 8, Decimal("7.4"), Decimal("6.0"), Decimal("8.8"),
        "If it goes on as in the last 12 quarters: about 7.4 by March 2017, between 6.0 and 8.8 "
        "19 times in 20; the target then is 5.5.",
    ),
)  # fmt: skip
SET = "Districts of the county"


def points(values: tuple[str | None, ...] = VALUES, **latest: Any) -> tuple[Point, ...]:
    """A point for each value up to ``LAST``, with a target from the second year on."""
    found = []
    for place, value in enumerate(values):
        quarter = LAST - (len(values) - 1 - place)
        found.append(
            Point(
                quarter,
                quarter.period,
                value or "Not entered",
                None if value is None else Decimal(value),
                expected=Decimal("5.5") if place >= BREAK else None,
                break_note="New counting rule" if place == BREAK else None,
            )
        )
    return (*found[:-1], replace(found[-1], **latest))


def row(**changes: Any) -> Row:
    """Vehicle crime, per 1,000 people: red, worse, with a second opinion and a comparison."""
    history = changes.pop("history", points(provisional=True))
    latest = Cell("6.4", LAST.period, Decimal("6.4"), "6.4", "6.4 per 1,000", provisional=True)
    before = (LAST - 4).period
    earlier = Cell("4.5", before, Decimal("4.5"), "4.5", "4.5 per 1,000")
    moved = Movement(Travel.WORSE, "Up 42.2%, worse", "Up 42.2%, from 4.5 to 6.4.", earlier)
    averages = (ComparedPoint(LAST - n, Decimal("5.2") + Decimal(n) / 10) for n in range(12))
    compared = Compared(
        SET, 8, 8, LAST.period,
        "Districts of the county, January to March 2015: rank 7 of 8 (1 = best), among the worst "
        "quarter. The average of 8 areas is 5.20.",
        "7 of 8", "Bottom", Decimal("5.2"), "5.2", "Police recorded crime", "",
        tuple(averages),
    )  # fmt: skip
    made = Row(
        measure_id=7, code="vehicle", name="Vehicle crime (per 1,000 people)", unit=Unit.RATE,
        unit_text="rate per 1,000 population", decimals=1, polarity=Polarity.LOWER,
        basis=Basis.QUARTER, previous=earlier, latest=latest,
        target_text="At most 5.5", target_kind="At most", aligned_as="",
        expected_text="5.5 or lower",
        target_sentence="Target: 5.5 or lower. Missed by 0.9.",
        rating=Rating(Rag.RED, Rag.RED, None, "Red: 6.4 per 1,000 is 16.4% above the target."),
        direction=Direction(Travel.WORSE, Travel.WORSE, "Up 42.2%, worse", moved, moved),
        expected=Decimal("5.5"), history=history, insight=INSIGHT, compared=(compared,),
    )  # fmt: skip
    return replace(made, **changes)

"""Dashboards of any shape, as values and as published quarters, for the pages that show them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from audit.context import context
from core.quarters import Quarter
from dashboards.models import Snapshot
from dashboards.types import (
    Cell,
    Dashboard,
    Direction,
    Group,
    GroupKind,
    Movement,
    Point,
    Rating,
    Row,
    SnapshotInfo,
    to_json,
)
from partnerships.models import Partnership
from targets.models import Return
from targets.terms import Basis, Polarity, Rag, Travel, Unit, Unrated

Q4, Q3, Q2 = Quarter(2014, 4), Quarter(2014, 3), Quarter(2014, 2)
R, A, G, NONE = Rag.RED, Rag.AMBER, Rag.GREEN, None
WORSE, BETTER, SAME = Travel.WORSE, Travel.BETTER, Travel.SAME
WORDS = {WORSE: "Up 11.2%, worse", BETTER: "Down 12.7%, better", SAME: "Down 2.9%, about the same"}
SO_FAR = ("5.71", "5.90", "6.10", "6.20", "6.35")  # up to Q4
LONG = (
    "Recorded offences rose in the north of the county after a group was released in January, and "
    "fell everywhere else. The rise is in thefts from vans at night; thefts of cars did not "
    "change. Two arrests were made in March."
)


def cell(quarter: Quarter, value: str | None, **more: Any) -> Cell:
    """A figure of one quarter; None is none."""
    if value is None:
        return Cell("Not entered", quarter.period, absence=Unrated.NO_FIGURE)
    return Cell(value, quarter.period, Decimal(value), value, f"{value} per 1,000", **more)


def points(values: Sequence[str | None], last: Quarter, **more: Any) -> tuple[Point, ...]:
    """A history of quarters, the last of which is ``last``."""
    first = last - (len(values) - 1)
    return tuple(
        Point(
            first + place,
            (first + place).period,
            "Not entered" if value is None else value,
            None if value is None else Decimal(value),
        )
        for place, value in enumerate(values)
    )


def _so_far(quarter: Quarter) -> Sequence[str]:
    return SO_FAR[: 5 - (Q4 - quarter)]


def row(
    key: int,
    rag: Rag | None = G,
    travel: Travel = SAME,
    *,
    quarter: Quarter = Q4,
    value: str | None = "6.35",
    history: Sequence[str | None] | None = None,
    long: bool = False,
    **more: Any,
) -> Row:
    """One indicator. ``rag`` None with a value: not rated; without one: no data."""
    unrated = None if rag else Unrated.NO_TARGET if value else Unrated.NO_FIGURE
    year, last = quarter.same_quarter_last_year, quarter - 1
    movement = Movement(travel, WORDS.get(travel, travel.label), "", cell(year, "5.71"))
    given: dict[str, Any] = {
        "name": f"Indicator {key} of what is recorded by the police (per 1,000 population)"
        if long
        else f"Indicator {key}",
        "target_text": "Below 5.71",
        "target_sentence": "Target: below 5.71. Missed by 0.64.",
        "commentary_change": LONG if long else f"Why {key}",
        "commentary_action": LONG if long else f"Doing {key}",
        "action_owner": "Chief Inspector, Neighbourhood Policing" if long else "",
        "supplier": "Leicestershire Police",
        "owner_post": "Head of Analysis",
    }
    return Row(
        **{
            "measure_id": key, "code": f"i{key}", "unit": Unit.RATE,
            "unit_text": "rate per 1,000 population", "decimals": 2, "polarity": Polarity.LOWER,
            "basis": Basis.QUARTER, "previous": cell(year, "5.71"), "latest": cell(quarter, value),
            "target_kind": "At most", "aligned_as": "", "expected_text": "Below 5.71",
            "rating": Rating(rag, rag, unrated, "Because of the numbers."),
            "direction": Direction(
                travel, travel, movement.words, movement,
                Movement(SAME, "No change", "", cell(last, "6.20")),
            ),
            "history": points(_so_far(quarter) if history is None else history, quarter),
            **given,
            **more,
        }
    )  # fmt: skip


def dashboard(
    rows: Sequence[Row], quarter: Quarter = Q4, *, groups: int = 1, **more: Any
) -> Dashboard:
    """The rows dealt out to so many outcomes, of a county; with none, an empty one."""
    dealt = [tuple(rows[place::groups]) for place in range(groups)] if rows else []
    return Dashboard(
        partnership_name="Leicestershire Safer Communities Strategy Board",
        partnership_slug="leicestershire",
        place="Leicestershire",
        quarter=quarter,
        scheme_label="Scheme 1",
        rule_version="1",
        source_statement="Made for a test.",
        previous_period=quarter.same_quarter_last_year.period,
        latest_period=quarter.period,
        previous_heading=f"Previous Year ({quarter.same_quarter_last_year.short})",
        latest_heading=f"Latest Data ({quarter.short} unless stated)",
        groups=tuple(
            Group(
                f"outcome-{place}",
                GroupKind.OUTCOME,
                "",
                f"Outcome {place} to be achieved",
                rows=one,
            )
            for place, one in enumerate(dealt, start=1)
        ),
        **more,
    )


def keep(
    partnership: Partnership, shown: Dashboard, on: date, number: int = 1, **more: Any
) -> Snapshot:
    """The dashboard as a published version of its quarter."""
    zone = timezone.get_default_timezone()
    at = datetime.combine(on, time(9), zone)
    info = SnapshotInfo(number, at, "A manager", "Late records." if number > 1 else "", **more)
    payload = to_json(replace(shown, published=info))
    with context(by="test", action="test.keep"):
        ret, _ = Return.objects.get_or_create(
            partnership=partnership, quarter=shown.quarter,
            defaults={"status": "published", "opened_on": shown.quarter.end, "due": on},
        )  # fmt: skip
        return Snapshot.objects.create(
            partnership=partnership, belongs_to=ret, quarter=shown.quarter, number=number,
            published_at=at, published_by=None, reason=info.reason, rule_version="1",
            payload=payload, sha256=hashlib.sha256(payload.encode()).hexdigest(),
        )  # fmt: skip


def busy(count: int, quarter: Quarter, *, groups: int = 6) -> Dashboard:
    """A quarter in which much is wrong, with long texts: what a page must still have room for."""
    rags, travels = (R, A, G, G, NONE), (WORSE, BETTER, SAME)
    rows = [
        row(
            key,
            rags[(key + quarter.number) % len(rags)],
            travels[key % len(travels)],
            quarter=quarter,
            long=True,
            history=SO_FAR,  # so that each figure is revised from one quarter to the next
            action_due=date(2015, 3, 31),
        )
        for key in range(1, count + 1)
    ]
    found = dashboard(rows, quarter, groups=groups)
    comment = f"{LONG} {LONG}"
    return replace(
        found,
        groups=tuple(
            replace(one, overall=A, computed=R, computed_why="The worst of its indicators.",
                    comment=comment, stated_by="Senior Officer Group", lead="Theme Group")
            for one in found.groups
        ),
        headline=("Vehicle crime is off track in every district.", "Hate incidents are rising.",
                  "Nine of ten people say that anti-social behaviour is dealt with well."),
        asks=tuple(f"Agree the plan for priority number {n} of the strategy." for n in range(7)),
        written_by="Senior Officer Group",
    )  # fmt: skip


def before(*rows: Row, quarter: Any = Q3, **more: Any) -> Dashboard:
    return dashboard(rows, quarter, **more)


def broken(one: Row, place: int = -1) -> Row:
    """With a series break at one of its points."""
    history = list(one.history)
    history[place] = replace(history[place], break_note="Counted by victims")
    return replace(one, history=tuple(history))

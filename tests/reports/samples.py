"""Dashboards made by hand: every state that a paper must be able to print."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from core.quarters import Period, Quarter
from dashboards.types import (
    Cell,
    Dashboard,
    Direction,
    Group,
    GroupKind,
    Movement,
    Rating,
    Row,
    SnapshotInfo,
    Stated,
)
from targets.terms import Basis, Polarity, Rag, Travel, Unit, Unrated

QUARTER = Quarter.parse("Q4 2014/15")
LATEST = Period.rolling_year(QUARTER)
PREVIOUS = LATEST.a_year_earlier
EXPLAINED = "Red: 6.35 per 1,000 is 15.5% above the target of 5.50; amber allows up to 5%."


def cell(text: str, value: str | None = None, **more) -> Cell:
    given = {"period": LATEST, "value_text": text, "phrase": f"{text} per 1,000"} | more
    return Cell(text=text, value=None if value is None else Decimal(value), **given)


def direction(travel: Travel, words: str, computed: Travel | None = None) -> Direction:
    movement = Movement(travel, words, f"{words}.", cell("5.71", "5.71", period=PREVIOUS))
    return Direction(travel, computed or travel, words, movement, movement)


def rating(shown: Rag | None, unrated: Unrated | None = None, **more) -> Rating:
    words = f"{shown.label}: 6.35 per 1,000 against 5.50." if shown else "Not rated: no target."
    given = {"computed": shown, "explanation": words} | more
    return Rating(shown=shown, unrated=unrated, **given)


def row(number: int, **more) -> Row:
    """Green, a little better than last year, with everything that most rows have."""
    given = {
        "name": f"Indicator {number} (per 1,000 population)",
        "unit": Unit.RATE,
        "unit_text": "rate per 1,000 population",
        "decimals": 2,
        "polarity": Polarity.LOWER,
        "basis": Basis.ROLLING_YEAR,
        "previous": cell(f"{number}.44", f"{number}.44", period=PREVIOUS),
        "latest": cell(f"{number}.10", f"{number}.10"),
        "target_text": "Ongoing reductions in crime",
        "target_kind": "Reduce on baseline",
        "aligned_as": "",
        "expected_text": "Lower than 3.44",
        "target_sentence": "Target: lower than 3.44. Met.",
        "rating": rating(Rag.GREEN),
        "direction": direction(Travel.SAME, "Down 2.9%, about the same"),
        "county_comparison": "Top",
        "supplier": "Police",
        "owner_post": "Head of Community Safety",
    }
    return Row(measure_id=number, code=f"i-{number}", **(given | more))


STATED = Stated(
    "Level, once the pilot is left out", "Strategy Board", date(2015, 4, 17), QUARTER, Rag.GREEN
)


def special_rows() -> list[Row]:
    """One row for each thing that a cell can say."""
    q3 = Period.parse("Q3 2014-15")
    return [
        row(
            1,
            name="Vehicle Crime rate (per 1,000 population)",
            latest=cell("6.35", "6.35"),
            rating=rating(Rag.RED, explanation=EXPLAINED),
            direction=direction(Travel.WORSE, "Up 11.2%, worse"),
            commentary_change="More thefts from vans.\nMost were at night.",
            commentary_action="Patrols and leaflets.",
            county_comparison="Bottom",
        ),
        row(
            2,
            name="Rate of re-offending by young offenders (local data)",
            latest=cell("1.00 (Apr-Dec 2014)", "1.00", period_note="Apr-Dec 2014"),
            rating=rating(Rag.AMBER),
            direction=direction(Travel.NOT_COMPARABLE, "Not comparable"),
            county_comparison="-",
        ),
        row(
            3,
            name="% Reduction in offending",
            latest=cell("55.4% (Q3 2014-15)", "55.4", period=q3, period_note="Q3 2014-15"),
            rating=rating(
                Rag.GREEN, Unrated.NOT_COMPARABLE, computed=None, stated=STATED, explanation="None."
            ),
            direction=direction(Travel.SAME, "About the same", Travel.NOT_COMPARABLE),
            stated_sentences=("Officers changed the rating from Not rated to Green: level.",),
        ),
        row(
            4,
            name="Number of referrals",
            unit=Unit.COUNT,
            latest=cell("1,259*", "1259", phrase="1,259", caveats=("One service counts twice.",)),
            rating=rating(None, Unrated.CONTEXT, explanation="Not rated: needs context."),
            direction=direction(Travel.UP, "Up 0.4%"),
        ),
        row(
            5,
            name="First time entrants",
            latest=cell("185", "185", phrase="185", provisional=True, revised=True),
            direction=direction(Travel.BETTER, "Down 12.7%, better"),
        ),
        row(
            6,
            name="Repeat victims",
            latest=cell("Not available: not released yet", absence=Unrated.NOT_AVAILABLE),
            rating=rating(None, Unrated.NOT_AVAILABLE, explanation="Not rated: not available."),
            direction=direction(Travel.NOT_COMPARABLE, "Not comparable"),
            lapsed=(STATED,),
            warnings=("Its target pulls against another one.",),
        ),
        row(
            7,
            name="Serious assaults on young people",
            latest=cell("[c]", hidden=True, phrase="Not shown: small numbers"),
            direction=direction(Travel.BETTER, "Better. Not shown: small numbers"),
        ),
        row(
            8,
            name="Hate incidents",
            latest=cell("0.68", "0.68", quality_problem=True, estimated=True),
            rating=rating(None, Unrated.QUALITY, explanation="Not rated: quality problem."),
            direction=direction(Travel.WORSE, "Up 6.3%, worse"),
            county_comparison="",
        ),
    ]


def dashboard(rows: int = 12, quarter: Quarter = QUARTER, **more) -> Dashboard:
    """``rows`` indicators under two outcomes and a priority without one."""
    made = (special_rows() + [row(number) for number in range(9, 61)])[:rows]
    half = (len(made) + 1) // 2
    groups = (
        Group(
            "outcome-1",
            GroupKind.OUTCOME,
            "",
            "Ongoing reductions in crime",
            Rag.GREEN,
            "Overall crime is lower than last year.\nVehicle crime has risen.",
            "Strategy Board",
            date(2015, 4, 17),
            rows=tuple(made[:half]),
        ),
        Group(
            "outcome-2",
            GroupKind.OUTCOME,
            "",
            "Reduce offending and re-offending, with a particular focus on earlier intervention",
            Rag.AMBER,
            "Mixed.",
            rows=tuple(made[half:]),
        ),
        Group("priority-1", GroupKind.PRIORITY, "d", "Cross-cutting influences"),
    )
    given = {
        "partnership_name": "Vale Safer Communities Board",
        "partnership_slug": "vale",
        "place": "Vale",
        "quarter": quarter,
        "scheme_label": "Scheme 1",
        "rule_version": "2015.1",
        "source_statement": "Police recorded crime and the partners’ own records",
        "previous_period": PREVIOUS,
        "latest_period": LATEST,
        "previous_heading": "Previous Year (2013-14)",
        "latest_heading": "Latest Data (12 months to Mar 2015 unless stated)",
        "groups": groups,
        "published": SnapshotInfo(1, datetime(2015, 4, 17, 11, 30, tzinfo=UTC)),
    }
    return Dashboard(**(given | more))


def earlier(rows: int = 12) -> Dashboard:
    """The quarter before, in which the red one was amber and the amber one red."""
    quarter = QUARTER - 1
    made = dashboard(rows, quarter)
    swapped = {1: Rag.AMBER, 2: Rag.RED, 5: Rag.AMBER}
    groups = tuple(
        replace(
            group,
            rows=tuple(
                replace(one, rating=rating(swapped[one.measure_id]))
                if one.measure_id in swapped
                else one
                for one in group.rows
            ),
        )
        for group in made.groups
    )
    return replace(made, groups=groups)

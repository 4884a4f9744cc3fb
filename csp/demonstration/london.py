"""The 32 London boroughs: 20 quarters of recorded crime and the populations they live in."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from core import clock
from core.numbers import round_half_up
from core.quarters import Quarter
from core.sheets import Sheet
from csp.demonstration import places, source
from csp.demonstration.steps import carry_to_the_board
from dashboards import comparator_actions
from dashboards.comparator_file import make_plan
from dashboards.selectors.comparator_sets import known_of
from partnerships.access import Member
from partnerships.models import Partnership
from targets.actions.returns import open_return
from targets.models import Figure, Indicator, Measure, Return, ReturnPart, Target

Counts = dict[tuple[str, Quarter], int]  # by offence and quarter


@dataclass(frozen=True)
class Borough:
    """A borough while it loads: its counts, and what they are recorded against."""

    partnership: Partnership
    measures: dict[str, Measure]  # by offence group
    counts: Counts
    people: dict[int, int]  # by mid-year


def load() -> list[Borough]:
    """Make the boroughs with their indicators and all quarters but the last two.

    They stand under a board that is the demonstration's own, and share what they publish.
    """
    given = source.read("london")
    library = _make_library(given)
    boroughs: dict[str, tuple[dict[str, str], Counts]] = defaultdict(lambda: ({}, {}))
    for row in source.rows("london_boroughs_crime_quarterly_2010_2015"):
        about, counts = boroughs[row["csp_code"]]
        about.update(row)
        counts[row["offence"], Quarter.parse(row["quarter"])] = int(row["count"])
    board = Partnership.objects.create(**given["board"], kind=Partnership.Kind.COUNTY)
    return [
        _make_borough(given, library, about, counts, board) for about, counts in boroughs.values()
    ]


def compare(borough: Borough, boroughs: list[Borough], *, manager: Member) -> None:
    """A set of all boroughs for those that are compared, loaded as a manager loads a file."""
    given = source.read("london")["compared"]
    if borough.partnership.slug not in given["boroughs"]:
        return
    others = [one for one in boroughs if one is not borough]
    first = min(quarter for _, quarter in borough.counts)
    row = comparator_actions.start_set(
        by=manager,
        values={"name": given["name"], "first_quarter": first, "source": given["source"],
                "note": given["note"]},
        outside=[
            comparator_actions.Outside(one.partnership.place, one.partnership.ons_code)
            for one in others
        ],
    )  # fmt: skip
    lines = [["ONS code", "Indicator", "Period", "Numerator", "Denominator"]]
    lines += [
        [one.partnership.ons_code, one.measures[offence].indicator.code, quarter.label,
         str(count), str(one.people[quarter.year])]
        for one in others
        for (offence, quarter), count in one.counts.items()
        if offence in given["offences"]
    ]  # fmt: skip
    plan = make_plan(
        [Sheet("London Datastore", lines)], known_of(borough.partnership, row), given["source"]
    )
    comparator_actions.load_figures(by=manager, row=row, plan=plan, source=given["source"])


def finish(borough: Borough, *, officer: Member, manager: Member) -> None:
    """Carry the last two quarters to the board, but leave one borough's last to be checked."""
    given = source.read("london")
    last = Quarter.parse(given["last_quarter"])
    for quarter in (last - 1, last):
        opened = quarter.end + datetime.timedelta(days=1)
        with clock.fixed(opened):
            due = opened + datetime.timedelta(days=23)
            ret = open_return(by=manager, quarter=quarter, due=due)
        part = ReturnPart.objects.get(belongs_to=ret)
        _make_figures(borough, ret, part)
        if quarter == last and borough.partnership.slug == given["open_return"]:
            return
        with clock.fixed(opened + datetime.timedelta(days=15)):
            carry_to_the_board(ret, officer=officer, manager=manager)


def _make_library(given: dict[str, Any]) -> dict[str, Indicator]:
    """The shared indicators, by offence group."""
    return {
        entry["offence"]: Indicator.objects.create(
            partnership=None,
            code=entry["code"],
            name=f"{entry['name']} per 1,000 people",
            definition=(
                f"{entry['offence']} recorded by the police in the quarter, for each 1,000 "
                "residents at the middle of the year. Not a yearly rate."
            ),
            unit="rate",
            decimals=2,
            polarity=entry.get("polarity", "lower"),
            basis="quarter",
            numerator_label="Offences",
            denominator_label="Population",
            source="Metropolitan Police Service recorded crime; ONS mid-year estimates",
        )
        for entry in given["indicator"]
    }


def _make_borough(
    given: dict[str, Any],
    library: dict[str, Indicator],
    about: dict[str, str],
    counts: Counts,
    board: Partnership,
) -> Borough:
    name = about["csp_name"]
    partnership = Partnership.objects.create(
        slug=slugify(name),
        name=f"{name} Community Safety Partnership",
        place=name,
        parent=board,
        shares_with=Partnership.Shares.NEIGHBOURS,
        ons_code=about["csp_code"],
        police_force_area="Metropolitan Police",
        policing_body_title="Mayor’s Office for Policing and Crime",
        source_statement=given["source_statement"],
    )
    police = places.make_partner(
        partnership,
        {"name": given["organisation"], "kind": "police", "role": "responsible_authority"},
    )
    places.add_populations(partnership, [about["lad_code"]])
    people = dict(partnership.populations.values_list("mid_year", "value"))
    quarters = sorted({quarter for _, quarter in counts})
    measures = {}
    for position, entry in enumerate(given["indicator"], start=1):
        measure = measures[entry["offence"]] = Measure.objects.create(
            partnership=partnership,
            indicator=library[entry["offence"]],
            supplier=police,
            position=position,
            first_quarter=quarters[0],
        )
        _make_target(measure, quarters[-1], given["target_note"], entry.get("target"))
    borough = Borough(partnership, measures, counts, people)
    for quarter in quarters[:-2]:
        ret = Return.objects.create(
            partnership=partnership,
            quarter=quarter,
            status=Return.Status.HISTORY,
            opened_on=quarter.end + datetime.timedelta(days=1),
            due=quarter.end + datetime.timedelta(days=30),
            source=given["source_statement"],
        )
        _make_figures(borough, ret, None)
    return borough


def _make_target(measure: Measure, last: Quarter, note: str, target: dict[str, Any] | None) -> None:
    if target is None:
        return
    Target.objects.create(
        partnership=measure.partnership,
        measure=measure,
        text=target["text"],
        position=measure.position,
        kind=target["kind"],
        years=target["years"],
        note=note,
        starts=last.financial_year.start,
    )


def _make_figures(borough: Borough, ret: Return, part: ReturnPart | None) -> None:
    """Rates of one quarter. The population is the estimate for the middle of the calendar year
    in which the financial year starts: 2014/15 uses mid-2014."""
    quarter = ret.quarter
    population = borough.people[quarter.year]
    actions = _actions() if part else {}
    Figure.objects.bulk_create(
        Figure(
            partnership=ret.partnership,
            belongs_to=ret,
            part=part,
            measure=measure,
            quarter=quarter,
            period_start=quarter.start,
            period_end=quarter.end,
            state="entered",
            numerator=borough.counts[offence, quarter],
            denominator=population,
            value=round_half_up(Decimal(borough.counts[offence, quarter] * 1000) / population, 4),
            **actions.get(offence, {}),
        )
        for offence, measure in borough.measures.items()
    )


def _actions() -> dict[str, dict[str, Any]]:
    """What is being done, by whom and by when, by offence: the demonstration's own, and says so."""
    return {
        entry["offence"]: {
            "commentary_action": entry["text"],
            "action_owner": entry["owner"],
            "action_due": entry["due"],
        }
        for entry in source.read("london")["action"]
    }

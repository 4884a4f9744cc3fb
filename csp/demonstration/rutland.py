"""Safer Rutland: all 37 targets of the draft strategy, and a return that is open."""

import datetime
from decimal import Decimal
from typing import Any

from core import clock
from core.quarters import Period, Quarter
from csp.demonstration import places, plans, source
from csp.demonstration.steps import make_due_rules
from partnerships.access import Member
from partnerships.models import Organisation, Partnership
from strategies.models import Priority
from targets.actions.returns import open_return
from targets.models import Baseline, Indicator, Measure, Target, TargetCondition


def load() -> Partnership:
    """Rutland's partnership, strategy and targets."""
    given = source.read("rutland")
    partnership = places.make_partnership(given)
    places.add_populations(partnership, [given["partnership"]["population_lad"]])
    priorities = plans.make_strategy(partnership, given["strategy"])
    first = Quarter.parse(given["return"]["first_quarter"])
    strategy = given["strategy"]
    for position, entry in enumerate(given["target"], start=1):
        measure = _make_measure(partnership, priorities[entry["priority"]], position, first, entry)
        _make_target(measure, position, strategy["starts"], strategy["ends"], entry)
    return partnership


def open_the_quarter(manager: Member) -> None:
    """Open the quarter that has just ended, for the officers to fill: due by the rules."""
    given = source.read("rutland")
    make_due_rules(manager.partnership, given)
    about = given["return"]
    with clock.fixed(about["opened"]):
        open_return(by=manager, quarter=Quarter.parse(about["quarter"]))


def _make_measure(
    partnership: Partnership,
    priority: Priority,
    position: int,
    first: Quarter,
    entry: dict[str, Any],
) -> Measure:
    numerator, denominator = entry.get("parts", ["", ""])
    indicator = Indicator.objects.create(
        partnership=partnership,
        code=entry["code"],
        name=entry["name"],
        unit=entry["unit"],
        decimals=entry["decimals"],
        polarity=entry["polarity"],
        numerator_label=numerator,
        denominator_label=denominator,
        lag_quarters=entry.get("lag_quarters", 0),
    )
    return Measure.objects.create(
        partnership=partnership,
        indicator=indicator,
        priority=priority,
        supplier=Organisation.objects.get(name=entry["supplier"]),
        position=position,
        first_quarter=first,
    )


def _make_target(
    measure: Measure,
    position: int,
    starts: datetime.date,
    ends: datetime.date,
    entry: dict[str, Any],
) -> None:
    number = {
        name: Decimal(str(entry[name])) for name in ("value", "change_percent") if name in entry
    }
    target = Target.objects.create(
        partnership=measure.partnership,
        priority=measure.priority,
        measure=measure,
        text=entry["text"],
        position=position,
        kind=entry["kind"],
        baseline=_make_baseline(measure, entry),
        due=entry.get("due"),
        years=entry.get("years"),
        working_days=entry.get("working_days"),
        per_year=entry.get("per_year", False),
        missing=entry.get("missing", ""),
        aligned_as=entry.get("aligned", ""),
        marked_outstanding=entry.get("star", False),
        cohort=entry.get("cohort", ""),
        note=entry.get("note", ""),
        starts=starts,
        ends=ends,
        **number,
    )
    for place, condition in enumerate(entry.get("conditions", []), start=1):
        text, *rule = condition
        TargetCondition.objects.create(
            partnership=measure.partnership,
            target=target,
            position=place,
            text=text,
            comparator=rule[0] if rule else "",
            value=Decimal(rule[1]) if rule else None,
        )


def _make_baseline(measure: Measure, entry: dict[str, Any]) -> Baseline | None:
    if "baseline" not in entry:
        return None
    period = Period.parse(entry["baseline"])
    value = entry.get("baseline_value")
    return Baseline.objects.create(
        partnership=measure.partnership,
        measure=measure,
        period_start=period.start,
        period_end=period.end,
        value=None if value is None else Decimal(value),
        outstanding=value is None,
    )

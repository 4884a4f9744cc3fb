"""Leicestershire: Appendix 1, the performance dashboard for 2014/15 quarter 4, as printed."""

from decimal import Decimal
from typing import Any

from core import clock
from core.quarters import Period, Quarter
from csp.demonstration import places, plans, source
from csp.demonstration.steps import carry_to_the_board, make_due_rules
from dashboards.models import GroupAssessment, StatedJudgement
from partnerships.access import Member
from partnerships.models import Organisation, Partnership
from strategies.models import Outcome, OutcomeWording, Priority, Strategy, StrategyVersion
from targets.actions.returns import open_return
from targets.models import Baseline, Figure, Indicator, Measure, Return, ReturnPart, Target


def load() -> Partnership:
    """The board, its districts, its agreement, and the indicators of its dashboard."""
    given = source.read("leicestershire")
    partnership = places.make_partnership(given)
    places.make_districts(partnership, given["partnership"]["districts"])
    priorities = plans.make_strategy(partnership, given["strategy"])
    _make_outcomes(partnership, priorities, given["dashboard"])
    return partnership


def roll_up() -> str:
    """How the overall ratings of its outcomes are made."""
    return str(source.read("leicestershire")["dashboard"]["roll_up"])


def publish_the_quarter(officer: Member, manager: Member) -> None:
    """Last year's figures as history; this quarter's through the whole return to the board."""
    given = source.read("leicestershire")
    make_due_rules(manager.partnership, given)
    about = given["dashboard"]
    quarter, before = Quarter.parse(about["quarter"]), Quarter.parse(about["previous_quarter"])
    _make_history(manager.partnership, before, about)
    with clock.fixed(about["opened"]):
        ret = open_return(by=manager, quarter=quarter)
    _make_figures(ret, about)
    with clock.fixed(about["stated_on"]):
        reasons = {
            entry["code"]: entry["explanation"]
            for entry in _indicators(about)
            if "explanation" in entry
        }
        carry_to_the_board(ret, officer=officer, manager=manager, reasons=reasons)


def _indicators(about: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for outcome in about["outcome"] for entry in outcome["indicator"]]


def _make_outcomes(
    partnership: Partnership, priorities: dict[str, Priority], about: dict[str, Any]
) -> None:
    strategy = Strategy.objects.get(partnership=partnership)
    first, second = StrategyVersion.objects.filter(strategy=strategy).order_by("number")
    versions = ((first, "new"), (second, "kept"))
    quarter, before = Quarter.parse(about["quarter"]), Quarter.parse(about["previous_quarter"])
    measured = 0
    for position, entry in enumerate(about["outcome"], start=1):
        outcome = Outcome.objects.create(
            partnership=partnership,
            strategy=strategy,
            priority=priorities.get(entry.get("priority", "")),
            position=position,
        )
        for version, change in versions:  # the proposed version says nothing new of outcomes
            OutcomeWording.objects.create(
                partnership=partnership,
                outcome=outcome,
                strategy_version=version,
                text=entry["text"],
                change=change,
            )
        GroupAssessment.objects.create(
            partnership=partnership,
            quarter=quarter,
            outcome=outcome,
            rag=entry["rag"],
            comment=entry["comment"],
            stated_by=about["stated_by"],
            stated_on=about["stated_on"],
        )
        for indicator in entry["indicator"]:
            measured += 1
            measure = _make_measure(outcome, measured, before, indicator)
            _make_target(measure, before, entry.get("target", ""), indicator)
            _make_stated(measure, quarter, about, indicator)


def _make_measure(
    outcome: Outcome, position: int, first: Quarter, entry: dict[str, Any]
) -> Measure:
    indicator = Indicator.objects.create(
        partnership=outcome.partnership,
        code=entry["code"],
        name=entry["name"],
        unit=entry["unit"],
        decimals=entry["decimals"],
        polarity=entry["polarity"],
        basis="as_published",
        source="Appendix 1 of the Leicestershire Safer Communities Agreement 2015-16",
    )
    return Measure.objects.create(
        partnership=outcome.partnership,
        indicator=indicator,
        priority=outcome.priority,
        outcome=outcome,
        supplier=Organisation.objects.get(name=entry["supplier"]),
        position=position,
        first_quarter=first,
        headline=entry.get("headline", False),
    )


def _make_target(measure: Measure, before: Quarter, text: str, entry: dict[str, Any]) -> None:
    """The dashboard prints no targets. Where an outcome's words ask for a change ("Ongoing
    reductions in crime"), the target is: better than last year. Nothing is assumed for an
    indicator whose rise may be good."""
    if not text or entry["polarity"] == "context":
        return
    period = before.financial_year.period
    baseline = Baseline.objects.create(
        partnership=measure.partnership,
        measure=measure,
        period_start=period.start,
        period_end=period.end,
        value=Decimal(entry["previous"]),
    )
    lower = entry["polarity"] == "lower"
    Target.objects.create(
        partnership=measure.partnership,
        priority=measure.priority,
        measure=measure,
        text=text,
        position=measure.position,
        kind="reduce_on_baseline" if lower else "increase_on_baseline",
        baseline=baseline,
        starts=(before + 1).start,
        note="Read from the outcome’s own words: the dashboard prints no targets.",
    )


def _make_stated(
    measure: Measure, quarter: Quarter, about: dict[str, Any], entry: dict[str, Any]
) -> None:
    """What was printed and our rules do not compute, and the printed comparison."""
    StatedJudgement.objects.create(
        partnership=measure.partnership,
        measure=measure,
        quarter=quarter,
        until_quarter=quarter,
        rag=entry.get("stated_rag", ""),
        direction=entry.get("stated_direction", ""),
        county_comparison=entry["county"],
        reason=entry.get("stated_reason", ""),
        stated_by=about["stated_by"],
        stated_on=about["stated_on"],
    )


def _make_history(partnership: Partnership, before: Quarter, about: dict[str, Any]) -> None:
    year = before.financial_year.period
    ret = Return.objects.create(
        partnership=partnership,
        quarter=before,
        status=Return.Status.HISTORY,
        opened_on=about["opened"],
        due=about["due"],
        source="The “Previous Year (2013-14)” column of the printed dashboard",
    )
    measures = {m.indicator.code: m for m in _measures(partnership)}
    for entry in _indicators(about):
        Figure.objects.create(
            partnership=partnership,
            belongs_to=ret,
            measure=measures[entry["code"]],
            quarter=before,
            period_start=year.start,
            period_end=year.end,
            state="entered",
            value=Decimal(entry["previous"]),
            caveat=entry.get("previous_caveat", ""),
        )


def _make_figures(ret: Return, about: dict[str, Any]) -> None:
    parts = {part.organisation_id: part for part in ReturnPart.objects.filter(belongs_to=ret)}
    measures = {m.indicator.code: m for m in _measures(ret.partnership)}
    for entry in _indicators(about):
        measure = measures[entry["code"]]
        period = (
            Period.parse(entry["latest_period"])
            if "latest_period" in entry
            else Period.rolling_year(ret.quarter)
        )
        Figure.objects.create(
            partnership=ret.partnership,
            belongs_to=ret,
            part=parts[measure.supplier_id],
            measure=measure,
            quarter=ret.quarter,
            period_start=period.start,
            period_end=period.end,
            state="entered",
            value=Decimal(entry["latest"]),
            commentary_change=entry.get("commentary_change", ""),
            commentary_action=entry.get("commentary_action", ""),
        )


def _measures(partnership: Partnership) -> list[Measure]:
    return list(Measure.objects.filter(partnership=partnership).select_related("indicator"))

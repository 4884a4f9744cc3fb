"""The steps of a return, taken as people take them."""

from collections.abc import Mapping
from typing import Any

from core.quarters import Quarter
from dashboards.actions import publish
from dashboards.models import Scheme
from partnerships.access import Member
from partnerships.models import Organisation, Partnership
from targets.actions.explain import Said, explain
from targets.actions.returns import sign_off_part, submit_part
from targets.models import DueRule, Return, ReturnPart
from targets.selectors.checks import check_part
from targets.terms import RollUp

NO_REASON = "As in the published source, which gives no reason."


def carry_to_the_board(
    ret: Return, *, officer: Member, manager: Member, reasons: Mapping[str, str] | None = None
) -> None:
    """Submit every part by one person, sign it off by another, and publish the quarter.

    ``reasons``: why figures are unusual, by the indicator's code, where their source says so.
    """
    for part in ReturnPart.objects.filter(belongs_to=ret).select_related("belongs_to__partnership"):
        _explain(part, by=officer, reasons=reasons or {})
        submit_part(by=officer, part=part, version=part.version)
        part.refresh_from_db()
        sign_off_part(by=manager, part=part, version=part.version)
    ret.refresh_from_db()
    publish(by=manager, ret=ret, expected_version=ret.version)


def _explain(part: ReturnPart, *, by: Member, reasons: Mapping[str, str]) -> None:
    """Give the source's reason for every unusual figure, or say that it gives none."""
    codes = dict(part.figures.values_list("measure_id", "measure__indicator__code"))
    said = [
        Said(
            measure_id,
            warning.kind,
            about=warning.sentence,
            text=reasons.get(codes[measure_id], NO_REASON),
            version=warning.version,
        )
        for measure_id, row in check_part(part).rows.items()
        for warning in row.unexplained
    ]
    explain(by=by, ret=part.belongs_to, said=said)


def make_due_rules(partnership: Partnership, given: dict[str, Any]) -> None:
    """The due rules of a fixture file."""
    for entry in given["due_rule"]:
        name = entry.get("organisation")
        DueRule.objects.create(
            partnership=partnership,
            organisation=Organisation.objects.get(name=name) if name else None,
            due_after=entry["due_after"],
            closes_after=entry.get("closes_after"),
        )


def make_schemes(roll_ups: Mapping[str, str]) -> None:
    """Every partnership rates by the usual tolerance, from the first quarter that has figures.

    ``roll_ups``: by the partnership's slug, how its overall ratings are made if not by the worst.
    """
    usual = RollUp.WORST.value
    Scheme.objects.bulk_create(
        Scheme(
            partnership=partnership,
            number=1,
            from_quarter=Quarter(2010, 1),
            roll_up=roll_ups.get(partnership.slug, usual),
        )
        for partnership in Partnership.objects.all()
    )

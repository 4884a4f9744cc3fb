"""The steps of a return, taken as people take them."""

from typing import Any

from core.quarters import Quarter
from dashboards.actions import publish
from dashboards.models import Scheme
from partnerships.access import Member
from partnerships.models import Organisation, Partnership
from targets.actions.returns import sign_off_part, submit_part
from targets.models import DueRule, Return, ReturnPart


def carry_to_the_board(ret: Return, *, officer: Member, manager: Member) -> None:
    """Submit every part by one person, sign it off by another, and publish the quarter."""
    for part in ReturnPart.objects.filter(belongs_to=ret):
        submit_part(by=officer, part=part, version=part.version)
        part.refresh_from_db()
        sign_off_part(by=manager, part=part, version=part.version)
    ret.refresh_from_db()
    publish(by=manager, ret=ret, expected_version=ret.version)


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


def make_schemes() -> None:
    """Every partnership rates by the usual tolerance, from the first quarter that has figures."""
    Scheme.objects.bulk_create(
        Scheme(partnership=partnership, number=1, from_quarter=Quarter(2010, 1))
        for partnership in Partnership.objects.all()
    )

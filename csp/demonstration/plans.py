"""Strategies from the fixture files: versions, approvals, priorities and their wordings."""

from typing import Any

from partnerships.models import Group, Partnership
from strategies.models import (
    Approval,
    PlanLink,
    Priority,
    PriorityWording,
    Strategy,
    StrategyVersion,
)


def make_strategy(partnership: Partnership, given: dict[str, Any]) -> dict[str, Priority]:
    """The strategy of a fixture file. Returns its priorities by letter."""
    strategy = Strategy.objects.create(
        partnership=partnership,
        title=given["title"],
        slug=given["slug"],
        starts=given["starts"],
        ends=given["ends"],
        strategic_aim=given.get("strategic_aim", ""),
        introduction=given.get("introduction", ""),
    )
    for name in given.get("plan_links", []):
        PlanLink.objects.create(partnership=partnership, strategy=strategy, name=name)
    versions = [_make_version(strategy, entry) for entry in given["version"]]
    return {
        entry["code"]: _make_priority(strategy, versions, position, entry)
        for position, entry in enumerate(given["priority"], start=1)
    }


def _make_version(strategy: Strategy, entry: dict[str, Any]) -> StrategyVersion:
    version = StrategyVersion.objects.create(
        partnership=strategy.partnership,
        strategy=strategy,
        number=entry["number"],
        status=entry["status"],
        reason=entry.get("reason", ""),
    )
    for approval in entry.get("approval", []):
        Approval.objects.create(partnership=strategy.partnership, version_of=version, **approval)
    return version


def _make_priority(
    strategy: Strategy, versions: list[StrategyVersion], position: int, entry: dict[str, Any]
) -> Priority:
    lead = Group.objects.filter(
        partnership=strategy.partnership, name=entry.get("lead_group", "")
    ).first()
    priority = Priority.objects.create(
        partnership=strategy.partnership,
        strategy=strategy,
        code=entry["code"],
        position=position,
        lead_group=lead,
        cross_cutting=entry.get("cross_cutting", False),
    )
    for version in versions:
        if wording := entry.get(str(version.number)):
            PriorityWording.objects.create(
                partnership=strategy.partnership,
                priority=priority,
                strategy_version=version,
                **wording,
            )
    return priority

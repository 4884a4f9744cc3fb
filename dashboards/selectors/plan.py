"""The words of the plan behind a priority or an outcome, as they are today."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dashboards.types import Group, GroupKind
from partnerships.access import Member
from strategies.access import versions_for
from strategies.models import Outcome, Priority, StrategyVersion
from strategies.selectors import OutcomeWords, PriorityWords, StrategyPage, strategy_page
from targets.selectors.targets import TargetRow, partnership_targets

Status = StrategyVersion.Status


@dataclass(frozen=True, slots=True)
class Plan:
    """What the strategy in force says of a priority or an outcome."""

    page: StrategyPage
    priority: PriorityWords | None  # None: of an outcome of no single priority, or dropped since
    outcome: OutcomeWords | None  # where the group is one
    principles: tuple[PriorityWords, ...]  # the cross-cutting ones beside it

    @property
    def silent(self) -> bool:
        """Whether the strategy of today does not have it any more."""
        return self.priority is None and self.outcome is None


def version_in_force(versions: Iterable[StrategyVersion]) -> StrategyVersion | None:
    """The adopted one; else the newest that is out for comment; a draft only if there is no other.

    ``versions``: of one strategy, those that the reader may see.
    """

    def standing(version: StrategyVersion) -> tuple[bool, bool, int]:
        return version.status == Status.ADOPTED, version.status != Status.DRAFT, version.number

    return max(versions, key=standing, default=None)


def plan_of(member: Member, group: Group) -> Plan | None:
    """None where the group is neither, or its strategy has no version to be read. Nine queries."""
    if group.kind is GroupKind.OTHER:
        return None
    model = Priority if group.kind is GroupKind.PRIORITY else Outcome
    row = model._default_manager.filter(partnership=member.partnership, pk=group.group_id).first()
    if row is None:
        return None
    version = version_in_force(versions_for(member).filter(strategy=row.strategy_id))
    if version is None:
        return None
    page = strategy_page(member, version)
    wanted = row.pk if isinstance(row, Priority) else row.priority_id
    words = {one.pk: one for one in page.priorities}
    every = [*page.across, *(one for priority in page.priorities for one in priority.outcomes)]
    outcomes = {one.pk: one for one in every}
    return Plan(
        page=page,
        priority=words.get(wanted or 0),
        outcome=outcomes.get(row.pk) if isinstance(row, Outcome) else None,
        principles=tuple(one for one in page.priorities if one.cross_cutting and one.pk != wanted),
    )


def targets_of(member: Member, group: Group, measures: Collection[int]) -> tuple[TargetRow, ...]:
    """The targets under a priority, and those of its indicators, as they stand today. Two queries.

    ``measures``: of the indicators that the group lists.
    """
    under = group.group_id if group.kind is GroupKind.PRIORITY else 0
    return tuple(
        row
        for row in partnership_targets(member.partnership)
        if not row.ended and (row.measure_id in measures or (under and row.priority_id == under))
    )

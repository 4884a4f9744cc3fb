"""Two partnerships with people, one strategy each: what these tests and those of targets need."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from audit.context import context
from core.quarters import Quarter
from partnerships.access import Member
from partnerships.models import Group, Membership, Organisation, Partner, Partnership
from partnerships.permissions import Role
from strategies import actions
from strategies.models import Priority, Strategy, StrategyVersion
from targets.actions import manage_indicators, manage_targets
from targets.models import Baseline, Figure, Indicator, Measure, Return, Target
from targets.terms import TargetKind

TODAY = datetime.date(2015, 4, 20)


@dataclass
class Place:
    """One partnership with a manager and a strategy."""

    partnership: Partnership
    manager: Member
    group: Group
    council: Organisation
    strategy: Strategy
    version: StrategyVersion
    priority: Priority
    measure: Measure
    baseline: Baseline
    target: Target

    @property
    def path(self) -> str:
        return f"/p/{self.partnership.slug}"

    @property
    def strategy_path(self) -> str:
        return f"{self.path}/strategy/{self.strategy.slug}"


def make_user(name: str, partnership: Partnership, role: Role, organisation=None) -> User:
    """A member who can sign in; an administrator is a member of nothing."""
    with context(by="test", action="test"):
        administrator = role is Role.ADMINISTRATOR
        user = User.objects.create(
            email=f"{name}@example.org",
            name=name,
            is_superuser=administrator,
            is_staff=administrator,
        )
        if not administrator:
            Membership.objects.create(
                partnership=partnership, user=user, role=role.value, organisation=organisation
            )
    return user


def make_place(slug: str) -> Place:
    """A partnership with one priority, one indicator in use, a baseline and a target."""
    with context(by="test", action="test"):
        partnership = Partnership.objects.create(slug=slug, name=f"Safer {slug}", place=slug)
        council = Organisation.objects.create(name=f"{slug} Council", kind="council")
        Partner.objects.create(
            partnership=partnership,
            organisation=council,
            role=Partner.Role.RESPONSIBLE,
            valid_from=datetime.date(2010, 1, 1),
        )
        group = Group.objects.create(partnership=partnership, name=f"{slug} Board", kind="board")
    user = make_user(f"manager-{slug}", partnership, Role.MANAGER)
    manager = Member(user, partnership, Role.MANAGER)
    strategy = actions.create_strategy(
        by=manager,
        values={
            "title": f"{slug} strategy",
            "starts": datetime.date(2014, 4, 1),
            "ends": datetime.date(2017, 3, 31),
        },
    )
    version = strategy.versions.get()
    priority = add_priority(manager, version, "A", group)
    measure = add_measure(manager, council, priority, f"asb-{slug}")
    baseline = add_baseline(manager, measure, 2013, Decimal(40))
    target = add_target(manager, measure, priority, text=f"Reduce it in {slug}", baseline=baseline)
    return Place(
        partnership, manager, group, council, strategy, version, priority, measure, baseline, target
    )  # fmt: skip


def add_priority(
    by: Member, version: StrategyVersion, code: str, group: Group | None = None
) -> Priority:
    return actions.add_priority(
        by=by,
        version=version,
        values={
            "code": code,
            "lead_group": group,
            "cross_cutting": False,
            "heading": f"Heading of {code}",
            "focus": f"Focus of {code}",
            "outcome_statement": "fewer people are hurt.",
        },
    )


def add_measure(
    by: Member, supplier: Organisation, priority: Priority | None, code: str, **indicator: object
) -> Measure:
    values = {"name": f"Indicator {code}", "code": code, "unit": "count", "polarity": "lower"}
    made = manage_indicators.create_indicator(by=by, values={**values, **indicator})
    return manage_indicators.create_measure(
        by=by,
        indicator=made,
        values={"priority": priority, "supplier": supplier, "first_quarter": Quarter(2014, 1)},
    )


def add_baseline(by: Member, measure: Measure, year: int, value: Decimal | None) -> Baseline:
    return manage_indicators.create_baseline(
        by=by,
        measure=measure,
        values={
            "period_start": datetime.date(year, 4, 1),
            "period_end": datetime.date(year + 1, 3, 31),
            "value": value,
            "outstanding": value is None,
        },
    )


def add_target(
    by: Member,
    measure: Measure,
    priority: Priority | None,
    text: str = "Reduce it",
    **values: object,
) -> Target:
    start = {
        "kind": TargetKind.REDUCE.value,
        "text": text,
        "measure": measure,
        "priority": priority,
        "starts": datetime.date(2014, 4, 1),
    }
    return manage_targets.create_target(by=by, values={**start, **values})


def own_indicator(partnership: Partnership | None, code: str) -> Indicator:
    """An indicator written past the actions; with no partnership one of the library."""
    with context(by="test", action="test"):
        return Indicator.objects.create(
            partnership=partnership, code=code, name=code, unit="count", polarity="lower"
        )


def record_a_figure(place: Place) -> None:
    """A past figure of the place's measure, for the last quarter."""
    quarter = Quarter(2014, 4)
    with context(by="test", action="test"):
        ret = Return.objects.create(
            partnership=place.partnership,
            quarter=quarter,
            status="history",
            opened_on=TODAY,
            due=TODAY,
        )
        Figure.objects.create(
            partnership=place.partnership,
            belongs_to=ret,
            measure=place.measure,
            quarter=quarter,
            period_start=quarter.start,
            period_end=quarter.end,
            state="entered",
            value=Decimal(12),
        )

"""What must hold, the database holds: every constraint of strategies refuses what breaks it.

Rows are written past the forms and actions. The sentences that forms say instead are in
``strategies/rules.py``; a test holds that no constraint goes without one.
"""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from audit.context import context
from core.editing import broken_rules
from strategies import rules
from strategies.models import (
    Outcome,
    OutcomeWording,
    PlanLink,
    Priority,
    PriorityWording,
    Strategy,
    StrategyVersion,
)
from tests.strategies.world import Place

pytestmark = pytest.mark.both_databases
DAY = datetime.date(2014, 4, 1)


def strategy(home: Place, **given: Any) -> Strategy:
    values = {"title": "T", "slug": "t", "starts": DAY, "ends": datetime.date(2017, 3, 31)}
    return Strategy(partnership=home.partnership, **{**values, **given})


def version(home: Place, **given: Any) -> StrategyVersion:
    values = {"number": 2, "reason": "Refresh", "status": "superseded"}
    return StrategyVersion(
        partnership=home.partnership, strategy=home.strategy, **{**values, **given}
    )


def adopted_twice(home: Place) -> StrategyVersion:
    version(home, number=3, status="adopted").save()
    return version(home, number=4, status="adopted")


def wording(home: Place, **given: Any) -> PriorityWording:
    """Another version's wording of the priority."""
    other = version(home, number=5)
    other.save()
    values = {"strategy_version": other, "heading": "H", "change": "kept"}
    return PriorityWording(
        partnership=home.partnership, priority=home.priority, **{**values, **given}
    )


def outcome_wording(home: Place, **given: Any) -> OutcomeWording:
    outcome = Outcome.objects.create(partnership=home.partnership, strategy=home.strategy)
    values = {"strategy_version": home.version, "text": "T", "change": "kept"}
    return OutcomeWording(partnership=home.partnership, outcome=outcome, **{**values, **given})


def outcome_worded_twice(home: Place) -> OutcomeWording:
    first = outcome_wording(home)
    first.save()
    return OutcomeWording(
        partnership=home.partnership,
        outcome=first.outcome,
        strategy_version=home.version,
        text="Again",
    )


def plan_named_twice(home: Place) -> PlanLink:
    values = {"partnership": home.partnership, "strategy": home.strategy, "name": "Plan"}
    PlanLink.objects.create(**values)
    return PlanLink(**values)


BROKEN: dict[str, Callable[[Place], Any]] = {
    "strategy_slug_unique": lambda home: strategy(home, slug=home.strategy.slug),
    "strategy_dates_in_order": lambda home: strategy(home, ends=DAY),
    "strategy_version_unique": lambda home: version(home, number=1),
    "strategy_one_adopted_version": adopted_twice,
    "strategy_one_version_in_preparation": lambda home: version(home, status="scrutiny"),
    "strategy_version_has_reason": lambda home: version(home, reason=""),
    "priority_code_unique": lambda home: Priority(
        partnership=home.partnership, strategy=home.strategy, code="A"
    ),
    "priority_wording_unique": lambda home: wording(home, strategy_version=home.version),
    "priority_wording_change_has_reason": lambda home: wording(home, change="changed"),
    "outcome_wording_unique": outcome_worded_twice,
    "outcome_wording_change_has_reason": lambda home: outcome_wording(home, change="dropped"),
    "plan_link_unique": plan_named_twice,
}
RULES = {
    **rules.STRATEGY,
    **rules.VERSION,
    **rules.PRIORITY,
    **rules.PRIORITY_WORDING,
    **rules.OUTCOME_WORDING,
    **rules.PLAN_LINK,
}


def test_every_constraint_is_here_and_has_a_sentence() -> None:
    names = {
        constraint.name
        for model in apps.get_app_config("strategies").get_models()
        for constraint in model._meta.constraints
    }
    assert names == set(BROKEN) == set(RULES)


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(home: Place, name: str) -> None:
    with context(by="test", action="test"):
        row = BROKEN[name](home)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


@pytest.mark.parametrize("name", BROKEN)
def test_the_rule_says_so_first(home: Place, name: str) -> None:
    with context(by="test", action="test"):
        row = BROKEN[name](home)
    field, text = RULES[name]
    assert text in broken_rules(row, RULES).get(field, [])
    assert text.endswith(".")


def test_a_row_cannot_point_to_another_partnership(home: Place, away: Place) -> None:
    row = Priority(partnership=home.partnership, strategy=away.strategy, code="X")
    with (
        context(by="test", action="test"),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        row.save()

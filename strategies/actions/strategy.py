"""Writing strategies and their links to other plans."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from audit.context import context
from core.editing import changed, check_row, only, remove_row
from core.models import save_versioned
from partnerships.access import Member
from strategies import rules
from strategies.actions._rights import may_edit
from strategies.models import PlanLink, Strategy, StrategyVersion

STRATEGY_FIELDS = ("title", "starts", "ends", "strategic_aim", "introduction")
PLAN_FIELDS = ("name", "note")
RESERVED = {"new", "list"}  # words that stand in addresses beside a strategy's own


def slug_for(title: str) -> str:
    """The short name in addresses, from the title: at most 60 letters, never a reserved word."""
    slug = slugify(title)[:50].strip("-") or "strategy"
    return f"{slug}-strategy" if slug in RESERVED else slug


def create_strategy(*, by: Member, values: Mapping[str, Any]) -> Strategy:
    """A new strategy with its first version, a draft. Raises ``ValidationError`` by field."""
    may_edit(by)
    values = only(values, STRATEGY_FIELDS)
    strategy = Strategy(
        partnership=by.partnership, slug=slug_for(str(values.get("title", ""))), **values
    )
    with context(by=by.user, action="strategies.create_strategy", partnership=by.partnership):
        check_row(strategy, rules.STRATEGY)
        strategy.save()
        StrategyVersion.objects.create(partnership=by.partnership, strategy=strategy, number=1)
    return strategy


def change_strategy(
    *, by: Member, strategy: Strategy, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change a strategy's title, years, aim or introduction. Its address stays."""
    may_edit(by, strategy)
    values = only(values, STRATEGY_FIELDS)
    with context(by=by.user, action="strategies.change_strategy", partnership=by.partnership):
        check_row(changed(strategy, values), rules.STRATEGY)
        save_versioned(strategy, expected_version, **values)


def remove_strategy(*, by: Member, strategy: Strategy, expected_version: int) -> None:
    """Remove a strategy that has nothing but its first, empty draft."""
    may_edit(by, strategy)
    with context(by=by.user, action="strategies.remove_strategy", partnership=by.partnership):
        versions = list(strategy.versions.all())
        if any(one.status != StrategyVersion.Status.DRAFT for one in versions):
            raise ValidationError("It cannot be removed because a version has left the draft.")
        for version in versions:
            remove_row(version, version.version)
        remove_row(strategy, expected_version)


def add_plan_link(*, by: Member, strategy: Strategy, values: Mapping[str, Any]) -> PlanLink:
    """Name another plan that the strategy serves or contributes to."""
    may_edit(by, strategy)
    link = PlanLink(partnership=by.partnership, strategy=strategy, **only(values, PLAN_FIELDS))
    with context(by=by.user, action="strategies.add_plan_link", partnership=by.partnership):
        check_row(link, rules.PLAN_LINK)
        link.save()
    return link


def change_plan_link(
    *, by: Member, link: PlanLink, expected_version: int, values: Mapping[str, Any]
) -> None:
    may_edit(by, link)
    values = only(values, PLAN_FIELDS)
    with context(by=by.user, action="strategies.change_plan_link", partnership=by.partnership):
        check_row(changed(link, values), rules.PLAN_LINK)
        save_versioned(link, expected_version, **values)


def remove_plan_link(*, by: Member, link: PlanLink, expected_version: int) -> None:
    may_edit(by, link)
    with context(by=by.user, action="strategies.remove_plan_link", partnership=by.partnership):
        remove_row(link, expected_version)

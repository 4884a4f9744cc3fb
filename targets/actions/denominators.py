"""Writing populations and other denominators. Figures that were made from them keep theirs."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from audit.context import context
from core.editing import Rules, changed, check_row, only, remove_row
from core.models import save_versioned
from partnerships.access import Member
from partnerships.models import Population
from targets.actions.manage_rights import may_edit
from targets.models import Denominator
from targets.selectors.offered import POPULATION, normal

POPULATION_FIELDS = ("mid_year", "value", "source")
DENOMINATOR_FIELDS = ("name", "quarter", "value", "source")
POPULATION_RULES: Rules = {
    "population_one_per_year": ("mid_year", "There is already an estimate for this year."),
    "population_positive": ("value", "Enter how many people, more than 0."),
    "population_year_plausible": ("mid_year", "Enter a year from 1981 to 2100."),
}
DENOMINATOR_RULES: Rules = {
    "denominator_one_a_quarter": ("quarter", "It has a value from this quarter already."),
    "denominator_positive": ("value", "Enter a number above 0."),
}
OWN_TABLE = "The population has its own list, by mid-year. Add an estimate there."


# --- Populations ---


def add_population(*, by: Member, values: Mapping[str, Any]) -> Population:
    """A mid-year estimate of the partnership. Raises ``ValidationError`` by field."""
    may_edit(by)
    row = Population(partnership=by.partnership, **only(values, POPULATION_FIELDS))
    with context(by=by.user, action="targets.add_population", partnership=by.partnership):
        check_row(row, POPULATION_RULES)
        row.save()
    return row


def change_population(
    *, by: Member, population: Population, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Correct an estimate. Raises ``ValidationError`` by field, or ``Conflict``."""
    may_edit(by, population)
    values = only(values, POPULATION_FIELDS)
    with context(by=by.user, action="targets.change_population", partnership=by.partnership):
        check_row(changed(population, values), POPULATION_RULES)
        save_versioned(population, expected_version, **values)


def remove_population(*, by: Member, population: Population, expected_version: int) -> None:
    """It is not offered any more."""
    may_edit(by, population)
    with context(by=by.user, action="targets.remove_population", partnership=by.partnership):
        remove_row(population, expected_version)


# --- Other denominators ---


def add_denominator(*, by: Member, values: Mapping[str, Any]) -> Denominator:
    """A denominator from a quarter on. Raises ``ValidationError`` by field."""
    may_edit(by)
    row = Denominator(partnership=by.partnership, **only(values, DENOMINATOR_FIELDS))
    with context(by=by.user, action="targets.add_denominator", partnership=by.partnership):
        _check(row)
        row.save()
    return row


def change_denominator(
    *, by: Member, denominator: Denominator, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Correct a denominator. Raises ``ValidationError`` by field, or ``Conflict``."""
    may_edit(by, denominator)
    values = only(values, DENOMINATOR_FIELDS)
    with context(by=by.user, action="targets.change_denominator", partnership=by.partnership):
        _check(changed(denominator, values))
        save_versioned(denominator, expected_version, **values)


def remove_denominator(*, by: Member, denominator: Denominator, expected_version: int) -> None:
    """It is not offered any more."""
    may_edit(by, denominator)
    with context(by=by.user, action="targets.remove_denominator", partnership=by.partnership):
        remove_row(denominator, expected_version)


def _check(row: Denominator) -> None:
    """Its rules; and names that differ only in capitals or spaces are one name."""
    check_row(row, DENOMINATOR_RULES)
    name = normal(row.name)
    if not name:
        raise ValidationError({"name": "Enter the name that indicators give it."})
    if name == POPULATION:
        raise ValidationError({"name": OWN_TABLE})
    others = Denominator.objects.filter(partnership=row.partnership_id, quarter=row.quarter)
    if any(normal(one.name) == name for one in others.exclude(pk=row.pk)):
        raise ValidationError({"quarter": DENOMINATOR_RULES["denominator_one_a_quarter"][1]})

"""What managers do with costs: unit costs, tables, their years, and totals that papers printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError

from audit.context import context
from core.editing import Rules, changed, check_row, only, remove_row
from core.models import Conflict, Versioned, save_versioned
from dashboards import cost_rules
from dashboards.models import CostClaim, CostTable, CostYear, UnitCost
from partnerships.access import Member
from targets.actions.manage_rights import may_edit
from targets.models import Measure


@dataclass(frozen=True)
class _Kind:
    name: str
    fields: tuple[str, ...]
    rules: Rules
    own: Mapping[str, type[Any]]  # fields that name a row of the partnership


KINDS: Final[dict[type[Versioned], _Kind]] = {
    UnitCost: _Kind(
        "unit_cost", ("name", "amount", "price_year", "source"), cost_rules.UNIT_COST, {}
    ),
    CostTable: _Kind(
        "cost_table",
        ("title", "unit_cost", "measure", "baseline_year", "note"),
        cost_rules.TABLE,
        {"unit_cost": UnitCost, "measure": Measure},
    ),
    CostYear: _Kind(
        "cost_year",
        ("year", "count", "new_series", "printed_cost", "printed_saving", "note"),
        cost_rules.YEAR,
        {},
    ),
    CostClaim: _Kind(
        "cost_claim",
        ("table", "text", "of", "amount", "printed_in"),
        cost_rules.CLAIM,
        {"table": CostTable},
    ),
}


def add_row(
    *, by: Member, model: type[Any], values: Mapping[str, Any], table: CostTable | None = None
) -> Any:
    """A new row of ``model``; a year belongs to ``table``. ``ValidationError`` by field."""
    may_edit(by, table)
    kind = KINDS[model]
    values = _within(by, kind, only(values, kind.fields))
    with _context(by, f"add_{kind.name}"):
        row = model(partnership=by.partnership, **values)
        if model is CostYear:
            row.table = table
        if model is CostTable:
            row.position = CostTable.objects.filter(partnership=by.partnership).count() + 1
        check_row(row, kind.rules)
        row.save()
    return row


def change_row(*, by: Member, row: Any, expected_version: int, values: Mapping[str, Any]) -> None:
    """Change a row as it was seen. ``Conflict`` if it is no longer that."""
    may_edit(by, row)
    kind = KINDS[type(row)]
    values = _within(by, kind, only(values, kind.fields))
    with _context(by, f"change_{kind.name}"):
        now = type(row).objects.filter(pk=row.pk).first()
        if now is None or now.version != expected_version:
            raise Conflict(now)
        check_row(changed(now, values), kind.rules)
        save_versioned(row, expected_version, **values)


def delete_row(*, by: Member, row: Any, expected_version: int) -> None:
    """Remove a row. With a table go its years and its printed totals."""
    may_edit(by, row)
    with _context(by, f"remove_{KINDS[type(row)].name}"):
        remove_row(row, expected_version)


@dataclass(frozen=True)
class LoadedYear:
    """A year as a file gives it. ``version``: of the row that it changes; 0 for a new one."""

    year: int
    version: int
    values: Mapping[str, Any]


def load_years(
    *, by: Member, table: CostTable, expected_version: int, years: Iterable[LoadedYear], why: str
) -> int:
    """Save years of a file, all of them or none. ``Conflict`` if anything is not as previewed."""
    may_edit(by, table)
    saved = 0
    with _context(by, "load_cost_years", why):
        now = CostTable.objects.select_for_update().filter(pk=table.pk).first()
        if now is None or now.version != expected_version:
            raise Conflict(now)
        rows = {one.year: one for one in CostYear.objects.filter(table=now)}
        for one in years:
            saved += _load_year(by, now, rows.get(one.year), one)
    return saved


def _load_year(by: Member, table: CostTable, row: CostYear | None, loaded: LoadedYear) -> int:
    if (row.version if row else 0) != loaded.version:
        raise Conflict(row)
    given = only(loaded.values, ("count", "printed_cost", "printed_saving"))
    values = {name: None if one is None else Decimal(one) for name, one in given.items()}
    if row is None:
        row = CostYear(partnership=by.partnership, table=table, year=loaded.year, **values)
        check_row(row, cost_rules.YEAR)
        row.save()
        return 1
    check_row(changed(row, values), cost_rules.YEAR)
    save_versioned(row, loaded.version, **values)
    return 1


def _within(by: Member, kind: _Kind, values: dict[str, Any]) -> dict[str, Any]:
    """The values with the rows that they name read again, within the partnership."""
    for name, model in kind.own.items():
        named = values.get(name)
        if named is not None:
            found = model.objects.filter(partnership=by.partnership, pk=named.pk).first()
            if found is None:
                raise ValidationError({name: "Choose one from the list."})
            values[name] = found
    return values


def _context(by: Member, action: str, why: str = "") -> Any:
    return context(by=by.user, action=f"dashboards.{action}", why=why, partnership=by.partnership)

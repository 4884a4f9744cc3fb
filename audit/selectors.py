"""Reading the row history."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from audit.models import ChainHead, LogEntry

NOBODYS = 0  # the chain of actions for no partnership


@dataclass(frozen=True)
class Change:
    """One change of one row. ``changes``: by field name, the value before and after.

    Values are of the field's Python type, relations as the other row's key, secrets as texts in
    square brackets. On insert everything that is set changes from None; on delete to None.
    ``after`` is the whole row as the change left it; of a deleted row as it was.
    """

    number: int  # rises with every change of any row, whatever the clock says
    at: datetime.datetime
    who_id: int | None
    who: str
    action: str
    why: str
    operation: str
    context_id: str
    changes: dict[str, tuple[Any, Any]]
    after: dict[str, Any]


@dataclass(frozen=True)
class Head:
    """The end of a chain: the number and hash of its last row. Its text goes into papers."""

    chain: int
    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.chain}:{self.number}:{self.hash}"


def timeline(
    of: models.Model | type[models.Model],
    pk: Any = None,
    fields: Collection[str] | None = None,
) -> list[Change]:
    """The changes of one row, oldest first. One query.

    ``of``: the object, or its model together with ``pk`` (the row may be gone by now).
    ``fields``: only changes to these, by field name; changes to nothing else are left out.
    """
    model = of if isinstance(of, type) else type(of)
    row_id = of.pk if isinstance(of, models.Model) else pk
    return timelines(model, [row_id], fields).get(str(row_id), [])


def timelines(
    model: type[models.Model], pks: Iterable[Any], fields: Collection[str] | None = None
) -> dict[str, list[Change]]:
    """The changes of several rows of one model, by the key's text, as ``timeline`` gives them."""
    by_column = {str(field.column): field for field in model._meta.concrete_fields}
    entries = LogEntry.objects.filter(
        table_name=model._meta.db_table, row_id__in=[str(pk) for pk in pks]
    )
    found: dict[str, list[Change]] = {}
    for entry in entries.order_by("id"):
        changes = _changes(entry, by_column)
        if fields is not None:
            changes = {name: pair for name, pair in changes.items() if name in fields}
            if not changes:
                continue
        found.setdefault(entry.row_id, []).append(_change(entry, by_column, changes))
    return found


def _change(
    entry: LogEntry,
    by_column: dict[str, "models.Field[Any, Any]"],
    changes: dict[str, tuple[Any, Any]],
) -> Change:
    named = {column: by_column.get(column) for column in entry.row}
    return Change(
        number=entry.pk,
        at=entry.at,
        who_id=entry.who_id,
        who=entry.who,
        action=entry.action,
        why=entry.why,
        operation=entry.operation,
        context_id=entry.context_id,
        changes=changes,
        after={
            field.name if field else column: _python(field, entry.row[column])
            for column, field in named.items()
        },
    )


def written_in_order(model: type[models.Model], pks: Iterable[Any]) -> dict[int, int]:
    """By key, a number that says which row was added before which, of other models too.

    The clock does not: two rows may have one moment, and clocks go back. One query.
    """
    rows = LogEntry.objects.filter(
        table_name=model._meta.db_table, row_id__in=[str(pk) for pk in pks], operation="insert"
    )
    return {int(row_id): number for row_id, number in rows.values_list("row_id", "id")}


def chain_head(partnership: Any = None) -> Head | None:
    """The end of a partnership's chain (or of the general one), None while it is empty."""
    chain = int(getattr(partnership, "pk", partnership) or 0)
    last = LogEntry.objects.filter(chain=chain).order_by("-number").first()
    return Head(chain, last.number, last.hash) if last else None


def changes_so_far(partnership: int) -> tuple[int, int]:
    """How many rows have changed in actions for a partnership, and in those for none.

    Either number rises with every change there, and never falls. One query, by key.
    """
    heads = ChainHead.objects.filter(chain__in=(partnership, NOBODYS))
    found = dict(heads.values_list("chain", "number"))
    return found.get(partnership, 0), found.get(NOBODYS, 0)


def _changes(
    entry: LogEntry, by_column: dict[str, "models.Field[Any, Any]"]
) -> dict[str, tuple[Any, Any]]:
    before, after = entry.before or {}, entry.after or {}
    changes = {}
    for column in dict.fromkeys([*after, *before]):
        old, new = before.get(column), after.get(column)
        if old != new:
            field = by_column.get(column)  # None for a column that has been removed since
            name = field.name if field else column
            changes[name] = (_python(field, old), _python(field, new))
    return changes


def _python(field: "models.Field[Any, Any] | None", value: Any) -> Any:
    """A value of the log's JSON as the field's own type."""
    if field is None or value is None:
        return value
    try:
        return field.to_python(value)
    except (ValidationError, ValueError, TypeError):
        return value  # written when the column was of another type

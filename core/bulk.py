"""Writing several versioned rows in one statement."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

Change = tuple[int, int, Mapping[str, Any]]  # key, version as it was read, values by attribute
AT_ONCE = 400  # rows a statement: an SQLite takes no more than 32,766 parameters


def update_versions(model: type[models.Model], changes: Iterable[Change]) -> set[int]:
    """Write each row whose version is still as it was read, and return the keys of those.

    Every change names the same attributes (``part_id``, not ``part``); the version goes up by one.
    A statement for each 400 rows, where ``update`` would take one a row; the database's triggers
    see each row as ever. Values are prepared as a field's own ``save`` does.
    """
    written: set[int] = set()
    remaining = iter(changes)
    while batch := list(islice(remaining, AT_ONCE)):
        written |= _update(model, batch)
    return written


def _update(model: type[models.Model], batch: Sequence[Change]) -> set[int]:
    connection = connections[router.db_for_write(model)]
    names = list(batch[0][2])
    fields = {field.attname: field for field in model._meta.concrete_fields}
    chosen = [model._meta.pk, fields["version"], *(fields[name] for name in names)]
    table, (key, version, *columns) = (
        connection.ops.quote_name(model._meta.db_table),
        [connection.ops.quote_name(str(field.column)) for field in chosen],
    )
    sets = ", ".join(f"{one} = new.column{at}" for at, one in enumerate(columns, start=3))
    # The first row says of what type each column is; the others follow it.
    first = ", ".join(_typed(field, connection) for field in chosen)
    others = ", ".join(["%s"] * len(chosen))
    rows = ", ".join(f"({first if not at else others})" for at in range(len(batch)))
    statement = (
        f"UPDATE {table} SET {sets}, {version} = {table}.{version} + 1"  # noqa: S608 - names only
        f" FROM (VALUES {rows}) AS new"
        f" WHERE {table}.{key} = new.column1 AND {table}.{version} = new.column2"
        f" RETURNING {table}.{key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, list(_values(batch, names, chosen, connection)))
        return {found for (found,) in cursor.fetchall()}


def _typed(field: Any, connection: BaseDatabaseWrapper) -> str:
    if connection.vendor != "postgresql":
        return "%s"
    # A cast to varchar(n) would cut what is too long without a word; the column itself refuses it.
    kind = "text" if isinstance(field, models.CharField) else field.rel_db_type(connection)
    return f"%s::{kind}"


def _values(
    batch: Sequence[Change],
    names: Sequence[str],
    chosen: Sequence[Any],
    connection: BaseDatabaseWrapper,
) -> Iterator[Any]:
    for key, version, values in batch:
        row = (key, version, *(values[name] for name in names))
        for field, value in zip(chosen, row, strict=True):
            yield field.get_db_prep_save(value, connection)

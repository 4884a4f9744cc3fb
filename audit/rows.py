"""Comparing the tables with what the log says of them: finds writes made with the triggers out."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from audit.pieces import LOG, literal
from audit.tables import Kind, Table, audited_models, read_tables
from audit.triggers import DIALECTS

BATCH = 1000


def compare() -> tuple[int, list[str]]:
    """How many rows were compared, and each table row that is not as last logged, in words.

    Columns that hold secrets are not compared, nor columns added or removed since.
    """
    compared, faults = 0, []
    existing = set(connection.introspection.table_names())
    for table in read_tables(audited_models()):
        if table.name not in existing:
            continue
        for key, now, logged in _rows(table):
            compared += 1
            said = _difference(table, now, logged)
            if said:
                faults.append(f"{table.name} {key}: {said}")
        faults += [f"{table.name} {key}: removed without a log row." for key in _vanished(table)]
    return compared, faults


def _difference(table: Table, now: dict[str, Any], logged: dict[str, Any] | None) -> str:
    if logged is None:
        return "not in the log."
    names = [column.name for column in table.columns if column.kind is not Kind.SECRET]
    differing = [name for name in names if name in logged and now[name] != logged[name]]
    return f"not as last logged: {', '.join(differing)}." if differing else ""


def _rows(table: Table) -> Iterator[tuple[str, dict[str, Any], dict[str, Any] | None]]:
    """Every row of a table: key, the row as the log would write it, and as it last did."""
    row_json = DIALECTS[connection.vendor].row_json(table, "t")
    key = f'CAST(t."{table.key}" AS text)'
    sql = f"""
        SELECT {key}, CAST({row_json} AS text),
               (SELECT CAST(entry."after" AS text) FROM {LOG} entry
                 WHERE entry.table_name = {literal(table.name)} AND entry.row_id = {key}
                 ORDER BY entry.id DESC LIMIT 1)
          FROM "{table.name}" t"""  # noqa: S608 - names from the models only
    with connection.cursor() as cursor:
        cursor.execute(sql)  # without parameters: the SQL has per cent signs of its own
        while found := cursor.fetchmany(BATCH):
            for row_key, now, logged in found:
                yield row_key, json.loads(now), json.loads(logged) if logged else None


def _vanished(table: Table) -> list[str]:
    """Keys of rows that are gone though the log does not say so."""
    sql = f"""
        SELECT DISTINCT entry.row_id FROM {LOG} entry
         WHERE entry.table_name = %s AND entry.operation <> 'delete'
           AND entry.row_id NOT IN (SELECT CAST("{table.key}" AS text) FROM "{table.name}")
           AND NOT EXISTS (SELECT 1 FROM {LOG} later
                            WHERE later.table_name = entry.table_name
                              AND later.row_id = entry.row_id AND later.id > entry.id)
         ORDER BY entry.row_id"""  # noqa: S608 - names from the models only
    with connection.cursor() as cursor:
        cursor.execute(sql, [table.name])
        return [row_id for (row_id,) in cursor.fetchall()]

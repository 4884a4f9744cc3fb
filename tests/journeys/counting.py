"""Counts the row changes of a block, from the statements that are executed."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from audit.models import LogEntry
from audit.tables import audited_models

WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
COLUMNS = re.compile(r"\(([^()]*)\)")
VALUES = re.compile(r"VALUES \(([^()]*)\)")
OPERATIONS = {"INSERT INTO": "insert", "UPDATE": "update", "DELETE FROM": "delete"}

Changes = Counter[tuple[str, str]]  # by table and operation


@contextmanager
def counted() -> Iterator[Changes]:
    """Every row that is inserted, updated or deleted in an audited table, as it happens."""
    tables = {model._meta.db_table for model in audited_models()}
    changes: Changes = Counter()

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found = WRITE.match(sql)
        if found and found[2] in tables:
            changes[found[2], OPERATIONS[found[1].upper()]] += _rows(sql, params, context)
        return result

    with connection.execute_wrapper(wrapper):
        yield changes


def _rows(sql: str, params: Any, context: Any) -> int:
    """How many rows a statement wrote.

    SQLite does not say before what it returns is fetched: there, as many as were sent, which are
    the same while nobody else was quicker.
    """
    if connection.vendor == "sqlite" and "RETURNING" in sql:
        columns = (VALUES if sql.lstrip().upper().startswith("UPDATE") else COLUMNS).search(sql)
        assert columns is not None, sql
        return len(params) // len(columns[1].split(","))
    return int(context["cursor"].rowcount)


def logged(after: int) -> Changes:
    """The same from the log, since its entry ``after``."""
    entries = LogEntry.objects.filter(id__gt=after)
    return Counter(entries.values_list("table_name", "operation"))

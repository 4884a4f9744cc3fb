"""Putting the triggers into the database, taking them out, and seeing whether they are there."""

from collections.abc import Iterable
from types import ModuleType
from typing import Any

from django.apps.registry import Apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from audit import sql_postgresql, sql_sqlite
from audit.pieces import HEADS, LOG, Piece
from audit.tables import audited_models, read_tables

DIALECTS: dict[str, ModuleType] = {"sqlite": sql_sqlite, "postgresql": sql_postgresql}


def install(
    connection: BaseDatabaseWrapper,
    wanted: Iterable[type[models.Model]] | None = None,
    state: Apps | None = None,
) -> int:
    """Make the database's triggers those of the models, and return how many pieces changed.

    Only what differs is touched, and what no longer belongs to a model is dropped, so it costs
    little when nothing changed. ``wanted``: the models, by default all audited ones; ``state``:
    see ``read_tables``. Tables that do not exist yet are left out.
    """
    dialect = _dialect(connection)
    existing = set(connection.introspection.table_names())
    if not {LOG, HEADS} <= existing:
        return 0
    expected = _expected(dialect, existing, wanted, state)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        found = dialect.current(cursor)
        stale = [drop for key, (_, drop) in found.items() if key not in expected]
        changed = [
            piece
            for key, piece in expected.items()
            if key not in found or found[key][0] != piece.text
        ]
        dialect.run(cursor, stale, changed)
    return len(stale) + len(changed)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take all triggers out: nothing is recorded or guarded until ``install``."""
    dialect = _dialect(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        dialect.run(cursor, [drop for _, drop in dialect.current(cursor).values()], [])


def problems(connection: BaseDatabaseWrapper) -> list[str]:
    """What of the triggers is missing, altered, disabled or left over, in words; empty if none."""
    dialect = _dialect(connection)
    existing = set(connection.introspection.table_names())
    expected = _expected(dialect, existing, None, None)
    with connection.cursor() as cursor:
        found = dialect.current(cursor)
    said = [f"{key} is missing" for key in expected if key not in found]
    said += [
        f"{key} is not as installed or is disabled"
        for key, piece in expected.items()
        if key in found and found[key][0] != piece.text
    ]
    return said + [f"{key} belongs to no model" for key in found if key not in expected]


def _expected(
    dialect: ModuleType,
    existing: set[str],
    wanted: Iterable[type[models.Model]] | None,
    state: Apps | None,
) -> dict[str, Piece]:
    chosen = audited_models() if wanted is None else wanted
    tables = [table for table in read_tables(chosen, state) if table.name in existing]
    return {piece.key: piece for piece in dialect.pieces(tables)}


def _dialect(connection: BaseDatabaseWrapper) -> ModuleType:
    try:
        return DIALECTS[connection.vendor]
    except KeyError:
        raise ImproperlyConfigured(
            f"The row history needs PostgreSQL or SQLite, not {connection.vendor}."
        ) from None


def before_migrations(*, using: str, plan: list[Any], **kwargs: Any) -> None:
    """Clear SQLite's tables of triggers before migrations alter them.

    SQLite rewrites a table to alter it, and refuses while a trigger anywhere names that table.
    PostgreSQL does not mind, and keeps its triggers. Data migrations are recorded all the same
    when they use ``audit.operations.RunLogged``.
    """
    if plan and connections[using].vendor == "sqlite":
        remove(connections[using])


def after_migrations(*, using: str, apps: Apps | None = None, **kwargs: Any) -> None:
    """Install after ``migrate`` and after ``flush``; ``apps`` is the database's state."""
    install(connections[using], state=apps)

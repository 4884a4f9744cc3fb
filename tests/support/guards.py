"""Ways around the database's own guards, for the end of a test only.

The audit triggers refuse writes without a context, and TRUNCATE and DELETE of their log. A test
with real transactions ends with a flush of every table, which they would refuse.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase


@contextmanager
def guards_down(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Within it no trigger of ours fires on this connection.

    PostgreSQL: for this session only; needs a superuser, as the private server's user is.
    SQLite: the triggers are dropped and made again.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = DEFAULT")
    else:
        from audit import triggers

        triggers.remove(connection)
        try:
            yield
        finally:
            triggers.install(connection)


@contextmanager
def flush_around_guards() -> Iterator[None]:
    """Within it Django's flush, after a test with real transactions, goes round the guards."""
    flush = vars(TransactionTestCase)["_fixture_teardown"]

    def flush_with_guards_down(self: TransactionTestCase) -> None:
        with guards_down(connections["default"]):
            flush(self)

    with mock.patch.object(TransactionTestCase, "_fixture_teardown", flush_with_guards_down):
        yield

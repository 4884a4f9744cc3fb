"""Every way to write a row leaves one row in the log, and none works outside a context (B1)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group as AuthGroup
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from accounts.models import User
from audit.context import context
from partnerships.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TABLE = "partnerships_organisation"


def organisation(number: int, **fields: Any) -> Organisation:
    return Organisation(name=f"Council {number}", kind="council", **fields)


@pytest.fixture
def three() -> list[Organisation]:
    """Three rows to change."""
    with context(by="system: tests", action="tests.prepare"):
        return Organisation.objects.bulk_create([organisation(n) for n in (1, 2, 3)])


def sql(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def executemany(statement: str, params: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, params)


def save_changed(three: list[Organisation]) -> None:
    three[0].short_name = "One"
    three[0].save()


def bulk_update(three: list[Organisation]) -> None:
    for row in three:
        row.short_name = "Same"
    Organisation.objects.bulk_update(three, ["short_name"])


def upsert(three: list[Organisation]) -> None:
    Organisation.objects.bulk_create(
        [organisation(1, short_name="Again"), organisation(2), organisation(9)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["short_name"],
    )


def ignore_conflicts(three: list[Organisation]) -> None:
    Organisation.objects.bulk_create([organisation(1), organisation(9)], ignore_conflicts=True)


def update_or_create(three: list[Organisation]) -> None:
    Organisation.objects.update_or_create(name="Council 1", defaults={"short_name": "One"})
    Organisation.objects.update_or_create(name="Council 9", defaults={"kind": "council"})


INSERT = f"INSERT INTO {TABLE} (name, short_name, kind, version) VALUES (%s, '', 'council', 1)"

# What is done, and the operations that it must leave in the log.
WAYS: dict[str, tuple[Callable[[list[Organisation]], Any], list[str]]] = {
    "save new": (lambda three: organisation(9).save(), ["insert"]),
    "create": (
        lambda three: Organisation.objects.create(name="Nine", kind="council"),
        ["insert"],
    ),
    "get_or_create": (
        lambda three: Organisation.objects.get_or_create(name="Nine", kind="council"),
        ["insert"],
    ),
    "update_or_create": (update_or_create, ["update", "insert"]),
    "bulk_create": (
        lambda three: Organisation.objects.bulk_create([organisation(8), organisation(9)]),
        ["insert", "insert"],
    ),
    "bulk_create, upsert": (upsert, ["update", "update", "insert"]),
    "bulk_create, ignoring conflicts": (ignore_conflicts, ["insert"]),
    "save changed": (save_changed, ["update"]),
    "queryset update": (
        lambda three: Organisation.objects.update(valid_to=datetime.date(2014, 3, 31)),
        ["update"] * 3,
    ),
    "update by expression": (
        lambda three: Organisation.objects.update(short_name=Concat(F("name"), Value("!"))),
        ["update"] * 3,
    ),
    "bulk_update": (bulk_update, ["update"] * 3),
    "delete": (lambda three: three[0].delete(), ["delete"]),
    "queryset delete": (lambda three: Organisation.objects.all().delete(), ["delete"] * 3),
    "raw insert": (lambda three: sql(INSERT, "Nine"), ["insert"]),
    "raw update": (lambda three: sql(f"UPDATE {TABLE} SET short_name = 'x'"), ["update"] * 3),
    "raw delete": (lambda three: sql(f"DELETE FROM {TABLE}"), ["delete"] * 3),
    "executemany": (
        lambda three: executemany(INSERT, [("Eight",), ("Nine",)]),
        ["insert", "insert"],
    ),
}
SQLITE_WAYS: dict[str, tuple[Callable[[list[Organisation]], Any], list[str]]] = {
    "insert or replace": (
        lambda three: sql(INSERT.replace("INSERT", "INSERT OR REPLACE"), "Council 1"),
        ["delete", "insert"],
    ),
    "insert or ignore": (
        lambda three: sql(INSERT.replace("INSERT", "INSERT OR IGNORE"), "Nine"),
        ["insert"],
    ),
    "update or ignore": (
        lambda three: sql(f"UPDATE OR IGNORE {TABLE} SET short_name = 'x'"),
        ["update"] * 3,
    ),
}


def way(name: str) -> tuple[Callable[[list[Organisation]], Any], list[str]]:
    if name in SQLITE_WAYS and connection.vendor != "sqlite":
        pytest.skip("SQLite's own syntax")
    return (WAYS | SQLITE_WAYS)[name]


@pytest.mark.parametrize("name", [*WAYS, *SQLITE_WAYS])
def test_every_change_is_logged_with_who_and_why(
    name: str, three: list[Organisation], user: User, logged: Any
) -> None:
    write, operations = way(name)
    acting = context(by=user, action="tests.write", why="to see")
    with logged(len(operations)) as entries, acting:
        write(three)
    assert sorted(entry.operation for entry in entries) == sorted(operations)
    for entry in entries:
        assert entry.who_id == user.pk
        assert entry.who == "Community safety officer"
        assert (entry.action, entry.why, entry.table_name) == ("tests.write", "to see", TABLE)
        assert (entry.before is None) == (entry.operation == "insert")
        assert (entry.after is None) == (entry.operation == "delete")
        assert str(entry.row["id"]) == entry.row_id


@pytest.mark.parametrize("name", [*WAYS, *SQLITE_WAYS])
def test_without_a_context_nothing_is_written(
    name: str, three: list[Organisation], logged: Any
) -> None:
    write, _ = way(name)
    before = list(Organisation.objects.order_by("pk").values())
    refused = pytest.raises(IntegrityError, match="No audit context")
    with logged(0), refused, transaction.atomic():
        write(three)
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_many_to_many_rows_are_logged(user: User, logged: Any) -> None:
    first, second = (AuthGroup.objects.create(name=name) for name in ("First", "Second"))
    with logged(5) as entries, context(by=user, action="tests.groups"):
        user.groups.add(first, second)
        user.groups.remove(first)
        user.groups.set([first])  # one away, one added
    assert {entry.table_name for entry in entries} == {"accounts_user_groups"}
    with logged(1), context(by=user, action="tests.groups"):
        user.groups.clear()
    with pytest.raises(IntegrityError, match="No audit context"), transaction.atomic():
        user.groups.add(first)


def test_cascades_are_logged(user: User, logged: Any) -> None:
    with context(by="system: tests", action="tests.prepare"):
        EmailAddress.objects.create(user=user, email=user.email)
        user.groups.add(AuthGroup.objects.create(name="First"))
    with logged(3) as entries, context(by="system: tests", action="tests.delete"):
        user.delete()
    assert {(entry.table_name, entry.operation) for entry in entries} == {
        ("account_emailaddress", "delete"),
        ("accounts_user_groups", "delete"),
        ("accounts_user", "delete"),
    }


def test_a_rolled_back_action_leaves_nothing(three: list[Organisation], logged: Any) -> None:
    with logged(0):
        with pytest.raises(ZeroDivisionError), context(by="system: tests", action="tests.fail"):
            Organisation.objects.update(short_name="x")
            raise ZeroDivisionError
        with context(by="system: tests", action="tests.dry_run"):
            Organisation.objects.update(short_name="x")
            transaction.set_rollback(True)
    assert not Organisation.objects.exclude(short_name="").exists()


@pytest.mark.postgres
def test_truncate_is_refused(three: list[Organisation]) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses for a reason of its own
    for table in (TABLE, "audit_logentry"):
        with (
            pytest.raises(IntegrityError, match="cannot be truncated"),
            context(by="system: tests", action="tests.truncate"),
        ):
            sql(f"TRUNCATE {table} CASCADE")


def test_forty_saves_cost_little_more_than_the_saves(
    three: list[Organisation], django_assert_num_queries: Any
) -> None:
    """The triggers do the work: an action costs a fixed number of statements, whatever it saves."""
    framing = 5 if connection.vendor == "postgresql" else 3  # savepoint, settings, head, release
    acting = context(by="system: tests", action="tests.save")
    with django_assert_num_queries(framing + 40), acting:
        for number in range(40):
            Organisation.objects.filter(pk=three[0].pk).update(short_name=str(number))

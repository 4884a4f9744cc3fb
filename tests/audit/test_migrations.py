"""The triggers through migrations: put back after them, and data migrations are logged."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from audit import triggers
from audit.models import LogEntry
from audit.operations import RunLogged
from audit.tables import AUDITED_APPS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def add_organisation(state: Any, editor: Any) -> None:
    state.get_model("partnerships", "Organisation").objects.create(name="New", kind="council")


def remove_organisation(state: Any, editor: Any) -> None:
    state.get_model("partnerships", "Organisation").objects.filter(name="New").delete()


def test_a_data_migration_is_logged() -> None:
    operation = RunLogged(add_organisation, remove_organisation, why="a new council")
    state = ProjectState.from_apps(apps)
    editor = SimpleNamespace(connection=connection)
    triggers.before_migrations(using="default", plan=[operation])
    operation.database_forwards("partnerships", editor, state, state)
    operation.database_backwards("partnerships", editor, state, state)
    said = [
        (entry.who, entry.action, entry.why, entry.operation)
        for entry in LogEntry.objects.order_by("id")
    ]
    common = ("system: migration of partnerships", "partnerships.migrate", "a new council")
    assert said == [(*common, "insert"), (*common, "delete")]
    triggers.after_migrations(using="default", apps=apps)
    assert triggers.problems(connection) == []


def test_it_can_be_written_into_a_migration() -> None:
    operation = RunLogged(add_organisation, why="a new council")
    name, args, kwargs = operation.deconstruct()
    assert name == "RunLogged"
    assert RunLogged(*args, **kwargs).why == "a new council"


def test_our_migrations_change_data_by_logged_operations_only() -> None:
    loader = MigrationLoader(None)
    unlogged = [
        f"{key}: {operation.describe()}"
        for key, migration in loader.disk_migrations.items()
        if key[0] in AUDITED_APPS
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not isinstance(operation, RunLogged)
    ]
    assert unlogged == []


@pytest.mark.django_db(transaction=True)
def test_triggers_follow_the_tables_back_and_forth() -> None:
    try:
        call_command("migrate", "reports", "zero", verbosity=0)
        with connection.cursor() as cursor:
            keys = list(triggers._dialect(connection).current(cursor))
        assert any("targets_figure" in key for key in keys)
        assert not any("reports_paper" in key for key in keys)
    finally:
        call_command("migrate", verbosity=0)
    assert triggers.problems(connection) == []

"""A data migration whose changes are recorded like any other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import ProjectState

from audit import triggers
from audit.context import context
from audit.tables import audited_models


class RunLogged(RunPython):
    """``RunPython`` inside an audit context; ``why`` says what the migration is for.

    In the middle of a migration the triggers may be absent (SQLite) or of an older shape, so they
    are made for the tables as they are at that point. Depend on ``("audit", "0001_initial")``.
    """

    def __init__(self, code: Any, reverse_code: Any = None, *, why: str, **options: Any) -> None:
        super().__init__(code, reverse_code, **options)
        self.why = why

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        name, args, kwargs = super().deconstruct()
        return name, list(args), kwargs | {"why": self.why}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        with self._recorded(app_label, schema_editor, from_state.apps):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        with self._recorded(app_label, schema_editor, from_state.apps):
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    @contextmanager
    def _recorded(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, apps: Apps
    ) -> Iterator[None]:
        connection = schema_editor.connection
        triggers.install(connection, audited_models(apps))
        by = f"system: migration of {app_label}"
        with context(by=by, action=f"{app_label}.migrate", why=self.why):
            yield
        triggers.before_migrations(using=connection.alias, plan=[self])  # the next one may alter

"""System checks: what would leave a hole in the record stops the start."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from audit.guards import has_partnership, relations_to_owned
from audit.pieces import LOG
from audit.tables import PARTNERSHIP_TABLE, audited_models
from audit.triggers import problems


@register()
def rows_say_whose_they_are(**kwargs: Any) -> list[CheckMessage]:
    """A model that points to rows of a partnership must carry the partnership itself."""
    return [
        Error(
            f"{model._meta.label} points to {field.remote_field.model._meta.label}, whose rows"
            " belong to a partnership, but has no partnership of its own.",
            hint="Add a foreign key named partnership.",
            obj=model,
            id="audit.E001",
        )
        for model in audited_models()
        if not model._meta.auto_created
        and not has_partnership(model)
        and model._meta.db_table != PARTNERSHIP_TABLE
        for field in relations_to_owned(model)
    ]


@register()
def exemptions_name_relations(**kwargs: Any) -> list[CheckMessage]:
    """``crosses_partnerships`` may only name relations, so that a renamed one is not forgotten."""
    found: list[CheckMessage] = []
    for model in audited_models():
        exempt = set(getattr(model, "crosses_partnerships", ()))
        names = {field.name for field in model._meta.get_fields() if field.is_relation}
        if unknown := exempt - names:
            said = ", ".join(sorted(unknown))
            found.append(
                Error(
                    f"{model._meta.label}.crosses_partnerships names {said}, which is no relation.",
                    obj=model,
                    id="audit.E002",
                )
            )
    return found


@register(Tags.database)
def triggers_are_installed(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The triggers are those of the models. A warning: ``migrate`` itself must be able to run."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < (3, 39):
            found.append(Error("SQLite 3.39 or newer is needed.", id="audit.E003"))
        elif LOG in connection.introspection.table_names():
            found += [
                Warning(f"Row history: {said}.", hint="Run manage.py migrate.", id="audit.W001")
                for said in problems(connection)
            ]
    return found

"""Which tables are audited, and what the triggers need to know of each. Read from the models."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import models

from audit.guards import Guard, guards_for

# Every table of these rooms; those not built yet are simply not installed.
AUDITED_APPS = (
    "core",
    "accounts",
    "partnerships",
    "strategies",
    "targets",
    "delivery",
    "dashboards",
    "reports",
)
# Tables of libraries that say who may sign in.
AUDITED_MODELS = ("account.EmailAddress", "mfa.Authenticator")
# Columns whose content never enters the log; it says only that they changed.
SECRETS = {"accounts_user": {"password"}, "mfa_authenticator": {"data"}}

PARTNERSHIP_TABLE = "partnerships_partnership"


class Kind(Enum):
    """How a column is written into the log's JSON."""

    PLAIN = auto()
    BOOLEAN = auto()
    DECIMAL = auto()
    MOMENT = auto()
    JSON = auto()
    UUID = auto()
    BINARY = auto()
    SECRET = auto()


KINDS = {
    "BooleanField": Kind.BOOLEAN,
    "DecimalField": Kind.DECIMAL,
    "DateTimeField": Kind.MOMENT,
    "JSONField": Kind.JSON,
    "UUIDField": Kind.UUID,
    "BinaryField": Kind.BINARY,
}


@dataclass(frozen=True)
class Column:
    name: str
    kind: Kind
    places: int = 0  # decimal places of a DECIMAL


@dataclass(frozen=True)
class Table:
    """A table as the triggers see it. ``partnership`` is the column that says whose row it is."""

    name: str
    key: str
    columns: tuple[Column, ...]
    partnership: str | None
    guards: tuple[Guard, ...]


def audited_models(apps: Apps = installed) -> list[type[models.Model]]:
    """Every model with a table of its own in the audited rooms, many-to-many tables included."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in AUDITED_APPS or model._meta.label in AUDITED_MODELS
    ]
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def read_tables(wanted: Iterable[type[models.Model]], state: Apps | None = None) -> list[Table]:
    """What the triggers need of each model's table, by name.

    ``state`` is the registry of a database part-way through its migrations: only the tables and
    columns that it knows are read.
    """
    tables = []
    for model in wanted:
        known = _known_columns(model, state)
        if known:
            tables.append(_read(model, known))
    return sorted(tables, key=lambda table: table.name)


def _known_columns(model: type[models.Model], state: Apps | None) -> set[str]:
    if state is None:
        return {str(field.column) for field in model._meta.local_concrete_fields}
    try:
        then = state.get_model(model._meta.label)
    except LookupError:
        return set()
    return {str(field.column) for field in then._meta.local_concrete_fields}


def _read(model: type[models.Model], known: set[str]) -> Table:
    name = model._meta.db_table
    fields = [field for field in model._meta.local_concrete_fields if field.column in known]
    complete = len(fields) == len(model._meta.local_concrete_fields)
    columns = {field.column: _column(name, field) for field in fields}
    partnership = "partnership_id" if "partnership_id" in columns else None
    if name == PARTNERSHIP_TABLE:
        partnership = model._meta.pk.column
    return Table(
        name=name,
        key=str(model._meta.pk.column),
        columns=tuple(columns.values()),
        partnership=partnership,
        # Guards may name columns that an older database does not have yet.
        guards=tuple(guards_for(model)) if complete else (),
    )


def _column(table: str, field: models.Field) -> Column:
    name = str(field.column)
    if name in SECRETS.get(table, ()):
        return Column(name, Kind.SECRET)
    kind = KINDS.get(field.get_internal_type(), Kind.PLAIN)
    return Column(name, kind, getattr(field, "decimal_places", None) or 0)

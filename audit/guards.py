"""Guards: conditions under which the database refuses to write a row.

Two come from the shape of every model with a ``partnership_id`` column: a row stays with its
partnership, and points only to rows of the same partnership or of none. A model declares others
as plain class attributes:

``immutable = True``                  rows can be added but never changed or deleted
``crosses_partnerships = {"parent"}`` relations (by field name) that may point across partnerships
``extra_guards = [Guard(...)]``       anything else that SQL can say
"""

# ruff: noqa: S608 - the SQL is made of constants and of the models' own names

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models


class Guard(NamedTuple):
    """A refusal. Django raises ``IntegrityError`` with ``message``.

    ``operation``: one or more of ``insert``, ``update``, ``delete``, with spaces between.
    ``condition``: SQL that is true when the row must be refused, about ``NEW.column`` and
    ``OLD.column``; subqueries are allowed. It must read alike on PostgreSQL and SQLite: quote
    texts with ``'``, compare what may be null with ``IS [NOT] DISTINCT FROM``.
    """

    name: str
    operation: str
    condition: str
    message: str

    def applies_to(self, operation: str) -> bool:
        return operation in self.operation.split()


def guards_for(model: type[models.Model]) -> Iterator[Guard]:
    """All guards of a model's table, generic and declared."""
    table = model._meta.db_table
    if getattr(model, "immutable", False):
        yield Guard("immutable", "update delete", "true", f"A row of {table} never changes.")
    if has_partnership(model):
        yield Guard(
            "partnership_fixed",
            "update",
            "NEW.partnership_id IS DISTINCT FROM OLD.partnership_id",
            f"A row of {table} stays with its partnership.",
        )
        for field in guarded_relations(model):
            yield from _same_partnership(table, field)
    elif model._meta.auto_created:
        yield from _both_ends_same_partnership(model)
    for declared in getattr(model, "extra_guards", ()):
        yield Guard(*declared)


def has_partnership(model: type[models.Model]) -> bool:
    """Whether rows of the model belong to a partnership."""
    return any(field.column == "partnership_id" for field in model._meta.concrete_fields)


def relations_to_owned(model: type[models.Model]) -> list[models.ForeignKey]:
    """The model's foreign keys to models whose rows belong to a partnership."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and has_partnership(field.remote_field.model)
    ]


def guarded_relations(model: type[models.Model]) -> list[models.ForeignKey]:
    """Those of ``relations_to_owned`` that must stay within the partnership."""
    exempt = getattr(model, "crosses_partnerships", ())
    return [field for field in relations_to_owned(model) if field.name not in exempt]


def _same_partnership(table: str, field: models.ForeignKey) -> Iterator[Guard]:
    # The row pointed to must be there already: were it written later, nobody would look.
    pointed = field.remote_field.model._meta.db_table
    astray = (
        f'NEW."{field.column}" IS NOT NULL AND NOT EXISTS ('
        f'SELECT 1 FROM "{pointed}" pointed'
        f' WHERE pointed."{field.target_field.column}" = NEW."{field.column}"'
        " AND (pointed.partnership_id IS NULL OR pointed.partnership_id = NEW.partnership_id))"
    )
    message = f"{table}.{field.column} must point to a row of the same partnership."
    yield Guard(f"same_partnership_{field.column}", "insert", astray, message)
    # Partnerships are fixed, so a relation left alone is still right.
    moved = f'NEW."{field.column}" IS DISTINCT FROM OLD."{field.column}" AND {astray}'
    yield Guard(f"same_partnership_{field.column}", "update", moved, message)


def _both_ends_same_partnership(through: type[models.Model]) -> Iterator[Guard]:
    """For a many-to-many table between two models whose rows belong to partnerships."""
    ends = relations_to_owned(through)
    owner: Any = through._meta.auto_created  # the model that declares the relation
    exempt = getattr(owner, "crosses_partnerships", ())
    names = [f.name for f in owner._meta.local_many_to_many if f.remote_field.through is through]
    if len(ends) != 2 or set(names) & set(exempt):
        return
    first, second = (
        f'(SELECT partnership_id FROM "{end.remote_field.model._meta.db_table}"'
        f' WHERE "{end.target_field.column}" = NEW."{end.column}")'
        for end in ends
    )
    yield Guard(
        "same_partnership",
        "insert update",
        f"{first} <> {second}",
        f"A row of {through._meta.db_table} must join rows of the same partnership.",
    )

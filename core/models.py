"""What every editable row has: a version, checked when it is saved."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models import F


class Versioned(models.Model):
    """A row with an integer version, so that nobody overwrites what they have not seen."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Conflict(Exception):  # two people, one row: not an error of the program
    """The row has changed since it was read. ``current`` is the row now, ``None`` if deleted."""

    def __init__(self, current: Versioned | None) -> None:
        super().__init__("This has changed since you opened it.")
        self.current = current


def save_versioned(obj: Versioned, expected_version: int, **changes: Any) -> None:
    """Change the named columns of a row if it still has ``expected_version``, and refresh ``obj``.

    One ``UPDATE … WHERE pk = … AND version = …``, which also adds one to the version. Raises
    ``Conflict`` and changes nothing when no row matched; ``ValueError`` for a name that is not a
    plain column of the model.
    """
    model = type(obj)
    for name in changes:
        _check_column(model, name)
    using = obj._state.db
    rows = model._base_manager.using(using).filter(pk=obj.pk)
    with transaction.atomic(using=using):
        saved = rows.filter(version=expected_version).update(**changes, version=F("version") + 1)
        if saved:
            obj.refresh_from_db()
            return
    raise Conflict(current=rows.first())


def _check_column(model: type[Versioned], name: str) -> None:
    """Raise ``ValueError`` unless ``name`` is a column of the model's own table, free to change."""
    meta = model._meta.concrete_model._meta  # type: ignore[union-attr]
    try:
        field = meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if field not in meta.local_concrete_fields or field.primary_key or name == "version":  # type: ignore[union-attr]
        raise ValueError(f"{model.__name__} has no column “{name}” that may be changed this way.")

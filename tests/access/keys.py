"""The keys of the rows that the walker goes by.

A foreign row's key is its own twin's plus ``TWIN``, and no two tables share any, so that the walker
can put a foreign key in the place of an own one wherever it stands.
"""

from collections import Counter
from typing import Any

from django.db import models

from audit.tables import audited_models

TWIN = 500
SHARED = 900
FIRST = 100_000

_ORDER = {model._meta.label: place for place, model in enumerate(audited_models())}
_counts: Counter[tuple[str, int]] = Counter()


def next_key(model: type[models.Model], offset: int) -> int:
    """The next key of a table for one partnership; twins are made in the same order."""
    label = model._meta.label
    _counts[label, offset] += 1
    return FIRST + 1000 * _ORDER[label] + offset + _counts[label, offset]


def shared(model: type[models.Model], **fields: Any) -> Any:
    """A row that belongs to no partnership."""
    return model._default_manager.create(pk=next_key(model, SHARED), **fields)


def start_counting() -> None:
    """Begin again with the keys: every world has the same ones."""
    _counts.clear()

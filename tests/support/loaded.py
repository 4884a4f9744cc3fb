"""The whole demonstration in the tests' own database, loaded once for a folder of tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

DEMONSTRATION_DAY = date(2015, 4, 20)
PASSWORD = "demonstration-2015"  # of all its accounts


@contextmanager
def demonstration_loaded(blocker: Any) -> Iterator[None]:
    """Load it in a transaction that stays open: each test works in a savepoint of its own.

    For a fixture of the scope "package": nothing of it is left when the folder's tests are done.
    The date is that of the demonstration meanwhile.
    """
    from django.db import transaction
    from django.test import override_settings

    from csp.demonstration.load import load

    with (
        override_settings(CLOCK_DATE=DEMONSTRATION_DAY),
        blocker.unblock(),
        transaction.atomic(),
    ):
        load()
        yield
        transaction.set_rollback(True)

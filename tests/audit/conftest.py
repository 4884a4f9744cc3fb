"""Fixtures for the row history's tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from audit import triggers
from audit.context import context
from audit.models import LogEntry
from audit.tables import audited_models
from tests.audit import samples


@pytest.fixture(scope="session")
def _sample_tables(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        samples.create_tables(connection)


@pytest.fixture
def sample(_sample_tables: None, db: None) -> Any:
    """The sample models, with triggers for the length of one test."""
    triggers.install(connection, [*audited_models(), *samples.MODELS])
    return samples


@pytest.fixture
def user(db: None) -> User:
    with context(by="system: tests", action="tests.make_user"):
        return User.objects.create_user("ann@example.org", name="Community safety officer")


Logged = Callable[[int], Any]


@pytest.fixture
def logged(db: None) -> Logged:
    """``with logged(3): …`` asserts that three rows enter the log, and gives them."""

    @contextmanager
    def expect(count: int) -> Iterator[list[LogEntry]]:
        last = LogEntry.objects.order_by("id").last()
        found: list[LogEntry] = []
        yield found
        entries = LogEntry.objects.filter(id__gt=last.pk if last else 0).order_by("id")
        found.extend(entries)
        assert len(found) == count, [str(entry) for entry in found]

    return expect

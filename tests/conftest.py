"""Fixtures for every test. What they rest on is in tests/support/; tests/README.md tells more.

Database      settings and server are chosen by tests/support/plugin.py (TEST_DATABASE)
live_app      the application served by gunicorn from a fresh copy of the demonstration
page          a Chromium page on it, with JavaScript; plain_page is one without
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests.support.guards import flush_around_guards

pytest_plugins = ["tests.support.live", "tests.support.browser", "tests.access.summary"]

# A deadline would fail on a busy machine; CI repeats the same examples every time.
hypothesis_settings.register_profile("default", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") == "true" else "default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs PostgreSQL when the tests run on SQLite."""
    if os.environ.get("TEST_DATABASE") != "sqlite":
        return
    skip = pytest.mark.skip(reason="needs PostgreSQL")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(skip)


@pytest.fixture(scope="session", autouse=True)
def _flush_around_guards() -> Iterator[None]:
    """Let tests with real transactions empty the audited tables when they end."""
    with flush_around_guards():
        yield


@pytest.fixture(autouse=True)
def _snapshots_not_read_yet() -> None:
    """Each test begins as a process does, so that its queries can be counted."""
    from dashboards.selectors.kept import forget

    forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """SQLite is tested in a file, with WAL, as it is used; a database in memory locks otherwise."""
    from django.db import connection

    if connection.vendor == "sqlite":
        folder: Path = tmp_path_factory.mktemp("sqlite")
        connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")

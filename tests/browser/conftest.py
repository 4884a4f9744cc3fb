"""The served demonstration of the tests that look at every page."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.scene import prepare
from tests.support.live import serve


@pytest.fixture(scope="package")
def everything(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server for the tests that only look, with papers of every kind."""
    folder = tmp_path_factory.mktemp("everything")
    database = folder / "live.sqlite3"
    shutil.copyfile(demonstration, database)
    with serve(database, folder / "live.log") as app:
        prepare(app.url)
        yield app

"""The demonstration, loaded once for this folder."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.loaded import demonstration_loaded


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with demonstration_loaded(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _in_it(loaded: None, db: None) -> None:
    """Every test works in the loaded demonstration, and leaves it as it was."""

"""The demonstration, loaded once for this folder, and people who look at it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.loaded import PASSWORD, demonstration_loaded
from tests.support.person import ClientPerson


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with demonstration_loaded(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _in_it(loaded: None, db: None) -> None:
    """Every test works in the loaded demonstration, and leaves it as it was."""


@pytest.fixture
def signed_in() -> Callable[[str], ClientPerson]:
    def make(email: str) -> ClientPerson:
        person = ClientPerson()
        person.sign_in(email, PASSWORD)
        return person

    return make

"""Fixtures: two partnerships, and a browser for each kind of person in the first."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.models import User
from audit.context import context
from core import clock
from partnerships.permissions import Role
from tests.strategies import world

BACKEND = "accounts.backends.Backend"


@pytest.fixture
def spring_2015() -> Iterator[None]:
    """The clock stands where it stands in a demonstration."""
    with clock.fixed(world.TODAY):
        yield


@pytest.fixture
def home(db: None, spring_2015: None) -> world.Place:
    return world.make_place("home")


@pytest.fixture
def away(db: None) -> world.Place:
    return world.make_place("away")


@pytest.fixture
def browse() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        with context(by="test", action="test"):
            client.force_login(user, backend=BACKEND)
        return client

    return signed_in


@pytest.fixture
def manager(home: world.Place, browse: Callable[[User], Client]) -> Client:
    return browse(home.manager.user)


@pytest.fixture
def board(home: world.Place, browse: Callable[[User], Client]) -> Client:
    return browse(world.make_user("board", home.partnership, Role.BOARD))

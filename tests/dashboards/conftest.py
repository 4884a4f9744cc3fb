"""Fixtures: Leicestershire's quarter, signed off, and published."""

from collections.abc import Iterator

import pytest
from django.test import Client

from audit.context import context
from core import clock
from dashboards import actions
from dashboards.models import Snapshot
from partnerships.access import get_member
from partnerships.permissions import Role
from tests.dashboards.leicestershire import PUBLISHED_ON, Built, build


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    """The clock stands at 20 April 2015."""
    with clock.fixed(PUBLISHED_ON):
        yield


@pytest.fixture
def county(db: None) -> Built:
    """Leicestershire with its return signed off and nothing published."""
    return build()


def publish(built: Built) -> Snapshot:
    """Publish its quarter as its manager."""
    manager = get_member(built.users[Role.MANAGER], built.partnership.slug)
    built.ret.refresh_from_db()
    return actions.publish(by=manager, ret=built.ret, expected_version=built.ret.version)


@pytest.fixture
def published(county: Built) -> Built:
    """Leicestershire with Q4 2014/15 published."""
    publish(county)
    return county


def signed_in(built: Built, role: Role) -> Client:
    """A browser of the person with this role."""
    client = Client()
    with context(by="test", action="test.sign_in"):  # it writes when they last signed in
        client.force_login(built.users[role])
    return client

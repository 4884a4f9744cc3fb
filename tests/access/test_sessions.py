"""What is taken away is gone at the next request; nobody raises themself (trust A7, A8)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse

from accounts.models import User
from audit.context import context
from partnerships.models import Membership
from partnerships.permissions import Role
from tests.access.visitor import Answer, Visitor
from tests.access.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(world: World) -> Callable[[], Answer]:
    """The manager's own strategy page, in a session that began before anything happened."""
    visitor = Visitor.of(world.actors["own manager"])
    address = reverse("strategies:current", args=[world.own.partnership.slug])
    assert visitor.ask("GET", address).status == 200
    return lambda: visitor.ask("GET", address)


def _by_administrator(**changes: Any) -> Any:
    return context(by="system: tests", action="tests.take_away")


def test_a_membership_that_ends(world: World, ask: Callable[[], Answer]) -> None:
    rows = Membership.objects.filter(user=world.own.users["manager"])
    with _by_administrator():
        rows.update(active=False)
    assert ask().status == 404
    with _by_administrator():
        rows.update(active=True)
    assert ask().status == 200


def test_a_role_that_is_lowered(world: World, ask: Callable[[], Answer]) -> None:
    with _by_administrator():
        Membership.objects.filter(user=world.own.users["manager"]).update(role=Role.SCRUTINY)
    assert ask().status == 403


def test_a_user_who_is_switched_off(world: World, ask: Callable[[], Answer]) -> None:
    with _by_administrator():
        User.objects.filter(pk=world.own.users["manager"].pk).update(is_active=False)
    answer = ask()
    assert answer.status == 302
    assert answer.location.startswith("/accounts/login/")


def test_a_password_that_is_changed_elsewhere(world: World, ask: Callable[[], Answer]) -> None:
    """Every other session ends."""
    user = User.objects.get(pk=world.own.users["manager"].pk)
    user.set_password("another long pass phrase")
    with _by_administrator():
        user.save()
    assert ask().status == 302


def test_demonstration_accounts_elsewhere(world: World, ask: Callable[[], Answer]) -> None:
    """Their passwords are public: a session of one ends where it is no demonstration."""
    with _by_administrator():
        User.objects.filter(pk=world.own.users["manager"].pk).update(is_demonstration=True)
    assert ask().status == 200
    with override_settings(MODE="production"):
        assert ask().status == 302
    with override_settings(MODE="demonstration", DEMONSTRATION=True):
        assert ask().status == 200


def test_an_administrator_who_no_longer_is_one(world: World) -> None:
    visitor = Visitor.of(world.actors["administrator"])
    assert visitor.ask("GET", "/admin/").status == 200
    with _by_administrator():
        users = User.objects.filter(pk=world.actors["administrator"].user.pk)
        users.update(is_superuser=False, is_staff=False)
    assert visitor.ask("GET", "/admin/").status == 404
    assert visitor.ask("GET", f"/p/{world.own.partnership.slug}/").status == 404


@pytest.mark.parametrize(
    "name", ["own manager", "own officer one", "own board", "own scrutiny", "stranger"]
)
def test_nobody_raises_themself(world: World, name: str) -> None:
    """Through the addresses at which an administrator makes users and memberships."""
    visitor = Visitor.of(world.actors[name])
    user = world.actors[name].user
    assert user is not None
    before = set(Membership.objects.values_list("pk", "role", "active"))
    membership = Membership.objects.filter(user=user).first()
    key = membership.pk if membership else 1
    fields = [
        ("user", str(user.pk)), ("partnership", str(world.foreign.partnership.pk)),
        ("role", "manager"), ("active", "on"), ("email", user.email), ("name", user.name),
        ("is_superuser", "on"), ("is_active", "on"), ("is_staff", "on"),
    ]  # fmt: skip
    for address in (
        f"/admin/accounts/user/{user.pk}/change/",
        "/admin/accounts/user/add/",
        "/admin/partnerships/membership/add/",
        f"/admin/partnerships/membership/{key}/change/",
    ):
        assert visitor.ask("POST", address, fields).status == 404
    assert set(Membership.objects.values_list("pk", "role", "active")) == before
    again = User.objects.get(pk=user.pk)
    assert not (again.is_superuser or again.is_staff)


def test_staff_and_administrator_go_together(world: World) -> None:
    """The database refuses a user who may open the admin and is no administrator."""
    from django.db import IntegrityError, transaction

    users = User.objects.filter(pk=world.own.users["manager"].pk)
    with pytest.raises(IntegrityError), transaction.atomic(), _by_administrator():
        users.update(is_staff=True)


def test_a_partner_of_two_sees_each_by_its_own_role(world: World) -> None:
    """A manager of one who is on the board of the other manages only the one."""
    user = world.own.users["manager"]
    with _by_administrator():
        Membership.objects.create(user=user, partnership=world.foreign.partnership, role="board")
    visitor = Visitor.of(world.actors["own manager"])
    for side, status in ((world.own, 200), (world.foreign, 403)):
        address = reverse("strategies:edit", args=[side.partnership.slug, side.strategy.slug])
        assert visitor.ask("GET", address).status == status
    assert date(2014, 4, 1) == world.own.strategy.starts

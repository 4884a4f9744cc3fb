"""A view whose author forgot to say who may open it is refused, and stops the start (trust A3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse
from django.urls import path

from csp import urls
from partnerships.access import Member
from partnerships.checks import every_address_declares_a_permission, every_cell_is_written
from partnerships.models import Partnership
from partnerships.permissions import TABLE, Permission, Role, requires
from tests.access.visitor import Visitor
from tests.access.world import Actor, World


def forgotten(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("Nobody said who may read this.")


@pytest.fixture
def with_address() -> Iterator[Any]:
    """Add an address to the application for the length of a test."""
    added: list[Any] = []

    def add(route: str, view: Any) -> None:
        added.append(path(route, view))
        urls.urlpatterns.append(added[-1])

    yield add
    for one in added:
        urls.urlpatterns.remove(one)


def test_the_check_runs_at_the_start(with_address: Any) -> None:
    """Not only where it is called by hand: it is one of Django's registered checks."""
    assert not [error for error in run_checks() if str(error.id).startswith("partnerships.")]
    with_address("forgotten/", forgotten)
    assert [error.id for error in run_checks() if str(error.id).startswith("partnerships.")] == [
        "partnerships.E001"
    ]


def test_a_permission_needs_a_partnership_in_the_address(with_address: Any) -> None:
    @requires(Permission.DASHBOARD)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    with_address("dashboard/", view)
    assert [error.id for error in every_address_declares_a_permission(None)] == [
        "partnerships.E002"
    ]


def test_a_cell_that_is_not_written_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not every_cell_is_written(None)
    monkeypatch.delitem(TABLE[Permission.PAPERS], Role.SCRUTINY)
    assert [error.id for error in every_cell_is_written(None)] == ["partnerships.E003"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["anonymous", "own manager", "administrator"])
def test_a_view_without_a_declaration_is_refused(
    world: World, with_address: Any, name: str
) -> None:
    """Even if somebody starts it all the same."""
    with_address("forgotten/", forgotten)
    with_address("p/<slug:partnership>/forgotten/", forgotten)
    visitor = Visitor.of(world.actors[name])
    for address in ("/forgotten/", f"/p/{world.own.partnership.slug}/forgotten/"):
        answer = visitor.ask("GET", address)
        assert answer.status == 403
        assert b"Nobody said" not in answer.body


@pytest.mark.django_db
def test_own_means_the_members_own_organisation(world: World) -> None:
    own = world.own
    user = own.users["officer one"]
    officer = Member(user, own.partnership, Role.OFFICER, own.police)
    assert officer.can_for(Permission.ENTER, own.police.pk)
    assert not officer.can_for(Permission.ENTER, own.council.pk)
    assert not officer.can_for(Permission.ENTER, None)
    assert not Member(user, own.partnership, Role.OFFICER, None).can_for(Permission.ENTER, None)
    manager = Member(user, own.partnership, Role.MANAGER)
    assert manager.can_for(Permission.ENTER, own.council.pk)
    board = Member(user, own.partnership, Role.BOARD)
    assert not board.can_for(Permission.ENTER, own.police.pk)


@pytest.mark.django_db
def test_who_sees_which_partnerships(world: World) -> None:
    """``visible_to`` of partnerships: their own, all for administrators, none for nobody."""
    from django.contrib.auth.models import AnonymousUser

    def seen(actor: Actor) -> set[str]:
        found = Partnership.objects.visible_to(actor.user or AnonymousUser())  # type: ignore[arg-type]
        return {one.slug for one in found}

    own, foreign = world.own.partnership.slug, world.foreign.partnership.slug
    assert seen(world.actors["anonymous"]) == set()
    assert seen(world.actors["stranger"]) == set()
    assert seen(world.actors["own board"]) == {own}
    assert seen(world.actors["administrator"]) == {own, foreign}

"""The permission table is the one that was decided, and every address keeps to it (trust 4.1)."""

import pytest

from partnerships import policy
from partnerships.permissions import PUBLIC, SIGNED_IN, TABLE, Permission, Role, Scope, scope_of
from tests.access import expected
from tests.access.addresses import Address, addresses
from tests.access.visitor import Visitor
from tests.access.world import World

LETTERS = {Scope.ALL: "A", Scope.OWN: "O", Scope.NONE: "N"}
MEMBERS = {
    Role.ADMINISTRATOR: "administrator",
    Role.MANAGER: "own manager",
    Role.OFFICER: "own officer one",
    Role.BOARD: "own board",
    Role.SCRUTINY: "own scrutiny",
}


def test_the_table_is_what_was_decided() -> None:
    """Every cell, against a second copy made by hand."""
    found = {
        permission.name: "".join(LETTERS[TABLE[permission][role]] for role in Role)
        for permission in Permission
    }
    assert found == expected.EXPECTED
    assert tuple(Role) == expected.ROLES


@pytest.mark.parametrize("permission", Permission)
def test_every_cell_is_written_out(permission: Permission) -> None:
    assert set(TABLE[permission]) == set(Role)
    assert all(isinstance(scope_of(role, permission), Scope) for role in Role)


def test_a_missing_cell_is_an_error_and_never_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLE[Permission.PUBLISH], Role.BOARD)
    with pytest.raises(KeyError):
        scope_of(Role.BOARD, Permission.PUBLISH)


def test_addresses_that_ask_for_no_membership() -> None:
    """A snapshot: one more is a decision, to be seen in review."""
    asks: dict[str | None, set[str]] = {}
    for route, _, declared in policy.addresses():
        asks.setdefault(declared, set()).add(route)
    assert asks[PUBLIC] == expected.PUBLIC
    assert asks[SIGNED_IN] == expected.SIGNED_IN
    assert asks[policy.REFUSED] == expected.REFUSED
    assert all(route.startswith("admin/") for route in asks[policy.ADMINISTRATOR])
    assert None not in asks


def test_only_administrators_change_a_partnerships_people() -> None:
    """No permission of the table writes users or memberships.

    Managers keep populations, and say who may compare their partnership's published figures.
    """
    theirs = [table for table in expected.WRITES if table.startswith(("accounts", "partner"))]
    assert theirs == ["partnerships_population", "partnerships_partnership"]


@pytest.mark.django_db
def test_the_door_keeps_to_the_table(world: World) -> None:
    """One address of each permission, as each role: in, 403, or 404 where it must stay unknown."""
    visitors = {role: Visitor.of(world.actors[name]) for role, name in MEMBERS.items()}
    by_permission: dict[str, Address] = {}
    for address in addresses(world):
        if address.permission:
            by_permission.setdefault(address.permission, address)
    assert {p.name for p in Permission} == set(by_permission)
    for name, address in by_permission.items():
        refused = 404 if name in expected.HIDDEN else 403
        for role, visitor in visitors.items():
            status = visitor.ask("GET", address.visits[0].path).status
            if expected.scope(role, name) == "N":
                assert status == refused, (name, role, status)
            else:
                assert status in (200, 302, 404, 405), (name, role, status)

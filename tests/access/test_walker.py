"""The walk itself, and the proof that it would see a hole (trust A1, A2, A4 to A7, E10)."""

from collections.abc import Callable
from unittest import mock

import pytest
from django.db import transaction

from audit.tables import audited_models
from tests.access import checks
from tests.access.plants import PLANTS, Plant
from tests.access.rows import FOREIGN
from tests.access.visitor import Visitor
from tests.access.walker import METHODS, PARTS, Walker
from tests.access.world import World

pytestmark = pytest.mark.django_db

FOREIGN_ROLES = tuple(
    f"{FOREIGN} {role}" for role in ("manager", "officer one", "officer two", "board", "scrutiny")
)
ACTORS: dict[str, tuple[str, ...]] = {
    "manager": ("own manager",),
    "officers": ("own officer one", "own officer two"),
    "board and scrutiny": ("own board", "own scrutiny"),
    "administrator": ("administrator",),
    "outsiders": ("anonymous", "stranger", *FOREIGN_ROLES),
}
# Addresses with forms that write nothing into the audited tables, whoever posts them.
WRITES_NOTHING = {
    "accounts/login/",  # its forms are sent by people without an account
    "accounts/logout/",
    "accounts/reauthenticate/",
    "accounts/password/reset/",
    "accounts/2fa/totp/activate/",  # these need a code
    "accounts/2fa/recovery-codes/generate/",
    "components/",
    # Needs a file: see tests/dashboards/test_comparator_pages.py
    "p/<slug:partnership>/comparators/<int:comparator_set>/load/",
    # And this: see tests/dashboards/test_cost_loading.py
    "p/<slug:partnership>/cost/tables/<int:cost_table>/load/",
    "p/<slug:partnership>/figures/load/",  # needs a file: see test_load_history_pages.py
}
# A lighter pass, for what the two databases may do differently.
ON_BOTH = {("returns", "officers"), ("papers", "board and scrutiny"), ("papers", "manager")}

MakeWalker = Callable[[str], Walker]


@pytest.fixture(scope="module")
def walker_of(world: World) -> MakeWalker:
    """A walker of a part of the site, with its forms, kept for the other actors."""
    kept: dict[str, Walker] = {}

    def make(part: str) -> Walker:
        if part not in kept:
            kept[part] = Walker(world, part)
            kept[part].gather()
        return kept[part].again()

    return make


def _walks() -> list[object]:
    return [
        pytest.param(
            part,
            who,
            id=f"{part}: {who}",
            marks=[pytest.mark.both_databases] if (part, who) in ON_BOTH else [],
        )
        for part in PARTS
        for who in ACTORS
    ]


@pytest.mark.parametrize(("part", "who"), _walks())
def test_nothing_leaks(
    walker_of: MakeWalker, part: str, who: str, record_property: Callable[[str, object], None]
) -> None:
    """Every address of the part, as each of these, by every method, with own and foreign rows."""
    walker = walker_of(part)
    report = walker.walk(ACTORS[who])
    record_property("walked", report.requests)
    assert not report.leaks, str(report)
    if who == "manager" and part != "admin":
        silent = {
            address.route
            for address in walker.addresses
            if walker.forms_for(address) and address.route not in report.worked
        }
        # A form that never gets as far as writing would hide what it could write.
        assert silent <= WRITES_NOTHING, silent
    if (part, who) == ("returns", "officers"):
        entry = [route for route in report.worked if "section" in route]
        assert {name for route in entry for name in report.worked[route]} == set(ACTORS[who])


def test_every_kind_of_row_is_there_and_every_parameter_has_one(world: World) -> None:
    """A model or an address without a row would be walked past."""
    shared = {"User_groups", "User_user_permissions", "BankHoliday"}
    for side in (world.own, world.foreign):
        missing = {model.__name__ for model in audited_models()} - {
            model.__name__ for model in side.rows
        }
        assert missing <= shared, missing
    walker = Walker(world)  # raises for a parameter that nobody thought of
    assert all(address.visits for address in walker.addresses)
    twins = zip(world.own.rows.values(), world.foreign.rows.values(), strict=True)
    assert all(len(own) == len(foreign) for own, foreign in twins)


def test_every_address_is_asked_by_every_method(walker_of: MakeWalker) -> None:
    """By the manager alone; 405 is an answer too."""
    walker = walker_of("papers")
    report = walker.walk(["own manager"])
    assert {(one.route, method) for one in walker.addresses for method in METHODS} <= set(
        report.asked
    )


def test_every_form_has_a_token_and_nothing_is_posted_without(
    world: World, walker_of: MakeWalker
) -> None:
    """Forgery across sites (trust E10)."""
    visitor = Visitor.of(world.actors["own manager"], csrf=True)
    for part in PARTS:
        walker = walker_of(part)
        for path, forms in walker.forms.items():
            assert all(form.has_token for form in forms) or path == "/components/", path
        for address in walker.addresses:
            answer = visitor.ask("POST", address.visits[0].path)
            assert answer.status in (403, 404), address
            assert address.asks == "refused" or answer.status == 403 or part == "admin", address


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["own manager", "own board"])
def test_the_log_tells_of_every_table_that_changed(
    world: World, walker_of: MakeWalker, name: str
) -> None:
    """The walk compares by the log; here every table is hashed around each form that is sent."""
    before = checks.fingerprints()
    actor, posted = world.actors[name], 0
    for part in ("strategy", "targets", "returns", "papers"):
        walker = walker_of(part)
        visitor = walker.visitor(name)
        for address in walker.addresses:
            for visit, form in walker.forms_for(address)[:1]:
                with transaction.atomic():
                    visitor.ask("POST", visit.path, form.bodies()[0])
                    logged = {change.table for change in checks.changes_since(world.last_entry)}
                    after = checks.fingerprints()
                    transaction.set_rollback(True)
                changed = {table for table, value in after.items() if value != before[table]}
                assert changed == logged, address
                posted += bool(changed)
        assert checks.fingerprints() == before  # and everything is undone
    assert posted > 20 if actor.role == "manager" else not posted


@pytest.mark.parametrize("hole", PLANTS, ids=str)
def test_the_walker_finds_planted_holes(world: World, hole: Plant) -> None:
    """Each alone; the same walk without it finds nothing."""
    clean = Walker(world, hole.part, hole.only).walk(hole.actors)
    assert not clean.leaks, str(clean)
    with hole.switch():
        report = Walker(world, hole.part, hole.only).walk(hole.actors)
    assert any(hole.sign in leak.what for leak in report.leaks), str(report)


def test_what_a_form_and_an_action_let_through_the_database_refuses(world: World) -> None:
    """Both doors open, a foreign group is chosen all the same: no row points across."""
    hole = next(one for one in PLANTS if one.name == "a form offers every partnerships groups")
    walker = Walker(world, hole.part, hole.only)
    walker.gather()
    address, group = walker.addresses[0], world.foreign.group
    visit, form = walker.forms_for(address)[0]
    body = [(k, str(group.pk) if k == "lead_group" else v) for k, v in form.bodies()[0]]
    assert ("lead_group", str(group.pk)) in body
    open_door = mock.patch("strategies.actions.words.same_partnership", lambda by, *rows: None)
    with hole.switch(), open_door:
        answer, changes = walker.ask(world.actors["own manager"], address, visit, "POST", body)
    assert not changes
    assert answer.status == 200  # shown again: it could not be saved


def test_there_are_at_least_twelve_holes() -> None:
    assert len({hole.name for hole in PLANTS}) >= 12

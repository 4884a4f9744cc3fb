"""The two partnerships that the walker walks in, and everybody who walks."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission as AuthPermission

from accounts.models import User
from audit.context import context
from audit.models import LogEntry
from partnerships.models import Organisation
from partnerships.permissions import Role
from targets.models import Indicator
from tests.access import papers
from tests.access.keys import next_key, shared, start_counting
from tests.access.rows import FOREIGN, OWN, Side


@dataclass(frozen=True)
class Actor:
    """Somebody who asks for pages. ``side`` is the partnership they belong to, if any."""

    name: str
    user: User | None = None
    role: Role | None = None
    side: str = ""
    organisation: str = ""  # "one" or "two", of officers

    def __str__(self) -> str:
        return self.name


@dataclass
class World:
    own: Side
    foreign: Side
    actors: dict[str, Actor] = field(default_factory=dict)
    last_entry: int = 0  # of the log, once everything is there

    def side(self, name: str) -> Side:
        return self.foreign if name == FOREIGN else self.own


def build_world() -> World:
    """Make it all, in the transaction that is open. A second or so."""
    start_counting()
    with context(by="system: tests", action="tests.build_world"):
        police = shared(Organisation, name="Police of both districts", kind="police")
        library = shared(Indicator, code="walk-library", name="Library indicator", unit="count",
                         polarity="lower")  # fmt: skip
        world = World(Side(OWN, police, library), Side(FOREIGN, police, library))
        for side in (world.own, world.foreign):
            side.fill_partnership()
            side.fill_people()
            side.fill_strategy()
            side.fill_measures()
            side.fill_returns()
            papers.fill_papers(side)
            _fill_library_tables(side)
        _fill_actors(world)
    world.last_entry = LogEntry.objects.order_by("-id").values_list("id", flat=True)[0]
    return world


def _fill_library_tables(side: Side) -> None:
    """Rows of the libraries' tables that say who may sign in."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    user = side.users["deputy one"]
    side.add(EmailAddress, user=user, email=user.email, verified=True, primary=True)
    side.add(Authenticator, user=user, type="totp", data={"secret": side.text("secret")})
    group = AuthGroup.objects.create(name=f"Group of {side.name}")
    user.groups.add(group)
    user.user_permissions.add(AuthPermission.objects.order_by("pk")[0])


def _fill_actors(world: World) -> None:
    def add(name: str, user: User | None, **fields: Any) -> None:
        world.actors[name] = Actor(name, user, **fields)

    add("anonymous", None)
    add("stranger", _user("stranger"))
    add("administrator", _user("administrator", administrator=True), role=Role.ADMINISTRATOR)
    for side in (world.own, world.foreign):
        for name, role, organisation in (
            ("manager", Role.MANAGER, ""),
            ("officer one", Role.OFFICER, "one"),
            ("officer two", Role.OFFICER, "two"),
            ("board", Role.BOARD, ""),
            ("scrutiny", Role.SCRUTINY, ""),
        ):
            add(f"{side.name} {name}", side.users[name], role=role, side=side.name,
                organisation=organisation)  # fmt: skip


def _user(name: str, *, administrator: bool = False) -> User:
    user = User(pk=next_key(User, 900), email=f"{name}@example.org", name=name.title(),
                is_superuser=administrator, is_staff=administrator)  # fmt: skip
    user.set_password("a long enough pass phrase")
    user.save(force_insert=True)
    return user

"""The walker: every address, every actor, every method, own and foreign objects, every form.

Each request is made in a savepoint that is rolled back. What is wrong with it is a leak.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from tests.access import checks
from tests.access.addresses import Address, Visit, addresses, swap
from tests.access.checks import Change, Leak
from tests.access.forms import Form, Pair, forms_in
from tests.access.visitor import Answer, Fields, Visitor
from tests.access.world import Actor, World

SAFE = ("GET", "HEAD", "OPTIONS")
METHODS = (*SAFE, "POST", "PUT", "PATCH", "DELETE")
EVIL = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)")
# Sent beside what a form has: none of it may make any difference.
EXTRAS = ("is_staff", "is_superuser", "role", "partnership", "partnership_id", "status", "version",
          "organisation", "organisation_id", "supplier", "submitted_by", "signed_off_by", "user",
          "published_by", "sha256")  # fmt: skip
GATHERERS = ("own manager", "own officer one", "own officer two", "own board", "administrator",
             "anonymous")  # fmt: skip


@dataclass
class Report:
    """What a walk found. ``worked``: by address, who changed something there by posting."""

    requests: int = 0
    leaks: list[Leak] = field(default_factory=list)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)  # route, method
    worked: dict[str, set[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = "\n".join(f"  {leak}" for leak in self.leaks[:25])
        return f"{len(self.leaks)} leaks of {self.requests:,} requests\n{shown}"


class Walker:
    """``Walker(world).walk(actors)``. ``only`` narrows the addresses, for planted holes."""

    def __init__(self, world: World, only: str = "") -> None:
        self.world = world
        self.report = Report()
        self.addresses = [one for one in addresses(world) if re.search(only, one.route)]
        self._visitors: dict[str, Visitor] = {}
        self._forms: dict[str, list[Form]] = {}

    def visitor(self, name: str) -> Visitor:
        if name not in self._visitors:
            self._visitors[name] = Visitor.of(self.world.actors[name])
        return self._visitors[name]

    # --- One request ---

    def ask(
        self,
        actor: Actor,
        address: Address,
        visit: Visit,
        method: str,
        fields: Fields | None = None,
        query: str = "",
    ) -> tuple[Answer, list[Change]]:
        """Make a request, note every leak in it, and undo what it did."""
        self.report.requests += 1
        self.report.asked[address.route, method] += 1
        with transaction.atomic():
            answer = self.visitor(actor.name).ask(method, visit.path + query, fields)
            changes = [] if connection.needs_rollback else self._changes(method)
            transaction.set_rollback(True)
        for wrong in (
            checks.wrong_status(actor, address, visit, answer),
            checks.wrong_content(actor, answer),
            checks.wrong_headers(actor, answer),
            checks.wrong_redirect(answer),
            checks.wrong_changes(self.world, actor, address, method, changes),
        ):
            if wrong:
                self.report.leaks.append(
                    Leak(actor.name, method, visit.path + query, address.route, wrong)
                )
        if method == "POST" and changes:
            self.report.worked.setdefault(address.route, set()).add(actor.name)
        return answer, changes

    def _changes(self, method: str) -> list[Change]:
        return checks.changes_since(self.world.last_entry)

    # --- Forms ---

    def gather(self, names: Iterable[str] = GATHERERS) -> dict[str, list[Form]]:
        """The forms that post, by the path they post to, from every page as these see it."""
        for name in names:
            for address in self.addresses:
                for visit in address.own:
                    with transaction.atomic():
                        answer = self.visitor(name).ask("GET", visit.path)
                        transaction.set_rollback(True)
                    if answer.status == 200 and b"<form" in answer.body:
                        self._keep(forms_in(visit.path, answer.body))
        return self._forms

    def _keep(self, forms: list[Form]) -> None:
        for form in forms:
            known = self._forms.setdefault(form.path, [])
            if form.method == "post" and all(form.names != other.names for other in known):
                known.append(form)

    def forms_for(self, path: str) -> list[Form]:
        return self._forms.get(path, [])

    # --- The walk ---

    def walk(self, actors: Iterable[str]) -> Report:
        """Every address as each of the actors."""
        if not self._forms:
            self.gather()
        for name in actors:
            actor = self.world.actors[name]
            for address in self.addresses:
                self._plainly(actor, address)
                self._with_forms(actor, address)
                self._elsewhere(actor, address)
        return self.report

    def _plainly(self, actor: Actor, address: Address) -> None:
        """Every method with nothing in it; those that are rarely allowed on fewer paths."""
        for place, visit in enumerate(address.visits):
            everywhere = ("GET", "POST")
            for method in METHODS if place == 0 else everywhere:
                self.ask(actor, address, visit, method)
        if "partnership" in address.route and address.permission:
            self.ask(actor, address, address.visits[0], "GET", query="?figures=working")

    def _with_forms(self, actor: Actor, address: Address) -> None:
        for visit in address.own:
            others = [one for one in self._swapped(address, visit) if one.swapped]
            for form in self.forms_for(visit.path):
                for body in form.bodies():
                    _, changes = self.ask(actor, address, visit, "POST", body)
                    self._with_extras(actor, address, visit, body, changes)
                    foreign = self._foreign(body)
                    if foreign != body:
                        self.ask(actor, address, visit, "POST", foreign)
                        self._one_by_one(actor, address, visit, body, foreign)
                for other in others:
                    self.ask(actor, address, other, "POST", form.bodies()[0])
                    self.ask(actor, address, other, "POST", self._foreign(form.bodies()[0]))

    def _with_extras(
        self, actor: Actor, address: Address, visit: Visit, body: list[Pair], changes: list[Change]
    ) -> None:
        """More than the form has: the same must happen, and nothing else."""
        names = {name for name, _ in body}
        values = self._extra_values()
        extras = [(name, values[name]) for name in EXTRAS if name not in names]
        extras += [(name, EVIL[0]) for name in ("next", "return_to") if name not in names]
        _, others = self.ask(actor, address, visit, "POST", [*body, *extras])
        if [one.effect for one in changes] != [one.effect for one in others]:
            what = f"posting {', '.join(name for name, _ in extras)} made a difference"
            self.report.leaks.append(Leak(actor.name, "POST", visit.path, address.route, what))

    def _extra_values(self) -> dict[str, str]:
        foreign = self.world.foreign
        values = dict.fromkeys(EXTRAS, "999")
        values |= {"is_staff": "on", "is_superuser": "on", "role": "manager", "status": "published"}
        partnership, user = str(foreign.partnership.pk), str(foreign.users["manager"].pk)
        values |= {"partnership": partnership, "partnership_id": partnership, "user": user}
        values |= dict.fromkeys(("submitted_by", "signed_off_by", "published_by"), user)
        council = str(self.world.own.council.pk)
        return values | dict.fromkeys(("organisation", "organisation_id", "supplier"), council)

    def _foreign(self, body: list[Pair]) -> list[Pair]:
        """The body with every own key, in names and in values, replaced by the foreign one."""
        return [
            (swap(self.world, name) or name, swap(self.world, value) or value)
            for name, value in body
        ]

    def _one_by_one(
        self, actor: Actor, address: Address, visit: Visit, body: list[Pair], foreign: list[Pair]
    ) -> None:
        places = [n for n, pair in enumerate(body) if pair != foreign[n]]
        if len(places) == 1 or len(places) > 6:  # all at once is enough
            return
        for n in places:
            self.ask(actor, address, visit, "POST", [*body[:n], foreign[n], *body[n + 1 :]])

    def _swapped(self, address: Address, visit: Visit) -> list[Visit]:
        """The visits of an address that come from this one by putting foreign objects in it."""
        own = visit.path.split("/")
        return [
            other
            for other in address.visits
            if len(parts := other.path.split("/")) == len(own)
            and all(b in (a, swap(self.world, a)) for a, b in zip(own, parts, strict=True))
        ]

    def _elsewhere(self, actor: Actor, address: Address) -> None:
        """Nobody is sent to another site, whatever the address says."""
        if address.permission and actor.name != "own manager":
            return
        visit = address.visits[0]
        for evil in EVIL:
            self.ask(actor, address, visit, "GET", query=f"?next={evil}")
            for form in self.forms_for(visit.path)[:2]:
                body = [pair for pair in form.bodies()[0] if pair[0] != "next"]
                self.ask(actor, address, visit, "POST", [*body, ("next", evil)], f"?next={evil}")


def fingerprints() -> dict[str, str]:
    """A hash of every table's rows but those of sessions, limits and the log."""
    left_out = ("django_session", "cache", "django_admin_log", "audit_", "sqlite_")
    with connection.cursor() as cursor:
        tables = [
            table
            for table in connection.introspection.table_names(cursor)
            if not table.startswith(left_out)
        ]
        return {table: _fingerprint(cursor, table) for table in sorted(tables)}


def _fingerprint(cursor: object, table: str) -> str:
    cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # type: ignore[attr-defined]
    rows = cursor.fetchall()  # type: ignore[attr-defined]
    return hashlib.sha256(repr(rows).encode()).hexdigest()

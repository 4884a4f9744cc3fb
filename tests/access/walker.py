"""The walker: every address, every actor, every method, own and foreign objects, every form.

Each request is made in a savepoint that is rolled back. What is wrong with it is a leak.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from tests.access import checks
from tests.access.addresses import Address, Visit, addresses, swap
from tests.access.checks import Change, Leak, effects
from tests.access.forms import Form, Pair, forms_in
from tests.access.rows import FOREIGN
from tests.access.visitor import Answer, Fields, Visitor
from tests.access.world import Actor, World

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
EVIL = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)")
# Addresses that send people on to where they came from.
SENDING_ON = ("home", "login", "account_login", "account_logout", "account_reauthenticate",
              "mfa_authenticate", "mfa_reauthenticate")  # fmt: skip
# Sent beside what a form has: none of it may make any difference.
EXTRAS = ("is_staff", "is_superuser", "role", "partnership", "partnership_id", "status", "version",
          "organisation", "organisation_id", "supplier", "submitted_by", "signed_off_by", "user",
          "published_by", "sha256")  # fmt: skip
# Whose pages are read for forms, by the part of the site.
GATHERERS = {
    "admin": ("administrator",),
    "accounts": ("anonymous", "own manager"),
    "returns": ("own manager", "own officer one", "own officer two"),
}
# In these parts a role makes no difference, but for administrators.
THOROUGH = {
    "admin": ("administrator", "anonymous"),
    "accounts": ("administrator", "anonymous", "own manager"),
}
STEPS = (  # whose form leads to another at the same address
    "/revise/<int:measure_id>/",
    "/rating/new/",
    "/rating/<int:scheme>/change/",
    "/targets/new/<slug:kind>/",
    "/targets/<int:target>/",
    "/targets/<int:target>/kind/<slug:kind>/",
    "/targets/<int:target>/conditions/",
    "/indicators/<int:indicator>/change/",
    "/measures/<int:measure>/change/",
    "/baselines/<int:baseline>/",
)
MOST_ALONE = 4  # keys of a form that are replaced one by one
MOST_FORMS = 3  # paths of one address on which everything is tried with a form
PARTS = ("accounts", "admin", "board", "papers", "returns", "strategy", "targets")


def part_of(route: str) -> str:
    """The part of the site that an address belongs to: one of ``PARTS``."""
    if route.startswith("admin/"):
        return "admin"
    if not route.startswith("p/<slug:partnership>/"):
        return "accounts"
    first = route.split("/")[2]
    return first if first in PARTS else "board"


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
    """``Walker(world, part).walk(actors)``. ``only`` narrows the addresses, for planted holes."""

    def __init__(self, world: World, part: str = "", only: str = "") -> None:
        self.world = world
        self.part = part
        self.report = Report()
        self.addresses = [
            one
            for one in addresses(world)
            if re.search(only, one.route) and part in ("", part_of(one.route))
        ]
        self._visitors: dict[str, Visitor] = {}
        self.forms: dict[str, list[Form]] = {}

    def visitor(self, name: str) -> Visitor:
        if name not in self._visitors:
            self._visitors[name] = Visitor.of(self.world.actors[name])
        return self._visitors[name]

    def again(self) -> "Walker":
        """The same with an empty report and new sessions: only the forms are kept."""
        self.report = Report()
        self._visitors = {}
        return self

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
        visitor = self.visitor(actor.name)
        with transaction.atomic():
            answer = visitor.ask(method, visit.path + query, fields)
            broken = connection.needs_rollback
            changes = [] if broken else checks.changes_since(self.world.last_entry)
            transaction.set_rollback(True)
        for wrong in (
            checks.wrong_status(actor, address, visit, answer, method),
            checks.wrong_content(actor, answer, fields),
            checks.wrong_headers(actor, answer),
            checks.wrong_redirect(answer),
            checks.wrong_changes(self.world, actor, address, method, changes),
        ):
            if wrong:
                self._leak(actor, address, method, visit.path + query, wrong)
        if method == "POST" and changes:
            self.report.worked.setdefault(address.route, set()).add(actor.name)
        return answer, changes

    def _leak(self, actor: Actor, address: Address, method: str, path: str, what: str) -> None:
        self.report.leaks.append(Leak(actor.name, method, path, address.route, what))

    # --- Forms ---

    def gather(self) -> None:
        """The forms that post, by the path they post to, from every page as the first see it."""
        for visitor in map(self.visitor, GATHERERS.get(self.part, ("own manager",))):
            for address in self.addresses:
                for visit in address.own:
                    with transaction.atomic():
                        answer = visitor.ask("GET", visit.path)
                        transaction.set_rollback(True)
                    if answer.status == 200 and b"<form" in answer.body:
                        self._keep(forms_in(visit.path, answer.body))
                        if address.route.endswith(STEPS):
                            self._follow(visitor, visit)

    def _follow(self, visitor: Visitor, visit: Visit) -> None:
        """The forms that answer a form: what is to be confirmed before anything is written."""
        for form in tuple(self.forms.get(visit.path, ())):
            for body in form.bodies():
                with transaction.atomic():
                    answer = visitor.ask("POST", visit.path, body)
                    transaction.set_rollback(True)
                if answer.status == 200:
                    self._keep(forms_in(visit.path, answer.body))

    def _keep(self, forms: list[Form]) -> None:
        for form in forms:
            known = self.forms.setdefault(form.path, [])
            if form.method == "post" and all(form.names != other.names for other in known):
                known.append(form)

    def forms_for(self, address: Address) -> list[tuple[Visit, Form]]:
        """The forms of an address, each with the path it posts to."""
        return [(visit, form) for visit in address.own for form in self.forms.get(visit.path, ())]

    # --- The walk ---

    def walk(self, names: Iterable[str]) -> Report:
        """Every address as each of the actors."""
        if not self.forms:
            self.gather()
        for name in names:
            actor = self.world.actors[name]
            for address in self.addresses:
                self._plainly(actor, address)
                self._with_forms(actor, address)
                self._elsewhere(actor, address)
        return self.report

    def _plainly(self, actor: Actor, address: Address) -> None:
        """Every method with nothing in it; on further paths those that read and write.

        Whoever is to be refused is refused before the object is looked for, so one object is
        enough: with its foreign twin in each place.
        """
        if self._briefly(actor):
            self.ask(actor, address, address.visits[0], "GET")
            self.ask(actor, address, address.visits[0], "POST")
            return
        with_forms = {visit.path for visit, _ in self.forms_for(address)}
        let_in = checks.let_in(actor, address)
        for place, visit in enumerate(address.visits if let_in else address.first):
            self.ask(actor, address, visit, "GET")
            if place == 0 or (let_in and visit.path not in with_forms):
                self.ask(actor, address, visit, "POST")
        for method in METHODS:
            if method not in ("GET", "POST"):
                self.ask(actor, address, address.visits[0], method)

    def _briefly(self, actor: Actor) -> bool:
        """Whether somebody else asks the very same: another stranger, another officer where no
        organisation matters, anybody where no role does."""
        if self.part in THOROUGH:
            return actor.name not in THOROUGH[self.part]
        same_as_the_first = actor.organisation == "two" and self.part in ("strategy", "targets")
        return actor.side == FOREIGN or same_as_the_first

    def _with_forms(self, actor: Actor, address: Address) -> None:
        forms = self.forms_for(address)
        if forms and self.part == "admin":  # one row is as good as another
            forms = [one for one in forms if one[0] == forms[0][0]]
        if self._briefly(actor) or not checks.let_in(actor, address):
            for visit, form in forms[:1]:
                self.ask(actor, address, visit, "POST", form.bodies()[-1])
            return
        for place, (visit, form) in enumerate(forms):
            bodies = form.bodies() if place < MOST_FORMS else form.bodies()[:1]
            bodies = bodies[:2] if self.part == "admin" else bodies
            done = [self.ask(actor, address, visit, "POST", body)[1] for body in bodies]
            if place < MOST_FORMS:
                best = max(range(len(bodies)), key=lambda n: (len(done[n]), n))
                self._with_extras(actor, address, visit, form, bodies[best], done[best])
                self._with_foreign(actor, address, visit, bodies[best])

    def _with_extras(
        self,
        actor: Actor,
        address: Address,
        visit: Visit,
        form: Form,
        body: list[Pair],
        changes: list[Change],
    ) -> None:
        """More than the form has: the same must happen, and nothing else."""
        names = form.names
        values = self._extra_values()
        extras = [(name, values[name]) for name in EXTRAS if name not in names]
        extras += [(name, EVIL[0]) for name in ("next", "return_to") if name not in names]
        _, others = self.ask(actor, address, visit, "POST", [*body, *extras])
        before, after = effects(changes), effects(others)
        if before != after:
            what = "; ".join(str(one) for one in after if one not in before) or "nothing is done"
            self._leak(
                actor, address, "POST", visit.path, f"posting more made a difference: {what}"
            )

    def _extra_values(self) -> dict[str, str]:
        foreign = self.world.foreign
        values = dict.fromkeys(EXTRAS, "999")
        values |= {"is_staff": "on", "is_superuser": "on", "role": "manager", "status": "published"}
        partnership, user = str(foreign.partnership.pk), str(foreign.users["manager"].pk)
        values |= {"partnership": partnership, "partnership_id": partnership, "user": user}
        values |= dict.fromkeys(("submitted_by", "signed_off_by", "published_by"), user)
        council = str(self.world.own.council.pk)
        return values | dict.fromkeys(("organisation", "organisation_id", "supplier"), council)

    def _with_foreign(self, actor: Actor, address: Address, visit: Visit, body: list[Pair]) -> None:
        """Own keys in names and values replaced by foreign ones, each and all; then in the path."""
        foreign = [
            (swap(self.world, name) or name, swap(self.world, value) or value)
            for name, value in body
        ]
        places = [n for n, pair in enumerate(body) if pair != foreign[n]]
        if places:
            self.ask(actor, address, visit, "POST", foreign)
        if 1 < len(places) <= MOST_ALONE:  # of more, all at once is enough
            for n in places:
                self.ask(actor, address, visit, "POST", [*body[:n], foreign[n], *body[n + 1 :]])
        for other in self._swapped(address, visit):
            self.ask(actor, address, other, "POST", body)

    def _swapped(self, address: Address, visit: Visit) -> list[Visit]:
        """The visits of an address that come from this one by putting foreign objects in it."""
        own = visit.path.split("/")
        return [
            other
            for other in address.visits
            if other.swapped
            and len(parts := other.path.split("/")) == len(own)
            and all(b in (a, swap(self.world, a)) for a, b in zip(own, parts, strict=True))
        ]

    def _elsewhere(self, actor: Actor, address: Address) -> None:
        """Nobody is sent to another site, whatever the address says."""
        visit = address.visits[0]
        if not address.permission and self._briefly(actor):
            return
        if address.permission:
            if actor.side == "own":
                query = f"?figures=working&layout=classic&next={EVIL[0]}"
                self.ask(actor, address, visit, "GET", query=query)
            return
        if self.part == "admin" and address.name not in ("login", "logout", "index"):
            return
        for evil in EVIL if address.name in SENDING_ON else EVIL[:1]:
            self.ask(actor, address, visit, "GET", query=f"?next={evil}")
            for where, form in self.forms_for(address)[:1]:
                body = [pair for pair in form.bodies()[0] if pair[0] != "next"]
                self.ask(actor, address, where, "POST", [*body, ("next", evil)], f"?next={evil}")

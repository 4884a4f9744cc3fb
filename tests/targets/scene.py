"""A small partnership with two suppliers, for the tests of returns."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.context import context
from core import clock
from core.quarters import Quarter
from partnerships.access import Member, get_member
from partnerships.models import Membership, Organisation, Partnership, Population
from partnerships.permissions import Role
from strategies.models import Priority, PriorityWording, Strategy, StrategyVersion
from targets.actions.returns import open_return
from targets.models import Figure, Indicator, Measure, Return, ReturnPart

Q4 = Quarter(2014, 4)
TODAY = date(2015, 4, 20)
DUE = date(2015, 4, 30)


def given() -> Any:
    """The context in which a test makes what it starts from."""
    return context(by="system: tests", action="tests.given")


@dataclass
class Scene:
    """What a test of returns starts from."""

    partnership: Partnership
    police: Organisation
    council: Organisation
    priority: Priority
    ret: Return
    measures: dict[str, Measure] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def member(self, name: str) -> Member:
        return get_member(self.users[name], self.partnership.slug)

    def client(self, name: str) -> Client:
        client = Client()
        with given():
            client.force_login(self.users[name], "accounts.backends.Backend")
        return client

    def url(self, rest: str = "") -> str:
        return f"/p/{self.partnership.slug}/returns/{Q4.slug}/{rest}"

    @property
    def section_url(self) -> str:
        return self.url(f"priority-{self.priority.pk}/")

    def part(self, organisation: Organisation) -> ReturnPart:
        part: ReturnPart = self.ret.parts.get(organisation=organisation)
        return part

    def add_measure(self, code: str, **fields: Any) -> Measure:
        """An indicator in use, of the police unless another ``supplier`` is named."""
        own = {
            "supplier": fields.pop("supplier", self.police),
            "priority": fields.pop("priority", self.priority),
            "last_quarter": fields.pop("last_quarter", None),
        }
        unknown = {
            "unit": "count",
            "polarity": "lower",
            "name": code.replace("-", " ").capitalize(),
        }
        indicator = Indicator.objects.create(
            partnership=self.partnership, code=code, **{**unknown, **fields}
        )
        measure = Measure.objects.create(
            partnership=self.partnership,
            indicator=indicator,
            position=len(self.measures) + 1,
            first_quarter=Quarter(2010, 1),
            **own,
        )
        self.measures[code] = measure
        return measure

    def add_figure(self, code: str, value: Any, quarter: Quarter = Q4, **fields: Any) -> Figure:
        """An entered figure; of an earlier quarter in a return of past figures."""
        measure = self.measures[code]
        ret = self.ret
        if quarter != Q4:
            ret, _ = Return.objects.get_or_create(
                partnership=self.partnership,
                quarter=quarter,
                defaults={"status": "history", "opened_on": quarter.end, "due": quarter.end},
            )
        part = ret.parts.filter(organisation=measure.supplier).first()
        known = {"period_start": quarter.start, "period_end": quarter.end, "state": "entered"}
        return Figure.objects.create(
            partnership=self.partnership,
            belongs_to=ret,
            part=part,
            measure=measure,
            quarter=quarter,
            value=None if value is None else Decimal(value),
            **{**known, **fields},
        )

    def figure(self, code: str) -> Figure | None:
        return Figure.objects.filter(measure=self.measures[code], quarter=Q4).first()


def make_scene(slug: str = "midshire", measures: int = 0) -> Scene:
    """A partnership with an open return; ``measures`` further ones of the police."""
    partnership = Partnership.objects.create(slug=slug, name=slug.title(), place=slug.title())
    police = Organisation.objects.create(name=f"{slug} Police", kind="police")
    council = Organisation.objects.create(name=f"{slug} Council", kind="council")
    strategy = Strategy.objects.create(
        partnership=partnership,
        title="Strategy",
        slug="strategy",
        starts=date(2014, 4, 1),
        ends=date(2017, 3, 31),
    )
    version = StrategyVersion.objects.create(
        partnership=partnership, strategy=strategy, number=1, status="adopted"
    )
    priority = Priority.objects.create(partnership=partnership, strategy=strategy, code="A")
    PriorityWording.objects.create(
        partnership=partnership,
        priority=priority,
        strategy_version=version,
        heading="Reducing crime",
    )
    Population.objects.create(partnership=partnership, mid_year=2014, value=667_900, source="ONS")
    Population.objects.create(partnership=partnership, mid_year=2015, value=1, source="ONS")
    scene = Scene(partnership, police, council, priority, Return())
    _add_people(scene)
    _add_measures(scene)
    for number in range(measures):
        scene.add_measure(f"more-{number}")
    scene.ret = open_return(by=scene.member("manager"), quarter=Q4, due=DUE, opened_on=TODAY)
    return scene


def _add_people(scene: Scene) -> None:
    people = {
        "manager": (Role.MANAGER, None),
        "second": (Role.MANAGER, None),
        "officer": (Role.OFFICER, scene.police),
        "colleague": (Role.OFFICER, scene.police),
        "other": (Role.OFFICER, scene.council),
        "board": (Role.BOARD, None),
    }
    for name, (role, organisation) in people.items():
        user = User.objects.create_user(f"{name}@{scene.partnership.slug}.example", name=name)
        Membership.objects.create(
            partnership=scene.partnership, user=user, role=role.value, organisation=organisation
        )
        scene.users[name] = user


def _add_measures(scene: Scene) -> None:
    scene.add_measure("entrants")
    scene.add_measure(
        "crime-rate",
        unit="rate",
        decimals=2,
        numerator_label="Offences",
        denominator_label="Population",
    )
    scene.add_measure(
        "satisfied",
        unit="percentage",
        decimals=1,
        polarity="higher",
        numerator_label="Satisfied",
        denominator_label="Asked",
    )
    scene.add_measure("reoffending", unit="percentage", decimals=1, basis="as_published")
    scene.add_measure("fly-tipping", supplier=scene.council)


@contextmanager
def _today() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    with _today():
        with given():
            made = make_scene()
        yield made


# --- Forms as a browser would send them ---------------------------------------------------------


def filled_in(response: Any) -> dict[str, str]:
    """Every field of the page's forms, with what stands in it, ready to be changed and posted."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, str] = {}
            self.select = self.area = ""
            self.first = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            of = {name: value or "" for name, value in attrs}
            name = of.get("name", "")
            if tag == "input" and name and name != "csrfmiddlewaretoken":
                if of.get("type") in ("radio", "checkbox") and "checked" not in of:
                    return
                self.found[name] = of.get("value", "")
            elif tag == "select":
                self.select, self.first = name, True
            elif tag == "option" and self.select and ("selected" in of or self.first):
                self.found[self.select] = of["value"]
                self.first = False
            elif tag == "textarea":
                self.area, self.found[name] = name, ""

        def handle_endtag(self, tag: str) -> None:
            if tag == "select":
                self.select = ""
            elif tag == "textarea":
                self.found[self.area] = self.found[self.area].removeprefix("\n")
                self.area = ""

        def handle_data(self, data: str) -> None:
            if self.area:
                self.found[self.area] += data

    fields = Fields()
    fields.feed(response.content.decode())
    return fields.found


def ids_in(response: Any) -> set[str]:
    """Every id of the page."""
    import re

    return set(re.findall(r'\sid="([^"]+)"', response.content.decode()))


def summary_links(response: Any) -> list[str]:
    """The ids that the error summary's links lead to."""
    import re

    text = response.content.decode()
    start = text.find('id="error-summary"')
    if start < 0:
        return []
    summary = text[start : text.index("</ul>", start)]
    return re.findall(r'href="#([^"]*)"', summary)

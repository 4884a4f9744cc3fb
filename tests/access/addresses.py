"""Every address of the application with an object for every parameter, own and foreign."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import Resolver404, resolve

from accounts.models import ApiToken
from dashboards.models import (
    ComparatorArea,
    ComparatorSet,
    CostClaim,
    CostTable,
    CostYear,
    Scheme,
    UnitCost,
)
from partnerships import policy
from partnerships.models import Population
from reports.models import Paper
from strategies.models import Approval, Outcome, PlanLink, Priority
from targets.models import Baseline, Denominator, Indicator, Target, TargetCondition, Upload
from tests.access.keys import FIRST, TWIN
from tests.access.rows import HISTORY, OPEN, OPEN_TOO, PUBLISHED, SIGNED_OFF
from tests.access.world import World

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
KEY = re.compile(rf"(?<!\d){str(FIRST)[0]}\d\d[0-4]\d\d(?!\d)")  # of an own row: see rows.py


FILE_KINDS = ("csv", "xlsx", "ods", "json")
KINDS = ("at_least", "all_of", "change_by_date")  # of targets


@dataclass(frozen=True)
class Visit:
    """One path. ``swapped`` names what in it is foreign: nothing, "partnership", "object"."""

    path: str
    swapped: frozenset[str] = frozenset()

    @property
    def own(self) -> bool:
        return not self.swapped


@dataclass(frozen=True)
class Address:
    """An address as the URLconf has it, with the paths that are walked."""

    route: str
    name: str
    asks: str | None  # a permission's words, or one of policy's
    permission: str  # the permission's name, "" for others
    visits: tuple[Visit, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"/{self.route}"

    @property
    def own(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.own]

    @property
    def first(self) -> tuple[Visit, ...]:
        """The first path, and those that come from it by putting foreign objects in it."""
        second = [place for place, visit in enumerate(self.visits) if place and visit.own]
        return self.visits[: second[0]] if second else self.visits


def _keys(world: World, model: type) -> list[str]:
    return [str(row.pk) for row in world.own.rows[model]]


def parameters(world: World) -> dict[str, list[str]]:
    """What is put in the place of each parameter of an address: all of it own."""
    own = world.own
    council = own.by_council[0]
    measures = [str(row.pk) for row in (own.by_police[0], council, council, own.unused)]
    priorities = _keys(world, Priority)
    section = f"priority-{priorities[0]}"
    groups = [str(own.priority.pk), str(own.outcome.pk)]
    quarters = [quarter.slug for quarter in (OPEN, OPEN_TOO, PUBLISHED, SIGNED_OFF)]
    return {
        "partnership": [own.partnership.slug],
        "quarter": quarters,
        "organisation": [str(own.police.pk), str(own.council.pk)],
        "measure": measures,
        "measure_id": measures,  # in the order of the quarters
        # In the order of the quarters: the open ones with rows of both organisations.
        "section": [section, section, "indicators", f"priority-{priorities[1]}"],
        "group": [section, section, section, f"priority-{priorities[1]}"],
        "kind": ["priority", "outcome", *KINDS],
        "group_id": groups,
        "strategy": [row.slug for row in own.rows[type(own.strategy)]],
        "number": ["1", "2"],
        "link": _keys(world, PlanLink),
        "approval": _keys(world, Approval),
        "priority": priorities,
        "outcome": _keys(world, Outcome),
        "indicator": _keys(world, Indicator)[:1] + _keys(world, Indicator)[-1:],
        "baseline": _keys(world, Baseline),
        "target": _keys(world, Target),
        "condition": _keys(world, TargetCondition),
        "scheme": _keys(world, Scheme),
        "unit_cost": _keys(world, UnitCost),
        "cost_table": _keys(world, CostTable),
        "cost_year": _keys(world, CostYear),
        "cost_claim": _keys(world, CostClaim),
        "comparator_set": _keys(world, ComparatorSet),
        "comparator_area": list(reversed(_keys(world, ComparatorArea))),  # one outside first
        "population": _keys(world, Population),
        "denominator": _keys(world, Denominator),
        "token": _keys(world, ApiToken),
        "snapshot": [str(own.snapshot.pk)],
        "paper": _keys(world, Paper),
        "upload": [str(row.pk) for row in own.rows.get(Upload, ())] or ["1"],
        # Of the libraries' addresses
        "app_label": ["accounts"],
        "content_type_id": ["1"],
        "url": ["nowhere"],
        "uidb36": ["1"],
        "key": ["abc-def"],
    }


def addresses(world: World) -> list[Address]:
    """Every address there is, those of the libraries too, and what each is walked with."""
    known = parameters(world)
    found = []
    for route, pattern, asks in policy.addresses():
        names = [one[1] or one[2] for one in PARAMETER.findall(route)]
        values = [_values(world, known, name, pattern.name or "", route) for name in names]
        paths = [_path(route, chosen) for chosen in _chosen(names, values)]
        visits = tuple(dict.fromkeys(visit for path in paths for visit in _visits(world, path)))
        name = pattern.name or ""
        found.append(Address(route, name, asks, _permission(asks), visits))
    return found


def _chosen(names: list[str], values: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Every value of each parameter at least once, and together what belongs together.

    Not each with each: that would only ask the same thing many times.
    """
    if "organisation" in names:  # who is where in which quarter: all of it
        yield from itertools.product(*values)
    elif "strategy" in names and len(names) > 2:
        of_first = [
            one[:1] if name == "strategy" else one for name, one in zip(names, values, strict=True)
        ]
        yield from itertools.product(*of_first)
        if "number" in names:  # the others have a first version too
            for slug in values[names.index("strategy")][1:]:
                yield tuple(
                    slug if name == "strategy" else one[0]
                    for name, one in zip(names, values, strict=True)
                )
    else:
        longest = max(map(len, values), default=1)
        yield from (tuple(one[n % len(one)] for one in values) for n in range(longest))


def _permission(asks: str | None) -> str:
    from partnerships.permissions import Permission

    return Permission(asks).name if asks in set(Permission) else ""


def _values(
    world: World, known: dict[str, list[str]], name: str, url_name: str, route: str
) -> list[str]:
    if name in ("object_id", "id"):
        return [_admin_key(world, url_name, route)]
    if f"<filekind:{name}>" in route:
        return list(FILE_KINDS)
    return known[name]


def _admin_key(world: World, url_name: str, route: str) -> str:
    """The key of a row of the model that an address of the Django admin is about."""
    for model, rows in world.own.rows.items():
        app, label = model._meta.app_label, model._meta.model_name
        if route.startswith(f"admin/{app}/{label}/"):
            return str(rows[0].pk)
    return "1"  # a library's table: what matters is who is let in


def _path(route: str, values: tuple[str, ...]) -> str:
    rest = iter(values)
    text = PARAMETER.sub(lambda _: next(rest), route)
    return "/" + re.sub(r"[\^$]|\\[AZ]", "", text)


def _visits(world: World, path: str) -> Iterator[Visit]:
    """The path itself, each of its keys and short names replaced by the foreign one, and all."""
    yield Visit(path)
    segments = path.split("/")
    others = {place: other for place, one in enumerate(segments) if (other := swap(world, one))}
    for place, other in others.items():
        yield Visit(
            "/".join([*segments[:place], other, *segments[place + 1 :]]), _kind(segments, place)
        )
    if len(others) > 1:
        every = [others.get(place, one) for place, one in enumerate(segments)]
        yield Visit(
            "/".join(every), frozenset().union(*(_kind(segments, place) for place in others))
        )


def _kind(segments: list[str], place: int) -> frozenset[str]:
    return frozenset({"partnership" if segments[place - 1] == "p" else "object"})


def swap(world: World, text: str) -> str:
    """The text with own keys and short names replaced by foreign ones; "" where it has none."""
    slugs = {world.own.partnership.slug: world.foreign.partnership.slug}
    strategies = type(world.own.strategy)
    pairs = zip(world.own.rows[strategies], world.foreign.rows[strategies], strict=True)
    slugs |= {own.slug: foreign.slug for own, foreign in pairs}
    if text in slugs:
        return slugs[text]
    swapped = KEY.sub(lambda found: str(int(found[0]) + TWIN), text)
    return swapped if swapped != text else ""


def route_of(path: str) -> str:
    """The route that a path resolves to, "" for none."""
    try:
        return resolve(path).route
    except Resolver404:
        return ""


__all__ = ["HISTORY", "Address", "Visit", "addresses", "parameters", "route_of", "swap"]

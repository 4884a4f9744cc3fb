"""Which indicators of a quarter a reader asked to see, and in which order.

Plain Python: nothing here reads a database or a clock.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from core.numbers import round_half_up
from dashboards.overview import COUNTED, value_of
from dashboards.types import Dashboard, Group, Row
from targets.terms import Rag, Travel, Unit

YES: Final = "yes"
LONGEST_SEARCH: Final = 200
RATINGS: Final = {value: word.capitalize() for value, word in COUNTED}
MOVEMENTS: Final = {travel.value: travel.label for travel in Travel}
TICKED: Final = {
    "attention": "Needs attention",
    "changed": "Rating changed",
    "provisional": "Provisional",
}
NAME, RATING, CHANGE, PRIORITY, LATEST = "name", "rating", "change", "priority", "latest"
DOWN: Final = "-"  # before the name of an order: the other way round


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator with the group that lists it, and its place in the strategy's order."""

    group: Group
    row: Row
    place: int


@dataclass(frozen=True, slots=True)
class Marked:
    """What a row alone does not tell: the measures of which it is so."""

    attention: Collection[int] = ()
    changed: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked to see; anything unknown is as if it was not asked."""

    q: str = ""
    group: str = ""
    owner: str = ""
    rating: str = ""
    movement: str = ""
    attention: str = ""
    changed: str = ""
    provisional: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], dashboard: Dashboard) -> "Filters":
        """What an address asks for, where it is something that the dashboard has."""
        choices: dict[str, Collection[str]] = {
            "group": [group.key for group in dashboard.groups],
            "owner": owners(dashboard),
            "rating": RATINGS,
            "movement": MOVEMENTS,
            **dict.fromkeys(TICKED, (YES,)),
        }
        known = {name: query.get(name, "") for name in choices}
        known = {name: text for name, text in known.items() if text in choices[name]}
        search = " ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH].strip()
        return cls(q=search, **known)

    @property
    def asked(self) -> dict[str, str]:
        """Those in use, as an address has them."""
        pairs = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: value for name, value in pairs if value}

    def said(self, dashboard: Dashboard) -> dict[str, str]:
        """Each filter in use in words, by its name."""
        titles = {group.key: titled(group) for group in dashboard.groups}
        words: dict[str, Callable[[str], str]] = {
            "q": lambda text: f"Search: “{text}”",
            "group": lambda key: f"Priority or outcome: {titles[key]}",
            "owner": lambda name: f"Supplied by: {name}",
            "rating": lambda value: f"Rating: {RATINGS[value]}",
            "movement": lambda value: f"Change: {MOVEMENTS[value]}",
        }
        return {
            name: words[name](value) if name in words else TICKED[name]
            for name, value in self.asked.items()
        }

    def wants(self, group: Group, row: Row, marked: Marked) -> bool:
        return (
            self.rating in ("", value_of(row))
            and self.movement in ("", row.direction.shown.value)
            and self.group in ("", group.key)
            and self.owner in ("", row.supplier)
            and (not self.provisional or row.latest.provisional)
            and (not self.attention or row.measure_id in marked.attention)
            and (not self.changed or row.measure_id in marked.changed)
            and (not self.q or matches(self.q, row.name, row.code, row.definition))
        )


def titled(group: Group) -> str:
    """``A. Tackling …``."""
    return f"{group.code}. {group.title}" if group.code else group.title


def owners(dashboard: Dashboard) -> list[str]:
    """The organisations that supply the indicators, by name."""
    return sorted({row.supplier for row in dashboard.rows if row.supplier}, key=folded)


# --- Search ---


def folded(text: str) -> str:
    """Without capitals and accents: ``Café`` is ``cafe``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))


def matches(asked: str, *texts: str) -> bool:
    """Whether every word of ``asked`` is somewhere in the texts, in any order.

    Hyphens and apostrophes do not count: ``reoffending`` finds ``re-offending``.
    """
    text = folded("\n".join(texts))
    squeezed = without_hyphens(text)
    return all(
        word in text or bool(without_hyphens(word) and without_hyphens(word) in squeezed)
        for word in folded(asked).split()
    )


def without_hyphens(text: str) -> str:
    """Without hyphens and apostrophes."""
    return re.sub(r"[-‐‑–'’]", "", text)  # as people type them


# --- Order ---


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted; with no ``by`` it stands in the strategy's order, by group."""

    by: str = ""
    down: bool = False

    @classmethod
    def read(cls, text: str, offered: Collection[str]) -> "Order":
        by = text.removeprefix(DOWN)
        return cls(by, text.startswith(DOWN)) if by in offered else cls()

    @property
    def asked(self) -> dict[str, str]:
        return {"sort": f"{DOWN if self.down else ''}{self.by}"} if self.by else {}

    def sorted(self, lines: list[Listed]) -> list[Listed]:
        """In this order; equals stay in the strategy's order, what has no place comes last."""
        if not self.by:
            return lines
        key = _KEYS[self.by]
        placed = [(key(line), line) for line in lines]
        some = [one for one in placed if one[0] is not None]
        none = [line for found, line in placed if found is None]
        some.sort(key=lambda one: one[0], reverse=self.down)  # stable, both ways
        return [line for _, line in some] + none


def offered(lines: list[Listed]) -> tuple[str, ...]:
    """The orders that mean something here: by figure only where all have the same unit."""
    units = {(line.row.unit, line.row.unit_text) for line in lines}
    always = (NAME, RATING, CHANGE, PRIORITY)
    return (*always, LATEST) if len(units) == 1 else always


WORST_FIRST: Final = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREEN: 2}
_MEANING: Final = {  # worst first; then by size, the largest change for the worse first
    Travel.WORSE: 0,
    Travel.UP: 1,
    Travel.DOWN: 1,
    Travel.SAME: 2,
    Travel.BETTER: 3,
}


def _by_change(line: Listed) -> tuple[int, Decimal] | None:
    travel = line.row.direction.shown
    if travel not in _MEANING:
        return None
    size = change_size(line.row)
    return _MEANING[travel], size if travel is Travel.BETTER else -size


def change_size(row: Row) -> Decimal:
    """How large the change is, in the unit that its words have: per cent, or points.

    The two are not the same thing; they are only put in order as they are printed.
    """
    now, then = row.latest.value, row.previous.value
    if now is None or then is None:
        return Decimal(0)
    if row.unit is Unit.PERCENTAGE or not then:
        return abs(now - then)
    return round_half_up(100 * abs(now - then) / abs(then), 1)


_KEYS: Final[Mapping[str, Callable[[Listed], Any]]] = {
    NAME: lambda line: folded(line.row.name),
    RATING: lambda line: WORST_FIRST.get(line.row.rating.shown) if line.row.rating.shown else None,
    CHANGE: _by_change,
    PRIORITY: lambda line: line.place,
    LATEST: lambda line: line.row.latest.value,
}


def address(*parts: Mapping[str, str], more: str = "") -> str:
    """``?rating=red&sort=name&figures=working``; nothing where nothing is asked."""
    asked = {name: value for part in parts for name, value in part.items()}
    text = "&".join(one for one in (urlencode(asked), more) if one)
    return f"?{text}" if text else ""

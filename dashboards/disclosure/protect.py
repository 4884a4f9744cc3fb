"""Which further numbers are not printed, so that no small one can be worked out."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.disclosure.attack import Fact, Secret, System, exposed

Key = Hashable


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be left out: a number, a rating, an arrow. The cheapest goes first.

    ``facts`` are what it tells. ``cost`` is a tuple of one shape for all the pieces.
    """

    key: Key
    facts: tuple[Fact, ...]
    cost: Any


def protect(
    fixed: Collection[Fact],
    pieces: Sequence[Piece],
    secrets: Sequence[Secret],
    never: Collection[Key] = (),
) -> frozenset[Key]:
    """The keys of what must not be printed: ``never``, and what it takes to keep the secrets.

    ``fixed`` is told already, or by others, and cannot be taken back: a secret that follows from
    it alone is out, and is left aside. What is chosen is minimal: to print any one of it again
    would tell something. It need not be the least that would do.
    """
    told = list(fixed)
    by_cost = sorted(pieces, key=lambda one: one.cost)
    out = set(never)
    alone = {one.name for one in exposed(told, secrets)} if told else set()
    kept = [one for one in secrets if one.name not in alone]
    while open_ones := exposed(_told(told, by_cost, out), kept):
        key = _next(told, by_cost, out, open_ones[0])
        if key is None:  # everything is left out, and what is fixed was looked at first
            break
        out.add(key)
    for one in reversed(by_cost):
        if one.key in out and one.key not in never:
            again = out - {one.key}
            if not exposed(_told(told, by_cost, again), kept):
                out = again
    return frozenset(out)


def _told(fixed: list[Fact], pieces: Sequence[Piece], out: Collection[Key]) -> list[Fact]:
    return [*fixed, *(fact for one in pieces if one.key not in out for fact in one.facts)]


def _next(fixed: list[Fact], pieces: Sequence[Piece], out: set[Key], secret: Secret) -> Key | None:
    """The cheapest piece that alone makes the secret safe; else the cheapest that helps."""
    near = _near(fixed, pieces, out, secret)
    helps: list[tuple[int, int, Key]] = []
    for place, one in enumerate(near):
        system = System(_told(fixed, pieces, {*out, one.key}))
        found = system.interval(secret.form, secret.plus)
        if found.hides(anywhere=secret.anywhere):
            return one.key
        width = 10**9
        if found.low is not None and found.high is not None:
            width = found.high - found.low
        helps.append((-width, place, one.key))
    return min(helps)[2] if helps else None


def _near(fixed: list[Fact], pieces: Sequence[Piece], out: set[Key], secret: Secret) -> list[Piece]:
    """The pieces that are joined to the secret by what is told, cheapest first."""
    reached = {var for var, _ in secret.form}
    found: set[Key] = set()
    facts: list[tuple[Key, Fact]] = [(None, fact) for fact in fixed]
    facts += [(one.key, fact) for one in pieces if one.key not in out for fact in one.facts]
    grown = True
    while grown:
        grown, rest = False, []
        for key, fact in facts:
            if any(var in reached for var, _ in fact.form):
                reached.update(var for var, _ in fact.form)
                found.add(key)
                grown = True
            else:
                rest.append((key, fact))
        facts = rest
    return [one for one in pieces if one.key in found]

"""Which further numbers are not printed, so that no small one can be worked out."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.disclosure.attack import Fact, Interval, Secret, System
from dashboards.disclosure.linear import Var

Key = Hashable
World = Mapping[Var, int]


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
    *,
    never: Collection[Key] = (),
    truth: World | None = None,
) -> frozenset[Key]:
    """The keys of what must not be printed: ``never``, and what it takes to keep the secrets.

    ``fixed`` is told already, or by others, and cannot be taken back: a secret that follows from
    it alone is out, and is left aside. What is chosen is minimal: to print any one of it again
    would tell something. It need not be the least that would do. ``truth``: what is so, which
    saves work and changes nothing.
    """
    by_cost = sorted(pieces, key=lambda one: one.cost)
    search = _Search(list(fixed), by_cost, truth or {})
    everything = frozenset(one.key for one in pieces)
    kept = [one for one in secrets if search.safe(one, everything)]
    out = frozenset(never)
    for secret in kept:
        while not search.safe(secret, out):
            key = search.next(secret, out)
            if key is None:  # all is left out that is joined to it: cannot be
                break
            out |= {key}
    for one in reversed(by_cost):
        again = out - {one.key}
        if one.key in out and one.key not in never and search.all_safe(kept, again):
            out = again
    return out


class _Search:
    """Worlds that have been found, each with the pieces that it contradicts."""

    def __init__(self, fixed: list[Fact], pieces: Sequence[Piece], truth: World) -> None:
        self.fixed, self.pieces, self.truth = fixed, pieces, truth
        self._worlds: list[tuple[World, frozenset[Key]]] = []
        self._last: tuple[frozenset[Key], System] | None = None
        self._add(truth)

    def safe(self, secret: Secret, out: frozenset[Key]) -> bool:
        """Whether a secret cannot be worked out of what is printed without ``out``."""
        values = [
            secret.plus + sum(world[var] * factor for var, factor in secret.form)
            for world, against in self._worlds
            if against <= out and all(var in world for var, _ in secret.form)
        ]
        if values and Interval(min(values), max(values)).hides(anywhere=secret.anywhere):
            return True
        found = self._system(out).worlds(secret)
        for world in found or ():
            self._add({**self.truth, **world})
        return found is not None

    def all_safe(self, secrets: Sequence[Secret], out: frozenset[Key]) -> bool:
        return all(self.safe(one, out) for one in secrets)

    def next(self, secret: Secret, out: frozenset[Key]) -> Key | None:
        """The cheapest piece that alone makes the secret safe; else the nearest, cheapest."""
        near = self._near(secret, out)
        for one in self.pieces:
            if one.key in near and self.safe(secret, out | {one.key}):
                return one.key
        steps = min(near.values(), default=0)
        return next((one.key for one in self.pieces if near.get(one.key) == steps), None)

    def _add(self, world: World) -> None:
        """Keep a world, if every number in it is known: what it lacks could contradict anything."""
        if any(one.holds(world) is not True for one in self.fixed):
            return
        against = frozenset(
            one.key
            for one in self.pieces
            if any(fact.holds(world) is not True for fact in one.facts)
        )
        self._worlds.append((world, against))

    def _system(self, out: frozenset[Key]) -> System:
        if self._last is None or self._last[0] != out:
            told = (fact for one in self.pieces if one.key not in out for fact in one.facts)
            self._last = out, System([*self.fixed, *told])
        return self._last[1]

    def _near(self, secret: Secret, out: frozenset[Key]) -> dict[Key, int]:
        """The pieces that are joined to the secret by what is told, and in how many steps."""
        reached = {var for var, _ in secret.form}
        found: dict[Key, int] = {}
        facts: list[tuple[Key, Fact]] = [(None, fact) for fact in self.fixed]
        facts += [(p.key, fact) for p in self.pieces if p.key not in out for fact in p.facts]
        step = 0
        while True:
            step += 1
            touched = [
                (key, fact) for key, fact in facts if any(var in reached for var, _ in fact.form)
            ]
            if not touched:
                break
            for key, _ in touched:
                found.setdefault(key, step)
            reached.update(var for _, fact in touched for var, _ in fact.form)
            done = set(map(id, (fact for _, fact in touched)))
            facts = [(key, fact) for key, fact in facts if id(fact) not in done]
        found.pop(None, None)
        return found

"""What the law asks a strategy to be for, and whether a plan speaks of it. The strands are data."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from dashboards.listing import folded, without_hyphens

DATA = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Strand:
    """One thing that a strategy is to be for, from a day on. ``words``: what shows that it is."""

    code: str
    name: str
    citation: str
    since: date
    words: tuple[str, ...]
    until: date | None = None

    def holds(self, starts: date, ends: date) -> bool:
        """Whether it is asked of a strategy of these years."""
        return self.since <= ends and (self.until is None or self.until >= starts)

    def is_named_in(self, texts: Iterable[str]) -> bool:
        """Whether any of the texts has one of its words."""
        text = without_hyphens(folded("\n".join(texts)))
        return any(
            re.search(rf"\b{re.escape(without_hyphens(folded(word)))}", text) for word in self.words
        )


@lru_cache(maxsize=1)
def strands() -> tuple[Strand, ...]:
    """Every strand, in the order of the Act."""
    with DATA.open("rb") as file:
        rows = tomllib.load(file)["strand"]
    return tuple(
        Strand(
            row["code"],
            row["name"],
            row["citation"],
            row["from"],
            tuple(row["words"]),
            row.get("until"),
        )
        for row in rows
    )

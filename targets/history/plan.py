"""What a file of past figures would do, before anybody confirms it: made, kept and read back."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from core import clock
from core.quarters import Quarter
from core.sheets import Sheet
from partnerships.models import Partnership
from targets.history.read import Item, read_history
from targets.history.resource import BATCH, FigureResource, Known, Planned, read_known
from targets.sheets.plan import Line, Problem

Last = TypeVar("Last")


@dataclass(frozen=True)
class Step:
    """How far the work is: ``4,000 of 10,000 rows checked``."""

    done: int
    total: int
    what: str

    @property
    def words(self) -> str:
        return f"{self.done:,} of {self.total:,} rows {self.what}"


@dataclass(frozen=True)
class Plan:
    """What was found. ``added`` and ``changed`` are what would be written."""

    added: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    unchanged: int = 0
    unknown: tuple[Problem, ...] = ()
    faults: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()
    reason: str = ""  # why there is no figure where a cell says only n/a

    @property
    def rows(self) -> int:
        """How many figures would be written."""
        return len(self.added) + len(self.changed)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters that would get figures, oldest first."""
        indexes = {one.item.quarter for one in (*self.added, *self.changed)}
        return tuple(Quarter.from_index(index) for index in sorted(indexes))

    def to_bytes(self) -> bytes:
        """For the database: JSON, compressed."""
        data = {
            "added": [_packed(one) for one in self.added],
            "changed": [_packed(one) for one in self.changed],
            "unchanged": self.unchanged,
            "unknown": [_fields(one) for one in self.unknown],
            "faults": [_fields(one) for one in self.faults],
            "unused": self.unused,
            "reason": self.reason,
        }
        return zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 6)

    @classmethod
    def from_bytes(cls, content: bytes) -> "Plan":
        data = json.loads(zlib.decompress(content))
        return cls(
            added=tuple(map(_unpacked, data["added"])),
            changed=tuple(map(_unpacked, data["changed"])),
            unchanged=data["unchanged"],
            unknown=tuple(Problem(*one) for one in data["unknown"]),
            faults=tuple(Problem(*one) for one in data["faults"]),
            unused=tuple(data["unused"]),
            reason=data["reason"],
        )


def _fields(fault: Problem) -> list[str]:
    return [fault.place, fault.name, fault.value[:200], fault.sentence]


def _packed(planned: Planned) -> list[Any]:
    item = planned.item
    lines = [[line.label, line.now, line.then] for line in planned.lines]
    return [item.sheet, item.row, item.measure, item.quarter, item.texts, planned.version, lines]


def _unpacked(row: list[Any]) -> Planned:
    sheet, number, measure, quarter, texts, version, lines = row
    item = Item(sheet, number, measure, quarter, texts, {})
    return Planned(item, version, tuple(Line(*line) for line in lines))


def make_plan(
    partnership: Partnership, sheets: list[Sheet], reason: str = ""
) -> Iterator[Step | Plan]:
    """Check the sheets' rows, in steps; the last thing given is the plan. Nothing is written."""
    known = read_known(partnership)
    found = read_history(sheets, known.wanted(), Quarter.last_ended(clock.today()))
    resource = FigureResource(known, reason=reason)
    total = len(found.items)
    for start in range(0, total, BATCH):
        resource.preview(found.items[start : start + BATCH])
        yield Step(min(start + BATCH, total), total, "checked")
    outcome = resource.outcome
    yield Plan(
        added=tuple(outcome.added),
        changed=tuple(outcome.changed),
        unchanged=outcome.unchanged,
        unknown=tuple(found.unknown),
        faults=(*found.faults, *outcome.faults),
        unused=tuple(found.unused),
        reason=reason,
    )


def last_of(work: Iterator[Step | Last], kind: type[Last]) -> Last:
    """Do the work to its end, and give what it ends with."""
    *_, last = work
    if not isinstance(last, kind):
        raise TypeError("The work ended with a step.")
    return last


def names_of(known: Known) -> dict[int, str]:
    """The indicators' names by measure."""
    return {one.pk: one.indicator.name for one in known.measures.values()}

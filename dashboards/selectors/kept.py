"""What was read from snapshots, kept in this process: a snapshot never changes.

Reading one costs more than everything else on a page that shows it. Whatever is kept is known by
the SHA-256 of its content, so it cannot be taken for anything else; what was not asked for longest
is let go. Everything kept is frozen, so that requests can share it.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import Any, Final

from core.quarters import Period, Quarter
from dashboards.codec import loader
from dashboards.models import Snapshot
from dashboards.types import Cell, Dashboard, Rating, from_json
from targets.terms import Unrated

MOST_DASHBOARDS: Final = 32  # about 1 MB each, with 60 indicators
MOST_ABRIDGED: Final = 512  # about 30 kB each

Key = tuple[int, str]  # a snapshot's id and the SHA-256 of its payload


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a published quarter, with what a comparison needs of its ``Row``."""

    indicator_id: int
    unit_text: str
    text: str  # as the cell prints it
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    period: Period
    hidden: bool
    rating: str  # as the rating component takes it
    absence: Unrated | None = None  # which of the kinds of nothing, whatever the rating says
    quality_problem: bool = False

    @property
    def sound(self) -> bool:
        """Whether it may be added up and compared."""
        return self.value is not None and not self.quality_problem


@dataclass(frozen=True, slots=True)
class Abridged:
    """A published quarter without its texts and histories."""

    place: str
    quarter: Quarter
    lines: tuple[Line, ...]


@lru_cache(maxsize=MOST_DASHBOARDS)
def dashboard_kept(pk: int, sha256: str) -> Dashboard:
    """What the snapshot with this content holds. One query the first time, then none."""
    return from_json(Snapshot.objects.values_list("payload", flat=True).get(pk=pk, sha256=sha256))


_abridged: OrderedDict[Key, Abridged] = OrderedDict()
_lock = Lock()


def abridged(snapshots: Iterable[Key]) -> dict[int, Abridged]:
    """By id, these snapshots in short. At most one query, for those that are not kept."""
    wanted = list(snapshots)
    with _lock:
        found = {key: _abridged[key] for key in wanted if key in _abridged}
        for key in found:
            _abridged.move_to_end(key)
    if missing := [pk for pk, sha256 in wanted if (pk, sha256) not in found]:
        rows = Snapshot.objects.filter(pk__in=missing).values_list("pk", "sha256", "payload")
        read = {(pk, sha256): abridge(payload) for pk, sha256, payload in rows.iterator()}
        found |= read
        _keep(read)
    return {pk: found[pk, sha256] for pk, sha256 in wanted if (pk, sha256) in found}


def _keep(read: dict[Key, Abridged]) -> None:
    with _lock:
        _abridged.update(read)
        while len(_abridged) > MOST_ABRIDGED:
            _abridged.popitem(last=False)


def forget() -> None:
    """Let go of everything, as a process does that starts anew."""
    dashboard_kept.cache_clear()
    with _lock:
        _abridged.clear()


def abridge(payload: str) -> Abridged:
    """The short form of a payload, without building the rest of it."""
    data = json.loads(payload)
    rows = (row for group in data["groups"] for row in group["rows"])
    return Abridged(
        place=data["place"],
        quarter=Quarter.from_slug(data["quarter"]),
        lines=tuple(map(_line, rows)),
    )


def _line(row: dict[str, Any]) -> Line:
    cell: Cell = loader(Cell)(row["latest"])
    rating: Rating = loader(Rating)(row["rating"])
    return Line(
        indicator_id=row.get("indicator_id", 0),
        unit_text=row["unit_text"],
        text=cell.text,
        value=cell.value,
        numerator=cell.numerator,
        denominator=cell.denominator,
        period=cell.period,
        hidden=cell.hidden,
        rating=rating.value,
        absence=cell.absence,
        quality_problem=cell.quality_problem,
    )

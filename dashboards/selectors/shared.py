"""What other partnerships have published and share. Everything that crosses partnerships is here.

A partnership's published figures are its own until it says who may compare them
(``Partnership.shares_with``). Only snapshots are read, in which small numbers are hidden already;
working figures are never shared. Of a partnership that does not share, its board above learns the
name and nothing else.
"""

import json
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from threading import Lock
from typing import Any, Final

from django.db.models import Q, QuerySet

from core.quarters import Period, Quarter
from dashboards.comparing import HIDDEN
from dashboards.models import Snapshot
from dashboards.selectors.kept import Key, Line, abridged
from partnerships.models import Partnership, Population
from targets.models import Return
from targets.terms import FEWEST_SHOWN

MOST_SERIES: Final = 64  # snapshots whose histories a process keeps, some 100 kB each

# By indicator and period; None for a figure that is hidden.
Series = Mapping[int, Mapping[Period, Decimal | None]]


@dataclass(frozen=True, slots=True)
class Area:
    """A partnership that lets another one compare what it has published."""

    id: int
    slug: str
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class District:
    """A partnership under a county board. ``shares``: whether the board may see its figures."""

    area: Area
    shares: bool


@dataclass(frozen=True, slots=True)
class SharedQuarter:
    """The latest version of a quarter that an area has published."""

    area: Area
    quarter: Quarter
    published_at: datetime
    lines: Mapping[int, Line]  # by indicator
    series: Series = field(default_factory=dict)


def areas_shared_with(partnership: Partnership) -> tuple[Area, ...]:
    """The partnerships whose published figures this one may compare, by place. One query."""
    return _areas(sharing_with(partnership))


def sharing_with(partnership: Partnership) -> QuerySet[Partnership]:
    """The same as a query."""
    return Partnership.objects.filter(_shares_with(partnership)).exclude(pk=partnership.pk)


def _shares_with(partnership: Partnership) -> Q:
    """A board sees those under it that share; they see each other where they say so too."""
    shares = Partnership.Shares
    found = Q(parent=partnership, shares_with__in=(shares.COUNTY, shares.NEIGHBOURS))
    if partnership.parent_id is not None:
        found |= Q(parent=partnership.parent_id, shares_with=shares.NEIGHBOURS)
    return found


def districts_of(county: Partnership) -> tuple[District, ...]:
    """Every partnership under a county board, by place, and which of them share. One query."""
    rows = Partnership.objects.filter(parent=county).order_by("place", "pk")
    return tuple(
        District(Area(pk, slug, name, place), shares != Partnership.Shares.NOBODY)
        for pk, slug, name, place, shares in rows.values_list(
            "pk", "slug", "name", "place", "shares_with"
        )
    )


def sharing_districts(county: Partnership) -> QuerySet[Partnership]:
    """Those under a county board whose published figures it may see."""
    return Partnership.objects.filter(parent=county).exclude(shares_with=Partnership.Shares.NOBODY)


def shared_quarter(
    partnership: Partnership, quarter: Quarter, *, series: bool = False
) -> dict[int, SharedQuarter]:
    """What those who share have published of a quarter, by partnership. At most three queries.

    ``series``: with the figures of the quarters before, as that snapshot has them.
    """
    return published_by(areas_shared_with(partnership), quarter, series=series)


def published_by(
    areas: Iterable[Area], quarter: Quarter, *, series: bool = False
) -> dict[int, SharedQuarter]:
    """The latest published version of the quarter of ``areas``, which came from this module.

    Two queries, one where every snapshot was read before.
    """
    by_id = {area.id: area for area in areas}
    if not by_id:
        return {}
    rows = Snapshot.objects.filter(partnership__in=by_id, quarter=quarter)
    newest: dict[int, tuple[Key, datetime]] = {}
    for owner, pk, sha256, published_at in rows.order_by("partnership_id", "-number").values_list(
        "partnership_id", "pk", "sha256", "published_at"
    ):
        newest.setdefault(owner, ((pk, sha256), published_at))
    keys = [key for key, _ in newest.values()]
    short = abridged(keys)
    lines = {
        owner: {line.indicator_id: line for line in short[key[0]].lines if line.indicator_id}
        for owner, (key, _) in newest.items()
    }
    hide_one_more(lines)
    histories = _histories(keys) if series else {}
    return {
        owner: SharedQuarter(
            by_id[owner], quarter, published_at, lines[owner], histories.get(key, {})
        )
        for owner, (key, published_at) in newest.items()
    }


def hide_one_more(lines: Mapping[int, dict[int, Line]]) -> None:
    """Where areas hide small numbers of an indicator, hide the smallest large one of another too.

    A county's own total may be printed elsewhere: less all the others it would give a hidden
    number away, or leave too few it could be. With one of 5 or more hidden beside them it does not.
    ``lines``: by partnership and indicator; it is changed.
    """
    small = {
        (one.indicator_id, one.period)
        for found in lines.values()
        for one in found.values()
        if one.hidden
    }
    for indicator, period in small:
        others = sorted(
            (_people(one), owner)
            for owner, found in lines.items()
            if (one := found.get(indicator)) and one.period == period and one.value is not None
        )
        enough = next((place for place, one in enumerate(others) if one[0] >= FEWEST_SHOWN), None)
        chosen = others if enough is None else others[enough : enough + 1]
        for _, owner in chosen:
            lines[owner][indicator] = _hidden(lines[owner][indicator])


def _hidden(line: Line) -> Line:
    return replace(
        line,
        text=HIDDEN,
        value=None,
        numerator=None,
        denominator=None,
        hidden=True,
    )


def _people(line: Line) -> Decimal:
    """How many a figure counts, as far as is known."""
    return line.numerator if line.numerator is not None else line.value or Decimal(0)


def quarters_of(ids: Collection[int]) -> tuple[Quarter, ...]:
    """The quarters that any of those who share have published, latest first. One query."""
    rows = Snapshot.objects.filter(partnership__in=ids).order_by("-quarter")
    return tuple(rows.values_list("quarter", flat=True).distinct())


def due_dates(areas: Iterable[Area], quarter: Quarter) -> dict[int, date]:
    """When the returns of those who share are due, by partnership. One query."""
    rows = Return.objects.filter(partnership__in=[area.id for area in areas], quarter=quarter)
    return dict(rows.values_list("partnership_id", "due"))


def populations(ids: Collection[int], year: int) -> dict[int, int]:
    """People by partnership: the estimate for the middle of ``year``, else the latest before.

    Published by the Office for National Statistics, of any partnership. One query.
    """
    rows = Population.objects.filter(partnership__in=ids, mid_year__lte=year).order_by("mid_year")
    return dict(rows.values_list("partnership_id", "value"))


# --- Histories ---


_kept: OrderedDict[Key, Series] = OrderedDict()
_lock = Lock()


def forget() -> None:
    """Let go of every history, as a process does that starts anew."""
    with _lock:
        _kept.clear()


def _histories(keys: Collection[Key]) -> dict[Key, Series]:
    """By snapshot, its indicators' figures by period. At most one query; see ``kept``."""
    with _lock:
        found = {key: _kept[key] for key in keys if key in _kept}
    if missing := [pk for pk, sha256 in keys if (pk, sha256) not in found]:
        rows = Snapshot.objects.filter(pk__in=missing).values_list("pk", "sha256", "payload")
        read = {(pk, sha256): _series(payload) for pk, sha256, payload in rows.iterator()}
        found |= read
        with _lock:
            _kept.update(read)
            while len(_kept) > MOST_SERIES:
                _kept.popitem(last=False)
    return found


def _series(payload: str) -> Series:
    return {
        row["indicator_id"]: {
            _period(point["period"]): None if point["value"] is None else Decimal(point["value"])
            for point in row["history"]
            if (point["value"] is not None or point["text"] == HIDDEN)
            and not point.get("quality_problem")
        }
        for group in json.loads(payload)["groups"]
        for row in group["rows"]
        if row.get("indicator_id")
    }


def _period(text: str) -> Period:
    """The period that ``codec`` wrote."""
    start, _, end = text.partition("/")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def _areas(rows: Any) -> tuple[Area, ...]:
    found = rows.order_by("place", "pk").values_list("pk", "slug", "name", "place")
    return tuple(Area(*row) for row in found)

"""What the board saw: dashboards read back from their snapshots, never made again."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from core.quarters import Quarter
from dashboards.models import Snapshot
from dashboards.selectors.kept import dashboard_kept
from dashboards.types import Dashboard
from partnerships.models import Partnership


@dataclass(frozen=True, slots=True)
class Edition:
    """One snapshot, without its content."""

    id: int
    quarter: Quarter
    number: int
    published_at: datetime
    reason: str


def editions(partnership: Partnership) -> tuple[Edition, ...]:
    """Every snapshot, latest quarter and latest version first. One query."""
    rows = partnership.snapshots.order_by("-quarter", "-number").values_list(
        "pk", "quarter", "number", "published_at", "reason"
    )
    return tuple(Edition(*row) for row in rows)


def published_dashboard(
    partnership: Partnership, quarter: Quarter | None = None, number: int | None = None
) -> Dashboard | None:
    """The latest version of a quarter's dashboard, or of the latest published quarter's.

    ``number``: that version instead. None where nothing is published. One query, and another where
    this process has not read it yet.
    """
    rows = partnership.snapshots.order_by("-quarter", "-number")
    if quarter is not None:
        rows = rows.filter(quarter=quarter)
    if number is not None:
        rows = rows.filter(number=number)
    return _first(rows)


def dashboard_of(snapshot: Snapshot) -> Dashboard:
    """What a snapshot holds."""
    return dashboard_kept(snapshot.pk, snapshot.sha256)


def published_before(partnership: Partnership, quarter: Quarter) -> Dashboard | None:
    """The dashboard of the latest quarter published before this one. Queries as above."""
    return _first(partnership.snapshots.filter(quarter__lt=quarter).order_by("-quarter", "-number"))


def _first(rows: QuerySet[Snapshot]) -> Dashboard | None:
    found = rows.values_list("pk", "sha256").first()
    return dashboard_kept(*found) if found else None

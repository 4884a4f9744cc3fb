"""What the board saw: dashboards read back from their snapshots, never made again."""

from dataclasses import dataclass
from datetime import datetime

from core.quarters import Quarter
from dashboards.models import Snapshot
from dashboards.types import Dashboard, from_json
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

    ``number``: that version instead. None where nothing is published. One query.
    """
    rows = partnership.snapshots.order_by("-quarter", "-number")
    if quarter is not None:
        rows = rows.filter(quarter=quarter)
    if number is not None:
        rows = rows.filter(number=number)
    payload = rows.values_list("payload", flat=True).first()
    return None if payload is None else from_json(payload)


def dashboard_of(snapshot: Snapshot) -> Dashboard:
    """What a snapshot holds."""
    return from_json(snapshot.payload)


def published_before(partnership: Partnership, quarter: Quarter) -> Dashboard | None:
    """The dashboard of the latest quarter published before this one. One query."""
    rows = partnership.snapshots.filter(quarter__lt=quarter).order_by("-quarter", "-number")
    payload = rows.values_list("payload", flat=True).first()
    return None if payload is None else from_json(payload)

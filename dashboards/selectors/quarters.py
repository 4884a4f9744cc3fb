"""Which quarters the board has seen, in which versions, and when the next one is due."""

from dataclasses import dataclass
from datetime import date, datetime

from core.quarters import Quarter
from partnerships.models import Partnership
from targets.models import Return


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """One snapshot as a list shows it, without its content. ``latest``: of its quarter."""

    quarter: Quarter
    number: int
    published_at: datetime
    published_by: str
    reason: str
    latest: bool

    @property
    def standing(self) -> str:
        return "What the board sees" if self.latest else "Replaced"


def published_versions(partnership: Partnership) -> tuple[PublishedVersion, ...]:
    """Every version of every quarter, latest quarter and latest version first. One query."""
    rows = partnership.snapshots.order_by("-quarter", "-number").values_list(
        "quarter", "number", "published_at", "published_by__name", "reason"
    )
    found: list[PublishedVersion] = []
    for quarter, number, at, by, reason in rows:
        latest = not found or found[-1].quarter != quarter
        found.append(PublishedVersion(quarter, number, at, by or "", reason, latest))
    return tuple(found)


def next_due(partnership: Partnership, quarter: Quarter) -> date | None:
    """When the next quarter's figures are due; None while its return is not open. One query."""
    rows = Return.objects.filter(partnership=partnership, quarter=quarter + 1)
    return rows.order_by("quarter").values_list("due", flat=True).first()

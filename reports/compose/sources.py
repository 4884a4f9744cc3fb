"""Everything that a paper is made from beside its own texts."""

from dataclasses import dataclass
from decimal import Decimal

from dashboards.types import Dashboard, Row
from targets.terms import Rag


@dataclass(frozen=True, slots=True)
class SchemeNumbers:
    """What the scheme of the quarter allows: per cent and percentage points."""

    tolerance_percent: Decimal
    tolerance_points: Decimal
    tolerance_absolute: Decimal | None
    band_percent: Decimal
    band_points: Decimal


@dataclass(frozen=True, slots=True)
class Sources:
    """``previous`` is the last quarter published before. ``chain_head`` is empty in a draft."""

    dashboard: Dashboard
    sha256: str  # of the snapshot
    previous: Dashboard | None = None
    scheme: SchemeNumbers | None = None
    chain_head: str = ""
    draft: bool = False

    def before(self, row: Row) -> Row | None:
        """The same indicator in the previous quarter."""
        return self.previous.row(row.measure_id) if self.previous else None

    def was(self, row: Row) -> Rag | None:
        """What the same indicator was rated in the previous quarter."""
        before = self.before(row)
        return before.rating.shown if before else None

"""Everything that a paper is made from beside its own texts."""

from dataclasses import dataclass

from dashboards.performance import SchemeTerms
from dashboards.types import Dashboard, Row
from targets.terms import Rag


@dataclass(frozen=True, slots=True)
class Sources:
    """``previous``: the last quarter published before. ``scheme``: None where it is not known.

    ``chain_heads``: the ends of the row history's chains, none in a draft.
    """

    dashboard: Dashboard
    sha256: str  # of the snapshot
    previous: Dashboard | None = None
    scheme: SchemeTerms | None = None
    chain_heads: tuple[str, ...] = ()
    draft: bool = False

    def before(self, row: Row) -> Row | None:
        """The same indicator in the previous quarter."""
        return self.previous.row(row.measure_id) if self.previous else None

    def was(self, row: Row) -> Rag | None:
        """What the same indicator was rated in the previous quarter."""
        before = self.before(row)
        return before.rating.shown if before else None

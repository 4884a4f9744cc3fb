"""The second opinion on one judged measure: usual range, trend, chance, forecast."""

from typing import TYPE_CHECKING

from dashboards.insight import Insight
from dashboards.performance import Judgement
from targets.models import Measure

if TYPE_CHECKING:
    from dashboards.selectors.working import Case


def insight_of(case: "Case", measure: Measure, judgement: Judgement) -> Insight | None:
    """What the rules make of the measure's history up to the quarter. No query."""
    return None

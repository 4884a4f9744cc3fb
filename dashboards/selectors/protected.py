"""What is published of a quarter's rows, so that no small number can be read or worked out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.performance import Judgement
from dashboards.selectors.hidden import hide_small_numbers, is_small, without_numbers
from dashboards.types import Row
from partnerships.models import Partnership
from targets.models import Measure

if TYPE_CHECKING:
    from dashboards.selectors.working import Case


def protected(
    partnership: Partnership,
    case: "Case",
    judged: Mapping[int, Judgement],
    rows: Mapping[int, Row],
) -> dict[int, Row]:
    """The rows, by measure, as the board sees them."""
    found = dict(rows)
    for measure in case.gathered.measures:
        row = found[measure.pk]
        if _names_small_numbers(case, measure, judged[measure.pk]):
            row = without_numbers(row)
        found[measure.pk] = hide_small_numbers(row) if measure.suppress_small_numbers else row
    return found


def _names_small_numbers(case: "Case", measure: Measure, judgement: Judgement) -> bool:
    """Whether the sentence behind an "all of" target says a number that is not published."""
    target = case.target(measure)
    rows = case.gathered.conditions.get(target.pk, []) if target else []
    terms = judgement.target.conditions if judgement.target else ()
    return any(
        row.measure is not None
        and row.measure.suppress_small_numbers
        and one.measure is not None
        and one.figure is not None
        and is_small(one.measure.unit, one.figure.value, one.figure.numerator)
        for row, one in zip(rows, terms, strict=True)
    )

"""What was reported for an indicator in the quarters before."""

from dataclasses import dataclass

from core.quarters import Quarter
from targets.models import Figure, Measure
from targets.values import Cell, cell

QUARTERS = 8


@dataclass(frozen=True)
class Past:
    quarter: Quarter
    cell: Cell
    commentary_change: str
    commentary_action: str


def past_figures(measure: Measure, quarter: Quarter) -> tuple[Past, ...]:
    """The measure's figures of the eight quarters before, latest first. One query.

    ``measure.indicator`` is loaded.
    """
    figures = Figure.objects.filter(
        measure=measure, quarter__lt=quarter, quarter__gte=quarter - QUARTERS
    )
    found = []
    for figure in figures.order_by("-quarter"):
        figure.measure = measure
        found.append(
            Past(figure.quarter, cell(figure), figure.commentary_change, figure.commentary_action)
        )
    return tuple(found)

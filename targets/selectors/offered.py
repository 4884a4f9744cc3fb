"""Denominators that are known already: entered once, offered wherever they are asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.quarters import Quarter
from partnerships.models import Partnership, Population
from targets.entry import Offered
from targets.models import Denominator, Figure, Measure

POPULATION = "population"  # the denominator's name for which the mid-year estimate is offered


def normal(name: str) -> str:
    """A denominator's name as it is compared: ``Households `` and ``households`` are one."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True)
class Denominators:
    """What is offered in one quarter, by the name that indicators give it."""

    kept: Mapping[str, Offered]
    entered: Mapping[tuple[int, str], tuple[tuple[int, Offered], ...]]
    # by supplier: in this return, all of them alike; with the measure that each was entered for

    def offered(self, measure: Measure) -> Offered | None:
        """The denominator that this measure's figure probably has. Its indicator is loaded."""
        name = normal(measure.indicator.denominator_label)
        if not name:
            return None
        if name in self.kept:
            return self.kept[name]
        alike = self.entered.get((measure.supplier_id, name), ())
        return next((offered for entered_for, offered in alike if entered_for != measure.pk), None)


def denominators(
    partnership: Partnership, quarter: Quarter, figures: Iterable[Figure] = ()
) -> Denominators:
    """What is known for a quarter: the population, the denominators that managers keep, and those
    that ``figures`` of the quarter, with their measures loaded, have already. Two queries.
    """
    kept = {
        normal(one.name): Offered(one.value, f"{one.name} from {one.quarter.label}, {one.source}")
        for one in Denominator.objects.filter(
            partnership=partnership, quarter__lte=quarter
        ).order_by("quarter")
    }
    if people := population(partnership, quarter):
        kept[POPULATION] = Offered(
            Decimal(people.value), f"Mid-{people.mid_year} estimate, {people.source}"
        )
    return Denominators(kept, _entered(figures))


def population(partnership: Partnership, quarter: Quarter) -> Population | None:
    """The latest mid-year estimate that is not of a year after the quarter's financial year.

    30 June of the calendar year in which a financial year starts lies within that year.
    """
    return (
        Population.objects.filter(
            partnership=partnership, mid_year__lte=quarter.financial_year.year
        )
        .order_by("-mid_year")
        .first()
    )


def _entered(figures: Iterable[Figure]) -> dict[tuple[int, str], tuple[tuple[int, Offered], ...]]:
    """By supplier and name; none where two figures of one supplier disagree."""
    found: dict[tuple[int, str], dict[Decimal, list[Measure]]] = {}
    for figure in figures:
        indicator = figure.measure.indicator
        if figure.denominator is None or not normal(indicator.denominator_label):
            continue
        key = (figure.measure.supplier_id, normal(indicator.denominator_label))
        found.setdefault(key, {}).setdefault(figure.denominator, []).append(figure.measure)
    return {
        key: tuple((one.pk, Offered(value, f"As entered for {one.indicator.name}")) for one in them)
        for key, values in found.items()
        if len(values) == 1
        for value, them in values.items()
    }

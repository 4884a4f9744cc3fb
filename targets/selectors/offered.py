"""Denominators that are known already: entered once, offered wherever they are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.quarters import Quarter
from partnerships.models import Partnership, Population
from targets.entry import Offered
from targets.models import Denominator, Measure

POPULATION = "population"  # the denominator's name for which the mid-year estimate is offered


def normal(name: str) -> str:
    """A denominator's name as it is compared: ``Households `` and ``households`` are one."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True)
class Denominators:
    """What is offered in one quarter, by the name that indicators give it."""

    kept: Mapping[str, Offered]

    def offered(self, measure: Measure) -> Offered | None:
        """The denominator that this measure's figure probably has. Its indicator is loaded.

        Never that of another figure: two surveys both have “People asked”, and not the same ones.
        """
        return self.kept.get(normal(measure.indicator.denominator_label))


def denominators(partnership: Partnership, quarter: Quarter) -> Denominators:
    """What is known for a quarter: the population and the denominators that managers keep. Two
    queries.
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
    return Denominators(kept)


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

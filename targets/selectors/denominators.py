"""Populations and other denominators, with how many indicators take each."""

from collections import Counter
from dataclasses import dataclass

from partnerships.models import Partnership, Population
from targets.models import Denominator, Measure
from targets.selectors.offered import POPULATION, normal
from targets.selectors.words import counted
from targets.values import asks_parts


@dataclass(frozen=True)
class Kept:
    """One other denominator, and its use."""

    row: Denominator
    use: str


@dataclass(frozen=True)
class Wanted:
    """A denominator that indicators ask for and that is kept nowhere."""

    name: str
    use: str


@dataclass(frozen=True)
class DenominatorsPage:
    """What is kept, how much each is used, and which names of indicators’ denominators nothing is
    kept for."""

    populations: tuple[Population, ...]
    population_use: str
    kept: tuple[Kept, ...]
    wanted: tuple[Wanted, ...]


def denominators_page(partnership: Partnership) -> DenominatorsPage:
    """Everything of the page. Three queries."""
    names: dict[str, str] = {}
    uses: Counter[str] = Counter()
    measures = Measure.objects.filter(partnership=partnership).select_related("indicator")
    for measure in measures.order_by("position", "pk"):
        label = measure.indicator.denominator_label
        if label and asks_parts(measure.indicator):
            uses[normal(label)] += 1
            names.setdefault(normal(label), label)
    kept = Denominator.objects.filter(partnership=partnership).order_by("name", "-quarter")
    rows = tuple(Kept(row, _use(uses[normal(row.name)])) for row in kept)
    known = {POPULATION, *(normal(one.row.name) for one in rows)}
    return DenominatorsPage(
        populations=tuple(Population.objects.filter(partnership=partnership).order_by("-mid_year")),
        population_use=_use(uses[POPULATION]),
        kept=rows,
        wanted=tuple(
            Wanted(name, _use(uses[key])) for key, name in names.items() if key not in known
        ),
    )


def _use(number: int) -> str:
    return counted(number, "indicator") if number else "No indicator"

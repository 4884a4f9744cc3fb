"""A partnership with a section of 40 indicators and three years of history behind each."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from audit.context import context
from core import clock
from core.quarters import Quarter
from targets.models import Figure, Measure, Return
from tests.targets.scene import Q4, TODAY, Scene, make_scene

PASSWORD = "a password of the benchmarks"  # noqa: S105 - of a database that lives for a minute
KINDS = (
    {"unit": "count"},
    {"unit": "count"},
    {"unit": "rate", "numerator_label": "Offences", "denominator_label": "Population"},
    {"unit": "percentage", "numerator_label": "Satisfied", "denominator_label": "Asked"},
)


@dataclass(frozen=True)
class Place:
    """Where the benchmark works: the page of the section, and what stands in it."""

    scene: Scene
    measures: tuple[Measure, ...]

    @property
    def email(self) -> str:
        return self.scene.users["officer"].email

    def forget_figures(self) -> None:
        """Start the quarter again: its figures are gone, their history in the log stays."""
        with context(by="system: benchmark", action="benchmarks.forget"):
            Figure.objects.filter(belongs_to=self.scene.ret).delete()


def make_place(slug: str, rows: int = 40, quarters: int = 12) -> Place:
    """A section of ``rows`` indicators, of which half are made of a numerator and a denominator,
    with figures for ``quarters`` quarters before."""
    with (
        clock.fixed(TODAY),
        context(by="system: benchmark", action="benchmarks.given"),
    ):
        scene = make_scene(slug)
        officer = scene.users["officer"]
        officer.set_password(PASSWORD)
        officer.save()
        for measure in scene.measures.values():
            measure.priority = None
            measure.save()
        measures = tuple(
            scene.add_measure(f"row-{number}", decimals=1 if number % 4 > 1 else 0, **kind)
            for number, kind in ((n, KINDS[n % len(KINDS)]) for n in range(rows))
        )
        _history(scene, measures, [Q4 - back for back in range(1, quarters + 1)])
    return Place(scene, measures)


def _history(scene: Scene, measures: Iterable[Measure], quarters: Iterable[Quarter]) -> None:
    for quarter in quarters:
        ret = Return.objects.create(
            partnership=scene.partnership,
            quarter=quarter,
            status="history",
            opened_on=quarter.end,
            due=quarter.end,
        )
        Figure.objects.bulk_create(
            Figure(
                partnership=scene.partnership,
                belongs_to=ret,
                measure=measure,
                quarter=quarter,
                period_start=quarter.start,
                period_end=quarter.end,
                state="entered",
                value=Decimal(100 + (measure.pk * 7 + quarter.number * 3) % 25),
            )
            for measure in measures
        )

"""Midshire with five quarters of figures, the last published: what a revision can reach.

``entrants``   a count with a target of at most 100, and judged against the same quarter last year
``burglary``   a rolling year, to be no more than the baseline
``family``     a target that is met when ``entrants`` is at most 95
"""

from datetime import date
from decimal import Decimal
from typing import Any

from core.quarters import Quarter
from dashboards import actions
from dashboards.models import Scheme, Snapshot
from targets.actions.returns import sign_off_part, submit_part
from targets.actions.revise import revise
from targets.entry import Columns
from targets.models import Baseline, Figure, Measure, Return, Revision, Target, TargetCondition
from targets.terms import RevisionKind
from tests.targets.scene import Q4, Scene, given, make_scene

FIRST = Quarter(2013, 1)
ENTRANTS = (100, 100, 100, 110, 90, 92, 94, 96)  # of eight quarters, the last Q4 2014/15
BURGLARY = (30, 30, 30, 30, 30, 30, 30, 30)


def make_published() -> Scene:
    """The scene with its return published by ``manager``. Open no audit context around it."""
    with given():
        scene = make_scene()
        Scheme.objects.create(
            partnership=scene.partnership, number=1, from_quarter=Quarter(2012, 1)
        )
        scene.add_measure("burglary", basis="rolling_year")
        scene.add_measure("family", unit="percentage", supplier=scene.council)
        _targets(scene)
        for place, number in enumerate(ENTRANTS):
            scene.add_figure("entrants", number, FIRST + place)
            scene.add_figure("burglary", BURGLARY[place], FIRST + place)
        scene.add_figure("crime-rate", "6.35", numerator=Decimal(4241), denominator=Decimal(667900))
        for code in ("satisfied", "reoffending", "fly-tipping", "family"):
            scene.add_figure(code, "50")
    carry_on(scene)
    return scene


def _targets(scene: Scene) -> None:
    known: dict[str, Any] = {"partnership": scene.partnership, "starts": date(2013, 4, 1)}
    entrants, burglary, family = (
        scene.measures[code] for code in ("entrants", "burglary", "family")
    )
    Target.objects.create(
        **known, measure=entrants, kind="at_most", value=Decimal(100), text="At most 100"
    )
    baseline = Baseline.objects.create(
        partnership=scene.partnership, measure=burglary, value=Decimal(120),
        period_start=date(2013, 4, 1), period_end=date(2014, 3, 31),
    )  # fmt: skip
    Target.objects.create(
        **known, measure=burglary, kind="maintain_at_baseline", baseline=baseline, text="No more"
    )
    target = Target.objects.create(**known, measure=family, kind="all_of", text="All of it")
    TargetCondition.objects.create(
        partnership=scene.partnership, target=target, measure=entrants, text="Entrants",
        comparator="at_most", value=Decimal(96), position=1,
    )  # fmt: skip


def carry_on(scene: Scene) -> Snapshot:
    """Submitted, signed off and published, as people do it."""
    for part in scene.ret.parts.all():
        officer = "officer" if part.organisation == scene.police else "other"
        _explain(scene, part)
        submit_part(by=scene.member(officer), part=part, version=part.version)
        part.refresh_from_db()
        sign_off_part(by=scene.member("manager"), part=part, version=part.version)
    scene.ret.refresh_from_db()
    return actions.publish(
        by=scene.member("manager"), ret=scene.ret, expected_version=scene.ret.version
    )


def _explain(scene: Scene, part: Any) -> None:
    """Explain whatever is unusual, so that the figures can be submitted."""
    from targets.models import Explanation
    from targets.selectors.returns import read_return

    page = read_return(scene.member("manager"), scene.ret)
    with given():
        for row in page.rows:
            for warning in row.check.unexplained:
                Explanation.objects.create(
                    partnership=scene.partnership, figure=row.figure, kind=warning.kind.value,
                    about=warning.sentence, text="As it is.",
                )  # fmt: skip


def figure_of(scene: Scene, code: str, quarter: Quarter = Q4) -> Figure:
    found: Figure = Figure.objects.select_related("measure__indicator", "belongs_to").get(
        measure=scene.measures[code], quarter=quarter
    )
    return found


def columns(figure: Figure, **fields: Any) -> Columns:
    """The figure's columns with others in their place; a number may be a text."""
    known = Columns.of(figure).as_dict()
    for name in ("value", "numerator", "denominator"):
        if isinstance(fields.get(name), str):
            fields[name] = Decimal(fields[name])
    return Columns(**{**known, **fields})


def change(
    scene: Scene,
    code: str,
    value: str,
    quarter: Quarter = Q4,
    *,
    who: str = "officer",
    kind: RevisionKind = RevisionKind.LATE,
    why: str = "Late crimes were recorded.",
) -> Revision:
    """Revise a figure to another value."""
    figure = figure_of(scene, code, quarter)
    return revise(
        by=scene.member(who),
        figure=figure,
        columns=columns(figure, value=value),
        kind=kind,
        why=why,
        expected_version=figure.version,
    )


def return_of(scene: Scene) -> Return:
    found: Return = Return.objects.get(pk=scene.ret.pk)
    return found


def measure_id(scene: Scene, code: str) -> int:
    measure: Measure = scene.measures[code]
    return measure.pk

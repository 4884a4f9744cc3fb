"""Everything a quarter's dashboard is made from, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.db.models import Q

from core.quarters import Quarter
from dashboards.models import GroupAssessment, Scheme, StatedJudgement
from partnerships.models import Partnership
from strategies.models import (
    Outcome,
    OutcomeWording,
    Priority,
    PriorityWording,
    StrategyVersion,
)
from targets.models import Figure, Measure, Return, SeriesBreak, Target, TargetCondition

Row = TypeVar("Row")
SETTLED = (Return.Status.HISTORY, Return.Status.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows of one partnership, by the ids they are looked up with."""

    schemes: list[Scheme]
    measures: list[Measure]
    figures: dict[int, list[Figure]]  # by measure, up to and including the quarter
    breaks: dict[int, list[SeriesBreak]]
    targets: dict[int, list[Target]]  # in force in the quarter, the one that counts first
    conditions: dict[int, list[TargetCondition]]  # by target
    stated: dict[int, list[StatedJudgement]]
    assessments: list[GroupAssessment] = field(default_factory=list)
    priorities: list[Priority] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    priority_wordings: dict[int, PriorityWording] = field(default_factory=dict)
    outcome_wordings: dict[int, OutcomeWording] = field(default_factory=dict)


def gather(partnership: Partnership, quarter: Quarter, *, settled: bool) -> Gathered:
    """Read the partnership's rows that bear on one quarter. Twelve queries, whatever their size.

    ``settled``: of earlier quarters only the figures that are published or were loaded as past
    figures. An earlier return that is still open has figures that nobody has signed off.
    """
    strategies = _strategies(partnership, quarter)
    return replace(
        gather_to_judge(partnership, quarter, settled=settled),
        assessments=list(GroupAssessment.objects.filter(partnership=partnership, quarter=quarter)),
        priorities=list(
            Priority.objects.filter(strategy__in=strategies)
            .select_related("lead_group", "strategy")
            .order_by("-strategy__starts", "position", "code")
        ),
        outcomes=list(
            Outcome.objects.filter(strategy__in=strategies)
            .select_related("priority__lead_group", "strategy")
            .order_by("-strategy__starts", "position", "pk")
        ),
        priority_wordings=_in_force(
            PriorityWording.objects.filter(priority__strategy__in=strategies), "priority_id"
        ),
        outcome_wordings=_in_force(
            OutcomeWording.objects.filter(outcome__strategy__in=strategies), "outcome_id"
        ),
    )


def gather_to_judge(
    partnership: Partnership,
    quarter: Quarter,
    *,
    settled: bool,
    measures: Collection[int] | None = None,
) -> Gathered:
    """As ``gather``, without the groups and what is said of them; for some ``measures`` only those
    and the ones that their targets depend on. Seven queries."""
    known = {"partnership": partnership}
    only = {} if measures is None else {"measure__in": measures}
    targets = _by(_targets(partnership, quarter).filter(**only), "measure_id")
    conditions = _by(
        TargetCondition.objects.filter(**known)
        .select_related("measure__indicator")
        .order_by("target_id", "position"),
        "target_id",
    )
    wanted = None if measures is None else {*measures, *_depended_on(targets, conditions)}
    if wanted is not None:
        only = {"measure__in": wanted}
    rows = Measure.objects.filter(partnership=partnership).in_use(quarter)
    if wanted is not None:
        rows = rows.filter(pk__in=wanted)
    return Gathered(
        schemes=list(Scheme.objects.filter(**known, from_quarter__lte=quarter)),
        measures=list(rows.select_related("indicator", "supplier").order_by("position", "pk")),
        figures=_by(_figures(partnership, quarter, settled=settled).filter(**only), "measure_id"),
        breaks=_by(SeriesBreak.objects.filter(**known, **only, quarter__lte=quarter), "measure_id"),
        targets=targets,
        conditions=conditions,
        stated=_by(
            StatedJudgement.objects.filter(**known, **only, quarter__lte=quarter).order_by(
                "quarter"
            ),
            "measure_id",
        ),
    )


def _depended_on(
    targets: Mapping[int, Iterable[Target]], conditions: Mapping[int, Iterable[TargetCondition]]
) -> Iterator[int]:
    for of_measure in targets.values():
        for target in of_measure:
            for condition in conditions.get(target.pk, ()):
                if condition.measure_id:
                    yield condition.measure_id


def _figures(partnership: Partnership, quarter: Quarter, *, settled: bool) -> Any:
    figures = Figure.objects.filter(partnership=partnership, quarter__lte=quarter)
    if settled:
        figures = figures.filter(Q(quarter=quarter) | Q(belongs_to__status__in=SETTLED))
    return figures


def _strategies(partnership: Partnership, quarter: Quarter) -> Any:
    """The strategies that run in the quarter, or whose indicators are still asked for."""
    in_use = Measure.objects.filter(partnership=partnership).in_use(quarter)
    return partnership.strategies.filter(
        Q(starts__lte=quarter.end, ends__gte=quarter.start)
        | Q(priorities__measures__in=in_use)
        | Q(outcomes__measures__in=in_use)
    ).values("pk")


def _targets(partnership: Partnership, quarter: Quarter) -> Any:
    return (
        Target.objects.filter(partnership=partnership, starts__lte=quarter.end)
        .filter(Q(ends__isnull=True) | Q(ends__gte=quarter.start))
        .select_related("baseline")
        .order_by("-starts", "position", "pk")
    )


def _by(rows: Iterable[Row], name: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return dict(found)


def _in_force(wordings: Any, name: str) -> dict[int, Any]:
    """For each priority or outcome the adopted wording, else the newest that is not a draft.

    Drafts are for those who edit the strategy; a dashboard is read by the whole board.
    """
    adopted = StrategyVersion.Status.ADOPTED
    wordings = wordings.exclude(strategy_version__status=StrategyVersion.Status.DRAFT)
    found: dict[int, Any] = {}
    for wording in wordings.select_related("strategy_version").order_by("strategy_version__number"):
        key = getattr(wording, name)
        earlier = found.get(key)
        if earlier is None or earlier.strategy_version.status != adopted:
            found[key] = wording
    return found

"""A quarter's dashboard from the rows as they are now: working figures, and what is published."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from core import clock
from core.quarters import Period, Quarter
from dashboards.performance import (
    RULE_VERSION,
    Compares,
    Figure,
    History,
    Judgement,
    SchemeTerms,
    judge,
)
from dashboards.performance.tolerance import scheme_for
from dashboards.selectors.compared import compared_rows
from dashboards.selectors.gather import Gathered, gather
from dashboards.selectors.groups import groups_of
from dashboards.selectors.insight import insight_of
from dashboards.selectors.protected import protected
from dashboards.selectors.rows import compared_with, row_of
from dashboards.selectors.summary import summary_of
from dashboards.selectors.terms import (
    history_terms,
    measure_terms,
    scheme_terms,
    stated_terms,
    target_terms,
)
from dashboards.types import Dashboard, Row, SnapshotInfo
from partnerships.models import Partnership
from targets.models import Measure, Target


def working_dashboard(
    partnership: Partnership, quarter: Quarter, *, settled: bool = False
) -> Dashboard:
    """What the figures say now, published or not. For those who may see working figures.

    ``settled``: of earlier quarters only what is published or was loaded as past figures, as in
    ``dashboard_to_publish``.
    """
    return _build(partnership, quarter, published=None, settled=settled)


def dashboard_to_publish(
    partnership: Partnership, quarter: Quarter, published: SnapshotInfo
) -> Dashboard:
    """What the board will see: settled figures, with small numbers hidden."""
    return _build(partnership, quarter, published=published, settled=True)


@dataclass(frozen=True, slots=True)
class Case:
    """One partnership's quarter, as the rules are given it."""

    gathered: Gathered
    histories: dict[int, History]
    schemes: list[SchemeTerms]
    compares: Compares
    quarter: Quarter
    as_of: Quarter

    def target(self, measure: Measure) -> Target | None:
        """The target that counts in the quarter."""
        return next(iter(self.gathered.targets.get(measure.pk, ())), None)

    def judge(self, measure: Measure) -> Judgement:
        target = self.target(measure)
        conditions = self.gathered.conditions.get(target.pk, []) if target else []
        return judge(
            measure_terms(measure),
            self.histories[measure.pk],
            self.quarter,
            target=target_terms(target, conditions, self.histories, self.quarter, self.as_of)
            if target
            else None,
            schemes=self.schemes,
            stated=[stated_terms(one) for one in self.gathered.stated.get(measure.pk, ())],
            as_of=self.as_of,
            compares=self.compares,
        )

    def row(self, measure: Measure, judgement: Judgement, previous: Period, latest: Period) -> Row:
        figures = self.gathered.figures.get(measure.pk, ())
        return row_of(
            measure,
            judgement,
            history=self.histories[measure.pk],
            target=self.target(measure),
            figure=next((one for one in figures if one.quarter == self.quarter), None),
            stated=self.gathered.stated.get(measure.pk, ()),
            previous_period=previous,
            latest_period=latest,
            as_of=self.as_of,
        )


def case_of(partnership: Partnership, quarter: Quarter, gathered: Gathered) -> Case:
    """The quarter's rows as the rules are given them."""
    return Case(
        gathered=gathered,
        histories={
            measure.pk: history_terms(
                gathered.figures.get(measure.pk, ()), gathered.breaks.get(measure.pk, ())
            )
            for measure in gathered.measures
        },
        schemes=[scheme_terms(scheme) for scheme in gathered.schemes],
        compares=Compares(partnership.arrow_compares),
        quarter=quarter,
        as_of=Quarter.last_ended(clock.today()),
    )


def _build(
    partnership: Partnership, quarter: Quarter, *, published: SnapshotInfo | None, settled: bool
) -> Dashboard:
    case = case_of(partnership, quarter, gather(partnership, quarter, settled=settled))
    judged = {measure.pk: case.judge(measure) for measure in case.gathered.measures}
    latest = _common((one.figure for one in judged.values()), quarter.period)
    previous = _common(
        (compared_with(one) for one in judged.values()), _before(latest, case.compares)
    )
    rows = {}
    for measure in case.gathered.measures:
        row = case.row(measure, judged[measure.pk], previous, latest)
        rows[measure.pk] = replace(row, insight=insight_of(case, measure, judged[measure.pk]))
    rows = compared_rows(partnership, quarter, rows)
    if published is not None:
        rows = protected(partnership, case, judged, rows)
    scheme = scheme_for(case.schemes, quarter)
    summary = summary_of(partnership, quarter)
    return Dashboard(
        partnership_name=partnership.name,
        partnership_slug=partnership.slug,
        place=partnership.place,
        quarter=quarter,
        scheme_label=scheme.label,
        rule_version=RULE_VERSION,
        source_statement=partnership.source_statement,
        previous_period=previous,
        latest_period=latest,
        previous_heading=_previous_heading(previous, case.compares),
        latest_heading=f"Latest Data ({_column_words(latest)} unless stated)",
        groups=groups_of(case.gathered, rows, scheme),
        published=published,
        headline=summary.headline,
        asks=summary.asks,
        written_by=summary.written_by,
    )


def _common(figures: Iterable[Figure], otherwise: Period) -> Period:
    """The period that most figures of a column cover; of two as common, the longer."""
    periods = Counter(one.period for one in figures if one.value is not None)
    if not periods:
        return otherwise
    return max(periods, key=lambda period: (periods[period], period.months, period.end))


def _before(latest: Period, compares: Compares) -> Period:
    """What the previous column covers where it has no figure."""
    if compares is Compares.LONG:
        return latest.a_year_earlier
    return Period.ending(Quarter.containing(latest.end) - 1, latest.months)


def _previous_heading(period: Period, compares: Compares) -> str:
    word = "Year" if compares is Compares.LONG else "Period"
    return f"Previous {word} ({_short(period)})"


def _column_words(period: Period) -> str:
    """``12 months to Mar 2015`` for any twelve months, financial years too."""
    if period.months == 12:
        return f"12 months to {period.end:%b %Y}"
    return _short(period)


def _short(period: Period) -> str:
    return period.quarter.short if period.quarter else period.label

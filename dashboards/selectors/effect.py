"""What a revised figure would change: its own quarter's rating and arrow, and later quarters'.

Nothing is saved to find it: the same rules judge the figures twice, once as they are and once with
the revised one in the place of the settled one.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.quarters import Quarter
from dashboards.models import Scheme, StatedJudgement
from dashboards.selectors.gather import SETTLED, Gathered
from dashboards.selectors.rows import compared_with
from dashboards.selectors.working import case_of
from dashboards.types import Row
from partnerships.models import Partnership
from targets.models import Figure, Measure, Return, SeriesBreak, Target, TargetCondition


@dataclass(frozen=True, slots=True)
class Effect:
    """One indicator in one quarter, as it is shown now and as it would be."""

    quarter: Quarter
    published: bool
    supplier_id: int
    before: Row
    after: Row

    @property
    def name(self) -> str:
        return self.before.name

    @property
    def figure_changes(self) -> bool:
        return _figure(self.before) != _figure(self.after)

    @property
    def rating_changes(self) -> bool:
        return _rating(self.before) != _rating(self.after)

    @property
    def direction_changes(self) -> bool:
        return _direction(self.before) != _direction(self.after)

    @property
    def arrow_changes(self) -> bool:
        return self.before.direction.shown != self.after.direction.shown

    @property
    def target_changes(self) -> bool:
        """Whether what is expected is another, as under a target made from earlier figures."""
        return self.before.expected_text != self.after.expected_text

    @property
    def changes(self) -> bool:
        return (
            self.figure_changes
            or self.rating_changes
            or self.direction_changes
            or self.target_changes
        )

    @property
    def said(self) -> tuple[str, ...]:
        """Everything that the page shows of it, to tell one effect from another."""
        both = (self.before, self.after)
        found = [
            (*_figure(row), *_rating(row), *_direction(row), row.expected_text) for row in both
        ]
        return (str(self.quarter.index), self.name, *found[0], *found[1])


@dataclass(frozen=True, slots=True)
class Effects:
    """``own``: of the figure's own quarter; ``others``: every other row that would change."""

    own: Effect
    others: tuple[Effect, ...]

    @property
    def nothing(self) -> bool:
        """Whether no rating and no arrow changes, here or anywhere, nor any target."""
        return not any(
            one.rating_changes or one.arrow_changes or one.target_changes
            for one in (self.own, *self.others)
        )

    @property
    def seen(self) -> str:
        """Tells whether what somebody looked at is still so."""
        lines = ["\x1f".join(one.said) for one in (self.own, *self.others)]
        text = "\x1e".join(lines)
        return hashlib.blake2s(text.encode(), digest_size=12).hexdigest()


def _figure(row: Row) -> tuple[str, ...]:
    return row.latest.text, row.previous.text


def _rating(row: Row) -> tuple[str, ...]:
    return row.rating.value, row.rating.short_reason, row.rating.beside


def _direction(row: Row) -> tuple[str, ...]:
    return row.direction.shown.value, row.direction.words


def effects_of(partnership: Partnership, revised: Figure) -> Effects:
    """What ``revised``, a saved figure with other columns, would change. Eight queries.

    Looked at are the figure's quarter and every later one that has a return: published ones as
    they would be published again, the others as their working figures are.
    """
    rows = _Rows.read(partnership, revised)
    found = [
        one
        for ret in rows.returns
        for one in _of_quarter(partnership, rows, ret, revised)
        if one.changes or _is_own(one, revised)
    ]
    own = next(one for one in found if _is_own(one, revised))
    return Effects(own, tuple(one for one in found if one is not own))


def _is_own(effect: Effect, revised: Figure) -> bool:
    return effect.quarter == revised.quarter and effect.before.measure_id == revised.measure_id


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is read once for all the quarters; each takes what bears on it."""

    own: tuple[int, Quarter]  # the revised figure's measure and quarter, in use or not
    returns: list[Return]
    measures: list[Measure]
    watched: set[int]  # the measures that the figure can change
    figures: list[Figure]
    breaks: list[SeriesBreak]
    targets: list[Target]
    conditions: list[TargetCondition]
    stated: list[StatedJudgement]
    schemes: list[Scheme]

    @classmethod
    def read(cls, partnership: Partnership, revised: Figure) -> "_Rows":
        known: dict[str, Any] = {"partnership": partnership}
        conditions = list(
            TargetCondition.objects.filter(**known)
            .select_related("measure__indicator", "target")
            .order_by("target_id", "position")
        )
        # Targets made of conditions follow the figures of other measures.
        following = {
            one.target_id: one.target.measure_id
            for one in conditions
            if one.measure_id == revised.measure_id
        }
        watched = {revised.measure_id, *following.values()}
        needed = watched | {
            one.measure_id
            for one in conditions
            if one.target.measure_id in watched and one.measure_id
        }
        of_these: dict[str, Any] = {**known, "measure__in": needed}
        quarter = revised.quarter
        later = Return.objects.filter(**known, quarter__gte=quarter).order_by("quarter")
        return cls(
            own=(revised.measure_id, quarter),
            returns=[
                ret
                for ret in later
                if ret.quarter == quarter or ret.status != Return.Status.HISTORY
            ],
            measures=list(
                Measure.objects.filter(**known, pk__in=needed)
                .select_related("indicator", "supplier")
                .order_by("position", "pk")
            ),
            watched=watched,
            figures=list(Figure.objects.filter(**of_these).select_related("belongs_to")),
            breaks=list(SeriesBreak.objects.filter(**of_these)),
            targets=list(
                Target.objects.filter(**of_these)
                .select_related("baseline")
                .order_by("-starts", "position", "pk")
            ),
            conditions=conditions,
            stated=list(StatedJudgement.objects.filter(**of_these).order_by("quarter")),
            schemes=list(Scheme.objects.filter(**known)),
        )

    def at(self, ret: Return, *, figures: Sequence[Figure]) -> Gathered:
        """What ``dashboards.selectors.gather`` would have read of these measures."""
        quarter = ret.quarter
        settled = ret.status in SETTLED
        return Gathered(
            schemes=[one for one in self.schemes if one.from_quarter <= quarter],
            measures=[
                one
                for one in self.measures
                if _in_use(one, quarter) or (one.pk, quarter) == self.own
            ],
            figures=_by_measure(
                one
                for one in figures
                if one.quarter == quarter
                or (one.quarter < quarter and (not settled or one.belongs_to.status in SETTLED))
            ),
            breaks=_by_measure(one for one in self.breaks if one.quarter <= quarter),
            targets=_by_measure(one for one in self.targets if _in_force(one, quarter)),
            conditions=_by(self.conditions, "target_id"),
            stated=_by_measure(one for one in self.stated if one.quarter <= quarter),
            assessments=[],
            priorities=[],
            outcomes=[],
            priority_wordings={},
            outcome_wordings={},
        )


def _of_quarter(
    partnership: Partnership, rows: _Rows, ret: Return, revised: Figure
) -> list[Effect]:
    others = [one for one in rows.figures if one.pk != revised.pk]
    before = case_of(partnership, ret.quarter, rows.at(ret, figures=rows.figures))
    after = case_of(partnership, ret.quarter, rows.at(ret, figures=[*others, revised]))
    found = []
    for measure in before.gathered.measures:
        if measure.pk in rows.watched:
            shown = [_row(case, measure) for case in (before, after)]
            published = ret.status == Return.Status.PUBLISHED
            found.append(Effect(ret.quarter, published, measure.supplier_id, *shown))
    return found


def _row(case: Any, measure: Measure) -> Row:
    judged = case.judge(measure)
    row: Row = case.row(measure, judged, compared_with(judged).period, judged.figure.period)
    return row


def _in_use(measure: Measure, quarter: Quarter) -> bool:
    last = measure.last_quarter
    return measure.first_quarter <= quarter and (last is None or last >= quarter)


def _in_force(target: Target, quarter: Quarter) -> bool:
    ends = target.ends
    return target.starts <= quarter.end and (ends is None or ends >= quarter.start)


def _by_measure(rows: Iterable[Any]) -> dict[int, list[Any]]:
    return _by(rows, "measure_id")


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found

"""What a scheme, a tolerance or a target would change in the ratings, before it is saved.

The same judge as everywhere, asked twice: with the rows as they are, and with those proposed.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from core.period_text import long_day
from core.quarters import Quarter
from dashboards.models import Scheme
from dashboards.performance import Judgement, scheme_for
from dashboards.selectors.gather import SETTLED, Gathered, gather
from dashboards.selectors.groups import groups_of
from dashboards.selectors.proposed import in_force, of_type, with_proposed
from dashboards.selectors.rows import compared_with
from dashboards.selectors.working import Case, case_of
from dashboards.types import Group, Rating, Row
from partnerships.models import Partnership
from targets.models import Figure, Measure, Return, Target
from targets.previews import Proposed
from targets.terms import FigureState, Rag

NOT_ASKED = "Not asked for"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator, as it is and as it would be. None: it is not asked for in the quarter."""

    group: str  # the priority or outcome that it stands under
    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        """Either, for what is the same in both."""
        found = self.before or self.after
        if found is None:
            raise ValueError("A line has a row before or after.")
        return found

    @property
    def words(self) -> tuple[str, str]:
        """``("Red", "Amber")``: what is shown, and what would be."""
        return _word(self.before), _word(self.after)

    @property
    def rating_changes(self) -> bool:
        return _value(self.before) != _value(self.after)

    @property
    def beneath_changes(self) -> bool:
        """Whether only what the rules compute would change, under a rating that is stated."""
        both = self.before is not None and self.after is not None
        return both and not self.rating_changes and _beneath(self.before) != _beneath(self.after)

    @property
    def arrow_changes(self) -> bool:
        if self.before is None or self.after is None:
            return False
        return self.before.direction.shown != self.after.direction.shown

    @property
    def said(self) -> tuple[str, ...]:
        """All that the page shows of it."""
        found = [self.group, self.row.name]
        for row in (self.before, self.after):
            if row is not None:
                rating, arrow = row.rating, row.direction
                found += [row.latest.text, rating.value, rating.beside, rating.explanation]
                found += [arrow.shown.value, arrow.words]
        return tuple(found)


def _value(row: Row | None) -> str:
    return row.rating.value if row else ""


def _beneath(row: Row | None) -> str:
    return row.rating.computed_word if row else ""


def _word(row: Row | None) -> str:
    if row is None:
        return NOT_ASKED
    rating: Rating = row.rating
    return rating.shown.label if rating.shown else rating.short_reason or "Not rated"


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A priority or outcome whose overall rating by the rule would be another."""

    title: str
    before: Rag | None
    after: Rag | None
    why_before: str
    why_after: str
    stated: Rag | None  # what stands in its place, and stays

    @property
    def said(self) -> tuple[str, ...]:
        found = (self.before, self.after, self.why_before, self.why_after, self.stated)
        return (self.title, *map(str, found))


@dataclass(frozen=True, slots=True)
class Judged:
    """One quarter, judged as it is and as it would be."""

    quarter: Quarter
    status: str
    total: int
    ratings: tuple[Line, ...]
    arrows: tuple[Line, ...]
    beneath: tuple[Line, ...]
    groups: tuple[GroupLine, ...]
    groups_total: int

    @property
    def published(self) -> bool:
        return self.status == Return.Status.PUBLISHED

    @property
    def working(self) -> bool:
        """Whether the figures are nobody's yet but the managers’ and officers’."""
        return self.status not in SETTLED

    @property
    def sentence(self) -> str:
        """``7 of 31 ratings would change``."""
        return _counted(len(self.ratings), self.total, "rating")

    @property
    def moves(self) -> str:
        """``2 from Red to Amber and 1 from Green to Not rated``."""
        counts = Counter(line.words for line in self.ratings)
        return _joined(f"{n} from {was} to {would}" for (was, would), n in counts.most_common())

    @property
    def arrows_sentence(self) -> str:
        return _counted(len(self.arrows), self.total, "arrow")

    @property
    def groups_sentence(self) -> str:
        """Of the overall ratings that the rule computes."""
        return _counted(len(self.groups), self.groups_total, "overall rating")

    @property
    def said(self) -> Iterator[tuple[str, ...]]:
        yield (self.quarter.slug, self.status, str(self.total), str(self.groups_total))
        for lines in (self.ratings, self.arrows, self.beneath, self.groups):
            for line in lines:
                yield line.said
            yield ("",)


def _counted(number: int, total: int, noun: str) -> str:
    if not number:
        return f"No {noun} would change"
    return f"{number} of {total} {noun}{'' if total == 1 else 's'} would change"


def _joined(parts: Iterator[str]) -> str:
    *most, last = [*parts] or [""]
    return f"{', '.join(most)} and {last}" if most else last


@dataclass(frozen=True, slots=True)
class WouldChange:
    """Of every quarter that is judged; none where no quarter has figures yet."""

    quarters: tuple[Judged, ...]
    notes: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """What would change, in a line: of the quarter with most, where there are two."""
        most = max(self.quarters, key=lambda one: (len(one.ratings), len(one.groups)), default=None)
        if most is None or not (most.ratings or most.groups):
            return "No rating would change"
        sentence = most.sentence if most.ratings else most.groups_sentence
        return sentence if len(self.quarters) == 1 else f"{sentence} in {most.quarter.label}"

    @property
    def seen(self) -> str:
        """Tells whether what somebody looked at is still so."""
        lines = ["\x1f".join(said) for one in self.quarters for said in one.said]
        text = "\x1e".join([*lines, *self.notes])
        return hashlib.blake2s(text.encode(), digest_size=12).hexdigest()


def would_change(partnership: Partnership, proposed: Proposed) -> WouldChange:
    """What saving would change. Twenty-five queries, whatever the number of indicators.

    Judged are the latest quarter that the board has seen, which keeps its ratings and only shows
    the effect, and the latest open one that has figures.
    """
    quarters = tuple(
        _judged(partnership, ret.quarter, ret.status, proposed) for ret in _returns(partnership)
    )
    return WouldChange(quarters, tuple(_notes(proposed, quarters)))


def _returns(partnership: Partnership) -> Sequence[Return]:
    """The returns whose quarters are judged, earliest first. One query.

    Of past figures the latest quarter, where there is nothing else.
    """
    figures = Figure.objects.filter(belongs_to=OuterRef("pk"), state=FigureState.ENTERED.value)
    rows = partnership.returns.annotate(has_figures=Exists(figures)).order_by("quarter")
    known = [ret for ret in rows if ret.has_figures]
    published = [ret for ret in known if ret.status == Return.Status.PUBLISHED]
    after = published[-1].quarter if published else None
    working = [
        ret for ret in known if ret.status not in SETTLED and (after is None or ret.quarter > after)
    ]
    return published[-1:] + working[-1:] or known[-1:]


def _judged(partnership: Partnership, quarter: Quarter, status: str, proposed: Proposed) -> Judged:
    gathered = gather(partnership, quarter, settled=status in SETTLED)
    was = _Side.of(partnership, quarter, gathered)
    would = _Side.of(partnership, quarter, with_proposed(gathered, proposed, quarter), was)
    lines = tuple(_lines(was, would))
    return Judged(
        quarter=quarter,
        status=status,
        total=len(lines),
        ratings=tuple(line for line in lines if line.rating_changes),
        arrows=tuple(line for line in lines if line.arrow_changes),
        beneath=tuple(line for line in lines if line.beneath_changes),
        groups=tuple(_group_lines(was, would)),
        groups_total=sum(group.group_id > 0 for group in was.groups),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """A quarter as it is, or as it would be."""

    case: Case
    judged: dict[int, Judgement]
    measures: dict[int, Measure]
    rows: dict[int, Row]
    groups: tuple[Group, ...]

    @classmethod
    def of(
        cls,
        partnership: Partnership,
        quarter: Quarter,
        gathered: Gathered,
        other: "_Side | None" = None,
    ) -> "_Side":
        """``other``: its rows are taken where the judgement is the same."""
        case = case_of(partnership, quarter, gathered)
        measures = {measure.pk: measure for measure in gathered.measures}
        judged = {pk: case.judge(measure) for pk, measure in measures.items()}
        rows = {
            pk: other.rows[pk]
            if other is not None
            and other.measures.get(pk) is measure
            and other.judged[pk] == judged[pk]
            else _row(case, measure, judged[pk])
            for pk, measure in measures.items()
        }
        groups = groups_of(gathered, rows, scheme_for(case.schemes, quarter))
        return cls(case, judged, measures, rows, groups)


def _row(case: Case, measure: Measure, judged: Judgement) -> Row:
    return case.row(measure, judged, compared_with(judged).period, judged.figure.period)


def _lines(was: _Side, would: _Side) -> Iterator[Line]:
    """Every indicator of either side, in the order of the pages."""
    titles = {**_titles(would), **_titles(was)}
    for measure_id, title in titles.items():
        yield Line(title, was.rows.get(measure_id), would.rows.get(measure_id))


def _titles(side: _Side) -> dict[int, str]:
    return {row.measure_id: _title(group) for group in side.groups for row in group.rows}


def _title(group: Group) -> str:
    return f"{group.code}. {group.title}" if group.code else group.title


def _group_lines(was: _Side, would: _Side) -> Iterator[GroupLine]:
    later: Mapping[str, Group] = {group.key: group for group in would.groups}
    for before in was.groups:
        after = later.get(before.key)
        if after is not None and before.computed != after.computed:
            yield GroupLine(
                _title(before),
                before.computed,
                after.computed,
                before.computed_why,
                after.computed_why,
                before.overall,
            )


# --- What else is to be known ---


def _notes(proposed: Proposed, quarters: tuple[Judged, ...]) -> Iterator[str]:
    last: Any = quarters[-1].quarter if quarters else None
    if last is None:
        yield "No quarter has figures yet, so there is nothing to rate."
        return
    for scheme in of_type(proposed, Scheme):
        if scheme.from_quarter > quarters[0].quarter:
            yield (
                f"{scheme} starts in {scheme.from_quarter.label}. It is applied here as if it had "
                "started already, so that its effect can be seen."
            )
    for target in of_type(proposed, Target):
        if not any(in_force(target, one.quarter) for one in quarters):
            yield _when(target, last)


def _when(target: Target, last: Quarter) -> str:
    if target.starts > last.end:
        return f"The target applies from {long_day(target.starts)}, so it rates no figure yet."
    return "The target applies in none of the quarters that are judged here."

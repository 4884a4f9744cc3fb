"""One quarter's return as a member sees it: its sections, rows and parts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Case, IntegerField, QuerySet, Value, When

from core.quarters import Period, Quarter
from partnerships.access import Member
from partnerships.permissions import Permission, Scope
from strategies.models import OutcomeWording, PriorityWording
from targets.access import measures_asked
from targets.checks import NOTHING, RowCheck
from targets.entry import Question, stated_period
from targets.locks import with_exceptions
from targets.models import Figure, Measure, Return, ReturnPart
from targets.opinions import Opinion
from targets.selectors.checks import (
    Asked,
    compared_quarters,
    figures_at,
    is_settled,
    read_checks,
)
from targets.selectors.offered import Denominators, denominators
from targets.selectors.words import counted, why_closed
from targets.terms import Basis, FigureState
from targets.values import Cell, cell, parts_words

ALONE = "Indicators"  # the heading where no indicator has a priority
WITHOUT = "Indicators without a priority"


@dataclass(frozen=True)
class Row:
    """One indicator in a return, with its figure and those it is compared with."""

    question: Question
    part: ReturnPart
    figure: Figure | None
    year_ago: Figure | None
    last: Figure | None
    closed: str  # why its figure cannot change, in words; empty when it can
    check: RowCheck = NOTHING  # what is unusual about it, when it was asked for
    opinion: Opinion | None = None  # what the rules make of it, when it was asked for

    @property
    def measure(self) -> Measure:
        return self.question.measure

    @property
    def key(self) -> str:
        """The name of the row in forms and addresses."""
        return self.question.key

    @property
    def anchor(self) -> str:
        """The id of the control in which the figure is entered."""
        return f"{self.key}-{self.question.first_field}"

    @property
    def state(self) -> FigureState:
        return FigureState(self.figure.state) if self.figure else FigureState.NOT_ENTERED

    @property
    def answered(self) -> bool:
        """Whether there is a figure, or a reason why there is none."""
        return self.state is not FigureState.NOT_ENTERED

    @property
    def now_cell(self) -> Cell:
        return cell(self.figure) if self.figure else Cell("Not entered", nothing=True)

    @property
    def parts_words(self) -> str:
        """What the figure is made from: ``4,241 / 667,900``; empty where it has no parts."""
        return parts_words(self.figure) if self.figure else ""

    @property
    def last_cell(self) -> Cell:
        return cell(self.last)

    @property
    def year_ago_cell(self) -> Cell:
        return cell(self.year_ago)


@dataclass(frozen=True)
class Progress:
    """How far a list of rows has come."""

    total: int
    entered: int
    unavailable: int  # with a reason
    not_applicable: int
    to_check: int = 0  # with a warning that nobody has explained

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Progress":
        rows = list(rows)
        states = [row.state for row in rows]
        return cls(
            total=len(states),
            entered=states.count(FigureState.ENTERED),
            unavailable=states.count(FigureState.NOT_AVAILABLE),
            not_applicable=states.count(FigureState.NOT_APPLICABLE),
            to_check=sum(row.check.needs_explaining for row in rows),
        )

    @property
    def missing(self) -> int:
        return self.total - self.entered - self.unavailable - self.not_applicable

    @property
    def answered(self) -> int:
        return self.total - self.missing

    @property
    def words(self) -> str:
        """``8 of 12 indicators entered. 1 marked not available. 3 still to do.``"""
        said = [f"{self.entered} of {counted(self.total, 'indicator')} entered."]
        if self.to_check:
            said.append(f"{self.to_check} {'needs' if self.to_check == 1 else 'need'} explaining.")
        if self.unavailable:
            said.append(f"{self.unavailable} marked not available.")
        if self.not_applicable:
            said.append(f"{self.not_applicable} marked not applicable.")
        if self.missing and self.missing != self.total - self.entered:
            said.append(f"{self.missing} still to do.")
        return " ".join(said)


@dataclass(frozen=True)
class Section:
    """The indicators that are entered on one page: a priority, an outcome, or those of neither."""

    key: str
    title: str
    rows: tuple[Row, ...]

    @cached_property
    def progress(self) -> Progress:
        return Progress.of(self.rows)

    @property
    def editable(self) -> bool:
        return any(not row.closed for row in self.rows)


@dataclass(frozen=True)
class Part:
    """One organisation's part, with what this member may do with it."""

    part: ReturnPart
    rows: tuple[Row, ...]
    closed: str
    may_submit: bool
    may_sign_off: bool
    is_submitter: bool
    may_reopen: bool

    @cached_property
    def progress(self) -> Progress:
        return Progress.of(self.rows)

    @property
    def state(self) -> str:
        """One of the states that ``state_tag`` shows."""
        if self.part.status != ReturnPart.Status.OPEN:
            return self.part.status
        if self.ready and not self.progress.to_check:
            return "ready"
        return "in_progress" if self.progress.answered else "not_started"

    @property
    def ready(self) -> bool:
        """Whether it can be submitted as far as its figures go."""
        return not self.closed and not self.progress.missing


@dataclass(frozen=True)
class ReturnPage:
    """A return as one member sees it: the sections and parts that they may see."""

    ret: Return
    sections: tuple[Section, ...]
    parts: tuple[Part, ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for section in self.sections for row in section.rows)

    @cached_property
    def progress(self) -> Progress:
        return Progress.of(self.rows)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def section_of(self, row: Row) -> Section:
        return next(section for section in self.sections if row in section.rows)

    def after(self, section: Section) -> Section | None:
        """The next section in which something can be entered."""
        later = self.sections[self.sections.index(section) + 1 :]
        return next((one for one in later if one.editable), None)

    def row(self, measure_id: int) -> Row | None:
        return next((row for row in self.rows if row.measure.pk == measure_id), None)

    def part(self, organisation_id: int) -> Part | None:
        return next((p for p in self.parts if p.part.organisation_id == organisation_id), None)


def read_return(member: Member, ret: Return, *, checks: bool = True) -> ReturnPage:
    """The whole return for a manager; for an officer what their organisation supplies.

    Seven queries, whatever its size; with the ``checks`` of its figures some more.
    """
    parts = _parts(member, ret)
    rows = _rows(ret, list(measures_of(member, ret)), parts, checks=checks)
    return ReturnPage(
        ret=ret,
        sections=_sections(ret, rows),
        parts=tuple(_part(member, ret, part, rows) for part in parts),
    )


def read_row(member: Member, ret: Return, measure_id: int) -> Row | None:
    """One row as ``read_return`` gives it; None where it is not the member's.

    Fewer queries than for the page, and only this row is checked.
    """
    rows = _rows(
        ret, list(measures_of(member, ret)), _parts(member, ret), checks=True, only=measure_id
    )
    return rows[0] if rows else None


def _rows(
    ret: Return,
    measures: list[Measure],
    parts: Sequence[ReturnPart],
    *,
    checks: bool,
    only: int | None = None,
) -> list[Row]:
    """The rows of these measures, or that of ``only`` one."""
    by_organisation = {part.organisation_id: part for part in parts}
    quarters = compared_quarters(ret.quarter)
    figures = figures_at(measures, quarters)
    known = denominators(ret.partnership, ret.quarter)
    rows = []
    for measure in measures:
        if only not in (None, measure.pk):
            continue
        now, last, year_ago = (figures.get((measure.pk, quarter)) for quarter in quarters)
        part = by_organisation[measure.supplier_id]
        rows.append(
            Row(
                question=question_of(
                    measure,
                    ret.quarter,
                    entered_for=now.period if now else None,
                    last=last,
                    year_ago=year_ago,
                    known=known,
                ),
                part=part,
                figure=now,
                year_ago=year_ago,
                last=last,
                closed=why_closed(ret, part),
            )
        )
    return _checked(ret, rows) if checks else rows


def _checked(ret: Return, rows: Sequence[Row]) -> list[Row]:
    """The rows with what is unusual about them, and what the rules make of them."""
    found = read_checks(
        ret,
        [
            Asked(
                row.measure, row.figure, row.last, row.year_ago, settled=is_settled(ret, row.part)
            )
            for row in rows
        ],
    )
    return [
        replace(row, check=found.row(row.measure.pk), opinion=found.opinions.get(row.measure.pk))
        for row in rows
    ]


def measures_of(member: Member, ret: Return) -> QuerySet[Measure]:
    """The measures that the return asks of this member, in their order, with what they stand in."""
    measures = measures_asked(ret).select_related("indicator", "supplier", "priority", "outcome")
    if member.scope(Permission.RETURNS) is Scope.OWN:
        measures = measures.filter(supplier=member.organisation)
    return measures.order_by("position", "pk")


def _parts(member: Member, ret: Return) -> list[ReturnPart]:
    parts = ReturnPart.objects.visible_to(member).filter(belongs_to=ret)
    return list(
        with_exceptions(parts)
        .select_related("organisation", "submitted_by", "signed_off_by", "asked")
        .order_by("organisation__name")
    )


def question_of(
    measure: Measure,
    quarter: Quarter,
    *,
    entered_for: Period | None,
    last: Figure | None,
    year_ago: Figure | None,
    known: Denominators,
) -> Question:
    """What a row asks. ``entered_for`` is the period of the figure that is there, if one is."""
    indicator = measure.indicator
    if entered_for is not None:
        period = entered_for
    elif indicator.basis == Basis.AS_PUBLISHED:
        period = stated_period(quarter, year_ago, last)
    else:
        period = quarter.period
    return Question(measure, quarter, period, known.offered(measure))


def _sections(ret: Return, rows: Sequence[Row]) -> tuple[Section, ...]:
    """Priorities in their order, then outcomes of no priority, then the rest."""
    filed: dict[tuple[int, int, int], list[Row]] = defaultdict(list)
    for row in rows:
        filed[_place(row.measure)].append(row)
    titles = _titles(ret, PriorityWording, "priority_id", "heading")
    outcome_titles = _titles(ret, OutcomeWording, "outcome_id", "text")
    found = []
    for place in sorted(filed):
        measure = filed[place][0].measure
        if measure.priority:
            code, pk = measure.priority.code, measure.priority.pk
            key, title = f"priority-{pk}", f"{code}: {titles.get(pk, str(measure.priority))}"
        elif measure.outcome:
            pk = measure.outcome.pk
            key, title = f"outcome-{pk}", outcome_titles.get(pk, str(measure.outcome))
        else:
            key, title = "indicators", WITHOUT if len(filed) > 1 else ALONE
        found.append(Section(key, title, tuple(filed[place])))
    return tuple(found)


def _place(measure: Measure) -> tuple[int, int, int]:
    if measure.priority:
        return 0, measure.priority.position, measure.priority.pk
    if measure.outcome:
        return 1, measure.outcome.position, measure.outcome.pk
    return 2, 0, 0


def _titles(
    ret: Return, model: type[PriorityWording] | type[OutcomeWording], key: str, words: str
) -> dict[int, str]:
    """The words of each priority or outcome: of the adopted version, else of the latest one that
    is not a draft, which only those who edit the strategy may read."""
    adopted = Case(
        When(strategy_version__status="adopted", then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    wordings = model._default_manager.filter(partnership_id=ret.partnership_id).exclude(
        strategy_version__status="draft"
    )
    return dict(wordings.order_by(adopted, "strategy_version__number").values_list(key, words))


def _part(member: Member, ret: Return, part: ReturnPart, rows: Sequence[Row]) -> Part:
    organisation = part.organisation_id
    published = ret.status == Return.Status.PUBLISHED
    is_submitter = part.submitted_by_id == member.user.pk
    submitted = part.status == ReturnPart.Status.SUBMITTED and not published
    may_check = member.can_for(Permission.SIGN_OFF, organisation) and not is_submitter
    signed_off = part.status == ReturnPart.Status.SIGNED_OFF and not published
    return Part(
        part=part,
        rows=tuple(row for row in rows if row.part.pk == part.pk),
        closed=why_closed(ret, part),
        may_submit=not why_closed(ret, part) and member.can_for(Permission.SUBMIT, organisation),
        may_sign_off=submitted and may_check,
        is_submitter=is_submitter,
        may_reopen=signed_off and member.scope(Permission.SIGN_OFF) is Scope.ALL,
    )

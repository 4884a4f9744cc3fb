"""The strategies in force, their indicators and targets, for the page of what they leave open."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from core import clock
from core.quarters import Quarter
from dashboards.coverage import Coverage, Goal, Line, PlanLine, Section, strand_texts
from dashboards.selectors.plan import version_in_force
from dashboards.selectors.published import editions, published_dashboard
from dashboards.strands import strands
from partnerships.access import Member
from partnerships.models import Partnership
from partnerships.permissions import Permission
from strategies.access import versions_for
from strategies.models import OutcomeWording, PlanLink, PriorityWording, StrategyVersion
from strategies.models.priority import Change
from strategies.selectors import STATUS_WORDS
from targets.models import Measure
from targets.selectors.targets import TargetRow, partnership_targets
from targets.terms import Polarity

LOOKED_AT = 2  # published quarters whose figures are looked for
UNPLACED = "Under no priority of the strategy"
NO_STRATEGY = "Indicators"
PRIORITY, OUTCOME, OTHER = "priority", "outcome", "other"


def coverage_of(member: Member) -> Coverage:
    """What the strategies in force leave open, as they stand today. At most ten queries.

    Drafts are read only by those who edit them, and only where there is no other version.
    """
    versions = _in_force(member)
    priorities, outcomes = _priorities(versions), _outcomes(versions)
    quarters, silent = _without_figures(member)
    filed = _filed(member.partnership, priorities, outcomes, silent)
    sections = _sections(priorities, outcomes, filed)
    words = [text for one in priorities for text in (one.focus, one.outcome_statement)]
    texts = strand_texts(sections, [*words, *(one.text for one in outcomes)])
    missing, other = _strands(versions, texts)
    return Coverage(
        plans=_plans(versions),
        sections=sections,
        body=member.partnership.policing_body_title,
        missing_strands=missing,
        other_strands=other,
        quarters=quarters,
    )


# --- The plan ---


def _in_force(member: Member) -> list[StrategyVersion]:
    """The version to be read of each strategy that runs today; where none does, of the latest."""
    today = clock.today()
    by_strategy: dict[int, list[StrategyVersion]] = defaultdict(list)
    for version in versions_for(member).order_by("-strategy__starts", "strategy_id"):
        by_strategy[version.strategy_id].append(version)
    best = [version_in_force(some) for some in by_strategy.values()]
    known = [one for one in best if one is not None]
    running = [one for one in known if one.strategy.starts <= today <= one.strategy.ends]
    return running or [one for one in known if one.strategy.starts <= today][:1] or known[:1]


def _priorities(versions: list[StrategyVersion]) -> list[PriorityWording]:
    return list(
        PriorityWording.objects.filter(strategy_version__in=versions)
        .exclude(change=Change.DROPPED)
        .select_related("priority__lead_group")
        .order_by("-priority__strategy__starts", "priority__position", "priority__code")
    )


def _outcomes(versions: list[StrategyVersion]) -> list[OutcomeWording]:
    return list(
        OutcomeWording.objects.filter(strategy_version__in=versions)
        .exclude(change=Change.DROPPED)
        .select_related("outcome")
        .order_by("-outcome__strategy__starts", "outcome__position", "outcome_id")
    )


def _plans(versions: list[StrategyVersion]) -> tuple[PlanLine, ...]:
    others: dict[int, list[str]] = defaultdict(list)
    links = PlanLink.objects.filter(strategy__in=[one.strategy_id for one in versions])
    for strategy, name in links.values_list("strategy_id", "name"):
        others[strategy].append(name)
    return tuple(
        PlanLine(
            title=one.strategy.title,
            slug=one.strategy.slug,
            number=one.number,
            status_words=STATUS_WORDS[StrategyVersion.Status(one.status)],
            other_plans=tuple(others[one.strategy_id]),
        )
        for one in versions
    )


def _strands(
    versions: list[StrategyVersion], texts: list[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, date], ...]]:
    """What the law asks of these strategies, by today, that no text names; and what it asks only
    of later ones, where nothing names it either."""
    today = clock.today()
    missing, other = [], []
    for strand in strands() if versions else ():
        if strand.is_named_in(texts):
            continue
        years = [(one.strategy.starts, one.strategy.ends) for one in versions]
        if strand.since <= today and any(strand.holds(*both) for both in years):
            missing.append((strand.name, strand.citation))
        elif strand.since > max(ends for _, ends in years):
            other.append((strand.name, strand.since))
    return tuple(missing), tuple(other)


# --- The indicators and their targets ---


@dataclass(frozen=True, slots=True)
class _Filed:
    """An indicator, and the priority or outcome that it stands under."""

    key: str
    line: Line


def _filed(
    partnership: Partnership,
    priorities: list[PriorityWording],
    outcomes: list[OutcomeWording],
    silent: set[int],
) -> list[_Filed]:
    targets: dict[int, list[TargetRow]] = defaultdict(list)
    for row in partnership_targets(partnership):
        if not row.ended:
            targets[row.measure_id].append(row)
    known = {one.priority_id for one in priorities}
    words = {one.outcome_id: one for one in outcomes}
    measures = (
        Measure.objects.filter(partnership=partnership)
        .filter(
            Q(last_quarter__isnull=True) | Q(last_quarter__gte=Quarter.last_ended(clock.today()))
        )
        .select_related("indicator", "supplier")
        .order_by("position", "pk")
    )
    found = []
    for measure in measures:
        outcome = words.get(measure.outcome_id or 0)
        line = _line(measure, targets[measure.pk], outcome, measure.pk in silent)
        found.append(_Filed(_place(measure, outcome, targets[measure.pk], known), line))
    return found


def _place(
    measure: Measure,
    outcome: OutcomeWording | None,
    targets: list[TargetRow],
    known: set[int],
) -> str:
    """The anchor of the section that the indicator stands in."""
    candidates = [
        outcome.outcome.priority_id if outcome else None,
        measure.priority_id,
        *(row.priority_id for row in targets),
    ]
    if outcome and outcome.outcome.priority_id not in known:
        return f"{OUTCOME}-{outcome.outcome_id}"
    under = next((one for one in candidates if one in known), None)
    return f"{PRIORITY}-{under}" if under else OTHER


def _line(
    measure: Measure, targets: list[TargetRow], outcome: OutcomeWording | None, silent: bool
) -> Line:
    return Line(
        measure_id=measure.pk,
        name=measure.indicator.name,
        supplier=measure.supplier.name,
        owner=measure.owner_post,
        outcome=outcome.text if outcome and outcome.outcome.priority_id else "",
        goals=tuple(_goal(row) for row in targets),
        needs_context=measure.indicator.polarity == Polarity.CONTEXT,
        without_figures=silent,
    )


def _goal(row: TargetRow) -> Goal:
    return Goal(
        pk=row.pk,
        text=row.text,
        kind=row.kind,
        expects=row.expects,
        baseline=row.baseline,
        alignment=row.alignment,
        unrated=row.rateable.unrated,
        baseline_outstanding=row.baseline_outstanding,
    )


def _without_figures(member: Member) -> tuple[tuple[str, ...], set[int]]:
    """The last two published quarters, and the indicators that have a figure in neither.

    From what the board saw. Nothing where fewer are published, or the member may not see them.
    """
    if not member.can(Permission.DASHBOARD):
        return (), set()
    quarters = list(dict.fromkeys(one.quarter for one in editions(member.partnership)))[:LOOKED_AT]
    shown = [published_dashboard(member.partnership, quarter) for quarter in quarters]
    empty = [{row.measure_id for row in one.rows if not row.has_figure} for one in shown if one]
    if len(empty) < LOOKED_AT:
        return (), set()
    return tuple(quarter.label for quarter in quarters), set.intersection(*empty)


# --- The sections ---


def _sections(
    priorities: list[PriorityWording], outcomes: list[OutcomeWording], filed: list[_Filed]
) -> tuple[Section, ...]:
    lines: dict[str, list[Line]] = defaultdict(list)
    for one in filed:
        lines[one.key].append(one.line)
    known = {one.priority_id for one in priorities}
    found = [
        _priority_section(one, outcomes, lines[f"{PRIORITY}-{one.priority_id}"])
        for one in priorities
    ]
    found += [
        Section(
            key=(key := f"{OUTCOME}-{one.outcome_id}"),
            code="",
            title=one.text,
            is_priority=False,
            lines=tuple(lines[key]),
        )
        for one in outcomes
        if one.outcome.priority_id not in known
    ]
    if lines[OTHER]:
        title = UNPLACED if found else NO_STRATEGY
        rest = tuple(lines[OTHER])
        found.append(Section(OTHER, "", title, is_priority=False, lines=rest, placed=False))
    return tuple(found)


def _priority_section(
    wording: PriorityWording, outcomes: list[OutcomeWording], lines: list[Line]
) -> Section:
    priority = wording.priority
    group = priority.lead_group
    measured = {line.outcome for line in lines}
    own = [one.text for one in outcomes if one.outcome.priority_id == priority.pk]
    return Section(
        key=f"{PRIORITY}-{priority.pk}",
        code=priority.code,
        title=wording.heading,
        cross_cutting=priority.cross_cutting,
        lead=group.name if group else "",
        lead_owner=group.owner_post if group else "",
        lines=tuple(lines),
        bare_outcomes=tuple(text for text in own if text not in measured) if lines else (),
    )

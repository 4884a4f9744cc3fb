"""What the pages of strategies show: a fixed number of queries in, frozen dataclasses out."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from core import clock
from partnerships.access import Member
from partnerships.models import Group, Partnership
from strategies.access import IN_PREPARATION, strategies_for, versions_for
from strategies.models import (
    Approval,
    OutcomeWording,
    Priority,
    PriorityWording,
    Strategy,
    StrategyVersion,
)
from strategies.models.priority import Change

Status = StrategyVersion.Status

STATUS_WORDS = {
    Status.DRAFT: "This is a draft. Only those who edit the strategy can see it.",
    Status.CONSULTATION: "This is a draft, out for consultation.",
    Status.SCRUTINY: "This is a draft, with scrutiny for comment.",
    Status.ADOPTED: "This strategy is adopted.",
    Status.SUPERSEDED: "This version has been superseded by a later one.",
}


@dataclass(frozen=True)
class OutcomeWords:
    pk: int
    text: str
    change: str
    reason: str


@dataclass(frozen=True)
class PriorityWords:
    """A priority as one version words it."""

    pk: int
    code: str
    heading: str
    focus: str
    statement: str
    lead_group: str
    lead_owner: str
    cross_cutting: bool
    change: str
    reason: str
    outcomes: tuple[OutcomeWords, ...] = ()

    @property
    def dropped(self) -> bool:
        return self.change == Change.DROPPED


@dataclass(frozen=True)
class ChangeLine:
    """What a version did with one priority or outcome."""

    what: str
    change: str  # in words: Kept, Changed …
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class ApprovalLine:
    pk: int
    body: str
    outcome: str
    decided_on: date
    note: str


@dataclass(frozen=True)
class StrategyPage:
    """One version of a strategy, as a board reads it."""

    strategy: Strategy
    version: StrategyVersion
    status_words: str
    approvals: tuple[ApprovalLine, ...]
    plan_links: tuple[tuple[str, str], ...]  # name, note
    priorities: tuple[PriorityWords, ...]  # without those it drops
    across: tuple[OutcomeWords, ...]  # outcomes of no single priority
    changes: tuple[ChangeLine, ...]
    previous: StrategyVersion | None
    versions: tuple[StrategyVersion, ...]  # that this member may read, newest first

    @property
    def latest(self) -> bool:
        return self.versions[0].pk == self.version.pk if self.versions else True

    @property
    def newer(self) -> StrategyVersion | None:
        """A later version that this reader may see."""
        return None if self.latest else self.versions[0]


def current_version(member: Member) -> StrategyVersion | None:
    """The version to show first: of the strategy that runs today, the adopted one, else a draft.

    Drafts that are not yet out for comment only where the member may edit.
    """
    today = clock.today()
    best: dict[int, StrategyVersion] = {}
    for version in versions_for(member):
        held = best.get(version.strategy_id)
        if held is None or _standing(version) > _standing(held):
            best[version.strategy_id] = version
    candidates = list(best.values())

    def nearness(version: StrategyVersion) -> tuple[bool, bool, int]:
        strategy = version.strategy
        running = strategy.starts <= today <= strategy.ends
        started = strategy.starts <= today
        day = strategy.starts.toordinal()
        return running, started, day if started else -day

    return max(candidates, key=nearness, default=None)


def version_to_show(member: Member, strategy: Strategy) -> StrategyVersion | None:
    """The version of this strategy to show first, or None where the member may see none."""
    versions = list(versions_for(member).filter(strategy=strategy))
    return max(versions, key=_standing, default=None)


# What a reader is shown first: the later in this list, the rather.
_ORDER = [Status.SUPERSEDED, Status.DRAFT, Status.CONSULTATION, Status.SCRUTINY, Status.ADOPTED]


def _standing(version: StrategyVersion) -> tuple[int, int]:
    return _ORDER.index(Status(version.status)), version.number


def strategy_page(member: Member, version: StrategyVersion) -> StrategyPage:
    """Everything that the strategy's page shows of the strategy itself. Seven queries."""
    strategy = version.strategy
    versions = sorted(
        versions_for(member).filter(strategy=strategy), key=lambda one: one.number, reverse=True
    )
    previous = next((one for one in versions if one.number < version.number), None)
    priorities = _priority_wordings(version)
    outcomes = _outcome_wordings(version)
    words_by_priority = _words_by_priority(outcomes)
    every = tuple(_priority_words(one, words_by_priority) for one in priorities)
    return StrategyPage(
        strategy=strategy,
        version=version,
        status_words=STATUS_WORDS[Status(version.status)],
        approvals=approvals_of(version),
        plan_links=tuple(strategy.plan_links.values_list("name", "note")),
        priorities=tuple(one for one in every if not one.dropped),
        across=tuple(words_by_priority.get(None, ())),
        changes=_changes(previous, priorities, outcomes),
        previous=previous,
        versions=tuple(versions),
    )


def approvals_of(version: StrategyVersion) -> tuple[ApprovalLine, ...]:
    """The dated decisions on a version, oldest first."""
    return tuple(
        ApprovalLine(
            one.pk, one.body, Approval.Outcome(one.outcome).label, one.decided_on, one.note
        )
        for one in version.approvals.all()
    )


def _priority_wordings(version: StrategyVersion) -> list[PriorityWording]:
    wordings = version.priority_wordings.select_related("priority__lead_group")
    return list(wordings.order_by("priority__position", "priority__code"))


def _outcome_wordings(version: StrategyVersion) -> list[OutcomeWording]:
    wordings = version.outcome_wordings.select_related("outcome")
    return list(wordings.order_by("outcome__position", "outcome_id"))


def _words_by_priority(wordings: list[OutcomeWording]) -> dict[int | None, list[OutcomeWords]]:
    found: dict[int | None, list[OutcomeWords]] = {}
    for one in wordings:
        if one.change != Change.DROPPED:
            words = OutcomeWords(one.outcome_id, one.text, one.change, one.reason)
            found.setdefault(one.outcome.priority_id, []).append(words)
    return found


def _priority_words(
    wording: PriorityWording, outcomes: dict[int | None, list[OutcomeWords]]
) -> PriorityWords:
    priority = wording.priority
    group: Group | None = priority.lead_group
    return PriorityWords(
        pk=priority.pk,
        code=priority.code,
        heading=wording.heading,
        focus=wording.focus,
        statement=wording.outcome_statement,
        lead_group=group.name if group else "",
        lead_owner=group.owner_post if group else "",
        cross_cutting=priority.cross_cutting,
        change=wording.change,
        reason=wording.reason,
        outcomes=tuple(outcomes.get(priority.pk, ())),
    )


def _changes(
    previous: StrategyVersion | None,
    priorities: list[PriorityWording],
    outcomes: list[OutcomeWording],
) -> tuple[ChangeLine, ...]:
    if previous is None:
        return ()
    earlier = dict(previous.priority_wordings.values_list("priority_id", "heading"))
    earlier_outcomes = dict(previous.outcome_wordings.values_list("outcome_id", "text"))
    lines = [
        _change_line(
            f"Priority {one.priority.code}", one, earlier.get(one.priority_id), one.heading
        )
        for one in priorities
    ]
    lines += [
        _change_line("Outcome", one, earlier_outcomes.get(one.outcome_id), one.text)
        for one in outcomes
    ]
    return tuple(lines)


def _change_line(
    what: str, wording: PriorityWording | OutcomeWording, before: str | None, after: str
) -> ChangeLine:
    dropped = wording.change == Change.DROPPED
    return ChangeLine(
        what, Change(wording.change).label, before or "", "" if dropped else after, wording.reason
    )


# --- For those who edit ---


@dataclass(frozen=True)
class StrategyLine:
    """A strategy in the list of them."""

    title: str
    slug: str
    years: str
    status: str
    number: int


def strategy_lines(member: Member) -> tuple[StrategyLine, ...]:
    """The strategies the member may read, latest first, each with the version shown first."""
    shown: dict[int, StrategyVersion] = {}
    for version in versions_for(member):
        held = shown.get(version.strategy_id)
        if held is None or _standing(version) > _standing(held):
            shown[version.strategy_id] = version
    return tuple(
        StrategyLine(one.title, one.slug, one.years, shown[one.pk].status, shown[one.pk].number)
        for one in strategies_for(member).order_by("-starts", "title")
        if one.pk in shown
    )


@dataclass(frozen=True)
class Workbench:
    """A strategy as its editors see it."""

    strategy: Strategy
    version: StrategyVersion | None  # in preparation
    adopted: StrategyVersion | None
    versions: tuple[StrategyVersion, ...]  # newest first
    priorities: tuple[PriorityWording, ...]
    outcomes: tuple[OutcomeWording, ...]
    approvals: tuple[ApprovalLine, ...]

    @property
    def shown(self) -> StrategyVersion | None:
        """The version whose words the page lists: the one in preparation, else the latest."""
        return self.version or (self.versions[0] if self.versions else None)

    @property
    def empty(self) -> bool:
        """Whether it is a first draft without priorities, outcomes or decisions: removable."""
        first_draft = len(self.versions) == 1 and self.versions[0].status == "draft"
        return first_draft and not (self.priorities or self.outcomes or self.approvals)


def workbench(strategy: Strategy) -> Workbench:
    """What the editing page of a strategy shows. Four queries."""
    versions = tuple(strategy.versions.order_by("-number"))
    preparing = next((one for one in versions if one.status in IN_PREPARATION), None)
    if not versions:
        return Workbench(strategy, None, None, (), (), (), ())
    shown = preparing or versions[0]
    return Workbench(
        strategy=strategy,
        version=preparing,
        adopted=next((one for one in versions if one.status == Status.ADOPTED), None),
        versions=versions,
        priorities=tuple(_priority_wordings(shown)),
        outcomes=tuple(
            shown.outcome_wordings.select_related("outcome__priority").order_by(
                "outcome__position", "outcome_id"
            )
        ),
        approvals=approvals_of(shown),
    )


# --- Choices ---


def priority_choices(partnership: Partnership) -> QuerySet[Priority]:
    """The partnership's priorities, latest strategy first, each with its latest ``heading``."""
    latest = PriorityWording.objects.filter(priority=OuterRef("pk")).order_by(
        "-strategy_version__number"
    )
    return (
        Priority.objects.filter(partnership=partnership)
        .select_related("strategy")
        .annotate(heading=Subquery(latest.values("heading")[:1]))
        .order_by("-strategy__starts", "strategy_id", "position", "code")
    )


def shortened(text: str, length: int = 70) -> str:
    """A text for a list, cut between words."""
    if len(text) <= length:
        return text
    return f"{text[:length].rsplit(' ', 1)[0]} …"

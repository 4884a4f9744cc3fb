"""What a strategy leaves open: priorities, indicators, targets and alignment held side by side.

Plain Python: nothing here reads a database or a clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from targets.selectors.words import counted
from targets.terms import Unrated


class Gap(Enum):
    """A kind of hole: its key, its title, what to do. In the order of the page."""

    NO_STRATEGY = (
        "no_strategy",
        "No strategy is in force",
        "Write one, with its priorities, and put the indicators under them.",
    )
    NO_INDICATOR = (
        "no_indicator",
        "Priorities and outcomes without an indicator",
        "Choose an indicator that would show whether it is achieved, and put it under it.",
    )
    CROSS_CUTTING = (
        "cross_cutting",
        "Cross-cutting principles with no target of their own",
        "Set a target for it, or say in the strategy how the other priorities account for it.",
    )
    STRAND = (
        "strand",
        "What the law asks a strategy for, and nothing here names",
        "Name it under a priority, with an indicator. It was looked for by its usual words: if "
        "something covers it under another name, say so in the priority’s focus.",
    )
    UNPLACED = (
        "unplaced",
        "Indicators under no priority of the strategy in force",
        "Put each under a priority or an outcome, or stop asking for it.",
    )
    NO_TARGET = (
        "no_target",
        "Indicators without a target",
        "Set a target, or record that it is only to be monitored.",
    )
    PLACEHOLDER = (
        "placeholder",
        "Targets that still lack a value, a size or a direction",
        "Settle what is missing and change the target.",
    )
    CONDITION = (
        "condition",
        "Targets with conditions that no indicator measures",
        "Choose an indicator for each condition.",
    )
    BASELINE = (
        "baseline",
        "Targets whose baseline is outstanding",
        "Record the baseline’s figure; until then the target cannot be judged as it is meant.",
    )
    CONTEXT = (
        "context",
        "Indicators that need context: a rise or a fall may be good",
        "Decide which way is better, or state a judgement with its reason each quarter.",
    )
    NO_FIGURES = (
        "no_figures",
        "Indicators without a figure in the last two published quarters",
        "Ask the organisation that supplies it, or stop asking for it.",
    )
    NO_LEAD = (
        "no_lead",
        "Priorities without a lead group",
        "Name the group that leads it.",
    )
    NO_OWNER = (
        "no_owner",
        "Priorities whose lead group has no owner",
        "Name the post that owns the group’s plan and answers for it to the board.",
    )
    NO_ALIGNED = (
        "no_aligned",
        "Priorities none of whose targets is aligned to the {body}",
        "Mark the targets that serve the police and crime plan, if there are any.",
    )

    @property
    def key(self) -> str:
        return str(self.value[0])

    @property
    def title(self) -> str:
        return str(self.value[1])

    @property
    def to_do(self) -> str:
        return str(self.value[2])


SHORT = {  # in the cells of the matrix
    Gap.NO_INDICATOR: "No indicator",
    Gap.CROSS_CUTTING: "No target of its own",
    Gap.UNPLACED: "Under no priority",
    Gap.NO_TARGET: "No target",
    Gap.PLACEHOLDER: "Not set yet",
    Gap.CONDITION: "Conditions without an indicator",
    Gap.BASELINE: "Baseline outstanding",
    Gap.CONTEXT: "Needs context",
    Gap.NO_FIGURES: "No figures",
    Gap.NO_LEAD: "No lead group",
    Gap.NO_OWNER: "Lead group without an owner",
    Gap.NO_ALIGNED: "None aligned",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as the matrix shows it."""

    pk: int
    text: str
    kind: str
    expects: str
    baseline: str
    alignment: str  # with the strategy's own tag: "PCC target"
    unrated: Unrated | None = None
    baseline_outstanding: bool = False

    @property
    def meaning(self) -> str:
        """Its kind and what it expects, once where the one begins with the other."""
        return (
            self.expects if self.expects.startswith(self.kind) else f"{self.kind}: {self.expects}"
        )

    @property
    def gaps(self) -> tuple[Gap, ...]:
        if self.unrated is Unrated.PLACEHOLDER:
            return (Gap.PLACEHOLDER,)
        if self.unrated is Unrated.NO_FIGURE:
            return (Gap.CONDITION,)
        if self.unrated is Unrated.BASELINE or self.baseline_outstanding:
            return (Gap.BASELINE,)
        return ()

    @property
    def only_tracked(self) -> bool:
        return self.unrated is Unrated.MONITOR


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of the matrix, with its targets."""

    measure_id: int
    name: str
    supplier: str
    owner: str
    outcome: str = ""  # the outcome that it stands under, in a priority's table
    goals: tuple[Goal, ...] = ()
    needs_context: bool = False
    without_figures: bool = False  # in the last two published quarters, both of which asked for it

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Its own, not those of its targets."""
        found = [Gap.CONTEXT] if self.needs_context else [] if self.goals else [Gap.NO_TARGET]
        return (*found, Gap.NO_FIGURES) if self.without_figures else tuple(found)


@dataclass(frozen=True, slots=True)
class Section:
    """A priority, an outcome of none, or what stands under neither. ``key`` is its anchor."""

    key: str
    code: str
    title: str
    is_priority: bool = True
    cross_cutting: bool = False
    lead: str = ""
    lead_owner: str = ""
    lines: tuple[Line, ...] = ()
    bare_outcomes: tuple[str, ...] = ()  # its outcomes that no indicator measures
    placed: bool = True  # whether the strategy has it

    @property
    def name(self) -> str:
        return f"{self.code}. {self.title}" if self.code else self.title

    @property
    def short(self) -> str:
        """Where something stands, in a list of many: ``Priority A``."""
        if not self.placed:
            return ""
        return f"Priority {self.code}" if self.code else self.title

    @property
    def goals(self) -> tuple[Goal, ...]:
        return tuple(goal for line in self.lines for goal in line.goals)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Its own, not those of its indicators."""
        found = []
        if self.cross_cutting and not self.goals:
            found.append(Gap.CROSS_CUTTING)
        elif not self.lines and self.placed:
            found.append(Gap.NO_INDICATOR)
        if self.is_priority and not self.lead_owner:
            found.append(Gap.NO_OWNER if self.lead else Gap.NO_LEAD)
        if self.is_priority and self.goals and not any(one.alignment for one in self.goals):
            found.append(Gap.NO_ALIGNED)
        return tuple(found)

    @property
    def summary(self) -> str:
        """``13 indicators, 13 targets, 3 of them aligned.``"""
        indicators = counted(len(self.lines), "indicator")
        if not self.goals:
            return f"{indicators}, no target."
        aligned = sum(1 for one in self.goals if one.alignment)
        goals = counted(len(self.goals), "target")
        return f"{indicators}, {goals}, {aligned or 'none'} of them aligned."


@dataclass(frozen=True, slots=True)
class Item:
    """One hole: what has it, what there is to add, and the anchor that leads to it."""

    name: str
    under: str = ""
    note: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Hole:
    """All holes of one kind."""

    gap: Gap
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A strategy in force, in the version that is read here."""

    title: str
    slug: str
    number: int
    status_words: str
    other_plans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix and its holes."""

    plans: tuple[PlanLine, ...]
    sections: tuple[Section, ...]
    body: str  # the local policing body's title
    missing_strands: tuple[tuple[str, str], ...] = ()  # name and citation
    other_strands: tuple[tuple[str, date], ...] = ()  # not named, asked for only since that day
    quarters: tuple[str, ...] = ()  # the published quarters whose figures were looked for
    holes: tuple[Hole, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holes", _holes(self))

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def goals(self) -> tuple[Goal, ...]:
        return tuple(goal for section in self.sections for goal in section.goals)

    @property
    def count(self) -> int:
        return sum(len(hole.items) for hole in self.holes)

    @property
    def summary(self) -> str:
        """``4 priorities, 37 indicators, 37 targets: 28 holes of 7 kinds.``"""
        priorities = sum(one.is_priority for one in self.sections)
        parts = (
            counted(priorities, "priority", "priorities"),
            counted(len(self.lines), "indicator"),
            counted(len(self.goals), "target"),
        )
        holes = "no hole"
        if self.count:
            kinds = counted(len(self.holes), "kind")
            holes = counted(self.count, "hole") + (f" of {kinds}" if self.count > 1 else "")
        return f"{', '.join(parts)}: {holes}."

    @property
    def unaligned(self) -> int:
        """Targets that are not aligned: to know, and no hole, since not every target need be."""
        return sum(1 for goal in self.goals if not goal.alignment)

    @property
    def only_tracked(self) -> int:
        return sum(1 for goal in self.goals if goal.only_tracked)

    @property
    def without_owner(self) -> int:
        """Indicators for which no post is named."""
        return sum(1 for line in self.lines if not line.owner)


def _holes(found: Coverage) -> tuple[Hole, ...]:
    items: dict[Gap, list[Item]] = {}
    for gap, item in _found(found):
        items.setdefault(gap, []).append(item)
    return tuple(
        Hole(gap, gap.title.format(body=found.body), tuple(items[gap]))
        for gap in Gap
        if gap in items
    )


def _found(found: Coverage) -> Iterator[tuple[Gap, Item]]:
    if not found.plans:
        yield Gap.NO_STRATEGY, Item("There are no priorities to put indicators under")
    for name, citation in found.missing_strands:
        yield Gap.STRAND, Item(name, note=citation)
    for section in found.sections:
        yield from _of_section(section)
        for line in section.lines:
            yield from _of_line(line, section, placed=section.placed or not found.plans)


def _of_section(section: Section) -> Iterator[tuple[Gap, Item]]:
    for gap in section.gaps:
        note = ""
        if gap is Gap.CROSS_CUTTING:
            note = "no indicator either" if not section.lines else ""
        elif gap is Gap.NO_OWNER:
            note = section.lead
        elif gap is Gap.NO_ALIGNED:
            note = f"of {counted(len(section.goals), 'target')}"
        yield gap, Item(section.name, note=note, anchor=section.key)
    for text in section.bare_outcomes:
        yield Gap.NO_INDICATOR, Item(text, under=section.short, anchor=section.key)


def _of_line(line: Line, section: Section, *, placed: bool) -> Iterator[tuple[Gap, Item]]:
    anchor = f"measure-{line.measure_id}"
    under = section.short
    if not placed:
        yield Gap.UNPLACED, Item(line.name, anchor=anchor)
    for gap in line.gaps:
        note = f"supplied by {line.supplier}" if gap is Gap.NO_FIGURES else ""
        yield gap, Item(line.name, under, note, anchor)
    for goal in line.goals:
        for gap in goal.gaps:
            yield gap, Item(goal.text, under, _goal_note(gap, goal), anchor)


def _goal_note(gap: Gap, goal: Goal) -> str:
    if gap is Gap.BASELINE:
        return "" if goal.baseline == "Not needed" else _lower(goal.baseline)
    return _lower(goal.expects) if gap is Gap.PLACEHOLDER else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def strand_texts(sections: Sequence[Section], words: Sequence[str]) -> list[str]:
    """Every text in which a strand is looked for."""
    found = list(words)
    for section in sections:
        found += [section.title, *section.bare_outcomes]
        for line in section.lines:
            found += [line.name, line.outcome, *(goal.text for goal in line.goals)]
    return found

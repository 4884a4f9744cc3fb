"""One quarter's dashboard as everything shows it: the page, the paper, the files, the snapshot.

Frozen, complete, and made of texts that are ready to print beside the numbers they stand for.
Nothing here reads a database or a clock.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.quarters import Period, Quarter
from dashboards import codec
from dashboards.insight import Compared, Insight
from targets.terms import Basis, Polarity, Rag, Travel, Unit, Unrated

FORMAT = 1  # of the payload of a snapshot

NOT_AVAILABLE = "-"  # printed where a comparison was asked for and is not available


class GroupKind(StrEnum):
    OUTCOME = "outcome"
    PRIORITY = "priority"
    OTHER = "other"  # indicators with neither


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """Which published version this is. ``changes``: what is not as in the one before, in words."""

    number: int
    published_at: datetime
    published_by: str = ""
    reason: str = ""
    changes: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The reason, to be followed by a full stop."""
        return self.reason.rstrip(". ")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as a cell prints it.

    ``text`` is the whole of it (``55.4% (Q3 2014-15)``, ``1,259*``), ``value_text`` the figure
    alone (``55.4%``), ``period_note`` the period where it differs from the column's. With no
    ``value``, ``absence`` says which of the kinds of nothing it is and ``text`` says it in words.
    """

    text: str
    period: Period
    value: Decimal | None = None
    value_text: str = ""
    phrase: str = ""  # in a sentence: "6.35 per 1,000"
    period_note: str = ""
    caveats: tuple[str, ...] = ()  # the notes behind the asterisk
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    provisional: bool = False
    estimated: bool = False
    revised: bool = False
    quality_problem: bool = False
    absence: Unrated | None = None
    hidden: bool = False  # a small number that is not published: prints [c]

    @property
    def marked(self) -> bool:
        return bool(self.caveats) and self.value is not None

    @property
    def marks(self) -> tuple[str, ...]:
        """The words beside the figure: Provisional, Revised, Estimated, Quality problem."""
        said = (
            (self.provisional, "Provisional"),
            (self.revised, "Revised"),
            (self.estimated, "Estimated"),
            (self.quality_problem, "Quality problem"),
        )
        return tuple(word for is_so, word in said if is_so)


@dataclass(frozen=True, slots=True)
class Stated:
    """What officers state in place of what the rules compute, and until when."""

    reason: str
    by: str  # a post or a body
    on: date
    until: Quarter
    rag: Rag | None = None
    direction: Travel | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """``shown`` is the stated one where one is in force, else the computed one.

    ``unrated`` says why the rules give none. ``explanation`` is of the computed one, in one
    sentence with its numbers.
    """

    shown: Rag | None
    computed: Rag | None
    unrated: Unrated | None
    explanation: str
    stated: Stated | None = None

    @property
    def value(self) -> str:
        """The rating, or the word of why there is none: what the component takes."""
        return str(self.shown or self.unrated or "not_rated")

    @property
    def short_reason(self) -> str:
        """Why there is no rating, as a cell has room for it: "Baseline being established"."""
        return self.unrated.label if self.unrated and not self.shown else ""

    @property
    def overruled(self) -> bool:
        """Whether what is shown is not what the rules compute."""
        return self.shown is not None and self.shown != self.computed

    @property
    def beside(self) -> str:
        """What the rules compute, where that is not what is shown; else nothing."""
        return str(self.computed or self.unrated or "not_rated") if self.overruled else ""

    @property
    def computed_word(self) -> str:
        """``Green``, or ``Not rated: needs context``."""
        if self.computed:
            return self.computed.label
        why = self.unrated.label if self.unrated else ""
        return f"Not rated: {why[:1].lower()}{why[1:]}" if why else "Not rated"


@dataclass(frozen=True, slots=True)
class Movement:
    """One comparison: what happened, in words, and against what."""

    travel: Travel
    words: str  # "Up 11.2%, worse"
    explanation: (
        str  # "Up 11.2%, from 5.71 per 1,000 (2013-14) to …; about the same is within 10%."
    )
    earlier: Cell


@dataclass(frozen=True, slots=True)
class Direction:
    """``shown`` is the stated one where one is in force, else the computed one."""

    shown: Travel
    computed: Travel
    words: str  # of the comparison that the arrow shows, with the meaning that is shown
    long: Movement  # with the same period last year
    short: Movement  # with the previous period
    stated: Stated | None = None

    @property
    def overruled(self) -> bool:
        return self.shown != self.computed

    @property
    def arrow(self) -> str:
        """``→``, ``↑`` or ``↓`` by performance; ``-`` where there is no judgement."""
        return ARROWS.get(self.shown, NOT_AVAILABLE)


ARROWS = {Travel.BETTER: "↑", Travel.SAME: "→", Travel.WORSE: "↓"}


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a row's history, for the chart and its table."""

    quarter: Quarter
    period: Period
    text: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    expected: Decimal | None = None
    provisional: bool = False
    break_note: str | None = None  # a new series starts here
    estimated: bool = False
    quality_problem: bool = False
    denominator: Decimal | None = None
    revised: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator in one quarter."""

    measure_id: int
    code: str
    name: str
    unit: Unit
    unit_text: str  # "per 1,000 population"
    decimals: int
    polarity: Polarity
    basis: Basis
    previous: Cell
    latest: Cell
    target_text: str  # in the strategy's own words; empty: no target
    target_kind: str  # in words: "Reduce on baseline"
    aligned_as: str  # "PCC target"
    expected_text: str  # "5.50 or lower", "Baseline being established"
    target_sentence: str  # "Target: 5.50 or lower. Missed by 0.85."
    rating: Rating
    direction: Direction
    stated_sentences: tuple[str, ...] = ()  # what officers stated and why
    lapsed: tuple[Stated, ...] = ()  # past their end: the computed ones count again
    warnings: tuple[str, ...] = ()
    expected: Decimal | None = None
    county_comparison: str = ""  # "Top", "Average", "Bottom", "-" (not available) or nothing
    district_comparison: str = ""
    commentary_change: str = ""
    commentary_action: str = ""
    action_owner: str = ""  # who is doing it: a post
    action_due: date | None = None
    supplier: str = ""
    owner_post: str = ""
    definition: str = ""
    source: str = ""
    history: tuple[Point, ...] = ()
    indicator_id: int = 0  # the same for every partnership that uses an indicator of the library
    headline: bool = False  # it alone makes the overall rating, where that is the rule
    running: int = 0  # quarters in a row, published, of this rating; 0: not known of more than one
    insight: Insight | None = None
    compared: tuple[Compared, ...] = ()

    @property
    def has_figure(self) -> bool:
        return self.latest.value is not None or self.latest.hidden

    @property
    def overruled(self) -> bool:
        """Whether anything shown is not what the rules compute."""
        return self.rating.overruled or self.direction.overruled

    @property
    def caveats(self) -> tuple[str, ...]:
        """The notes behind the asterisks, without the asterisk."""
        return tuple(dict.fromkeys(self.previous.caveats + self.latest.caveats))


@dataclass(frozen=True, slots=True)
class Group:
    """A priority or an outcome, with its overall judgement and its indicators."""

    key: str  # unique on the page: "outcome-12"
    kind: GroupKind
    code: str  # the priority's letter, if it has one
    title: str
    overall: Rag | None = None
    comment: str = ""
    stated_by: str = ""
    stated_on: date | None = None
    lead: str = ""
    rows: tuple[Row, ...] = ()
    computed: Rag | None = None  # by the partnership's rule; ``overall`` is the stated one
    computed_why: str = ""

    @property
    def group_id(self) -> int:
        """The id of the priority or the outcome; 0 for the other indicators."""
        return int(self.key.rpartition("-")[2]) if "-" in self.key else 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many indicators there are of each kind; ``unrated`` have a figure and no rating."""

    red: int
    amber: int
    green: int
    unrated: int
    missing: int
    reported: int
    provisional: int

    @property
    def total(self) -> int:
        return self.red + self.amber + self.green + self.unrated + self.missing


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the board sees of one quarter. ``published`` is None for working figures."""

    partnership_name: str
    partnership_slug: str
    place: str
    quarter: Quarter
    scheme_label: str
    rule_version: str
    source_statement: str
    previous_period: Period  # what the columns cover unless a cell says otherwise
    latest_period: Period
    previous_heading: str  # "Previous Year (2013-14)"
    latest_heading: str  # "Latest Data (12 months to Mar 2015 unless stated)"
    groups: tuple[Group, ...] = ()
    published: SnapshotInfo | None = None
    format: int = FORMAT
    headline: tuple[str, ...] = ()  # written by officers; empty: the page composes one
    asks: tuple[str, ...] = ()  # what the board is asked to
    written_by: str = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def counts(self) -> Counts:
        rows = self.rows
        shown = [row.rating.shown for row in rows]
        missing = sum(row.rating.shown is None and not row.has_figure for row in rows)
        return Counts(
            red=shown.count(Rag.RED),
            amber=shown.count(Rag.AMBER),
            green=shown.count(Rag.GREEN),
            unrated=shown.count(None) - missing,
            missing=missing,
            reported=sum(row.has_figure for row in rows),
            provisional=sum(row.latest.provisional for row in rows),
        )

    def row(self, measure_id: int) -> Row | None:
        return next((row for row in self.rows if row.measure_id == measure_id), None)

    def group_of(self, measure_id: int) -> Group | None:
        return next(
            (g for g in self.groups if any(row.measure_id == measure_id for row in g.rows)), None
        )


def to_json(dashboard: Dashboard) -> str:
    """Canonical JSON text, which ``from_json`` reads back to an equal dashboard."""
    return codec.dump(dashboard)


def from_json(text: str) -> Dashboard:
    """Raises ``ValueError`` for text that is not a dashboard of a format known here."""
    return codec.load(Dashboard, text)

"""What officers state in one quarter instead of what the rules compute: read from its dashboard.

Pure: of a published quarter everything comes from its snapshot, so the register stays as it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.period_text import long_day
from core.quarters import Quarter
from dashboards.types import Dashboard, Group, Movement, Row, Stated
from targets.selectors.words import counted
from targets.terms import Rag, Travel

NOT_COMPUTED = "Not computed"


class What(StrEnum):
    RATING = "Rating"
    ARROW = "Direction of travel"
    OVERALL = "Overall rating"


class Standing(StrEnum):
    IN_FORCE = "In force"
    ENDS_NOW = "Ends with this quarter"
    ENDED = "Ended"
    THIS_QUARTER = "For this quarter"  # overall ratings are stated anew each quarter


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement beside what the rules compute. Values are what the page's tags take."""

    what: What
    standing: Standing
    group: str
    group_key: str
    measure_id: int  # 0: of a whole priority or outcome
    code: str
    name: str
    stated: str
    stated_word: str
    computed: str
    computed_word: str
    why: str  # of the computed one, in one sentence
    reason: str
    by: str
    on: date | None
    until: Quarter
    differs: bool

    @property
    def on_words(self) -> str:
        return long_day(self.on) if self.on else ""

    @property
    def who(self) -> str:
        """``Senior Officer Group, 20 April 2015``."""
        return ", ".join(text for text in (self.by, self.on_words) if text)


@dataclass(frozen=True, slots=True)
class Register:
    """Every statement of a quarter. Those that end first stand first, then as on the pages."""

    quarter: Quarter
    total: int  # ratings that could be stated: one for each indicator
    groups: int
    ratings: tuple[Entry, ...]
    arrows: tuple[Entry, ...]
    overall: tuple[Entry, ...]
    ended: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.ratings, *self.arrows, *self.overall, *self.ended)

    @property
    def heading(self) -> str:
        """``5 of 12 ratings are stated; 3 differ from what the rules compute``."""
        return _counted(self.ratings, self.total, "rating")

    @property
    def arrows_words(self) -> str:
        return _counted(self.arrows, self.total, "arrow")

    @property
    def overall_words(self) -> str:
        return _counted(self.overall, self.groups, "overall rating")

    @property
    def ending_words(self) -> str:
        """How many end with the quarter and what then counts; nothing where none does."""
        ending = sum(one.standing is Standing.ENDS_NOW for one in (*self.ratings, *self.arrows))
        if not ending:
            return ""
        what = (
            "statement about an indicator ends"
            if ending == 1
            else "statements about indicators end"
        )
        after = (self.quarter + 1).label
        return f"{ending} {what} with this quarter. In {after} what the rules compute counts again."


def _counted(entries: tuple[Entry, ...], total: int, noun: str) -> str:
    if not entries:
        return f"No {noun} is stated"
    number, differing = len(entries), sum(one.differs for one in entries)
    verb = "is" if number == 1 else "are"
    said = f"{number} of {counted(total, noun)} {verb} stated"
    unknown = sum(one.computed_word == NOT_COMPUTED for one in entries)
    if unknown:  # published before there was a rule: nothing is known of what differs
        return f"{said}; what the rules compute of {_these(unknown, number)} is not known"
    if number == differing == 1:
        return f"{said}; it differs from what the rules compute"
    return f"{said}; {differing or 'none'} {_differ(differing)} from what the rules compute"


def _these(unknown: int, number: int) -> str:
    if unknown == number:
        return "it" if number == 1 else "them"
    return f"{unknown} of them"


def _differ(number: int) -> str:
    return "differ" if number > 1 else "differs"


def stated_register(dashboard: Dashboard) -> Register:
    """The register of a quarter, from what is shown of it."""
    quarter = dashboard.quarter
    rows = [(group, row) for group in dashboard.groups for row in group.rows]
    return Register(
        quarter=quarter,
        total=len(rows),
        groups=sum(group.group_id > 0 for group in dashboard.groups),
        ratings=_sorted(_rating(group, row, quarter) for group, row in rows if _stated_rag(row)),
        arrows=_sorted(_arrow(group, row, quarter) for group, row in rows if _stated_arrow(row)),
        overall=tuple(_overall(group, quarter) for group in dashboard.groups if group.overall),
        ended=tuple(one for group, row in rows for one in _ended(group, row)),
    )


def _sorted(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda one: one.until))


def _stated_rag(row: Row) -> bool:
    return row.rating.stated is not None


def _stated_arrow(row: Row) -> bool:
    return row.direction.stated is not None


def _standing(stated: Stated, quarter: Quarter) -> Standing:
    return Standing.ENDS_NOW if stated.until == quarter else Standing.IN_FORCE


def _rating(group: Group, row: Row, quarter: Quarter) -> Entry:
    stated = row.rating.stated
    if stated is None or row.rating.shown is None:
        raise ValueError(f"No rating is stated for {row.name}.")
    return _rating_entry(group, row, stated, row.rating.shown, _standing(stated, quarter))


def _rating_entry(group: Group, row: Row, stated: Stated, rag: Rag, standing: Standing) -> Entry:
    rating = row.rating
    return _entry(
        What.RATING, standing, group, row, stated,
        stated=rag.value,
        stated_word=rag.label,
        computed=str(rating.computed or rating.unrated or "not_rated"),
        computed_word=rating.computed_word,
        why=rating.explanation,
        differs=rag is not rating.computed,
    )  # fmt: skip


def _arrow(group: Group, row: Row, quarter: Quarter) -> Entry:
    stated = row.direction.stated
    if stated is None:
        raise ValueError(f"No direction is stated for {row.name}.")
    return _arrow_entry(group, row, stated, row.direction.shown, _standing(stated, quarter))


def _arrow_entry(
    group: Group, row: Row, stated: Stated, travel: Travel, standing: Standing
) -> Entry:
    computed = row.direction.computed
    return _entry(
        What.ARROW, standing, group, row, stated,
        stated=travel.value,
        stated_word=travel.label,
        computed=computed.value,
        computed_word=computed.label,
        why=movement_of(row).explanation,
        differs=travel is not computed,
    )  # fmt: skip


def movement_of(row: Row) -> Movement:
    """The comparison that the arrow shows: the one with what the previous column holds."""
    long, short = row.direction.long, row.direction.short
    return short if short.earlier.period == row.previous.period != long.earlier.period else long


def _entry(
    what: What, standing: Standing, group: Group, row: Row, said: Stated, **more: str | bool
) -> Entry:
    values: dict[str, object] = {
        "group": _title(group),
        "group_key": group.key,
        "measure_id": row.measure_id,
        "code": row.code,
        "name": row.name,
        "reason": said.reason,
        "by": said.by,
        "on": said.on,
        "until": said.until,
        **more,
    }
    return Entry(what, standing, **values)  # type: ignore[arg-type]


def _ended(group: Group, row: Row) -> Iterator[Entry]:
    """The last rating and the last arrow that were stated, where nothing stands in their place."""
    old = _last(row.lapsed, lambda one: one.rag is not None)
    if old and old.rag and not _stated_rag(row):
        yield _rating_entry(group, row, old, old.rag, Standing.ENDED)
    old = _last(row.lapsed, lambda one: one.direction is not None)
    if old and old.direction and not _stated_arrow(row):
        yield _arrow_entry(group, row, old, old.direction, Standing.ENDED)


def _last(lapsed: tuple[Stated, ...], says: Callable[[Stated], bool]) -> Stated | None:
    return max(filter(says, lapsed), key=lambda one: (one.until, one.on), default=None)


def _overall(group: Group, quarter: Quarter) -> Entry:
    rag, computed = group.overall, group.computed
    if rag is None:
        raise ValueError(f"No overall rating is stated for {group.title}.")
    return Entry(
        what=What.OVERALL,
        standing=Standing.THIS_QUARTER,
        group=_title(group),
        group_key=group.key,
        measure_id=0,
        code=group.code,
        name=_title(group),
        stated=rag.value,
        stated_word=rag.label,
        computed=computed.value if computed else "not_rated",
        computed_word=_overall_word(group),
        why=group.computed_why,
        reason=group.comment,
        by=group.stated_by,
        on=group.stated_on,
        until=quarter,
        differs=rag is not computed and _overall_word(group) != NOT_COMPUTED,
    )


def _overall_word(group: Group) -> str:
    """What the rule computes; ``Not computed`` where the snapshot is older than the rule."""
    if group.computed:
        return group.computed.label
    return "Not rated" if group.computed_why else NOT_COMPUTED


def _title(group: Group) -> str:
    return f"{group.code}. {group.title}" if group.code else group.title

"""The overview as its template takes it: every text and address finished, nothing left to look up.

Templates are slow where they decide; here a page's few dozen lines are made in one go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.period_text import long_day
from core.quarters import Quarter
from core.templatetags.components import direction, rag, rag_class
from core.templatetags.core_tags import chart
from dashboards.drawings import trend
from dashboards.overview import Attention, Better, Changes, RatingChange, counts_in_words, cut
from dashboards.types import Direction, Group, GroupKind, Row

LONGEST_TEXT: Final = 180  # of what officers say of an indicator; its own page has all of it
LONGEST_COMMENT: Final = 500  # of a priority; its own page has all of it
SHORTEST_COMMENT: Final = 140  # however many share the room
ROOM_FOR_COMMENTS: Final = 2000  # characters, so that the page prints on two sides
MOST_CHANGES: Final = 8
MOST_LISTED: Final = 4  # of what is revised, new, gone or redefined
MOST_ASKS: Final = 7
NOTHING: Final = SafeString("")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pages of one quarter are. ``more``: what keeps its version in an address."""

    slug: str
    quarter: Quarter
    more: str = ""

    @property
    def indicators(self) -> str:
        return reverse("dashboards:indicators", args=[self.slug, self.quarter])

    @property
    def query(self) -> str:
        return f"?{self.more}" if self.more else ""

    def of(self, row: Row) -> str:
        """An indicator's page."""
        return f"{self.indicators}{row.measure_id}/{self.query}"

    def listed(self, asked: str) -> str:
        """The list of indicators, narrowed: ``rating=red``."""
        return f"{self.indicators}?{'&'.join(one for one in (asked, self.more) if one)}"

    def priority(self, group: Group) -> str:
        """A priority's or an outcome's page."""
        args = [self.slug, self.quarter, group.key]
        return reverse("dashboards:priority", args=args) + self.query


@dataclass(frozen=True, slots=True)
class Card:
    """What needs attention, why, what is being done, by whom and by when."""

    href: str
    name: str
    style: str
    rating: SafeString
    value: str
    target: str
    travel: SafeString
    line: SafeString
    because: str  # empty where the rating says it
    changed: str
    doing: str
    who: str
    by_when: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Improved:
    href: str
    name: str
    value: str
    travel: SafeString
    since: str


@dataclass(frozen=True, slots=True)
class Changed:
    href: str
    name: str
    was: SafeString
    now: SafeString


@dataclass(frozen=True, slots=True)
class Priority:
    """A line of the table of priorities."""

    href: str
    title: str
    lead: str
    rating: SafeString
    why: str
    comment: str
    stated_by: str
    words: str


def cards(needs: Sequence[Attention], pages: Addresses) -> list[Card]:
    """Each with its texts on one line: the indicator's page has them whole."""
    return [_card(one, pages) for one in needs]


def _card(one: Attention, pages: Addresses) -> Card:
    row, shown = one.row, one.row.rating.shown
    drawn = trend(row)
    return Card(
        href=pages.of(row),
        name=row.name,
        style=rag_class(row.rating.value),
        rating=rating(row),
        value=row.latest.text,
        target=row.target_sentence,
        travel=travel(row.direction),
        line=chart(drawn) if drawn else NOTHING,
        because="" if shown and one.because == shown.label else one.because,
        changed=cut(row.commentary_change, LONGEST_TEXT),
        doing=cut(row.commentary_action, LONGEST_TEXT),
        who=one.who,
        by_when=one.by_when,
        overdue=one.overdue,
    )


def rating(row: Row) -> SafeString:
    """A row's rating, with what there is to say of it on a line below."""
    found = row.rating
    return rag(found.value, found.short_reason, found.stated, found.beside)


def travel(found: Direction) -> SafeString:
    """A direction of travel, and what the rules compute where that is not what is shown."""
    shown = direction(found.shown, found.words)
    if not found.overruled:
        return shown
    computed = found.computed.label.lower()
    return shown + format_html('<span class="app-rag-note">Stated; computed {}</span>', computed)


def improved(better: Sequence[Better], pages: Addresses) -> list[Improved]:
    return [
        Improved(
            pages.of(one.row),
            one.row.name,
            one.row.latest.text,
            travel(one.row.direction),
            one.since,
        )
        for one in better
    ]


def changed(ratings: Sequence[RatingChange], pages: Addresses) -> list[Changed]:
    return [Changed(pages.of(one.row), one.row.name, rag(one.was), rag(one.now)) for one in ratings]


@dataclass(frozen=True, slots=True)
class Listed:
    """What is new, gone, revised or redefined. ``more``: how many are not named."""

    word: str
    names: tuple[tuple[str, str, str], ...]  # address or nothing, name, what there is to say
    more: int = 0


def listed(changes: Changes | None, pages: Addresses) -> list[Listed]:
    """What changed but ratings: a line for each figure, one for all that came or went."""
    if changes is None:
        return []
    revised = [(pages.of(one.row), one.row.name, one.words) for one in changes.revised]
    redefined = [(pages.of(one.row), one.row.name, one.words) for one in changes.redefined]
    return [
        *_one_by_one("Revised", revised),
        *_together("New", [(pages.of(row), row.name, "") for row in changes.new]),
        *_together("No longer listed", [("", row.name, "") for row in changes.dropped]),
        *_one_by_one("Definition changed", redefined),
    ]


def _one_by_one(word: str, names: list[tuple[str, str, str]]) -> list[Listed]:
    lines = [Listed(word, (one,)) for one in names[:MOST_LISTED]]
    more = len(names) - len(lines)
    return [*lines, Listed(word, (), more)] if more else lines


def _together(word: str, names: list[tuple[str, str, str]]) -> list[Listed]:
    shown = tuple(names[:MOST_LISTED])
    return [Listed(word, shown, len(names) - len(shown))] if names else []


def priorities(groups: Sequence[Group], pages: Addresses) -> list[Priority]:
    """A line for each priority and outcome; none where the indicators belong to neither."""
    if all(group.kind is GroupKind.OTHER for group in groups):
        return []
    share = ROOM_FOR_COMMENTS // len(groups)
    longest = min(LONGEST_COMMENT, max(SHORTEST_COMMENT, share))
    return [_priority(group, pages, longest) for group in groups]


def _priority(group: Group, pages: Addresses, longest: int) -> Priority:
    return Priority(
        href=pages.priority(group),
        title=f"{group.code}. {group.title}" if group.code else group.title,
        lead=group.lead,
        rating=overall(group),
        why=group.computed_why if group.computed and group.computed != group.overall else "",
        comment=cut(group.comment, longest),
        stated_by=group.stated_by,
        words=counts_in_words(group.rows),
    )


def overall(group: Group) -> SafeString:
    """The stated rating, with the computed one where that is another; else the computed one."""
    if group.overall is None:
        if group.computed is None:
            return mark_safe('<span class="app-nothing">Not given</span>')
        return rag(group.computed, "Computed; none is stated")
    if group.computed is None or group.computed == group.overall:
        return rag(group.overall)
    return rag(group.overall, "", stated=True, computed=group.computed)


# --- The line below the heading ---


def next_update(quarter: Quarter, due: date | None, today: date) -> str:
    """``Next update: after April to June 2015; figures are due on 31 July 2015.``"""
    following, end = quarter + 1, (quarter + 1).end
    when = f", which {'ended' if end < today else 'ends'} on {long_day(end)}"
    if due:
        when = f"; its figures {'were' if due < today else 'are'} due on {long_day(due)}"
    return f"Next update: after {following.words}{when}."

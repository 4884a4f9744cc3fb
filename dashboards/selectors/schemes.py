"""How a partnership rates: its versions of the scheme, and when another may start."""

from dataclasses import dataclass

from django.db.models import Max, Min

from core import clock
from core.quarters import Quarter, quarters_between
from dashboards.models import Scheme
from dashboards.performance import DEFAULT_SCHEME, SchemeTerms, scheme_for
from dashboards.performance.in_words import (
    amber_in_short,
    band_in_short,
    roll_up_in_words,
    special_cases,
)
from partnerships.models import Partnership
from targets.models import Return

from .terms import scheme_terms

AHEAD = 8  # quarters that a version may be announced for


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """One version as a row of the table. ``pk`` is 0 for the default, which nobody changes."""

    pk: int
    name: str
    starts: str
    state: str
    kind: str
    roll_up: str
    amber: str
    band: str
    reason: str
    can_change: bool


@dataclass(frozen=True, slots=True)
class SchemesPage:
    """The scheme in force in ``quarter``, in ``published``'s light, and every version there is."""

    quarter: Quarter
    published: Quarter | None
    in_force: SchemeTerms
    lines: tuple[SchemeLine, ...]

    @property
    def status(self) -> str:
        """Which version rates the quarter, and since when."""
        latest = ", the latest published quarter," if self.quarter == self.published else ""
        start = self.in_force.from_quarter
        if start is None:
            by = "the default tolerance: no version had started"
        else:
            by = f"{self.in_force.label.lower()}, in force since {start.label}"
        return f"{self.quarter.label}{latest} is rated by {by}."

    @property
    def kind(self) -> str:
        """The kind of the scheme in force."""
        return self.in_force.kind.label

    @property
    def special_cases(self) -> tuple[str, ...]:
        """What is particular to targets of some kinds, by the scheme in force."""
        return special_cases(self.in_force)

    @property
    def roll_up(self) -> str:
        """How the scheme in force makes the overall rating of a priority."""
        return roll_up_in_words(self.in_force)

    @property
    def any_can_change(self) -> bool:
        return any(line.can_change for line in self.lines)


def last_published(partnership: Partnership) -> Quarter | None:
    """The latest quarter that the board has seen. One query."""
    closed = Return.objects.filter(partnership=partnership, status=Return.Status.PUBLISHED)
    found: Quarter | None = closed.aggregate(last=Max("quarter"))["last"]
    return found


def is_fixed(scheme: Scheme, published: Quarter | None) -> bool:
    """Whether a published quarter may have been rated by it: then it stays as it is."""
    return published is not None and scheme.from_quarter <= published


def schemes_page(partnership: Partnership, quarter: Quarter | None = None) -> SchemesPage:
    """Of a quarter; by default the latest published one, else the last that ended. Two queries."""
    published = last_published(partnership)
    quarter = quarter or published or Quarter.last_ended(clock.today())
    schemes = list(partnership.schemes.order_by("-from_quarter"))
    terms = [scheme_terms(scheme) for scheme in schemes]
    in_force = scheme_for(terms, quarter)
    lines = [
        _line(one, quarter, in_force, scheme, can_change=not is_fixed(scheme, published))
        for scheme, one in zip(schemes, terms, strict=True)
    ]
    first = schemes[-1].from_quarter if schemes else None
    default = _line(DEFAULT_SCHEME, quarter, in_force, before=first)
    return SchemesPage(quarter, published, in_force, (*lines, default))


def _line(
    terms: SchemeTerms,
    quarter: Quarter,
    in_force: SchemeTerms,
    scheme: Scheme | None = None,
    *,
    before: Quarter | None = None,
    can_change: bool = False,
) -> SchemeLine:
    start = terms.from_quarter
    if terms == in_force:
        state = f"In force in {quarter.label}"
    else:
        state = "To come" if start is not None and start > quarter else "Earlier"
    if start is not None:
        starts = f"From {start.label}"
    else:
        starts = f"Before {before.label}" if before else "Until a version starts"
    return SchemeLine(
        pk=scheme.pk if scheme else 0,
        name=terms.label,
        starts=starts,
        state=state,
        kind=terms.kind.label,
        roll_up=terms.roll_up.label,
        amber=amber_in_short(terms),
        band=band_in_short(terms),
        reason=scheme.reason if scheme else "Used where no version has started.",
        can_change=can_change,
    )


def next_number(partnership: Partnership) -> int:
    """The number of the next version."""
    return (partnership.schemes.aggregate(last=Max("number"))["last"] or 0) + 1


def latest_terms(partnership: Partnership) -> SchemeTerms:
    """What the next version departs from."""
    latest = partnership.schemes.order_by("-from_quarter").first()
    return scheme_terms(latest) if latest else DEFAULT_SCHEME


def startable(partnership: Partnership, scheme: Scheme | None = None) -> tuple[Quarter, ...]:
    """The quarters at which a new version may start, or to which this one may be moved.

    Versions follow one another, and a quarter that is published keeps its ratings: so each starts
    later than the last published quarter and than the version before it. Three queries.
    """
    own = scheme.pk if scheme else 0
    others = [one for one in partnership.schemes.all() if one.pk != own]
    earlier = [one.from_quarter for one in others if not scheme or one.number < scheme.number]
    later = [one.from_quarter for one in others if scheme and one.number > scheme.number]
    published = last_published(partnership)
    taken = [*earlier, published] if published else earlier
    present = Quarter.last_ended(clock.today())
    if taken:
        lowest = max(taken) + 1
    else:
        first = partnership.returns.aggregate(first=Min("quarter"))["first"]
        known = [first, scheme.from_quarter if scheme else None]
        lowest = min([present, *(one for one in known if one is not None)])
    highest = min(later) - 1 if later else max(lowest, present) + AHEAD
    return quarters_between(lowest, highest)

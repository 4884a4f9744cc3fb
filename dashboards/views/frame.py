"""What every page of a quarter shares: which dashboard, published or working, and its links."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localtime

from core import clock
from core.quarters import Quarter
from dashboards.access import get_dashboard_for, may_see_working
from dashboards.selectors import Edition, editions, published_dashboard
from dashboards.types import Dashboard
from partnerships.access import MemberRequest

WORKING = "working"
MOST_DIGITS = 4  # of a version's number


@dataclass(frozen=True, slots=True)
class Frame:
    """A dashboard and how it was asked for. ``query`` keeps that in links."""

    dashboard: Dashboard
    working: bool
    editions: tuple[Edition, ...]

    @property
    def more(self) -> str:
        """What keeps working figures, or a version that is not the latest, in an address."""
        if self.working:
            return f"figures={WORKING}"
        older = self.newest is not None and self.number != self.newest.number
        return f"version={self.number}" if older else ""

    @property
    def query(self) -> str:
        return f"?{self.more}" if self.more else ""

    @property
    def number(self) -> int:
        """Of the version that is shown; 0 for working figures."""
        return self.dashboard.published.number if self.dashboard.published else 0

    @property
    def versions(self) -> tuple[Edition, ...]:
        """Every version of the quarter, latest first."""
        return tuple(one for one in self.editions if one.quarter == self.dashboard.quarter)

    @property
    def newest(self) -> Edition | None:
        return self.versions[0] if self.versions else None

    @property
    def edition(self) -> Edition | None:
        """The one that is shown; None for working figures."""
        return next((one for one in self.versions if one.number == self.number), None)

    @property
    def before(self) -> Edition | None:
        """What the board had seen last of an earlier quarter when this was published.

        A later version of that quarter changes nothing here: a published page stays as it was.
        """
        shown = self.edition
        known = (
            one
            for one in self.editions
            if one.quarter < self.dashboard.quarter
            and (shown is None or (one.published_at, one.id) < (shown.published_at, shown.id))
        )
        return next(known, None)  # latest quarter and latest version first

    @property
    def newer_quarter(self) -> Quarter | None:
        """The latest published quarter, where that is later than the one shown."""
        latest = self.editions[0].quarter if self.editions else None
        return latest if latest is not None and latest > self.dashboard.quarter else None

    @property
    def current(self) -> bool:
        """Whether nothing newer is published: neither a version nor a quarter."""
        return self.working or (
            self.newer_quarter is None
            and (self.newest is None or self.number == self.newest.number)
        )

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The published quarters, latest first."""
        return tuple(dict.fromkeys(edition.quarter for edition in self.editions))

    def file_stem(self, what: str = "") -> str:
        """The name of a file, without its end: of all of the dashboard, or of ``what`` in it."""
        version = f"v{self.number}" if self.number else WORKING
        named = (self.dashboard.partnership_slug, self.dashboard.quarter.slug, what, version)
        return "-".join(part for part in named if part)

    def context(self) -> dict[str, Any]:
        dashboard = self.dashboard
        return {
            "dashboard": dashboard,
            "quarter": dashboard.quarter,
            "working": self.working,
            "query": self.query,
            "more": self.more,
            "versions": self.versions,
            "newest": self.newest,
            "newer_quarter": self.newer_quarter,
            "editions": self.editions,
            "other_quarters": [q for q in self.quarters if q != dashboard.quarter],
        }


def wants_working(request: MemberRequest) -> bool:
    """Whether working figures are asked for. PermissionDenied for those who may not see all."""
    if request.GET.get("figures") != WORKING:
        return False
    if not may_see_working(request.member):
        raise PermissionDenied
    return True


def _wanted_version(request: MemberRequest) -> int | None:
    """The version that ``?version=`` asks for. Http404 for what is no number."""
    text = request.GET.get("version", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Http404
    return int(text)


def frame_for(
    request: MemberRequest, quarter: Quarter, known: tuple[Edition, ...] | None = None
) -> Frame:
    """The dashboard of the quarter in the address. Http404 where it is not published.

    ``?figures=working`` asks for the working figures, ``?version=1`` for an earlier version.

    ``known``: the partnership's editions, where they are read already.
    """
    working = wants_working(request)
    number = None if working else _wanted_version(request)
    dashboard = get_dashboard_for(request.member, quarter, working=working, number=number)
    return Frame(dashboard, working, editions(request.partnership) if known is None else known)


def dashboard_before(request: MemberRequest, frame: Frame) -> Dashboard | None:
    """The dashboard that this one is held against; None for a first quarter. At most one query."""
    before = frame.before
    if before is None:
        return None
    return published_dashboard(request.partnership, before.quarter, before.number)


def as_of(frame: Frame) -> date:
    """The day against which an action is overdue: today, but for what has been replaced since.

    An older version or quarter is shown as the board saw it, so it is judged on that day.
    """
    edition = frame.edition
    if edition is None or frame.current:
        return clock.today()
    return localtime(edition.published_at).date()


def crumbs(request: MemberRequest, quarter: Quarter, query: str = "") -> list[dict[str, str]]:
    """The way back to the overview of the quarter."""
    href = reverse("dashboards:overview", args=[request.partnership.slug, quarter]) + query
    return [{"label": f"Overview: {quarter.label}", "href": href}]

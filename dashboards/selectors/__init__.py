"""The one source of a dashboard: the page, the paper, the files and the snapshot all ask here."""

from core.quarters import Quarter
from dashboards.types import Dashboard
from partnerships.models import Partnership

from .published import (
    Edition,
    dashboard_of,
    editions,
    published_before,
    published_dashboard,
)
from .working import dashboard_to_publish, working_dashboard

__all__ = [
    "Edition",
    "dashboard",
    "dashboard_of",
    "dashboard_to_publish",
    "editions",
    "published_before",
    "published_dashboard",
    "working_dashboard",
]


def dashboard(
    partnership: Partnership, quarter: Quarter, *, working: bool = False, number: int | None = None
) -> Dashboard | None:
    """The dashboard of a quarter: as published, or the working figures where they are asked for.

    ``number``: that published version instead of the latest. None where it is not published.
    """
    if working:
        return working_dashboard(partnership, quarter)
    return published_dashboard(partnership, quarter, number)

"""The page of what would change, for the room below and for the schemes."""

from core.edit_pages import Preview
from dashboards.selectors.would_change import would_change
from partnerships.models import Partnership
from targets.previews import Proposed

TEMPLATE = "dashboards/parts/would_change.html"


def preview_of(partnership: Partnership, proposed: Proposed) -> Preview:
    """What saving the proposed rows would change, to be looked at first."""
    found = would_change(partnership, proposed)
    return Preview(found.heading, found.seen, TEMPLATE, {"found": found})

"""The next version of a published quarter, before anybody publishes it."""

import hashlib
from dataclasses import dataclass, replace

from core.quarters import Quarter
from dashboards.amending import what_changed
from dashboards.selectors.published import published_dashboard
from dashboards.selectors.revisions import Untold, untold
from dashboards.selectors.working import dashboard_to_publish
from dashboards.types import Dashboard, SnapshotInfo
from partnerships.models import Partnership


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a new version would say. ``dashboard`` is as the board would see it."""

    since: Untold
    dashboard: Dashboard
    changes: tuple[str, ...]

    @property
    def number(self) -> int:
        """Of the new version."""
        return self.since.number + 1

    @property
    def seen(self) -> str:
        """Tells whether what somebody looked at is still so."""
        revisions = ",".join(str(one.pk) for one in self.since.every)  # two may read the same
        text = "\x1e".join([revisions, *self.changes])
        return hashlib.blake2s(text.encode(), digest_size=12).hexdigest()

    def published(self, info: SnapshotInfo) -> Dashboard:
        """The dashboard as it is kept, with what changed."""
        return replace(self.dashboard, published=replace(info, changes=self.changes))


def amendment_of(
    partnership: Partnership, quarter: Quarter, info: SnapshotInfo
) -> Amendment | None:
    """What the next version would be; None where nothing was revised since the latest one.

    ``changes`` is empty where the board would see the same as now. Some twenty queries.
    """
    since = untold(partnership, [quarter]).get(quarter)
    old = published_dashboard(partnership, quarter) if since else None
    if since is None or old is None:
        return None
    new = dashboard_to_publish(partnership, quarter, info)
    return Amendment(since, new, what_changed(old, new, since.kinds))

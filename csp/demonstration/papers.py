"""A published paper, so that a scrutiny member has something to read."""

import logging

from core import clock
from csp.demonstration import source
from dashboards.models import Snapshot
from dashboards.selectors import dashboard_of
from partnerships.access import Member
from reports.actions import create_paper, publish_paper
from reports.drafting import beginning
from reports.pdf import RenderError

logger = logging.getLogger(__name__)


def load(manager: Member) -> None:
    """Write and publish Leicestershire's paper. Where no PDF can be made it stays a draft."""
    given = source.read("leicestershire")["paper"]
    published = given.pop("published")
    snapshot = Snapshot.objects.get(partnership=manager.partnership)
    values = beginning(manager.partnership, snapshot, dashboard_of(snapshot)) | given
    with clock.fixed(published):
        paper = create_paper(by=manager, snapshot=snapshot, values=values)
        try:
            publish_paper(by=manager, paper=paper, expected_version=paper.version)
        except RenderError as error:
            logger.warning("The demonstration's paper stays a draft: %s", error)

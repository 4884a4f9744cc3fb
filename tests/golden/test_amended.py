"""A figure of the demonstration's published quarter is revised: what was published stays."""

import hashlib
from decimal import Decimal

import pytest

from core.quarters import Quarter
from dashboards import actions
from dashboards.models import Snapshot
from dashboards.selectors import dashboard_of
from partnerships.access import Member, get_member
from reports.models import PaperFile
from targets.actions.revise import revise
from targets.entry import Columns
from targets.models import Figure, Return
from targets.terms import RevisionKind

pytestmark = pytest.mark.both_databases
Q4 = Quarter(2014, 4)


def member(email: str) -> Member:
    from accounts.models import User

    return get_member(User.objects.get(email=email), "leicestershire")


def test_the_paper_and_version_1_stay_as_they_were() -> None:
    first = Snapshot.objects.get(partnership__slug="leicestershire", quarter=Q4)
    papers = {one.pk: (bytes(one.content), one.sha256) for one in PaperFile.objects.all()}
    assert papers, "the demonstration has a published paper"
    payload = first.payload
    figure = Figure.objects.get(
        measure__partnership=first.partnership, quarter=Q4, value=Decimal("45.79")
    )
    changed = {**Columns.of(figure).as_dict(), "value": Decimal("45.91")}
    revise(
        by=member("officer@example.org"), figure=figure, columns=Columns(**changed),
        kind=RevisionKind.LATE, why="Late crimes", expected_version=figure.version,
    )  # fmt: skip
    ret = Return.objects.get(pk=first.belongs_to_id)
    second = actions.publish(
        by=member("manager@example.org"), ret=ret, expected_version=ret.version, reason="Late"
    )
    first.refresh_from_db()
    assert first.payload == payload
    assert hashlib.sha256(first.payload.encode()).hexdigest() == first.sha256
    info = dashboard_of(second).published
    assert info is not None
    (said,) = info.changes
    assert said.startswith("Total Crime rate")
    assert said.endswith("45.79 became 45.91 (late records). Rating: Green, as before.")
    for one in PaperFile.objects.all():
        assert (bytes(one.content), one.sha256) == papers[one.pk]

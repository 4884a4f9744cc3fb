"""LEI-14 to LEI-30: Leicestershire's Appendix 1, every printed cell from the data."""

import pytest

from core.quarters import Quarter
from dashboards.files import KEYS, records
from dashboards.selectors import published_dashboard, working_dashboard
from targets.terms import Rag, Travel, Unrated
from tests.dashboards.appendix_one import COLUMNS, OUTCOMES, PRINTED
from tests.dashboards.leicestershire import Built

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_every_printed_cell(published: Built) -> None:
    dashboard = published_dashboard(published.partnership, Quarter(2014, 4))
    assert dashboard is not None
    assert (dashboard.previous_heading, dashboard.latest_heading) == COLUMNS[4:6]
    for record, printed in zip(records(dashboard), PRINTED, strict=True):
        title, overall, comment = OUTCOMES[printed.outcome]
        assert list(record) == list(KEYS)
        assert tuple(record.values())[:10] == (
            title, overall, comment, printed.name, printed.previous, printed.latest,
            printed.direction, printed.rag, printed.county, "",
        )  # fmt: skip


def test_published_is_what_was_worked_out(published: Built) -> None:
    shown = published_dashboard(published.partnership)
    worked = working_dashboard(published.partnership, Quarter(2014, 4))
    assert shown is not None
    assert shown.groups == worked.groups
    assert shown.published is not None
    assert shown.published.number == 1


def test_stated_beside_computed(county: Built) -> None:
    rows = working_dashboard(county.partnership, Quarter(2014, 4)).rows
    for row, printed in zip(rows, PRINTED, strict=True):
        assert row.overruled == bool(printed.states)
        assert (row.rating.stated is not None) == ("rag" in printed.states)
        if printed.reason:
            assert printed.reason.rstrip(".") in " ".join(row.stated_sentences)
    vehicle, offenders, hate = rows[2], rows[4], rows[9]
    assert (vehicle.rating.computed, vehicle.direction.words) == (Rag.RED, "Up 11.2%, worse")
    assert offenders.rating.unrated is Unrated.NOT_COMPARABLE
    assert offenders.direction.computed is Travel.NOT_COMPARABLE
    assert (hate.rating.unrated, hate.direction.computed) == (Unrated.CONTEXT, Travel.SAME)
    assert hate.direction.words == "Up 6.3%, worse"

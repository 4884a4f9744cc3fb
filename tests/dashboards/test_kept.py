"""Snapshots are read once in a process, and never one for another."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from audit.context import context
from core.quarters import Quarter
from dashboards.models import Snapshot
from dashboards.selectors import dashboard_of, published_dashboard
from dashboards.selectors.kept import MOST_ABRIDGED, abridge, abridged, forget
from dashboards.types import from_json, to_json
from tests.dashboards.leicestershire import Built

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot(published: Built) -> Snapshot:
    return Snapshot.objects.get(partnership=published.partnership, quarter=Quarter(2014, 4))


def again(snapshot: Snapshot, payload: str) -> Snapshot:
    """A later version with another content."""
    with context(by="system: test", action="test.again"):
        return Snapshot.objects.create(
            partnership=snapshot.partnership,
            belongs_to=snapshot.belongs_to,
            quarter=snapshot.quarter,
            number=snapshot.number + 1,
            published_at=snapshot.published_at,
            reason="again",
            rule_version=snapshot.rule_version,
            payload=payload,
            sha256=hashlib.sha256(payload.encode()).hexdigest(),
        )


def test_a_snapshot_is_read_once(snapshot: Snapshot, django_assert_num_queries: Any) -> None:
    partnership = snapshot.partnership
    with django_assert_num_queries(2):
        first = published_dashboard(partnership)
    with django_assert_num_queries(1):
        assert published_dashboard(partnership) is first
    assert first == from_json(snapshot.payload)
    forget()
    with django_assert_num_queries(2):
        published_dashboard(partnership)


def test_a_later_version_is_not_taken_for_the_one_before(snapshot: Snapshot) -> None:
    before = published_dashboard(snapshot.partnership)
    assert before is not None
    changed = replace(before, place="Elsewhere")
    later = again(snapshot, to_json(changed))
    assert published_dashboard(snapshot.partnership) == changed
    assert dashboard_of(snapshot) == before
    short = abridged([(snapshot.pk, snapshot.sha256), (later.pk, later.sha256)])
    assert short[later.pk].place == "Elsewhere"
    assert short[snapshot.pk].place == before.place


def test_the_short_form_says_what_the_rows_say(snapshot: Snapshot) -> None:
    dashboard = from_json(snapshot.payload)
    short = abridge(snapshot.payload)
    assert len(short.lines) == len(dashboard.rows) == 12
    for line, row in zip(short.lines, dashboard.rows, strict=True):
        assert line.indicator_id == row.indicator_id
        assert (line.text, line.value) == (row.latest.text, row.latest.value)
        assert (line.numerator, line.denominator) == (row.latest.numerator, row.latest.denominator)
        assert line.rating == row.rating.value
        assert (line.absence, line.quality_problem) == (
            row.latest.absence,
            row.latest.quality_problem,
        )
        assert line.period == row.latest.period
        assert line.hidden == row.latest.hidden
    assert (short.place, short.quarter) == (dashboard.place, dashboard.quarter)


def test_many_are_read_in_one_query(snapshot: Snapshot, django_assert_num_queries: Any) -> None:
    rows = [snapshot]
    for _ in range(3):
        rows.append(again(rows[-1], snapshot.payload))
    keys = [(row.pk, row.sha256) for row in rows]
    with django_assert_num_queries(1):
        assert len(abridged(keys)) == 4
    with django_assert_num_queries(0):
        assert len(abridged(keys)) == 4


def test_one_that_is_not_there_is_not_found(snapshot: Snapshot) -> None:
    assert abridged([(snapshot.pk, "0" * 64), (0, snapshot.sha256)]) == {}


def test_what_was_not_asked_for_longest_is_let_go(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    assert MOST_ABRIDGED > 300  # a county's districts, and the country's partnerships
    monkeypatch.setattr("dashboards.selectors.kept.MOST_ABRIDGED", 1)
    later = again(snapshot, snapshot.payload)
    abridged([(snapshot.pk, snapshot.sha256)])
    abridged([(later.pk, later.sha256)])
    with django_assert_num_queries(1):
        abridged([(snapshot.pk, snapshot.sha256)])

"""A row's history, read from the log."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from audit.context import context
from audit.selectors import chain_head, timeline
from core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

UTC = datetime.UTC


@pytest.fixture
def row(sample: Any, user: User) -> Any:
    morning = clock.fixed(datetime.datetime(2015, 4, 20, 9, 30, tzinfo=UTC))
    with morning, context(by=user, action="targets.save_figures", why="first entry"):
        row = sample.Kinds.objects.create(name="Burglary", amount=Decimal("41.2"))
    with context(by=user, action="targets.save_figures", why="corrected"):
        row.amount = Decimal("44.1")
        row.day = datetime.date(2014, 12, 31)
        row.save()
    with context(by="system: tidy", action="targets.tidy"):
        row.text = "note"
        row.save()
    return row


def test_it_reads_oldest_first(row: Any, user: User) -> None:
    created, corrected, tidied = timeline(row)
    assert created.operation == "insert"
    assert (created.who_id, created.who) == (user.pk, "Community safety officer")
    assert created.at == datetime.datetime(2015, 4, 20, 9, 30, tzinfo=UTC)
    assert created.changes["amount"] == (None, Decimal("41.2000"))
    assert "day" not in created.changes
    assert corrected.why == "corrected"
    assert corrected.changes == {
        "amount": (Decimal("41.2000"), Decimal("44.1000")),
        "day": (None, datetime.date(2014, 12, 31)),
    }
    assert (tidied.who_id, tidied.who) == (None, "system: tidy")
    assert len({change.context_id for change in timeline(row)}) == 3


def test_only_some_fields(row: Any) -> None:
    assert [set(change.changes) for change in timeline(row, fields=["amount"])] == [
        {"amount"},
        {"amount"},
    ]


def test_a_row_that_is_gone(row: Any, sample: Any) -> None:
    pk = row.pk
    with context(by="system: tidy", action="targets.tidy", why="a duplicate"):
        row.delete()
    last = timeline(sample.Kinds, pk)[-1]
    assert (last.operation, last.why) == ("delete", "a duplicate")
    assert last.changes["name"] == ("Burglary", None)
    assert timeline(sample.Kinds, pk + 1) == []


def test_one_query(row: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        timeline(row)


def test_head_of_a_chain(row: Any) -> None:
    head = chain_head()
    assert head is not None
    assert str(head) == f"0:{head.number}:{head.hash}"
    assert chain_head(4711) is None

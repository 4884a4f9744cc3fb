"""The version of a row: nobody overwrites what they have not seen."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Conflict, save_versioned
from core.quarters import Quarter

pytestmark = pytest.mark.both_databases


def test_a_save_changes_the_row_counts_up_and_refreshes(rows) -> None:
    row = rows.objects.create(name="a", quarter=Quarter(2014, 3))
    assert row.version == 1
    with CaptureQueriesContext(
        connection,
    ) as queries:
        save_versioned(row, 1, name="b", quarter=Quarter(2014, 4))
    assert (row.name, row.quarter, row.version) == ("b", Quarter(2014, 4), 2)
    stored = rows.objects.get()
    assert (stored.name, stored.quarter, stored.version) == ("b", Quarter(2014, 4), 2)
    [update] = [q["sql"] for q in queries.captured_queries if q["sql"].startswith("UPDATE")]
    assert '"version" = 1' in update.split("WHERE")[1]
    save_versioned(row, 2)
    assert row.version == 3


def test_the_second_of_two_people_gets_a_conflict_with_the_row_as_it_is(rows) -> None:
    row = rows.objects.create(name="a")
    mine, theirs = rows.objects.get(), rows.objects.get()
    save_versioned(theirs, theirs.version, name="theirs")
    with pytest.raises(Conflict) as conflict:
        save_versioned(mine, mine.version, name="mine")
    current: Any = conflict.value.current
    assert (current.pk, current.name, current.version) == (row.pk, "theirs", 2)
    assert (mine.name, mine.version) == ("a", 1)
    assert rows.objects.get().name == "theirs"


@pytest.mark.parametrize("version", [0, 2, -1, 10**30])
def test_any_other_version_is_a_conflict(rows, version: int) -> None:
    row = rows.objects.create(name="a")
    with pytest.raises(Conflict):
        save_versioned(row, version, name="b")
    assert rows.objects.get().name == "a"


def test_a_deleted_row_is_a_conflict_without_a_row(rows) -> None:
    row = rows.objects.create(name="a")
    rows.objects.all().delete()
    with pytest.raises(Conflict) as conflict:
        save_versioned(row, 1, name="b")
    assert conflict.value.current is None


@pytest.mark.parametrize("name", ["version", "id", "nonsense", "pk", "name__upper"])
def test_only_plain_columns_may_be_named(rows, name: str) -> None:
    row = rows.objects.create(name="a")
    with pytest.raises(ValueError, match="no column"):
        save_versioned(row, 1, **{name: "b"})
    assert rows.objects.get().version == 1

"""``audit_check``: tampering is reported at the exact row (B2)."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import triggers
from audit.checks import triggers_are_installed
from audit.context import context
from audit.models import LogEntry
from audit.selectors import chain_head
from core import clock
from partnerships.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def history() -> list[LogEntry]:
    """Ten rows in chain 0 and ten in chain 7."""
    for chain in (0, 7):
        for number in range(10):
            with context(by="system: tests", action="tests.act", partnership=chain):
                Organisation.objects.create(name=f"{chain}-{number}", kind="council")
    return list(LogEntry.objects.order_by("chain", "number"))


def check(*args: str) -> str:
    out = io.StringIO()
    call_command("audit_check", *args, stdout=out)
    return out.getvalue()


def faults(*args: str) -> list[str]:
    with pytest.raises(CommandError) as caught:
        check(*args)
    return str(caught.value).splitlines()


def tamper(statement: str, *params: Any) -> None:
    """As somebody with the right to drop triggers could."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
    triggers.install(connection)


def rewrite(entry: LogEntry, **changes: Any) -> None:
    """Change a row, and give it the hash that fits."""
    from audit import verify
    from audit.chain import HASHED, entry_hash

    for name, value in changes.items():
        tamper(f"UPDATE audit_logentry SET {name} = %s WHERE id = %s", value, entry.pk)
    row = next(row for row in verify._rows(entry.chain) if row[0] == entry.pk)
    assert len(row) == len(HASHED) + 3
    digest = entry_hash(row[-2], *row[1:-2])
    tamper("UPDATE audit_logentry SET hash = %s WHERE id = %s", digest, entry.pk)


def test_an_untouched_log_is_whole(history: list[LogEntry]) -> None:
    assert "20 log rows verified, 20 table rows compared." in check()


def test_a_row_written_on_the_very_second_is_whole() -> None:
    noon = datetime.date(2015, 4, 1)  # a date means noon, without a microsecond
    with clock.fixed(noon), context(by="system: tests", action="tests.act"):
        Organisation.objects.create(name="On the second", kind="council")
    assert "1 log rows verified" in check()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("who", "somebody else"),
        ("who_id", 99),
        ("why", "a better reason"),
        ("at", "2015-01-01 00:00:00.000000+00:00"),
        ("after", '{"name": "changed"}'),
        ("action", "tests.other"),
        ("row_id", "4711"),
        ("partnership_id", 3),
    ],
)
def test_a_changed_row_is_named(history: list[LogEntry], column: str, value: Any) -> None:
    fifth = history[14]
    tamper(f'UPDATE audit_logentry SET "{column}" = %s WHERE id = %s', value, fifth.pk)
    first = faults()[0]
    assert f"Chain 7, number 5 (log row {fifth.pk}): was changed after it was written." in first


def test_a_row_that_was_given_a_new_hash_is_found_by_the_next(history: list[LogEntry]) -> None:
    rewrite(history[14], who="somebody else")
    said = f"Chain 7, number 6 (log row {history[15].pk}): does not follow the row before it"
    assert said in faults()[0]


def test_a_last_row_that_was_given_a_new_hash_is_found_by_the_head(
    history: list[LogEntry],
) -> None:
    rewrite(history[19], why="a better reason")
    said = f"Chain 7, number 10 (log row {history[19].pk}): is not the row whose hash was noted"
    assert said in faults()[0]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ("(1)", "Chain 7, number 1 (no log row): removed from the log: 1."),
        ("(5)", "Chain 7, number 5 (no log row): removed from the log: 5."),
        ("(5, 6, 7)", "Chain 7, number 5 (no log row): removed from the log: 5 to 7."),
        ("(10)", "Chain 7, number 10 (no log row): the end of the chain was cut off"),
        ("(8, 9, 10)", "Chain 7, number 8 (no log row): the end of the chain was cut off"),
    ],
)
def test_removed_rows_are_named(history: list[LogEntry], numbers: str, said: str) -> None:
    tamper(f"DELETE FROM audit_logentry WHERE chain = 7 AND number IN {numbers}")
    assert said in faults()[0]


def test_a_whole_chain_that_was_removed_is_noticed(history: list[LogEntry]) -> None:
    tamper("DELETE FROM audit_logentry WHERE chain = 7")
    assert "Chain 7, number 1 (no log row): the end of the chain was cut off" in faults()[0]


def test_writing_on_after_a_cut_does_not_hide_it(history: list[LogEntry]) -> None:
    tamper("DELETE FROM audit_logentry WHERE chain = 7 AND number > 8")
    for number in range(5):
        with context(by="system: tests", action="tests.act", partnership=7):
            Organisation.objects.create(name=f"later {number}", kind="council")
    assert "Chain 7, number 10 " in faults()[0]


def test_a_printed_head_finds_what_the_stored_one_does_not(history: list[LogEntry]) -> None:
    printed = str(chain_head(7))
    check("--head", printed)
    tamper("DELETE FROM audit_logentry WHERE chain = 7 AND number = 10")
    tamper("UPDATE audit_chainhead SET number = 9, hash = %s WHERE chain = 7", history[18].hash)
    tamper("DELETE FROM partnerships_organisation WHERE name = '7-9'")
    check()  # somebody covered all tracks
    assert "Chain 7, number 10 " in faults("--head", printed)[0]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE partnerships_organisation SET short_name = 'x', version = 3 WHERE name = '7-4'",
            "not as last logged: version, short_name.",
        ),
        ("DELETE FROM partnerships_organisation WHERE name = '7-4'", "removed without a log row."),
    ],
)
def test_a_table_changed_past_the_log_is_noticed(
    history: list[LogEntry], statement: str, said: str
) -> None:
    pk = Organisation.objects.get(name="7-4").pk
    tamper(statement)
    assert faults() == [f"partnerships_organisation {pk}: {said}"]


def test_a_row_added_past_the_log_is_noticed(history: list[LogEntry]) -> None:
    tamper(
        "INSERT INTO partnerships_organisation (name, short_name, kind, version)"
        " VALUES ('x', '', 'council', 1)"
    )
    pk = Organisation.objects.get(name="x").pk
    assert faults() == [f"partnerships_organisation {pk}: not in the log."]


def remove_all() -> None:
    triggers.remove(connection)


def drop_one() -> None:
    name, table = "audit_log", "partnerships_organisation"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}_update_{table}")
        else:
            cursor.execute(f"DROP TRIGGER {name} ON {table}")


def disable_one() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_guard_delete_audit_logentry")
        else:
            cursor.execute("ALTER TABLE audit_logentry DISABLE TRIGGER audit_guard")


@pytest.mark.parametrize("sabotage", [remove_all, drop_one, disable_one])
def test_missing_triggers_are_noticed_and_mended(db: None, sabotage: Callable[[], None]) -> None:
    assert triggers.problems(connection) == []
    sabotage()
    assert faults()
    assert triggers_are_installed(databases=["default"])
    assert triggers.install(connection) > 0
    assert triggers.problems(connection) == []
    assert triggers.install(connection) == 0


def test_a_head_must_be_well_written(db: None) -> None:
    with pytest.raises(CommandError, match="CHAIN:NUMBER:HASH"):
        check("--head", "nonsense")

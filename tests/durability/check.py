"""What must hold of the database once everything that could still write to it is gone."""

import time
from collections import Counter
from collections.abc import Iterable

from django.core.management import call_command
from django.db import connection

from audit.models import LogEntry
from targets.models import Figure
from tests.durability.clients import Ledger

QUIET_SECONDS = 20


def wait_until_quiet() -> None:
    """A backend of PostgreSQL ends what it is doing before it notices that nobody listens."""
    if connection.vendor != "postgresql":
        return
    deadline = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.01)
    raise RuntimeError("somebody is still connected to the database")


def faults(ledgers: Iterable[Ledger]) -> list[str]:
    """What is lost, half there or not recorded; empty when all is well."""
    found = []
    for ledger in ledgers:
        in_rows = [_numbers_of(row, found) for row in ledger.rows]
        found += _lost(ledger, in_rows) + _torn(in_rows)
    return found


def audit_check() -> None:
    """Raises CommandError when the row history is not whole."""
    call_command("audit_check", verbosity=0)


def _numbers_of(row: int, found: list[str]) -> list[int]:
    """Every number a row has had, from its history; what contradicts the row goes to ``found``."""
    figure = Figure.objects.filter(measure=row).first()
    if figure is None:
        return []
    entries = LogEntry.objects.filter(
        table_name=Figure._meta.db_table, row_id=str(figure.pk)
    ).order_by("number")
    numbers = [int(float(entry.after["value"])) for entry in entries]
    if len(numbers) != figure.version:
        found.append(f"row {row} has version {figure.version} and {len(numbers)} log entries")
    if numbers and numbers[-1] != figure.value:
        found.append(f"row {row} is {figure.value}, its history ends with {numbers[-1]}")
    return numbers


def _lost(ledger: Ledger, in_rows: list[list[int]]) -> list[str]:
    found = []
    sent, saved = set(ledger.sent), list(ledger.saved)
    for row, numbers in zip(ledger.rows, in_rows, strict=True):
        missing = set(saved) - set(numbers)
        if missing:
            found.append(f"lost: row {row} was reported saved with {sorted(missing)[:5]}")
        strange = set(numbers) - sent
        if strange:
            found.append(f"row {row} has {sorted(strange)[:5]}, which nobody sent")
        twice = [number for number, times in Counter(numbers).items() if times > 1]
        if twice:
            found.append(f"row {row} was saved twice with {twice[:5]}")
        if saved and numbers and numbers[-1] < saved[-1]:
            found.append(f"lost: row {row} is back at {numbers[-1]} from {saved[-1]}")
    return found


def _torn(in_rows: list[list[int]]) -> list[str]:
    """What is saved in one go is there in all its rows or in none."""
    if any(numbers != in_rows[0] for numbers in in_rows):
        last = Counter(numbers[-1] if numbers else None for numbers in in_rows)
        return [f"half there: the rows of one save end with {dict(last.most_common(3))}"]
    return []

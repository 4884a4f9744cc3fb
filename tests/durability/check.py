"""What must hold of the database once everything that could still write to it is gone."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.core.management import call_command
from django.db import connection

from audit.models import LogEntry
from targets.models import Figure
from tests.durability.clients import Ledger
from tests.durability.world import Place

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


def audit_check() -> None:
    """Raises CommandError when the row history is not whole."""
    call_command("audit_check", verbosity=0)


class Checker:
    """Compares figures and their history with what people were told; reads each log row once."""

    def __init__(self) -> None:
        self.last = 0
        self.numbers: dict[str, list[int]] = defaultdict(list)  # by the figure's key

    def faults(self, ledgers: Iterable[Ledger]) -> list[str]:
        """What is lost, half there or not recorded; empty when all is well."""
        self._read_log()
        figures: dict[Place, tuple[int, int, int]] = {
            (measure, quarter.index): (pk, int(value), version)
            for pk, measure, quarter, value, version in Figure.objects.values_list(
                "pk", "measure_id", "quarter", "value", "version"
            )
        }
        found: list[str] = []
        for ledger in ledgers:
            numbers = []
            for place in ledger.places:
                numbers.append(self._numbers_of(figures.get(place), f"{ledger.who} {place}", found))
            found += _lost(ledger, numbers) + _torn(ledger, numbers)
        return found

    def _read_log(self) -> None:
        entries = LogEntry.objects.filter(
            table_name=Figure._meta.db_table, id__gt=self.last
        ).order_by("id")
        for pk, row_id, after in entries.values_list("id", "row_id", "after"):
            self.numbers[row_id].append(int(float(after["value"])))
            self.last = pk

    def _numbers_of(
        self, figure: tuple[int, int, int] | None, name: str, found: list[str]
    ) -> list[int]:
        """Every number a figure has had; what contradicts the figure goes to ``found``."""
        if figure is None:
            return []
        pk, value, version = figure
        numbers = self.numbers[str(pk)]
        if len(numbers) != version:
            found.append(f"{name} has version {version} and {len(numbers)} log entries")
        if numbers[-1:] != [value]:
            found.append(f"{name} is {value}, its history ends with {numbers[-1:]}")
        return numbers


def _lost(ledger: Ledger, in_places: list[list[int]]) -> list[str]:
    found = []
    sent, saved = set(ledger.sent), list(ledger.saved)
    for place, numbers in zip(ledger.places, in_places, strict=True):
        name = f"{ledger.who} {place}"
        missing = set(saved) - set(numbers)
        if missing:
            found.append(f"lost: {name} was reported saved with {sorted(missing)[:5]}")
        strange = set(numbers) - sent
        if strange:
            found.append(f"{name} has {sorted(strange)[:5]}, which nobody sent")
        twice = [number for number, times in Counter(numbers).items() if times > 1]
        if twice:
            found.append(f"{name} was saved twice with {twice[:5]}")
        if saved and numbers and numbers[-1] < saved[-1]:
            found.append(f"lost: {name} is back at {numbers[-1]} from {saved[-1]}")
    return found


def _torn(ledger: Ledger, in_places: list[list[int]]) -> list[str]:
    """What is saved in one go is there in all its places or in none."""
    if any(numbers != in_places[0] for numbers in in_places):
        last = Counter(numbers[-1] if numbers else None for numbers in in_places)
        return [f"half there: {ledger.who} left {dict(last.most_common(3))}"]
    return []

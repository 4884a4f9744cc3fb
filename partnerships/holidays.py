"""Bank holidays: what is known of them, and bringing the list up to date."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import F

from audit.context import context
from partnerships.models import BankHoliday

OURS = Path(settings.BASE_DIR) / "fixtures" / "bank_holidays.csv"
DIVISION = "england-and-wales"  # in gov.uk's file
LONGEST_NAME = 100


@dataclass(frozen=True)
class Holidays:
    """The bank holidays that are known."""

    days: frozenset[date]

    @property
    def years(self) -> frozenset[int]:
        """The years of which any is known."""
        return frozenset(day.year for day in self.days)

    def unknown(self, days: Iterable[date]) -> tuple[int, ...]:
        """The years of these days of which none is known, in order."""
        return tuple(sorted({day.year for day in days} - self.years))


def read_holidays() -> Holidays:
    """All that are known. One query."""
    return Holidays(frozenset(BankHoliday.objects.order_by().values_list("day", flat=True)))


# --- Bringing the list up to date ---------------------------------------------------------------


@dataclass(frozen=True)
class Changes:
    """What a file changed: days added, and days whose name was corrected."""

    added: tuple[BankHoliday, ...]
    renamed: tuple[tuple[BankHoliday, str], ...]  # with the name before
    unchanged: int


class HolidayFileError(Exception):
    """A file that is not a list of bank holidays; says why in a sentence."""


def read_file(content: bytes) -> dict[date, str]:
    """The names of bank holidays by day, from our CSV or gov.uk's ``bank-holidays.json``.

    Raises ``HolidayFileError``, with the line where there is one.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HolidayFileError("The file is not text in UTF-8.") from error
    found = _from_json(text) if text.lstrip().startswith(("{", "[")) else _from_csv(text)
    if not found:
        raise HolidayFileError("There is no bank holiday in the file.")
    return found


def load(*, by: object, holidays: dict[date, str]) -> Changes:
    """Add the days that are not there and correct the names of those that are. Days that the file
    does not have stay: an administrator removes them."""
    with context(by=by, action="partnerships.load_bank_holidays"):
        there = {holiday.day: holiday for holiday in BankHoliday.objects.all()}
        added, renamed = [], []
        for day, name in sorted(holidays.items()):
            holiday = there.get(day)
            if holiday is None:
                added.append(BankHoliday(day=day, name=name))
            elif holiday.name != name:
                BankHoliday.objects.filter(pk=holiday.pk).update(
                    name=name, version=F("version") + 1
                )
                renamed.append((holiday, holiday.name))
                holiday.name = name
        BankHoliday.objects.bulk_create(added)
    same = len(holidays) - len(added) - len(renamed)
    return Changes(tuple(added), tuple(renamed), same)


def _from_csv(text: str) -> dict[date, str]:
    reader = csv.DictReader(io.StringIO(text))
    if not {"day", "name"} <= set(reader.fieldnames or ()):
        raise HolidayFileError("The first line of the CSV must be: day,name")
    found = {}
    for row in reader:
        day, name = _checked(row["day"], row["name"], f"Line {reader.line_num}")
        found[day] = name
    return found


def _from_json(text: str) -> dict[date, str]:
    try:
        events = json.loads(text)[DIVISION]["events"]
        pairs = [(event["date"], event["title"], event.get("notes") or "") for event in events]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise HolidayFileError(
            f"The JSON does not have the shape of gov.uk’s bank-holidays.json, with “{DIVISION}”."
        ) from error
    found = {}
    for number, (when, title, notes) in enumerate(pairs, start=1):
        day, name = _checked(when, title, f"Event {number}")
        found[day] = f"{name} (substitute day)" if notes == "Substitute day" else name
    return found


def _checked(when: object, name: object, where: str) -> tuple[date, str]:
    try:
        day = date.fromisoformat(str(when).strip())
    except ValueError as error:
        raise HolidayFileError(
            f"{where}: “{when}” is not a day. Write it like 2026-12-25."
        ) from error
    text = str(name or "").strip()
    if not text or len(text) > LONGEST_NAME:
        raise HolidayFileError(f"{where}: the name must have 1 to {LONGEST_NAME} characters.")
    return day, text

"""``manage.py load_bank_holidays [FILE]``: adds and corrects bank holidays."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerships.holidays import OURS, HolidayFileError, load, read_file

BY = "system: load_bank_holidays"


class Command(BaseCommand):
    help = (
        "Add and correct bank holidays from a file: day,name as CSV, or gov.uk's "
        "bank-holidays.json. Without a file, those that come with the application."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=OURS)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            holidays = read_file(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except HolidayFileError as error:
            raise CommandError(f"{file}: {error} Nothing was changed.") from error
        changes = load(by=BY, holidays=holidays)
        for holiday in changes.added:
            self.stdout.write(f"Added {holiday.day}: {holiday.name}")
        for holiday, before in changes.renamed:
            self.stdout.write(f"Corrected {holiday.day}: {holiday.name} (was {before})")
        self.stdout.write(
            f"{len(changes.added)} added, {len(changes.renamed)} corrected, "
            f"{changes.unchanged} there already."
        )

"""Verify the row history."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from audit import rows, triggers, verify
from audit.selectors import Head


def head(text: str) -> Head:
    """A head as papers print it: chain, number and hash with colons between."""
    try:
        chain, number, digest = text.split(":")
        return Head(int(chain), int(number), digest.lower())
    except ValueError:
        raise ArgumentTypeError("write it as CHAIN:NUMBER:HASH") from None


class Command(BaseCommand):
    help = (
        "Verify every chain of the row history, the triggers that write it, and that the tables"
        " hold what it says. Exits with 1 and names the first broken row of each chain."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            type=head,
            action="append",
            default=[],
            metavar="CHAIN:NUMBER:HASH",
            help="a head printed in a paper, which the log must still contain",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verified, faults = verify.check_chains(options["head"])
        faults_said = [str(fault) for fault in faults]
        trigger_faults = triggers.problems(connection)
        compared, row_faults = rows.compare()
        self.stdout.write(f"{verified} log rows verified, {compared} table rows compared.")
        said = [*faults_said, *trigger_faults, *row_faults]
        if said:
            raise CommandError("\n".join(said))
        self.stdout.write("The row history is whole.")

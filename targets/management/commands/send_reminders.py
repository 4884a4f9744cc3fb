"""``manage.py send_reminders``: the automatic reminders of today. For cron or a timer, daily."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerships.models import Partnership
from targets.actions.remind import Reminded, Result, send_due

NOT_SENT, NOT_STARTED = 1, 2  # exit codes; 0 when everything that is due has been sent
SAID = {
    Result.SENT: "sent to {people}",
    Result.WOULD_SEND: "would be sent to {people}",
    Result.SENT_BEFORE: "sent at this moment by somebody else",
    Result.NOT_CONFIRMED: "begun before and not confirmed as sent; it is not sent again",
    Result.NOBODY: "not sent: no officer of this organisation has an account",
    Result.CLOSED: "not sent: entering has closed",
    Result.FAILED: "not sent: the mail server did not take it",
    Result.UNREACHABLE: "not sent: the mail server cannot be reached; tried again next time",
}


class Command(BaseCommand):
    help = (
        "Send today's reminders of open returns: opened, due soon, due today, overdue. Each goes "
        "once to an organisation's officers, however often this runs. Exit code 0: done; 1: an "
        "e-mail was not taken; 2: nothing was tried."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be sent")
        parser.add_argument("--partnership", help="only this one, by its short name")

    def handle(self, *args: Any, **options: Any) -> None:
        partnership = _partnership(options["partnership"])
        found: list[Reminded] = []
        try:
            for one in send_due(partnership=partnership, dry_run=options["dry_run"]):
                self.stdout.write(_line(one))
                found.append(one)
        except ImproperlyConfigured as error:
            raise CommandError(str(error), returncode=NOT_STARTED) from error
        count = sum(one.result in (Result.SENT, Result.WOULD_SEND) for one in found)
        verb = "to be sent" if options["dry_run"] else "sent"
        self.stdout.write(f"{count} reminder{'' if count == 1 else 's'} {verb}.")
        failed = sum(one.result in (Result.FAILED, Result.UNREACHABLE) for one in found)
        if failed:
            raise CommandError(
                f"{failed} not taken by the mail server; the progress pages show which.",
                returncode=NOT_SENT,
            )


def _partnership(slug: str | None) -> Partnership | None:
    if slug is None:
        return None
    found = Partnership.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no partnership “{slug}”.", returncode=NOT_STARTED)
    return found


def _line(one: Reminded) -> str:
    said = SAID[one.result].format(people=", ".join(one.people))
    part = one.part
    about = f"{part.partnership.slug} {part.belongs_to.quarter.label}, {part.organisation}"
    return f"{about}, {one.kind.label.lower()}: {said}"

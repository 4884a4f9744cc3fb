"""Prints the demonstration's sign-ins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from csp.demonstration.people import accounts


class Command(BaseCommand):
    help = "List the demonstration accounts (demonstration mode only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("There are no demonstration accounts in production.")
        for account in accounts():
            self.stdout.write(f"  {account['email']:<28} {account['name']}. {account['summary']}")
        self.stdout.write(f"  Password of all: {accounts()[0]['password']}")

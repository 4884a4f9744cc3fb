"""Loads the demonstration, once."""

from typing import Any

from django.core.management.base import BaseCommand

from csp.demonstration.load import is_loaded, load


class Command(BaseCommand):
    help = "Load the demonstration's partnerships, figures and accounts into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_loaded():
            self.stdout.write("There are partnerships already; nothing was loaded.")
            return
        load()
        self.stdout.write("Loaded Leicestershire, Rutland and 32 London boroughs.")

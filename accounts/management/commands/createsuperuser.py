"""Django's own command, in an audit context: a user made without one is refused."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from audit.context import context


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        with context(by="command line", action="accounts.createsuperuser"):
            return super().handle(*args, **options)

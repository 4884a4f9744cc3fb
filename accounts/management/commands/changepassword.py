"""Django's own command, in an audit context: a change made without one is refused."""

from typing import Any

from django.contrib.auth.management.commands import changepassword

from audit.context import context


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        with context(by="command line", action="accounts.changepassword"):
            return super().handle(*args, **options)

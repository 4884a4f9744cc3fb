"""The commands that make an administrator and set a password leave their mark in the log."""

import io

import pytest
from django.core.management import call_command

from accounts.models import User
from audit.models import LogEntry

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_createsuperuser_makes_an_administrator_and_says_so_in_the_log(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery staple")
    call_command(
        "createsuperuser",
        email="root@example.org",
        name="Root",
        interactive=False,
        stdout=io.StringIO(),
    )
    user = User.objects.get(email="root@example.org")
    assert user.is_superuser
    assert user.is_staff
    entry = LogEntry.objects.get(table_name="accounts_user", row_id=str(user.pk))
    assert (entry.who, entry.action) == ("command line", "accounts.createsuperuser")
    assert "argon2" not in entry.after["password"]

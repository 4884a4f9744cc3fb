"""What the tests of reminders share."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from core import clock
from partnerships.holidays import OURS, load, read_file
from targets.models import Reminder

Kind = Reminder.Kind
OVERDUE_ON = date(2015, 5, 5)  # two working days after 30 April, over the May bank holiday


@pytest.fixture(autouse=True)
def _holidays(request: pytest.FixtureRequest) -> None:
    if not request.node.get_closest_marker("django_db").kwargs.get("transaction"):
        request.getfixturevalue("db")
        load(by="system: tests", holidays=read_file(OURS.read_bytes()))


def sent_on(day: date) -> list[Any]:
    """The e-mails that the command sends on a day."""
    before = len(mail.outbox)
    with clock.fixed(day):
        call_command("send_reminders")
    return mail.outbox[before:]


def to_whom(emails: list[Any]) -> list[list[str]]:
    return sorted(one.to for one in emails)


POLICE = ["colleague@midshire.example", "officer@midshire.example"]
COUNCIL = ["other@midshire.example"]

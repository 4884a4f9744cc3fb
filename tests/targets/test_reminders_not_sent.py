"""Reminders that cannot go, or must not: nothing is lost and nothing goes twice."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection

from core import clock
from targets import mail as our_mail
from targets.actions import remind
from targets.actions.remind import send_by_hand
from targets.actions.round import change_due
from targets.models import Reminder
from tests.targets.reminding import COUNCIL, OVERDUE_ON, POLICE, _holidays, sent_on, to_whom
from tests.targets.scene import DUE, TODAY, Scene, scene

__all__ = ["_holidays", "scene"]

pytestmark = pytest.mark.django_db


# --- Not sent -----------------------------------------------------------------------------------


class Broken(BaseEmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("no mail server")


class Absent(BaseEmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError("no mail server")


BROKEN, ABSENT = f"{__name__}.Broken", f"{__name__}.Absent"


def test_without_a_mail_server_nothing_is_begun_and_it_is_tried_again(
    scene: Scene, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, ABSENT
    with pytest.raises(CommandError) as caught:
        sent_on(TODAY)
    assert caught.value.returncode == 1
    assert "cannot be reached; tried again next time" in capsys.readouterr().out
    answer = scene.client("manager").post(scene.url(f"remind/{scene.police.pk}/"), follow=True)
    assert "because the mail server cannot be reached" in answer.content.decode()
    assert not Reminder.objects.exists()
    settings.EMAIL_BACKEND = working
    assert to_whom(sent_on(TODAY)) == [POLICE, COUNCIL]


def test_what_the_server_refuses_is_shown_and_not_repeated(
    scene: Scene, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, BROKEN
    with pytest.raises(CommandError, match="2 not taken by the mail server") as caught:
        sent_on(TODAY)
    assert caught.value.returncode == 1
    settings.EMAIL_BACKEND = working
    assert sent_on(TODAY) == []
    assert "not confirmed as sent; it is not sent again" in capsys.readouterr().out
    page = scene.client("manager").get(scene.url("progress/")).content.decode()
    assert "Not sent, as far as is known: 20 April 2015: the return is open" in page


def test_a_crash_between_claim_and_sending_never_sends_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*args: Any, **more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(our_mail, "send", kill)
        with pytest.raises(Killed):
            sent_on(TODAY)
    claimed = Reminder.objects.get()
    assert (claimed.sent_at, claimed.people) == (None, 0)
    after = sent_on(TODAY)
    assert len(after) == 1  # the other organisation only
    assert Reminder.objects.filter(sent_at=None).count() == 1


def test_a_crash_after_sending_never_sends_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*args: Any, **more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(remind, "_mark_sent", kill)
        with pytest.raises(Killed):
            sent_on(TODAY)
    assert len(mail.outbox) == 1
    assert [one.to for one in sent_on(TODAY)] != [mail.outbox[0].to]
    assert len(mail.outbox) == 2


def test_the_claim_is_committed_before_anything_is_sent(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    sending = our_mail.send

    def look(*args: Any, **more: Any) -> int:
        seen.append(len(connection.savepoint_ids))
        return sending(*args, **more)

    outside = len(connection.savepoint_ids)
    monkeypatch.setattr(our_mail, "send", look)
    sent_on(TODAY)
    assert seen == [outside, outside]  # in no transaction but the test's own


def test_without_an_address_nothing_is_begun(scene: Scene, settings: Any) -> None:
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SITE_URL is not set") as caught:
        sent_on(TODAY)
    assert caught.value.returncode == 2
    with pytest.raises(ImproperlyConfigured):
        send_by_hand(by=scene.member("manager"), parts=[scene.part(scene.police)])
    answer = scene.client("manager").post(scene.url(f"remind/{scene.police.pk}/"), follow=True)
    assert "Nothing was sent. SITE_URL is not set" in answer.content.decode()
    assert not Reminder.objects.exists()


def test_a_dry_run_says_and_does_nothing(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    with clock.fixed(TODAY):
        call_command("send_reminders", "--dry-run")
    said = capsys.readouterr().out
    assert "would be sent to colleague@midshire.example, officer@midshire.example" in said
    assert "2 reminders to be sent." in said
    assert not mail.outbox
    assert not Reminder.objects.exists()


def test_what_has_closed_is_not_reminded_of(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    part = scene.part(scene.police)
    change_due(
        by=scene.member("manager"), part=part, version=1, due=DUE, closes_on=date(2015, 5, 1)
    )
    assert to_whom(sent_on(OVERDUE_ON)) == [COUNCIL]
    assert "midshire Police, overdue: not sent: entering has closed" in capsys.readouterr().out


# --- The one place that sends -------------------------------------------------------------------


def test_mail_after_commit_does_not_undo_what_was_done(
    scene: Scene, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = BROKEN
    with django_capture_on_commit_callbacks(execute=True):
        our_mail.send_after_commit([scene.users["officer"]], "Hello", "reminder.txt", {})
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        our_mail.send_after_commit([scene.users["officer"]], "Hello", "reminder.txt", {})
        assert not mail.outbox
    assert callbacks
    assert [one.to for one in mail.outbox] == [["officer@midshire.example"]]


def test_nobody_is_no_email(scene: Scene) -> None:
    assert our_mail.send([], "Hello", "reminder.txt", {}) == 0
    assert not mail.outbox

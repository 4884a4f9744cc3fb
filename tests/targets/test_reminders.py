"""Reminders: what goes to whom, when, once and never twice."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from audit.models import LogEntry
from core import clock
from partnerships.holidays import OURS, Holidays, load, read_file
from partnerships.models import Membership
from targets import mail as our_mail
from targets.actions import remind
from targets.actions.remind import Result, kind_due, send_by_hand, send_due
from targets.actions.round import change_due
from targets.models import Reminder, Return, ReturnPart
from tests.targets.scene import DUE, TODAY, Scene, filled_in, given, make_scene, scene
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["scene"]

pytestmark = pytest.mark.django_db

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


# --- When ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (date(2015, 4, 19), None),  # before it opened
        (date(2015, 4, 20), Kind.OPENED),
        (date(2015, 4, 22), Kind.OPENED),
        (date(2015, 4, 23), Kind.SOON),
        (date(2015, 4, 29), Kind.SOON),
        (date(2015, 4, 30), Kind.TODAY),
        (date(2015, 5, 1), None),
        (date(2015, 5, 4), None),  # a bank holiday
        (date(2015, 5, 5), Kind.OVERDUE),
        (date(2015, 8, 1), Kind.OVERDUE),
    ],
)
def test_which_reminder_is_due(scene: Scene, today: date, kind: Kind | None) -> None:
    holidays = Holidays(frozenset(read_file(OURS.read_bytes())))
    assert kind_due(scene.part(scene.police), today, holidays) is kind


def test_a_whole_round_of_reminders(scene: Scene) -> None:
    """PURPOSE: opened, soon, today, overdue; each once, however often the command runs."""
    days = [date(2015, 4, day) for day in range(20, 31)]
    days += [date(2015, 5, day) for day in range(1, 13)]
    subjects = []
    for today in days:
        emails = sent_on(today)
        assert sent_on(today) == []
        assert to_whom(emails) in ([], [POLICE, COUNCIL])
        subjects += [(today.day, one.subject) for one in emails if one.to == POLICE]
    assert subjects == [
        (20, "The Q4 2014/15 return is open, due 30 April 2015: Midshire"),
        (23, "The Q4 2014/15 return is due 30 April 2015: Midshire"),
        (30, "The Q4 2014/15 return is due today: Midshire"),
        (5, "The Q4 2014/15 return is overdue: it was due 30 April 2015: Midshire"),
    ]
    rows = Reminder.objects.filter(part=scene.part(scene.police))
    assert [(one.kind, one.day, one.people) for one in rows] == [
        ("opened", DUE, 2), ("soon", DUE, 2), ("today", DUE, 2), ("overdue", DUE, 2)
    ]  # fmt: skip
    assert all(one.sent_at for one in rows)
    entry = LogEntry.objects.filter(table_name="targets_reminder").first()
    assert entry is not None
    assert (entry.who, entry.action) == ("system: send_reminders", "targets.remind")


def test_days_that_were_missed_are_not_made_up_for(scene: Scene) -> None:
    emails = sent_on(OVERDUE_ON)
    assert to_whom(emails) == [POLICE, COUNCIL]
    assert all("overdue" in one.subject for one in emails)


def test_another_due_date_is_reminded_of_again_but_not_opened_again(scene: Scene) -> None:
    sent_on(TODAY)
    sent_on(date(2015, 4, 23))
    part = scene.part(scene.police)
    with clock.fixed(date(2015, 4, 24)):
        change_due(
            by=scene.member("manager"),
            part=part,
            version=part.version,
            due=date(2015, 5, 15),
            closes_on=None,
        )
    assert sent_on(date(2015, 4, 24)) == []
    assert to_whom(sent_on(date(2015, 5, 8))) == [POLICE, COUNCIL]  # soon again; council overdue


def test_who_has_submitted_is_left_alone(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    assert to_whom(sent_on(TODAY)) == [COUNCIL]


def test_published_and_past_returns_are_left_alone(scene: Scene) -> None:
    with given():
        Return.objects.filter(pk=scene.ret.pk).update(status="published")
    assert sent_on(OVERDUE_ON) == []


# --- To whom ------------------------------------------------------------------------------------


def test_only_active_officers_of_the_organisation(scene: Scene) -> None:
    with given():
        User.objects.filter(pk=scene.users["officer"].pk).update(is_active=False)
        Membership.objects.filter(user=scene.users["other"]).update(active=False)
    assert to_whom(sent_on(TODAY)) == [["colleague@midshire.example"]]


def test_nobody_to_remind_is_said_and_claims_nothing(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    with given():
        Membership.objects.filter(user=scene.users["other"]).update(active=False)
    sent_on(TODAY)
    said = capsys.readouterr().out
    assert (
        "midshire Q4 2014/15, midshire Council, the return is open: "
        "not sent: no officer of this organisation has an account" in said
    )
    assert "1 reminder sent." in said
    with given():
        Membership.objects.filter(user=scene.users["other"]).update(active=True)
    assert to_whom(sent_on(TODAY)) == [COUNCIL]


def test_partnerships_are_apart(scene: Scene) -> None:
    with given():
        elsewhere = make_scene("farshire")
    emails = []
    with clock.fixed(TODAY):
        call_command("send_reminders", partnership="farshire")
        emails = list(mail.outbox)
    assert {name for one in emails for name in one.to} == {
        user.email
        for name, user in elsewhere.users.items()
        if name in ("officer", "colleague", "other")
    }
    assert all("midshire" not in one.body.lower() for one in emails)
    with pytest.raises(CommandError, match="no partnership “nowhere”") as caught:
        call_command("send_reminders", partnership="nowhere")
    assert caught.value.returncode == 2


# --- What it says -------------------------------------------------------------------------------


def test_the_links_land_on_the_missing_fields(scene: Scene) -> None:
    """PURPOSE: a link in the e-mail opens the page at the very box."""
    with given():
        scene.add_figure("entrants", 3)
    (police,) = [one for one in sent_on(TODAY) if one.to == POLICE]
    assert "Due Thursday 30 April 2015, 8 working days left." in police.body
    assert "1 of 4 indicators entered." in police.body
    links = re.findall(r"http://127\.0\.0\.1:8000(\S+)", police.body)
    fields = [link for link in links if "#" in link]
    assert len(fields) == 3
    client = scene.client("officer")
    for link in links:
        path, _, target = link.partition("#")
        answer = client.get(path)
        assert answer.status_code == 200
        assert not target or f'id="{target}"' in answer.content.decode()
    assert "Entrants" not in police.body
    assert "Fly-tipping" not in police.body
    assert "&" not in police.body


def test_names_are_not_escaped_and_make_no_headers(scene: Scene) -> None:
    with given():
        scene.police.name = "Smith & “Sons” <Police>"
        scene.police.save()
        type(scene.partnership).objects.filter(pk=scene.partnership.pk).update(
            name="Mid\nBcc: all@example.org"
        )
    (police,) = [one for one in sent_on(TODAY) if one.to == POLICE]
    assert police.body.startswith("Smith & “Sons” <Police>\n")
    assert police.subject.endswith("Mid Bcc: all@example.org")
    assert police.message()["Bcc"] is None


def test_complete_figures_are_asked_to_be_submitted(scene: Scene) -> None:
    answer_all(scene, scene.council)
    (council,) = [one for one in sent_on(TODAY) if one.to == COUNCIL]
    assert "Nothing is missing. It waits to be submitted" in council.body
    assert f"/returns/2014-15-q4/submit/{scene.council.pk}/" in council.body


def test_what_was_sent_back_carries_its_note(scene: Scene) -> None:
    answer_all(scene, scene.council)
    submit(scene, "other", scene.council)
    part = scene.part(scene.council)
    with given():
        ReturnPart.objects.filter(pk=part.pk).update(status="returned", note="Check the total.")
    (council,) = [one for one in sent_on(TODAY) if one.to == COUNCIL]
    assert "It was sent back to be changed:\n\nCheck the total." in council.body


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


# --- By hand ------------------------------------------------------------------------------------


def test_a_manager_reminds_one_organisation_once_a_day(scene: Scene) -> None:
    manager = scene.client("manager")
    url = scene.url(f"remind/{scene.police.pk}/")
    answer = manager.post(url, follow=True)
    assert "Reminded: midshire Police." in answer.content.decode()
    assert to_whom(mail.outbox) == [POLICE]
    page = answer.content.decode()
    assert "20 April 2015 by manager, to 2 people" in page
    assert "Reminded today." in page
    again = manager.post(url, follow=True).content.decode()
    assert "Reminded today already: midshire Police." in again
    assert len(mail.outbox) == 1
    with clock.fixed(date(2015, 4, 21)):
        manager.post(url)
    assert len(mail.outbox) == 2
    assert manager.get(url).status_code == 405


def test_by_hand_and_by_itself_are_two_things(scene: Scene) -> None:
    send_by_hand(by=scene.member("manager"), parts=[scene.part(scene.police)])
    assert to_whom(sent_on(TODAY)) == [POLICE, COUNCIL]


def test_all_that_are_late(scene: Scene) -> None:
    manager = scene.client("manager")
    url = scene.url("remind/")
    assert "Nobody is late" in manager.post(url, follow=True).content.decode()
    answer_all(scene, scene.police)
    submit(scene, "officer")
    with clock.fixed(OVERDUE_ON):
        page = manager.get(scene.url("progress/")).content.decode()
        assert "Remind all that are late (1)" in page
        assert "Reminded: midshire Council." in manager.post(url, follow=True).content.decode()
        assert "Nobody is late" in manager.post(url, follow=True).content.decode()
    assert [one.to for one in mail.outbox if "overdue" in one.subject] == [COUNCIL]


def test_only_managers_and_only_their_own(scene: Scene) -> None:
    part = scene.part(scene.police)
    with given():
        elsewhere = make_scene("farshire")
    for by in (scene.member("officer"), scene.member("board"), elsewhere.member("manager")):
        with pytest.raises(PermissionDenied):
            send_by_hand(by=by, parts=[part])
    for who in ("officer", "board"):
        for rest in (f"remind/{scene.police.pk}/", "remind/"):
            assert scene.client(who).post(scene.url(rest)).status_code == 403
    foreign = scene.client("manager").post(scene.url(f"remind/{elsewhere.police.pk}/"))
    assert foreign.status_code == 404
    assert elsewhere.client("manager").post(scene.url("remind/")).status_code == 404
    assert not mail.outbox


def test_nothing_to_remind_of(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    mail.outbox.clear()
    part = scene.part(scene.police)
    (one,) = send_by_hand(by=scene.member("manager"), parts=[part])
    assert one.result is Result.CLOSED
    assert not mail.outbox


# --- Two at once --------------------------------------------------------------------------------


@pytest.fixture
def committed(transactional_db: None) -> Iterator[Scene]:
    """A scene in the database for other connections to see."""
    with clock.fixed(TODAY), given():
        made = make_scene()
    yield made


def at_once(number: int, act: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """Do something in as many threads, started together, each with a connection of its own."""
    results: list[Any] = []
    failures: list[Exception] = []
    start = threading.Barrier(number)

    def run() -> None:
        try:
            with clock.fixed(TODAY):
                start.wait()
                results.append(act())
        except Exception as error:  # reported by the test: a thread's own failure is not seen
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results, failures


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_commands_at_once_send_once(committed: Scene) -> None:
    """TRUST: four commands at the same moment send each reminder once."""
    results, failures = at_once(4, lambda: [one.result for one in send_due()])
    assert failures == []
    assert len(mail.outbox) == 2
    assert to_whom(mail.outbox) == [POLICE, COUNCIL]
    every = [result for found in results for result in found]
    assert every.count(Result.SENT) == 2
    assert Result.FAILED not in every
    assert Reminder.objects.exclude(sent_at=None).count() == Reminder.objects.count() == 2


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_managers_at_once_send_once(committed: Scene) -> None:
    part = committed.part(committed.police)

    def by_hand() -> Result:
        return send_by_hand(by=committed.member("manager"), parts=[part])[0].result

    results, failures = at_once(4, by_hand)
    assert failures == []
    assert results.count(Result.SENT) == 1
    assert len(mail.outbox) == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_no_e_mail_goes_out_while_the_claim_could_be_undone(
    committed: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another connection sees the claim at the moment of sending."""
    seen: list[int] = []
    sending = our_mail.send

    def look(*args: Any, **more: Any) -> int:
        def count() -> None:
            seen.append(Reminder.objects.filter(sent_at=None).count())
            connection.close()

        thread = threading.Thread(target=count)
        thread.start()
        thread.join()
        return sending(*args, **more)

    monkeypatch.setattr(our_mail, "send", look)
    with clock.fixed(TODAY):
        list(send_due())
    assert seen == [1, 1]


@pytest.mark.both_databases
def test_the_database_takes_one_of_a_kind_and_day(scene: Scene) -> None:
    part = scene.part(scene.police)
    row = {"partnership": scene.partnership, "part": part, "kind": "soon", "day": DUE}
    with given():
        Reminder.objects.create(**row, made_at=clock.now())
    with pytest.raises(IntegrityError), given(), transaction.atomic():
        Reminder.objects.create(**row, made_at=clock.now())


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


def test_the_form_of_the_page_posts_to_it(scene: Scene) -> None:
    """Without JavaScript: the button's form has its token and address, and nothing else."""
    client = Client(enforce_csrf_checks=True)
    with given():
        client.force_login(scene.users["manager"], "accounts.backends.Backend")
    url = scene.url(f"remind/{scene.police.pk}/")
    assert client.post(url).status_code == 403
    page = client.get(scene.url("progress/"))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token is not None
    assert filled_in(page) == {}
    assert client.post(url, {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert len(mail.outbox) == 1

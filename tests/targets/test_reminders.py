"""Reminders: what goes to whom, and when."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import User
from audit.models import LogEntry
from core import clock
from partnerships.holidays import OURS, Holidays, read_file
from partnerships.models import Membership
from targets.actions.remind import kind_due
from targets.actions.round import change_due
from targets.models import Reminder, Return, ReturnPart
from tests.targets.reminding import COUNCIL, OVERDUE_ON, POLICE, Kind, _holidays, sent_on, to_whom
from tests.targets.scene import DUE, TODAY, Scene, given, make_scene, scene
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["_holidays", "scene"]

pytestmark = pytest.mark.django_db


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

"""Reminders that a manager sends from the page."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from core import clock
from targets.actions.remind import Result, send_by_hand
from tests.targets.reminding import COUNCIL, OVERDUE_ON, POLICE, _holidays, sent_on, to_whom
from tests.targets.scene import TODAY, Scene, filled_in, given, make_scene, scene
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["_holidays", "scene"]

pytestmark = pytest.mark.django_db


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

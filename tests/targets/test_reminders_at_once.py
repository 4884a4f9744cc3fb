"""Reminders sent from two places at once: each goes once."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from core import clock
from targets import mail as our_mail
from targets.actions.remind import Result, send_by_hand, send_due
from targets.models import Reminder
from tests.targets.reminding import COUNCIL, POLICE, _holidays, to_whom
from tests.targets.scene import DUE, TODAY, Scene, given, make_scene, scene

__all__ = ["_holidays", "scene"]

pytestmark = pytest.mark.django_db


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

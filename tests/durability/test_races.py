"""Twenty officers save at the same moment: nobody fails, nothing is lost, one of two wins."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from audit.models import LogEntry
from partnerships.models import Membership
from targets.models import Figure
from tests.durability.check import audit_check, wait_until_quiet
from tests.durability.clients import CONFLICT, ORIGIN, SAVED, TYPED_IN
from tests.durability.world import World, fresh_measure, make_world
from tests.support.dom import Document
from tests.support.served import Reply, Server, Visitor, url_of
from tests.targets.scene import given

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

OFFICERS = 20


@dataclass
class Race:
    """Twenty signed-in officers of one organisation, each with a row of their own."""

    world: World
    server: Server
    officers: list[Visitor]
    own_rows: list[int]
    shared_row: int

    def save(self, officer: int, row: int, version: int, value: int) -> Reply:
        fields = {f"m{row}-o": f"{version}-{TYPED_IN}", f"m{row}-v": str(value)}
        return self.officers[officer].post(self.world.scene.section_url, fields)

    def all_at_once(self, act: Callable[[int], Reply]) -> list[Reply]:
        """What each was answered; they start when all are ready."""
        ready = threading.Barrier(OFFICERS)
        replies: dict[int, Any] = {}

        def run(officer: int) -> None:
            try:
                ready.wait(30)
                replies[officer] = act(officer)
            except Exception as error:  # raised below: a thread's own failure is not seen
                replies[officer] = error

        threads = [threading.Thread(target=run, args=(one,)) for one in range(OFFICERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for reply in replies.values():
            if isinstance(reply, Exception):
                raise reply
        return [replies[officer] for officer in range(OFFICERS)]


@pytest.fixture
def race(transactional_db: None, tmp_path: Path) -> Iterator[Race]:
    world = make_world(rows=1)
    measures = [fresh_measure(world.scene, f"race-{n}") for n in range(OFFICERS + 1)]
    sessions = []
    with given():
        for number in range(OFFICERS):
            user = User.objects.create_user(f"racer{number}@example.org", name=f"Racer {number}")
            Membership.objects.create(
                partnership=world.scene.partnership,
                user=user,
                role="officer",
                organisation=world.scene.police,
            )
            client = Client()  # twenty sign-ins from one address would be too many a minute
            client.force_login(user, "accounts.backends.Backend")
            sessions.append({"sessionid": client.cookies["sessionid"].value})
    log = tmp_path / "log"
    with Server(url_of(connection.settings_dict), log, workers=3, threads=4) as server:
        officers = [Visitor(server.port, cookies=session) for session in sessions]
        for officer in officers:
            assert officer.get(world.scene.section_url).status == 200
        own_rows = [measure.pk for measure in measures[:-1]]
        yield Race(world, server, officers, own_rows, measures[-1].pk)
        for officer in officers:
            officer.close()
    said = log.read_text()
    assert "Internal Server Error" not in said, said
    assert "locked" not in said, said
    wait_until_quiet()
    audit_check()


def test_twenty_officers_at_once(race: Race) -> None:
    different_rows_are_all_saved(race)
    one_wins_and_the_others_see_both_values(race, version=0)
    one_wins_and_the_others_see_both_values(race, version=1)


def different_rows_are_all_saved(race: Race) -> None:
    rounds = 2
    for version in range(rounds):
        replies = race.all_at_once(
            lambda officer, version=version: race.save(
                officer, race.own_rows[officer], version, 100 * version + officer
            )
        )
        assert Counter(reply.status for reply in replies) == {SAVED: OFFICERS}
    figures = Figure.objects.filter(measure__in=race.own_rows).values_list(
        "measure", "value", "version"
    )
    assert {measure: (value, version) for measure, value, version in figures} == {
        row: (100 + officer, rounds) for officer, row in enumerate(race.own_rows)
    }


def one_wins_and_the_others_see_both_values(race: Race, version: int) -> None:
    row, first = race.shared_row, 1001 + 100 * version
    replies = race.all_at_once(lambda officer: race.save(officer, row, version, first + officer))
    assert Counter(reply.status for reply in replies) == {SAVED: 1, CONFLICT: OFFICERS - 1}
    (winner,) = (one for one, reply in enumerate(replies) if reply.status == SAVED)
    figure = Figure.objects.get(measure=row)
    assert (figure.value, figure.version) == (first + winner, version + 1)
    entries = LogEntry.objects.filter(table_name="targets_figure", row_id=str(figure.pk))
    assert entries.count() == version + 1
    for officer, reply in enumerate(replies):
        if officer != winner:
            page = Document(race.world.scene.section_url, reply.status, reply.text)
            assert f"{first + winner:,} by Racer {winner}" in page.text
            assert f"You entered {first + officer}" in page.text.replace(",", "")
            assert (str(row), str(version + 1)) in ORIGIN.findall(reply.text)

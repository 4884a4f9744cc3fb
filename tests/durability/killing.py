"""Kill, look, start again."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.durability.check import Checker, audit_check, wait_until_quiet
from tests.durability.clients import Ledger, Saver, everybody
from tests.durability.world import World
from tests.support.served import Server

LATEST = 0.7  # seconds until the kill, from the server's start or from the next save
BEFORE_A_SAVE = 0.25  # of the kills come whether or not anything is saved yet
START_SECONDS = 60


@dataclass
class Story:
    """What happened in all cycles so far."""

    cycles: int = 0
    saved: int = 0
    unanswered: int = 0
    found: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.cycles} kills, {self.saved} saves reported, {self.unanswered} unanswered,"
            f" {len(self.found)} faults"
        )


def nothing_else() -> None:
    """Only the application is killed."""


def kill_again_and_again(
    server: Server,
    world: World,
    cycles: int,
    *,
    before: Callable[[], None] = nothing_else,
    after: Callable[[], None] = nothing_else,
    seed: int | None = None,
    told: Callable[[Story], None] = lambda story: None,
) -> Story:
    """Let people save while the server is killed; ends early when a fault is found.

    ``before`` and ``after`` run on either side of the server's death, as to kill the database and
    to start it again.
    """
    chance = random.Random(seed)
    story = Story()
    server.start()
    people = everybody(server.port, world, may_fail=before is not nothing_else)
    checker = Checker()
    for person in people:
        person.start()
    _wait_until_all_have_saved(people)
    try:
        while story.cycles < cycles and not story.found:
            if chance.random() > BEFORE_A_SAVE:
                _wait_for_a_save(people)
            time.sleep(chance.uniform(0, LATEST))
            before()
            server.kill()
            after()
            wait_until_quiet()
            story.cycles += 1
            ledgers = [person.ledger for person in people]
            story.found += checker.faults(ledgers) + [
                text for one in people for text in one.failures
            ]
            _count(story, ledgers)
            told(story)
            server.start()
    finally:
        for person in people:
            person.ended.set()
        server.close()
        for person in people:
            person.join(30)
            person.visitor.close()
    if not story.found:
        wait_until_quiet()
        audit_check()
    return story


def new_server(
    database: str, folder: Path, *, plant: str = "", workers: int = 2, threads: int = 4
) -> Server:
    """Of the application, or of the application with a planted fault; not yet started."""
    log = folder / "server.log"
    if plant:
        planted = "tests.durability.plants"
        return Server(
            database, log, workers=workers, threads=threads, application=planted,
            env={"PLANT": plant},
        )  # fmt: skip
    return Server(database, log, workers=workers, threads=threads)


def _wait_until_all_have_saved(people: list[Saver]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if all(person.ledger.saved or person.failures for person in people):
            return
        time.sleep(0.01)
    raise RuntimeError("not everybody could save at all")


def _wait_for_a_save(people: list[Saver]) -> None:
    """After a new start it takes a while until somebody has looked and saved again."""
    before = _saved(people)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and _saved(people) == before:
        time.sleep(0.005)


def _saved(people: list[Saver]) -> int:
    return sum(len(person.ledger.saved) for person in people)


def _count(story: Story, ledgers: list[Ledger]) -> None:
    story.saved = sum(len(ledger.saved) for ledger in ledgers)
    story.unanswered = sum(len(ledger.sent) - len(ledger.saved) for ledger in ledgers)

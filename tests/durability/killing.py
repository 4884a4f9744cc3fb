"""Kill, look, start again."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.durability.check import audit_check, faults, wait_until_quiet
from tests.durability.clients import Ledger, Saver
from tests.durability.world import SAVERS, WHOLE, World
from tests.support.served import Server

SOONEST, LATEST = 0.05, 0.7  # seconds from the server's start to its end
FIRST_NUMBERS = 1_000_000  # apart: no two people send the same number


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
    people = _people(server, world, may_fail=before is not nothing_else)
    for person in people:
        person.start()
    _wait_until_all_have_saved(people)
    try:
        while story.cycles < cycles and not story.found:
            time.sleep(chance.uniform(SOONEST, LATEST))
            before()
            server.kill()
            after()
            wait_until_quiet()
            story.cycles += 1
            ledgers = [person.ledger for person in people]
            story.found += faults(ledgers) + [text for one in people for text in one.failures]
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


def _people(server: Server, world: World, *, may_fail: bool) -> list[Saver]:
    people = [
        Saver(
            server.port,
            world.email(name),
            world.section,
            (world.own_row[name],),
            first=place * FIRST_NUMBERS,
            may_fail=may_fail,
        )
        for place, name in enumerate(SAVERS)
    ]
    people.append(
        Saver(
            server.port,
            world.email(WHOLE),
            world.whole_section,
            world.whole_rows,
            first=len(SAVERS) * FIRST_NUMBERS,
            may_fail=may_fail,
        )
    )
    return people


def _wait_until_all_have_saved(people: list[Saver]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if all(person.ledger.saved or person.failures for person in people):
            return
        time.sleep(0.01)
    raise RuntimeError("not everybody could save at all")


def _count(story: Story, ledgers: list[Ledger]) -> None:
    story.saved = sum(len(ledger.saved) for ledger in ledgers)
    story.unanswered = sum(len(ledger.sent) - len(ledger.saved) for ledger in ledgers)

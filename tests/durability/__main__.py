"""Kill the application a hundred times: ``python -m tests.durability --cycles 100``.

Each target is killed that often: ``sqlite`` and ``postgres`` are gunicorn killed over that
database; for ``postgres-itself`` the database's server is killed under the running application
first. ``--plant late`` or ``--plant row-by-row`` shows that a fault is found. Ends with 1 when one
is.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.postgres import Cluster
from tests.support.served import environment

TARGETS = ("sqlite", "postgres", "postgres-itself")
ON_DISK = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}
SHOWN_EVERY = 10
ROWS = 60  # with their past figures more than a thousand, which are loaded while one waits


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--target", choices=TARGETS, action="append")
    parser.add_argument("--plant", choices=("late", "row-by-row"), default="")
    parser.add_argument("--database", help=argparse.SUPPRESS)  # a target's own process
    chosen = parser.parse_args()
    if chosen.database:
        return _one(chosen.database, chosen.cycles, chosen.plant)
    results = [_target(name, chosen.cycles, chosen.plant) for name in chosen.target or TARGETS]
    return int(any(results))


def _target(name: str, cycles: int, plant: str) -> int:
    """In a process of its own: Django knows one database a process."""
    print(f"{name}:", flush=True)
    if name == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            return _in_a_process(f"sqlite:///{folder}/killed.sqlite3", cycles, plant)
    with Cluster(**ON_DISK) as cluster:
        if name == "postgres":
            return _in_a_process(cluster.url, cycles, plant)
        return _run(cluster.url, cycles, plant, cluster)


def _in_a_process(database: str, cycles: int, plant: str) -> int:
    arguments = [sys.executable, "-m", "tests.durability", "--database", database]
    arguments += ["--cycles", str(cycles), *(["--plant", plant] if plant else [])]
    return subprocess.run(arguments, check=False).returncode


def _one(database: str, cycles: int, plant: str) -> int:
    return _run(database, cycles, plant, None)


def _run(database: str, cycles: int, plant: str, cluster: Cluster | None) -> int:
    """With ``cluster``: the database server is killed in every cycle too."""
    os.environ.update(environment(database))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.durability.killing import Story, kill_again_and_again, new_server, nothing_else
    from tests.durability.world import make_world

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    world = make_world(ROWS)

    def kill_the_database() -> None:
        connection.close()
        cluster.kill()

    def told(story: Story) -> None:
        if story.cycles % SHOWN_EVERY == 0:
            print(f"  {story}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        story = kill_again_and_again(
            new_server(database, Path(folder), plant=plant),
            world,
            cycles,
            before=kill_the_database if cluster else nothing_else,
            after=cluster.restart if cluster else nothing_else,
            told=told,
        )
    print(f"  {story}")
    for fault in story.found:
        print(f"  FAULT: {fault}")
    return int(bool(story.found))


if __name__ == "__main__":
    sys.exit(main())

"""Runs every benchmark on a private PostgreSQL: ``python -m benchmarks [part of a name] [--tiny]``.

Ends with 1 when a limit is passed. The server's writes reach the disk, as in production.
"""

import argparse
import os
import sys

from tests.support.postgres import Cluster, Unavailable

ON_DISK = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="only those with this in their name")
    parser.add_argument("--tiny", action="store_true", help="small and quick, for a look")
    chosen = parser.parse_args()
    try:
        with Cluster(**ON_DISK) as cluster:
            return _run(cluster.url, chosen.name, tiny=chosen.tiny)
    except Unavailable as error:
        sys.stderr.write(f"PostgreSQL cannot be had: {error}\n")
        return 1


def _run(database: str, name: str, *, tiny: bool) -> int:
    os.environ.update(
        DATABASE_URL=database,
        CSP_MODE="test",
        CLOCK_DATE="2015-04-20",
        DJANGO_SETTINGS_MODULE="csp.settings",
    )
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import all_benchmarks

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    over = False
    for each, run in all_benchmarks().items():
        if name in each:
            for ratio in run(database, tiny=tiny):
                sys.stdout.write(f"{ratio}\n")
                sys.stdout.flush()
                over = over or ratio.over
    return int(over)


if __name__ == "__main__":
    sys.exit(main())

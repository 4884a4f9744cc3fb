#!/usr/bin/env python3
"""From a fresh clone to a running application or a tested one. See the Makefile for the commands.

Standard library only, Python 3.11 or newer: this runs before the virtual environment exists.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is where older ones are told
    sys.exit(
        f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. "
        "Name another with `make PYTHON=python3.11 …`."
    )

from tooling import bench, demo, frontend, python, quality, system
from tooling.shell import Problem


def css() -> int:
    """Compile the stylesheet, with the checkers that live in node_modules."""
    system.install([])
    python.install("base")
    frontend.build(checkers=True)
    return 0


def setup() -> int:
    """Install what developers need."""
    system.install(system.FOR_PAPERS + system.FOR_TESTS)
    python.install("dev")
    frontend.build(checkers=True)
    return 0


COMMANDS = {
    "demo": demo.run_demo,
    "test": quality.test,
    "check": quality.check,
    "bench": bench.bench,
    "format": quality.format_code,
    "css": css,
    "setup": setup,
    "lock": python.lock,
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"usage: bootstrap.py {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[arguments[0]]()
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python
"""Django's command line."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

SAID_OTHERWISE = {"CSP_MODE", "SECRET_KEY", "DATABASE_URL"}


def is_demonstration(folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether `make demo` has loaded its data here, and the environment says nothing else.

    Commands are then about that data. Only here: a server never guesses its mode.
    """
    return (folder / "var" / ".loaded").exists() and not SAID_OTHERWISE & environment.keys()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp.settings")
    if is_demonstration(Path(__file__).resolve().parent, os.environ):
        os.environ["CSP_MODE"] = "demonstration"
        sys.stderr.write("In the demonstration, on var/csp.sqlite3.\n")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

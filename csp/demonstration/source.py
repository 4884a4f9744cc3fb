"""Reads the demonstration's files."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def read(name: str) -> dict[str, Any]:
    """The content of ``fixtures/<name>.toml``."""
    with (FIXTURES / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of ``fixtures/data/<name>.csv``, a dictionary each."""
    with (FIXTURES / "data" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)

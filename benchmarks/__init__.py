"""What things cost, as multiples of something else in the same run. ``make bench`` prints them.

Each benchmark's ``run(database, tiny)`` gives its ratios. Django in this process and the database
that ``database`` names are the same; both are set up and migrated.
"""

from collections.abc import Callable, Iterable
from importlib import import_module

from benchmarks.results import Ratio, Said

Benchmark = Callable[..., Iterable[Ratio | Said]]
NAMES = ("board", "saving", "history_import")


def all_benchmarks() -> dict[str, Benchmark]:
    """By name. Imported late: Django has to be set up."""
    return {name: import_module(f"benchmarks.{name}").run for name in NAMES}

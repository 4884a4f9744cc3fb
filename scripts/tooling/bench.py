"""The benchmarks: what things cost, as multiples of something else in the same run."""

from tooling import python, system
from tooling.shell import Problem, run


def bench() -> int:
    """Run them all on a private PostgreSQL; a limit that is passed is a failure."""
    if system.POSTGRES in system.install([system.POSTGRES]):
        raise Problem(
            f"The benchmarks need PostgreSQL.\n{system.how_to_install([system.POSTGRES])}"
        )
    python.install("dev")
    run([python.INTERPRETER, "-m", "benchmarks"], otherwise="A limit is passed: see OVER above.")
    return 0

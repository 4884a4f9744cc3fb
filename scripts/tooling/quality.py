"""Every check and test, each through one function, with a verdict at the end."""

import secrets
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tooling import frontend, python, system
from tooling.shell import ROOT, Problem, environment, in_ci, run, say

AT_ONCE = 2  # cores to use


@dataclass(frozen=True)
class Check:
    """A program that must end with 0."""

    name: str
    arguments: Sequence[str | Path]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float


def check() -> int:
    """The quick part: what needs no database and no browser."""
    system.install([])
    python.install("dev")
    return _verdict(_static_checks([*_quick(), _manage("check", "check")]))


def format_code() -> int:
    """Put imports and layout in order, as the checks want them."""
    system.install([])
    python.install("dev")
    run([python.program("ruff"), "check", "--fix-only", "--quiet"])
    run([python.program("ruff"), "format"])
    return 0


def test() -> int:
    """Everything. What cannot be had is said in a line; with CI=true it is a failure."""
    started = time.monotonic()
    missing = system.install(system.FOR_PAPERS + system.FOR_TESTS)
    if missing and in_ci():
        names = ", ".join(need.name for need in missing)
        raise Problem(f"CI must run every test, and cannot without: {names}.")
    python.install("dev")
    frontend.build(checkers=True)
    say(f"Everything needed is there ({time.monotonic() - started:.0f} s)\n")
    outcomes = _static_checks([*_quick(), _deploy_check()])
    outcomes += _tests(postgres=system.POSTGRES not in missing)
    if system.CHROMIUM in missing or system.DRIVER_LIBRARY in missing:
        say("The browser tests are skipped: there is no Chromium.")
    else:
        outcomes.append(_pytest("browser tests", "browser", database="sqlite"))
    code = _verdict(outcomes)
    if missing:
        say(f"Not tested for want of {', '.join(need.name for need in missing)}.")
        say(system.how_to_install(missing))
    return code


def _tests(*, postgres: bool) -> list[Outcome]:
    """Unit and integration tests on PostgreSQL, and what may differ again on SQLite."""
    if not postgres:
        say("The PostgreSQL tests are skipped: there is no server. The rest runs on SQLite.")
        return [_pytest("tests on SQLite", "not browser", database="sqlite")]
    return [
        _pytest("tests on PostgreSQL", "not browser", database="postgres"),
        _pytest(
            "journeys on SQLite", "(journey or both_databases) and not browser", database="sqlite"
        ),
    ]


def _pytest(name: str, marked: str, *, database: str) -> Outcome:
    """One run of the tests so marked. No test at all (pytest's exit code 5) is a failure too."""
    say(f"\n— {name}")
    arguments = [
        str(python.INTERPRETER),
        "-m",
        "pytest",
        "-q",
        "-n",
        str(AT_ONCE),
        "--dist",
        "worksteal",
    ]
    arguments += [
        "--tb",
        "short",
        "--maxfail",
        "40",
        "--durations",
        "10",
        "--durations-min",
        "1",
        "-m",
        marked,
    ]
    started = time.monotonic()
    result = subprocess.run(
        arguments,
        cwd=ROOT,
        env=environment({"TEST_DATABASE": database}),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Outcome(name, result.returncode == 0, time.monotonic() - started)


def _quick() -> list[Check]:
    """The longest first, since they run two at a time."""
    ruff, short = [python.program("ruff")], ("--output-format", "concise")
    return [
        Check("types (mypy)", [python.program("mypy")]),
        Check("lint (ruff check)", [*ruff, "check", *short]),
        Check("format (ruff format)", [*ruff, "format", "--check", *short]),
        Check("imports (import-linter)", [python.program("lint-imports")]),
        _manage("migrations", "makemigrations", "--check", "--dry-run"),
    ]


def _manage(name: str, *arguments: str) -> Check:
    """A manage.py command in test mode, that touches no database of anybody's."""
    env = {"CSP_MODE": "test", "DATABASE_URL": "sqlite://:memory:"}
    return Check(name, [python.INTERPRETER, "manage.py", *arguments], env)


def _deploy_check() -> Check:
    """Django's own checks, with settings as in production; any warning fails."""
    env = {
        "CSP_MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "performance.example.org",
        "DATABASE_URL": "postgres://csp@database.example.org/csp",
    }
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    return Check("check --deploy", [python.INTERPRETER, "manage.py", *deploy], env)


def _static_checks(checks: Sequence[Check]) -> list[Outcome]:
    """Run them all, two at a time; show the output of those that fail."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(_run_check, checks))


def _run_check(check: Check) -> Outcome:
    started = time.monotonic()
    result = subprocess.run(
        [str(argument) for argument in check.arguments],
        cwd=ROOT,
        env=environment(check.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    outcome = Outcome(check.name, result.returncode == 0, time.monotonic() - started)
    if not outcome.passed:
        say(f"— {check.name} FAILED\n{result.stdout}")
    return outcome


def _verdict(outcomes: Sequence[Outcome]) -> int:
    """Print one line for each, and return the exit code."""
    say("")
    for outcome in outcomes:
        say(f"{'passed' if outcome.passed else 'FAILED'}  {outcome.seconds:6.1f} s  {outcome.name}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1

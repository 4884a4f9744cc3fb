"""The commands behind the Makefile: what they refuse, what they say, what they remember."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tooling import demo, quality, system
from tooling.shell import Problem, Stamp, run

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "８０００", " 8000", "8000.0"])
def test_a_port_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Problem, match="must be a number from 1 to 65535"):
        demo._port()


def test_a_port_in_use_is_named_before_anything_is_prepared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("PORT", port)
        with pytest.raises(Problem, match=f"Port {port} cannot be used"):
            demo._port()


def test_the_demonstration_uses_its_own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@elsewhere.example.org/real")
    made = demo._environment()
    assert made["DATABASE_URL"] == f"sqlite:///{ROOT}/var/csp.sqlite3"
    assert made["CSP_MODE"] == "demonstration"


def test_what_is_missing_is_named_with_the_packages_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = system.Need("Abacus", ("abacus", "abacus-beads"), "to count", lambda: False)
    present = system.Need("Slate", ("slate",), "to write", lambda: True)
    monkeypatch.setattr(system, "_may_install", lambda: None)
    assert system.install([absent, present]) == [absent]
    assert capsys.readouterr().out.splitlines() == [
        "Abacus is missing, to count.",
        "Ask an administrator to run: apt-get install --no-install-recommends abacus abacus-beads",
    ]


def test_without_a_way_to_a_virtual_environment_nothing_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absent = system.Need("ensurepip", ("python3-venv",), "to begin", lambda: False)
    monkeypatch.setattr(system, "VENV", absent)
    monkeypatch.setattr(system, "_may_install", lambda: None)
    with pytest.raises(Problem, match="virtual environment"):
        system.install([])


def test_ci_runs_every_test_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(system, "install", lambda needs: [system.CHROMIUM])
    with pytest.raises(Problem, match="cannot without: Chromium"):
        quality.test()


def test_a_run_without_any_test_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    no_test = subprocess.CompletedProcess([], 5)
    monkeypatch.setattr(quality.subprocess, "run", lambda *arguments, **options: no_test)
    assert not quality._pytest("nothing", "no_such_mark", database="sqlite").passed


def test_one_failure_fails_the_whole() -> None:
    good, bad = quality.Outcome("good", True, 1.0), quality.Outcome("bad", False, 1.0)
    assert quality._verdict([good]) == 0
    assert quality._verdict([bad, good]) == 1


def test_a_stamp_matches_only_what_was_written(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "deep" / "stamp")
    assert not stamp.matches("a")
    stamp.write("a")
    assert stamp.matches("a")
    assert not stamp.matches("b")
    stamp.clear()
    assert not stamp.matches("a")


def test_a_program_that_fails_is_a_problem_in_words() -> None:
    with pytest.raises(Problem, match="It went wrong"):
        run([sys.executable, "-c", "raise SystemExit(3)"], otherwise="It went wrong.")


def test_ci_ends_as_make_ends(tmp_path: Path) -> None:
    """A make that fails makes .ci/run fail, from whatever folder it is called."""
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\ntest "$*" = test || exit 1\nexit 5\n')
    make.chmod(0o755)
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    result = subprocess.run(["bash", ROOT / ".ci" / "run"], cwd=tmp_path, env=env, check=False)
    assert result.returncode == 5

"""The settings refuse what they half understand, and production is safe by default."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from manage import is_demonstration

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "kX3-" + "".join(chr(97 + n % 26) for n in range(60)),
    "ALLOWED_HOSTS": "csp.example.gov.uk",
}


def start(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a short Python text with these settings and nothing else from our environment."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "csp.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def load(**environment: str) -> subprocess.CompletedProcess[str]:
    return start("from django.conf import settings; print(settings.MODE)", **environment)


def test_production_is_the_default_and_needs_a_key():
    result = load(ALLOWED_HOSTS="csp.example.gov.uk")
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr


def test_production_starts_with_what_it_needs():
    result = load(**GOOD)
    assert result.stdout.strip() == "production", result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("CSP_MODE", "live"),
        ("CLOCK_DATE", "2015-04-20"),
        ("DATABASE_URL", "mysql://localhost/csp"),
        ("DATABASE_URL", "nonsense"),
        ("SECURE_SSL_REDIRECT", "perhaps"),
        ("BEHIND_HTTPS_PROXY", "2"),
        ("TRUSTED_PROXY_COUNT", "many"),
    ],
)
def test_a_value_half_understood_stops_the_start(name, value):
    result = load(**{**GOOD, name: value})
    assert result.returncode != 0
    assert name in result.stderr or value in result.stderr


def test_a_bad_clock_stops_a_demonstration():
    assert load(CSP_MODE="demonstration", CLOCK_DATE="20 April").returncode != 0


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_a_demonstration_does_not_start_with_productions_settings(name):
    result = load(CSP_MODE="demonstration", **{name: GOOD[name]})
    assert result.returncode != 0
    assert name in result.stderr


def test_the_demonstrations_clock_stands_in_april_2015():
    result = start(
        "import django; django.setup(); from core import clock; print(clock.today())",
        CSP_MODE="demonstration",
    )
    assert result.stdout.strip() == "2015-04-20", result.stderr


def test_the_deployment_check_is_clean():
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "CSP_MODE": "production", **GOOD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_demonstration_accounts_are_not_listed_in_production():
    result = subprocess.run(
        [sys.executable, "manage.py", "demo_accounts"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "CSP_MODE": "production", **GOOD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert "password" not in result.stdout.lower()


def test_sqlite_is_opened_so_that_nothing_is_lost():
    result = start(
        "import django; django.setup()\n"
        "from django.db import connection as c\n"
        "q = lambda s: c.cursor().execute(s).fetchone()[0]\n"
        "print(q('PRAGMA synchronous'), q('PRAGMA journal_mode'),"
        " c.settings_dict['OPTIONS']['transaction_mode'])",
        CSP_MODE="test",
        DATABASE_URL="sqlite:////tmp/csp-settings-test.sqlite3",
    )
    assert result.stdout.split() == ["2", "wal", "IMMEDIATE"], result.stderr


def test_commands_are_about_the_demonstration_where_there_is_one_and_nothing_else_is_said(tmp_path):
    assert not is_demonstration(tmp_path, {})
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / ".loaded").touch()
    assert is_demonstration(tmp_path, {"PATH": "/bin"})
    for name in ("CSP_MODE", "SECRET_KEY", "DATABASE_URL"):
        assert not is_demonstration(tmp_path, {name: "something"})

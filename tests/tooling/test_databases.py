"""The tests' own database server, and the way round its guards at the end of a test."""

from pathlib import Path

import psycopg2
import pytest
from dj_database_url import parse
from django.conf import settings
from django.db import connection

from tests.support.guards import guards_down
from tests.support.postgres import Cluster, Unavailable, server_binaries


@pytest.fixture
def cluster() -> Cluster:
    if server_binaries() is None:
        pytest.skip("no PostgreSQL server")
    return Cluster()


def test_a_private_server_answers_on_its_socket_and_leaves_nothing(cluster: Cluster) -> None:
    with cluster:
        address = parse(cluster.url)
        assert address["HOST"] == str(cluster.folder)
        connected = psycopg2.connect(
            host=address["HOST"], user=address["USER"], dbname=address["NAME"]
        )
        with connected.cursor() as cursor:
            cursor.execute("SHOW listen_addresses")
            assert cursor.fetchone() == ("",)
        connected.close()
    assert not cluster.folder.exists()


def test_a_server_that_never_ran_leaves_nothing(cluster: Cluster) -> None:
    assert cluster.folder.exists()
    cluster.stop()
    assert not cluster.folder.exists()


def test_without_a_server_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.support.postgres.BINARIES", tmp_path)
    with pytest.raises(Unavailable, match="apt-get install postgresql"):
        Cluster()


def test_the_newest_server_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        for program in ("initdb", "postgres"):
            (tmp_path / version / "bin" / program).touch()
    monkeypatch.setattr("tests.support.postgres.BINARIES", tmp_path)
    assert server_binaries() == tmp_path / "17" / "bin"


def guarded_tables() -> set[str]:
    """The tables on which triggers fire now, as the database itself tells."""
    statement = {
        "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
        " WHERE NOT tgisinternal AND current_setting('session_replication_role') = 'origin'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_guards_are_down_only_within_the_block() -> None:
    before = guarded_tables()
    assert before
    with guards_down(connection):
        assert guarded_tables() == set()
    assert guarded_tables() == before


@pytest.mark.both_databases
@pytest.mark.django_db
def test_the_tests_run_on_the_database_asked_for() -> None:
    assert settings.MODE == "test"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)  # FULL
    else:
        assert connection.settings_dict["NAME"].startswith("test_")

"""Contexts: who may open one, and what holds inside another."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.models import User
from audit.context import context, current
from audit.models import LogEntry
from partnerships.models import Organisation, Partnership

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def add(name: str) -> None:
    Organisation.objects.create(name=name, kind="council")


@pytest.mark.parametrize("by", [None, "", "  ", AnonymousUser(), User(name="Not saved")])
def test_nobody_cannot_act(by: Any) -> None:
    with pytest.raises(ValueError, match="who acts"), context(by=by, action="tests.act"):
        pass


@pytest.mark.parametrize("action", ["", "x" * 101])
def test_an_action_has_a_name(action: str) -> None:
    with pytest.raises(ValueError, match="action"), context(by="system", action=action):
        pass


def test_a_context_inside_another(user: User) -> None:
    with context(by=user, action="tests.outer", why="because", partnership=5) as outer:
        add("before")
        with context(by="system: import", action="tests.inner", partnership=6) as inner:
            add("inside")
            assert current() == inner
        add("after")
        assert current() == outer
        with context(by=user, action="tests.inner", why="own reason"):
            add("reason")
    assert current() is None
    rows = LogEntry.objects.filter(chain=5).order_by("number")
    said = [(row.row["name"], row.who_id, row.action, row.why) for row in rows]
    assert said == [
        ("before", user.pk, "tests.outer", "because"),
        ("inside", None, "tests.inner", "because"),
        ("after", user.pk, "tests.outer", "because"),
        ("reason", user.pk, "tests.inner", "own reason"),
    ]
    assert {row.context_id for row in rows} == {outer.context_id}
    assert not LogEntry.objects.filter(chain=6).exists()


def test_an_inner_failure_undoes_the_inner_part_only(user: User) -> None:
    with context(by=user, action="tests.outer"):
        add("before")
        with pytest.raises(ZeroDivisionError), context(by="system", action="tests.inner"):
            add("inside")
            raise ZeroDivisionError
        add("after")
    rows = LogEntry.objects.filter(action__startswith="tests.outer").order_by("number")
    assert [(row.row["name"], row.who_id) for row in rows] == [
        ("before", user.pk),
        ("after", user.pk),
    ]
    assert set(Organisation.objects.values_list("name", flat=True)) == {"before", "after"}


def test_the_chain_is_the_partnerships() -> None:
    with context(by="system", action="tests.act"):
        rutland = Partnership.objects.create(slug="rutland", name="Rutland", place="Rutland")
    with context(by="system", action="tests.act", partnership=rutland):
        add("one")
    assert list(LogEntry.objects.order_by("id").values_list("chain", "number")) == [
        (0, 1),
        (rutland.pk, 1),
    ]


def test_a_long_name_is_cut_and_not_refused() -> None:
    with context(by="x" * 300, action="tests.act"):
        add("one")
    assert LogEntry.objects.get().who == "x" * 200


def test_it_works_as_a_decorator() -> None:
    @context(by="system", action="tests.act")
    def action() -> None:
        add("one")

    action()
    assert LogEntry.objects.get().action == "tests.act"


@pytest.mark.django_db(transaction=True)
def test_it_commits_on_its_own() -> None:
    with context(by="system", action="tests.act", partnership=3):
        assert transaction.get_connection().in_atomic_block
        add("one")
    assert not transaction.get_connection().in_atomic_block
    assert LogEntry.objects.get().chain == 3

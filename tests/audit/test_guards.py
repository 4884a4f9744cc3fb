"""No row points across partnerships, moves to another, or changes when it may not."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from audit.checks import exemptions_name_relations, rows_say_whose_they_are
from audit.context import context
from audit.guards import guarded_relations, has_partnership
from audit.tables import audited_models

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def act() -> Any:
    return context(by="system: tests", action="tests.act")


def refused(message: str) -> Any:
    return pytest.raises(IntegrityError, match=message)


RELATIONS = [
    pytest.param(model, field, id=f"{model._meta.label}.{field.name}")
    for model in audited_models()
    if has_partnership(model)
    for field in guarded_relations(model)
]


def test_there_are_relations_to_guard() -> None:
    assert len(RELATIONS) > 20


@pytest.mark.parametrize(("model", "field"), RELATIONS)
def test_every_relation_is_guarded(model: type[models.Model], field: Any) -> None:
    """The guard speaks first, before the columns that are missing here are noticed."""
    table, column = model._meta.db_table, field.column
    said = f"{table}.{column} must point to a row of the same partnership"
    with refused(said), act(), connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" (partnership_id, "{column}") VALUES (1, 987654)')


def test_every_model_says_whose_its_rows_are() -> None:
    assert rows_say_whose_they_are() == []
    assert exemptions_name_relations() == []


def test_only_partnerships_own_relations_are_exempt() -> None:
    """Each exemption is a decision: a new one must be added here."""
    exempt = {
        (model._meta.label, name)
        for model in apps.get_models()
        for name in getattr(model, "crosses_partnerships", ())
    }
    assert exempt == {
        ("partnerships.Partnership", "parent"),
        ("dashboards.ComparatorArea", "member"),  # shown only what that partnership shares
    }


def test_a_row_stays_with_its_partnership(sample: Any) -> None:
    with act():
        one, none = (sample.Owned.objects.create(partnership_id=p) for p in (1, None))
    for row, partnership in ((one, 2), (one, None), (none, 1)):
        with refused("stays with its partnership"), act():
            sample.Owned.objects.filter(pk=row.pk).update(partnership_id=partnership)


@pytest.mark.parametrize(
    ("of", "to", "allowed"),
    [
        (1, 1, True),
        (1, None, True),
        (None, None, True),
        (1, 2, False),
        (None, 1, False),
    ],
)
def test_a_row_points_to_its_own_partnership_or_to_none(
    sample: Any, of: int | None, to: int | None, allowed: bool
) -> None:
    with act():
        parent = sample.Owned.objects.create(partnership_id=to)
        child = sample.Owned.objects.create(partnership_id=of)

    def by_insert() -> None:
        sample.Owned.objects.create(partnership_id=of, parent=parent)

    def by_update() -> None:
        sample.Owned.objects.filter(pk=child.pk).update(parent=parent)

    def by_bulk() -> None:
        sample.Owned.objects.bulk_create([sample.Owned(partnership_id=of, parent=parent)])

    for write in (by_insert, by_update, by_bulk):
        if allowed:
            with act():
                write()
        else:
            with refused("parent_id must point to a row of the same partnership"), act():
                write()


def test_a_row_cannot_point_to_one_that_is_written_later(sample: Any) -> None:
    """A deferred foreign key would allow it, and the later row could be of any partnership."""
    with refused("same partnership"), act():
        sample.Owned.objects.create(partnership_id=1, parent_id=4711)


def test_a_declared_exemption_holds(sample: Any) -> None:
    with act():
        other = sample.Owned.objects.create(partnership_id=2)
        sample.Owned.objects.create(partnership_id=1, elsewhere=other)


def test_many_to_many_does_not_cross_either(sample: Any) -> None:
    with act():
        row = sample.Owned.objects.create(partnership_id=1)
        friends = {p: sample.Friend.objects.create(partnership_id=p) for p in (1, 2, None)}
        row.friends.add(friends[1], friends[None])
        row.free.add(friends[2])
    with refused("must join rows of the same partnership"), act():
        row.friends.add(friends[2])


def test_an_immutable_row(sample: Any) -> None:
    with act():
        row = sample.Sealed.objects.create(name="one")
    for write in (
        lambda: sample.Sealed.objects.update(name="two"),
        lambda: sample.Sealed.objects.all().delete(),
    ):
        with refused("A row of audit_sample_sealed never changes"), act():
            write()
    row.refresh_from_db()
    assert row.name == "one"


@pytest.mark.parametrize("label", ["dashboards.Snapshot", "reports.PaperFile"])
def test_what_is_published_is_immutable(label: str) -> None:
    assert apps.get_model(label).immutable is True


def test_a_declared_guard(sample: Any) -> None:
    with act():
        kinds = sample.Kinds.objects.create(name="k", flag=False)
        line = sample.Line.objects.create(of=kinds, amount=1)
        sample.Line.objects.update(amount=2)
        sample.Kinds.objects.update(flag=True)
    said = "A line that's closed may not change: 100% sure."
    for write in (lambda: sample.Line.objects.update(amount=3), line.delete):
        with refused(said), act():
            write()
    with act():
        sample.Line.objects.create(of=kinds, amount=1)  # it says nothing of new lines
    with refused("An amount is not negative."), act():
        sample.Line.objects.create(of=kinds, amount=-1)


def test_guards_hold_outside_a_context_too(sample: Any) -> None:
    with act():
        sample.Sealed.objects.create(name="one")
    with refused("never changes"), transaction.atomic():
        sample.Sealed.objects.update(name="two")

"""Tables that show everything a model may declare, outside the application's own registry."""

# ruff: noqa: DJ008 - nobody reads their names

import uuid
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import models

from audit.guards import Guard

registry = Apps()


class Sample(models.Model):
    class Meta:
        abstract = True
        apps = registry
        app_label = "audit_sample"


class Kinds(Sample):
    """One column of each kind that is written into the log in a way of its own."""

    name = models.CharField(max_length=50, unique=True)
    amount = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    small = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    flag = models.BooleanField(null=True)
    day = models.DateField(null=True)
    moment = models.DateTimeField(null=True)
    payload = models.JSONField(null=True)
    content = models.BinaryField(null=True)
    code = models.UUIDField(default=uuid.uuid4)
    text = models.TextField(default="")


class Owned(Sample):
    """A row of a partnership, pointing to others."""

    crosses_partnerships: ClassVar = {"elsewhere", "free"}

    partnership_id = models.BigIntegerField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    elsewhere = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    friends = models.ManyToManyField("Friend", related_name="+")
    free = models.ManyToManyField("Friend", related_name="+")


class Friend(Sample):
    partnership_id = models.BigIntegerField(null=True)


class Sealed(Sample):
    immutable = True

    name = models.CharField(max_length=50)


class Line(Sample):
    """May not change while the row it belongs to is closed."""

    extra_guards: ClassVar = [
        Guard(
            "closed",
            "update delete",
            "EXISTS (SELECT 1 FROM audit_sample_kinds k WHERE k.id = OLD.of_id AND k.flag = true)",
            "A line that's closed may not change: 100% sure.",
        ),
        Guard("positive", "insert update", "NEW.amount < 0", "An amount is not negative."),
    ]

    of = models.ForeignKey(Kinds, models.PROTECT, related_name="+")
    amount = models.IntegerField()


MODELS: list[type[models.Model]] = [
    Kinds,
    Owned,
    Friend,
    Sealed,
    Line,
    Owned.friends.through,
    Owned.free.through,
]


def create_tables(connection: Any) -> None:
    with connection.schema_editor() as editor:
        for model in MODELS:
            if not model._meta.auto_created:
                editor.create_model(model)

"""The log of row changes and the head of each of its chains. Only triggers write the log."""

from typing import Any, ClassVar

from django.db import models


class LogEntry(models.Model):
    """One row inserted, updated or deleted. Never changed and never removed.

    ``before`` and ``after`` hold the whole row by column name: decimals as text, dates and moments
    (UTC) in ISO form, secrets hidden, files as their length and SHA-256.
    """

    # One chain for each partnership that actions are taken for; 0 for all other actions.
    chain = models.IntegerField()
    number = models.BigIntegerField("number in its chain")  # from 1, without gaps

    at = models.DateTimeField("when the action began")
    who_id = models.BigIntegerField("user", null=True)  # no foreign key: users may be deleted
    who = models.CharField(max_length=200)
    action = models.CharField(max_length=100)
    why = models.TextField(blank=True)
    context_id = models.CharField("groups the rows of one action", max_length=36)

    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=64)
    operation = models.CharField(max_length=6)  # insert, update or delete
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    partnership_id = models.BigIntegerField("partnership of the row", null=True)

    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_entry_number_unique"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["table_name", "row_id", "id"], name="audit_entry_row"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"

    @property
    def row(self) -> dict[str, Any]:
        """The row as this change left it; as it was, when it was deleted."""
        return self.after or self.before or {}


class ChainHead(models.Model):
    """The last row of a chain as the last action left it, so that a cut tail shows."""

    chain = models.IntegerField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.chain}:{self.number}:{self.hash}"

"""What the board saw: numbered, complete and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.fields import QuarterField
from partnerships.models import Partnership
from targets.models import Return


class Snapshot(models.Model):
    """A published quarter, complete: figures, ratings, names and scheme of that day.

    ``payload`` is the serialised ``Dashboard``; ``sha256`` is of its canonical JSON text.
    """

    immutable = True  # held by a database trigger

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="snapshots")
    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="snapshots")
    quarter = QuarterField()
    number = models.PositiveSmallIntegerField("version")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.TextField("why a new version", blank=True)
    rule_version = models.CharField(max_length=20)
    payload = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("partnership", "-quarter", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "quarter", "number"],
                name="snapshot_number_unique",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="snapshot_new_version_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.quarter.label}, version {self.number}"

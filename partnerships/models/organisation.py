"""Bodies that can be partners."""

from django.db import models

from core.models import Versioned


class Organisation(Versioned):
    """A body such as a police force or a council, with the dates between which it existed.

    Organisations are shared by all partnerships: a police force serves many.
    """

    class Kind(models.TextChoices):
        POLICE = "police", "Police"
        COUNCIL = "council", "Council"
        FIRE = "fire", "Fire and rescue"
        PROBATION = "probation", "Probation"
        HEALTH = "health", "Health"
        POLICING_BODY = "policing_body", "Local policing body"
        YOUTH_JUSTICE = "youth_justice", "Youth justice"
        VOLUNTARY = "voluntary", "Voluntary or community"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    valid_from = models.DateField("existed from", null=True, blank=True)
    valid_to = models.DateField("existed until", null=True, blank=True)
    predecessor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
    )

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="organisation_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(predecessor__isnull=True)
                | ~models.Q(predecessor=models.F("pk")),
                name="organisation_not_its_own_predecessor",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

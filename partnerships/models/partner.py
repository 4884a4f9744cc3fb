"""Who belongs to a partnership, and the groups it works in."""

import datetime

from django.db import models
from django.db.models import F, Q

from core.models import Versioned

from .organisation import Organisation
from .partnership import Partnership


class PartnerQuerySet(models.QuerySet["Partner"]):
    def on(self, day: datetime.date) -> "PartnerQuerySet":
        """The partners on a day."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class Partner(Versioned):
    """An organisation's dated membership of a partnership."""

    class Role(models.TextChoices):
        RESPONSIBLE = "responsible_authority", "Responsible authority"
        CO_OPERATING = "co_operating", "Co-operating body"
        INVITED = "invited", "Invited"
        OBSERVER = "observer", "Observer"
        CHAIR = "chair", "Chair"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="partnerships"
    )
    role = models.CharField(max_length=25, choices=Role)
    valid_from = models.DateField("from")
    valid_to = models.DateField("until", null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ("partnership", "role", "organisation__name")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="partner_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["partnership", "organisation", "role", "valid_from"],
                name="partner_once_from_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display()}"

    @property
    def is_statutory(self) -> bool:
        """Whether the Crime and Disorder Act 1998 makes this body a responsible authority."""
        return self.role == self.Role.RESPONSIBLE


class Group(Versioned):
    """A board, an officer group or a theme group. Groups form a tree."""

    class Kind(models.TextChoices):
        BOARD = "board", "Board"
        OFFICERS = "senior_officers", "Senior officer group"
        THEME = "theme", "Theme or priority group"
        TASK = "task", "Task and finish group"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="groups")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    owner_post = models.CharField(
        "owner",
        max_length=150,
        blank=True,
        help_text="A post, such as “Head of Community Safety”.",
    )

    class Meta:
        ordering = ("partnership", "name")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "name"], name="group_name_unique"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="group_not_its_own_parent",
            ),
        )

    def __str__(self) -> str:
        return self.name

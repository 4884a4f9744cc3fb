"""Who may do what in which partnership."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import Versioned
from partnerships.permissions import ROLE_LABELS, Role

from .organisation import Organisation
from .partnership import Partnership

MEMBER_ROLES = [role for role in Role if role is not Role.ADMINISTRATOR]


class Membership(Versioned):
    """A user's role in a partnership.

    An administrator is not a member of any partnership: they run the server (``is_superuser``).
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(
        max_length=20,
        choices=[(role.value, ROLE_LABELS[role]) for role in MEMBER_ROLES],
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="An officer answers for one organisation.",
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("partnership", "role", "user__name")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "user"], name="membership_one_role"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in MEMBER_ROLES]),
                name="membership_role_known",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.OFFICER.value, organisation__isnull=False)
                | (~Q(role=Role.OFFICER.value) & Q(organisation__isnull=True)),
                name="membership_officer_has_organisation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.partnership}"

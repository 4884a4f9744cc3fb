"""A quarter's return, and each organisation's part in it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audit.guards import Guard
from core.fields import QuarterField
from core.models import Versioned
from partnerships.models import Organisation, Partnership
from partnerships.permissions import Permission, Scope

if TYPE_CHECKING:
    from partnerships.access import Member


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, member: "Member") -> "ReturnQuerySet":
        """The partnership's returns; for an officer, those with a part of their organisation."""
        scope = member.scope(Permission.RETURNS)
        if scope is Scope.NONE:
            return self.none()
        returns = self.filter(partnership=member.partnership)
        if scope is Scope.OWN:
            returns = returns.filter(parts__organisation=member.organisation)
        return returns


class Return(Versioned):
    """The figures a partnership collects for one quarter."""

    class Status(models.TextChoices):
        HISTORY = "history", "Past figures"  # loaded, not collected here
        OPEN = "open", "Open"
        SUBMITTED = "submitted", "Submitted"  # every part is
        SIGNED_OFF = "signed_off", "Signed off"  # every part is
        PUBLISHED = "published", "Published to the board"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="returns")
    quarter = QuarterField()
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    opened_on = models.DateField()
    due = models.DateField()
    source = models.CharField(
        max_length=300, blank=True, help_text="Where past figures were taken from."
    )

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ("partnership", "-quarter")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "quarter"], name="return_one_a_quarter"),
            models.CheckConstraint(
                condition=Q(due__gte=F("opened_on")), name="return_due_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["history", "open", "submitted", "signed_off", "published"]),
                name="return_status_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.quarter.label} return"


class ReturnPartQuerySet(models.QuerySet["ReturnPart"]):
    def visible_to(self, member: "Member") -> "ReturnPartQuerySet":
        """The parts of the partnership's returns; for an officer, their organisation's."""
        scope = member.scope(Permission.RETURNS)
        if scope is Scope.NONE:
            return self.none()
        parts = self.filter(partnership=member.partnership)
        return parts.filter(organisation=member.organisation) if scope is Scope.OWN else parts


class ReturnPart(Versioned):
    """What one organisation answers for in a return. It is submitted by one person and signed
    off by another."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Sent back"
        SIGNED_OFF = "signed_off", "Signed off"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="parts")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="return_parts"
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    due = models.DateField()
    closes_on = models.DateField(
        "last day for entering", null=True, blank=True, help_text="Empty: entering stays open."
    )
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="who is asked to sign off",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField("why it was sent back", blank=True)

    objects = ReturnPartQuerySet.as_manager()

    extra_guards = (
        # With the check constraint below: whoever submitted cannot sign off, by any way round.
        Guard(
            "signed_off_as_submitted",
            "update",
            "NEW.status = 'signed_off' AND (OLD.status NOT IN ('submitted', 'signed_off')"
            " OR NEW.submitted_by_id IS DISTINCT FROM OLD.submitted_by_id)",
            "Figures are signed off as they were submitted, by another person.",
        ),
        Guard(
            "published",
            "update delete",
            "EXISTS (SELECT 1 FROM targets_return closed"
            " WHERE closed.id = OLD.belongs_to_id AND closed.status = 'published')",
            "The parts of a published return do not change.",
        ),
    )

    class Meta:
        ordering = ("belongs_to", "organisation__name")
        constraints = (
            models.UniqueConstraint(
                fields=["belongs_to", "organisation"], name="part_one_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "submitted", "returned", "signed_off"]),
                name="part_status_known",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("due")),
                name="part_closes_after_due",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "returned"])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="part_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="signed_off")
                | Q(signed_off_by__isnull=False, signed_off_at__isnull=False),
                name="part_signed_off_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(signed_off_by=F("submitted_by")),
                name="part_signed_off_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(note=""),
                name="part_sent_back_with_note",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} in {self.belongs_to}"

    @property
    def editable(self) -> bool:
        """Whether its figures may change."""
        return self.status in {self.Status.OPEN, self.Status.RETURNED}

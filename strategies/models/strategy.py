"""A strategy, its versions, and who approved them."""

from django.db import models
from django.db.models import F, Q

from core.models import Versioned
from partnerships.models import Partnership


class Strategy(Versioned):
    """What a partnership sets out to do over some years, usually three."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="strategies"
    )
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60)
    starts = models.DateField()
    ends = models.DateField()
    strategic_aim = models.CharField(
        max_length=200,
        blank=True,
        help_text="The corporate aim that the strategy serves.",
    )
    introduction = models.TextField(blank=True)

    class Meta:
        ordering = ("partnership", "-starts")
        verbose_name_plural = "strategies"
        constraints = (
            models.UniqueConstraint(fields=["partnership", "slug"], name="strategy_slug_unique"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")), name="strategy_dates_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> str:
        """The calendar years it spans, as in ``2014 to 2017``."""
        return f"{self.starts.year} to {self.ends.year}"


class StrategyVersion(Versioned):
    """One wording of a strategy. An annual refresh makes a new version, with its reason."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONSULTATION = "consultation", "Out for consultation"
        SCRUTINY = "scrutiny", "With scrutiny"
        ADOPTED = "adopted", "Adopted"
        SUPERSEDED = "superseded", "Superseded"

    # What may follow what. An adopted wording changes only by a new version.
    NEXT = {
        Status.DRAFT: [Status.CONSULTATION, Status.SCRUTINY, Status.ADOPTED],
        Status.CONSULTATION: [Status.DRAFT, Status.SCRUTINY, Status.ADOPTED],
        Status.SCRUTINY: [Status.DRAFT, Status.ADOPTED],
        Status.ADOPTED: [Status.SUPERSEDED],
        Status.SUPERSEDED: [],
    }

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=15, choices=Status, default=Status.DRAFT)
    reason = models.TextField("why this version", blank=True)

    class Meta:
        ordering = ("strategy", "number")
        constraints = (
            models.UniqueConstraint(fields=["strategy", "number"], name="strategy_version_unique"),
            models.UniqueConstraint(
                fields=["strategy"],
                condition=Q(status="adopted"),
                name="strategy_one_adopted_version",
            ),
            models.UniqueConstraint(
                fields=["strategy"],
                condition=Q(status__in=["draft", "consultation", "scrutiny"]),
                name="strategy_one_version_in_preparation",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="strategy_version_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.strategy}, version {self.number}"

    @property
    def editable(self) -> bool:
        """Whether its wording may still change."""
        return self.status not in {self.Status.ADOPTED, self.Status.SUPERSEDED}


class Approval(Versioned):
    """A dated decision on a version: presented, commented on, signed off."""

    class Outcome(models.TextChoices):
        PRESENTED = "presented", "Presented for comment"
        COMMENTED = "commented", "Commented on"
        APPROVED = "approved", "Approved"
        ADOPTED = "adopted", "Adopted"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    version_of = models.ForeignKey(
        StrategyVersion, on_delete=models.PROTECT, related_name="approvals"
    )
    body = models.CharField(max_length=200, help_text="The board or committee.")
    outcome = models.CharField(max_length=15, choices=Outcome)
    decided_on = models.DateField("on")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("version_of", "decided_on", "pk")

    def __str__(self) -> str:
        return f"{self.body}: {self.get_outcome_display()}"


class PlanLink(Versioned):
    """Another plan that the strategy serves or contributes to."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="plan_links")
    name = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("strategy", "name")
        constraints = (
            models.UniqueConstraint(fields=["strategy", "name"], name="plan_link_unique"),
        )

    def __str__(self) -> str:
        return self.name

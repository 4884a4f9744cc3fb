"""Priorities and outcomes: a stable identity each, and a wording for each version."""

from django.core.validators import RegexValidator
from django.db import models

from core.models import Versioned
from partnerships.models import Group, Partnership

from .strategy import Strategy, StrategyVersion


class Change(models.TextChoices):
    """What a new version does with a priority or an outcome."""

    NEW = "new", "New"
    KEPT = "kept", "Kept"
    CHANGED = "changed", "Changed"
    EXTENDED = "extended", "Extended"
    MERGED = "merged", "Merged"
    DROPPED = "dropped", "Dropped"


class Priority(Versioned):
    """A lettered or numbered theme of a strategy. Its words are in ``PriorityWording``."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="priorities")
    code = models.CharField(
        "letter or number",
        max_length=5,
        validators=[RegexValidator(r"^[0-9A-Za-z]+$", "Use letters and digits only.")],
    )
    position = models.PositiveSmallIntegerField(default=1)
    lead_group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="priorities",
    )
    cross_cutting = models.BooleanField(
        default=False,
        help_text="It applies to all the others and may have no target of its own.",
    )

    class Meta:
        ordering = ("strategy", "position", "code")
        verbose_name_plural = "priorities"
        constraints = (
            models.UniqueConstraint(fields=["strategy", "code"], name="priority_code_unique"),
        )

    def __str__(self) -> str:
        return f"Priority {self.code}"


class PriorityWording(Versioned):
    """How one version words a priority, and why it changed."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="wordings")
    strategy_version = models.ForeignKey(
        StrategyVersion, on_delete=models.PROTECT, related_name="priority_wordings"
    )
    heading = models.CharField(max_length=300)
    focus = models.TextField(blank=True)
    outcome_statement = models.TextField(blank=True, help_text="In plain words: “This will mean …”")
    change = models.CharField(max_length=10, choices=Change, default=Change.NEW)
    reason = models.TextField("why it changed", blank=True)

    class Meta:
        ordering = ("strategy_version", "priority__position")
        constraints = (
            models.UniqueConstraint(
                fields=["priority", "strategy_version"], name="priority_wording_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(change__in=["new", "kept"]) | ~models.Q(reason=""),
                name="priority_wording_change_has_reason",
            ),
        )

    def __str__(self) -> str:
        return self.heading


class Outcome(Versioned):
    """What a strategy is to achieve. Its words are in ``OutcomeWording``.

    Most outcomes belong to a priority; some lie across them ("Ongoing reductions in crime").
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="outcomes")
    priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
    )
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("strategy", "position", "pk")

    def __str__(self) -> str:
        return f"Outcome {self.position}"


class OutcomeWording(Versioned):
    """How one version words an outcome, and why it changed."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="wordings")
    strategy_version = models.ForeignKey(
        StrategyVersion, on_delete=models.PROTECT, related_name="outcome_wordings"
    )
    text = models.TextField()
    change = models.CharField(max_length=10, choices=Change, default=Change.NEW)
    reason = models.TextField("why it changed", blank=True)

    class Meta:
        ordering = ("strategy_version", "outcome__position")
        constraints = (
            models.UniqueConstraint(
                fields=["outcome", "strategy_version"], name="outcome_wording_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(change__in=["new", "kept"]) | ~models.Q(reason=""),
                name="outcome_wording_change_has_reason",
            ),
        )

    def __str__(self) -> str:
        return self.text

"""What people state: ratings and arrows beside the computed ones, and overall judgements."""

from django.db import models
from django.db.models import F, Q

from audit.guards import Guard
from core.fields import QuarterField
from core.models import Versioned
from partnerships.models import Partnership
from strategies.models import Outcome, Priority
from targets.models import Measure
from targets.terms import Rag, Travel

STATED_TRAVEL = [Travel.BETTER, Travel.SAME, Travel.WORSE]


def while_open(what: str) -> tuple[Guard, ...]:
    """Guards: nothing is stated for a quarter that the board has seen."""
    published = (
        "EXISTS (SELECT 1 FROM targets_return closed"
        " WHERE closed.partnership_id = {row}.partnership_id AND closed.quarter = {row}.quarter"
        " AND closed.status = 'published')"
    )
    message = f"The {what} of a published quarter do not change."
    return (
        Guard("published_new", "insert update", published.format(row="NEW"), message),
        Guard("published_old", "update delete", published.format(row="OLD"), message),
    )


class Standing(models.TextChoices):
    """Where the area stands among others."""

    TOP = "top", "Top"
    AVERAGE = "average", "Average"
    BOTTOM = "bottom", "Bottom"
    NOT_AVAILABLE = (
        "not_available",
        "-",
    )  # asked for and not available; blank is not asked for


class StatedJudgement(Versioned):
    """A rating, an arrow or a comparison that officers state, with reason, post, date and end.

    Computed and stated are both kept and both shown. After ``until_quarter`` the computed one
    counts again.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="stated")
    quarter = QuarterField()
    until_quarter = QuarterField("until")
    rag = models.CharField("rating", max_length=10, choices=Rag.choices, blank=True)
    direction = models.CharField(
        "direction of travel",
        max_length=10,
        choices=[(t.value, t.label) for t in STATED_TRAVEL],
        blank=True,
    )
    county_comparison = models.CharField(max_length=15, choices=Standing, blank=True)
    district_comparison = models.CharField(max_length=15, choices=Standing, blank=True)
    reason = models.TextField(blank=True)
    stated_by = models.CharField("stated by", max_length=150, help_text="A post or a body.")
    stated_on = models.DateField()

    extra_guards = while_open("stated judgements")

    class Meta:
        ordering = ("measure", "quarter")
        constraints = (
            models.UniqueConstraint(fields=["measure", "quarter"], name="stated_one_a_quarter"),
            models.CheckConstraint(
                condition=Q(until_quarter__gte=F("quarter")),
                name="stated_quarters_in_order",
            ),
            models.CheckConstraint(
                condition=Q(rag="", direction="") | ~Q(reason=""),
                name="stated_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(rag="", direction="", county_comparison="", district_comparison=""),
                name="stated_says_something",
            ),
        )

    def __str__(self) -> str:
        return f"Stated for {self.measure}, {self.quarter.label}"


class GroupAssessment(Versioned):
    """The overall rating and comment that a priority's lead gives a priority or an outcome."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    quarter = QuarterField()
    priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
    )
    outcome = models.ForeignKey(
        Outcome,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
    )
    rag = models.CharField("overall rating", max_length=10, choices=Rag.choices, blank=True)
    comment = models.TextField(blank=True)
    stated_by = models.CharField(max_length=150, help_text="A post or a body.")
    stated_on = models.DateField()

    extra_guards = while_open("overall judgements")

    class Meta:
        ordering = ("partnership", "quarter", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(priority__isnull=False, outcome__isnull=True)
                | Q(priority__isnull=True, outcome__isnull=False),
                name="assessment_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["priority", "quarter"], name="assessment_priority_once"
            ),
            models.UniqueConstraint(fields=["outcome", "quarter"], name="assessment_outcome_once"),
            models.CheckConstraint(
                condition=~Q(rag="", comment=""), name="assessment_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"Assessment of {self.outcome or self.priority}, {self.quarter.label}"

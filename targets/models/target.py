"""Baselines, and targets of every kind."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from core.models import Versioned
from partnerships.models import Partnership
from strategies.models import Priority
from targets.terms import Missing, TargetKind

from .indicator import Measure


class Baseline(Versioned):
    """The figure and period that a target is measured from. It can be outstanding."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="baselines")
    period_start = models.DateField("period from")
    period_end = models.DateField("period to")
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    outstanding = models.BooleanField(
        default=False, help_text="Still to be established: there is no value yet."
    )
    due = models.DateField("to be established by", null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("measure", "period_start")
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "period_start", "period_end"],
                name="baseline_period_unique",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")),
                name="baseline_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(outstanding=True, value__isnull=True)
                | Q(outstanding=False, value__isnull=False),
                name="baseline_value_or_outstanding",
            ),
        )

    def __str__(self) -> str:
        return f"Baseline of {self.measure}"


def _needs(kind: TargetKind, **conditions: Any) -> Q:
    """A target is of another kind, or has what this kind needs."""
    return ~Q(kind=kind.value) | Q(**conditions)


class Target(Versioned):
    """What an indicator should reach in a strategy. ``text`` is the strategy's own words."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="targets")
    priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
    )
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="targets")
    text = models.TextField("in the strategy's words")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=30, choices=TargetKind.choices)
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    low = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    change_percent = models.DecimalField(
        "change, per cent",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Below zero for a reduction by a date; the size only for reduce and increase.",
    )
    baseline = models.ForeignKey(
        Baseline,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
    )
    due = models.DateField(null=True, blank=True)
    tolerance = models.DecimalField(
        "own tolerance",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Per cent of the expected value; points where the indicator is a percentage.",
    )
    floor = models.DecimalField(
        max_digits=15,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Where ratings are made with a floor: amber between it and the target, red "
        "beyond it. Where lower is better, the most that is still amber.",
    )
    years = models.PositiveSmallIntegerField("years averaged", null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    per_year = models.BooleanField(
        "stated per year",
        default=False,
        help_text="A count for a whole year: part-year figures are held against their share.",
    )
    missing = models.CharField(max_length=10, choices=Missing.choices, blank=True)
    aligned_as = models.CharField(
        "aligned to the local policing body",
        max_length=60,
        blank=True,
        help_text="The strategy's own tag, such as “PCC target”. Empty: not aligned.",
    )
    marked_outstanding = models.BooleanField(
        "marked as awaiting its baseline",
        default=False,
        help_text="The strategy marks it with an asterisk.",
    )
    cohort = models.CharField(
        max_length=200,
        blank=True,
        help_text="The group it applies to, where it is one.",
    )
    note = models.TextField("note for the partnership", blank=True)
    starts = models.DateField("applies from")
    ends = models.DateField("applies until", null=True, blank=True)

    class Meta:
        ordering = ("partnership", "priority__position", "position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in TargetKind]),
                name="target_kind_known",
            ),
            models.CheckConstraint(
                condition=_needs(TargetKind.AT_LEAST, value__isnull=False)
                & _needs(TargetKind.AT_MOST, value__isnull=False)
                & _needs(
                    TargetKind.SERVICE_STANDARD,
                    value__isnull=False,
                    working_days__isnull=False,
                ),
                name="target_has_its_value",
            ),
            models.CheckConstraint(
                condition=_needs(
                    TargetKind.RANGE,
                    low__isnull=False,
                    high__isnull=False,
                    high__gte=F("low"),
                ),
                name="target_range_in_order",
            ),
            models.CheckConstraint(
                condition=_needs(
                    TargetKind.CHANGE_BY_DATE,
                    change_percent__isnull=False,
                    due__isnull=False,
                ),
                name="target_change_by_date_complete",
            ),
            models.CheckConstraint(
                condition=_needs(TargetKind.MAINTAIN_AVERAGE, years__isnull=False, years__gte=1),
                name="target_average_has_years",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["reduce_on_baseline", "increase_on_baseline"])
                | Q(change_percent__isnull=True)
                | Q(change_percent__gt=0),
                name="target_size_positive",
            ),
            models.CheckConstraint(
                condition=_needs(TargetKind.PLACEHOLDER, missing__in=[m.value for m in Missing])
                & (Q(kind=TargetKind.PLACEHOLDER.value) | Q(missing="")),
                name="target_placeholder_says_what_is_missing",
            ),
            models.CheckConstraint(
                condition=Q(tolerance__isnull=True) | Q(tolerance__gte=0),
                name="target_tolerance",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="target_dates_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.text


class TargetCondition(Versioned):
    """One of the conditions of an *all of* target."""

    class Comparator(models.TextChoices):
        AT_LEAST = "at_least", "at least"
        AT_MOST = "at_most", "at most"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="conditions")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(max_length=200)
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comparator = models.CharField(max_length=10, choices=Comparator, blank=True)
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ("target", "position")
        constraints = (
            models.UniqueConstraint(fields=["target", "position"], name="condition_position"),
            models.CheckConstraint(
                condition=Q(comparator="", value__isnull=True)
                | (Q(comparator__in=["at_least", "at_most"]) & Q(value__isnull=False)),
                name="condition_comparator_with_value",
            ),
        )

    def __str__(self) -> str:
        return self.text

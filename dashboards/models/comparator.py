"""Sets of areas to compare with, and the figures of those that do not use this application."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from core.fields import QuarterField
from core.models import Versioned
from core.quarters import Period
from partnerships.models import Partnership
from targets.models import Indicator


class ComparatorSet(Versioned):
    """A named, dated list of areas: “8 Leicestershire and Rutland partnerships”, “Most similar”."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="comparator_sets"
    )
    name = models.CharField(max_length=120)
    first_quarter = QuarterField("used from")
    last_quarter = QuarterField("used until", null=True, blank=True)
    source = models.CharField(
        max_length=200, blank=True, help_text="Who chose these areas, and when."
    )
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("partnership", "position", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "name", "first_quarter"], name="comparator_set_unique"
            ),
            models.CheckConstraint(
                condition=Q(last_quarter__isnull=True) | Q(last_quarter__gte=F("first_quarter")),
                name="comparator_set_quarters_in_order",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="comparator_set_has_name"),
        )

    def __str__(self) -> str:
        return self.name


class ComparatorArea(Versioned):
    """One member of a set. ``member``: the partnership here that it is, if it is one.

    The figures of a partnership here are those that it has published and shares; of any other
    area they are loaded.
    """

    crosses_partnerships: ClassVar[set[str]] = {"member"}

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    comparator_set = models.ForeignKey(
        ComparatorSet, on_delete=models.PROTECT, related_name="areas"
    )
    name = models.CharField(max_length=120)
    ons_code = models.CharField(
        "ONS code",
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^[EW]\d{8}$", "An ONS code is E or W and eight digits.")],
    )
    member = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("comparator_set", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["comparator_set", "name"], name="comparator_area_name_unique"
            ),
            models.UniqueConstraint(
                fields=["comparator_set", "member"], name="comparator_area_member_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="comparator_area_has_name"),
        )

    def __str__(self) -> str:
        return self.name


class ComparatorFigure(Versioned):
    """What an area published of one indicator for one period, as it was loaded.

    Not available is not the same as no row: the first was asked for and is not to be had.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(ComparatorArea, on_delete=models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    not_available = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("area", "indicator", "period_end", "period_start")
        indexes = (
            models.Index(
                fields=["partnership", "indicator", "period_end"],
                name="comparator_figure_by_period",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["area", "indicator", "period_start", "period_end"],
                name="comparator_figure_once",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")),
                name="comparator_figure_period_in_order",
            ),
            models.CheckConstraint(
                condition=(
                    Q(not_available=True)
                    & Q(value__isnull=True, numerator__isnull=True, denominator__isnull=True)
                )
                | (
                    Q(not_available=False, value__isnull=False)
                    & (
                        Q(numerator__isnull=True, denominator__isnull=True)
                        | Q(numerator__isnull=False, denominator__isnull=False, denominator__gt=0)
                    )
                ),
                name="comparator_figure_value_or_not_available",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="comparator_figure_has_source"),
        )

    def __str__(self) -> str:
        return f"{self.area}, {self.indicator}, {self.period.label}"

    @property
    def period(self) -> Period:
        """What the figure covers."""
        return Period(self.period_start, self.period_end)

"""What is measured, and its use by a partnership."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from core.fields import QuarterField
from core.models import Versioned
from partnerships.models import Organisation, Partnership
from strategies.models import Outcome, Priority
from targets.terms import Basis, Polarity, Unit

if TYPE_CHECKING:
    from partnerships.access import Member


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def usable_by(self, partnership: Partnership) -> "IndicatorQuerySet":
        """The shared library and the partnership's own indicators."""
        return self.filter(Q(partnership__isnull=True) | Q(partnership=partnership))

    def visible_to(self, member: "Member") -> "IndicatorQuerySet":
        return self.usable_by(member.partnership)


class Indicator(Versioned):
    """A definition. With no partnership it belongs to the library that all may use."""

    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
    )
    code = models.SlugField(max_length=60, help_text="A short code, as in spreadsheets.")
    name = models.CharField(max_length=300)
    definition = models.TextField(blank=True)
    unit = models.CharField(max_length=12, choices=Unit.choices)
    rate_per = models.PositiveIntegerField("rate per", default=1000)
    decimals = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(4)])
    polarity = models.CharField(max_length=10, choices=Polarity.choices)
    basis = models.CharField(max_length=15, choices=Basis.choices, default=Basis.QUARTER.value)
    numerator_label = models.CharField(
        "name of the numerator",
        max_length=100,
        blank=True,
        help_text="Such as “Offences”.",
    )
    denominator_label = models.CharField(
        "name of the denominator",
        max_length=100,
        blank=True,
        help_text="Such as “Population”.",
    )
    source = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(max_length=60, blank=True, default="Quarterly")
    lag_quarters = models.PositiveSmallIntegerField(
        "quarters of delay",
        default=0,
        validators=[MaxValueValidator(12)],
        help_text="How many quarters after its period the figure becomes available.",
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "code"],
                name="indicator_code_unique",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(partnership__isnull=True),
                name="indicator_library_code_unique",
            ),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="indicator_decimals"),
            models.CheckConstraint(condition=Q(rate_per__gt=0), name="indicator_rate_per"),
            models.CheckConstraint(
                condition=Q(unit__in=[u.value for u in Unit]),
                name="indicator_unit_known",
            ),
            models.CheckConstraint(
                condition=Q(polarity__in=[p.value for p in Polarity]),
                name="indicator_polarity_known",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=[b.value for b in Basis]),
                name="indicator_basis_known",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def has_parts(self) -> bool:
        """Whether the figure is asked for as a numerator and a denominator."""
        return bool(self.numerator_label and self.denominator_label)


class MeasureQuerySet(models.QuerySet["Measure"]):
    def in_use(self, quarter: object) -> "MeasureQuerySet":
        """The measures that a quarter's return asks for."""
        return self.filter(first_quarter__lte=quarter).filter(
            Q(last_quarter__isnull=True) | Q(last_quarter__gte=quarter)
        )


class Measure(Versioned):
    """An indicator in use by a partnership: where it stands, who supplies it, from when."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="measures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measures")
    priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
    )
    outcome = models.ForeignKey(
        Outcome,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
    )
    supplier = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="measures",
        help_text="The organisation that answers for the figure.",
    )
    owner_post = models.CharField(
        "owner",
        max_length=150,
        blank=True,
        help_text="A post, such as “Head of Community Safety”.",
    )
    position = models.PositiveSmallIntegerField(default=1)
    first_quarter = QuarterField("asked for since")
    last_quarter = QuarterField("asked for until", null=True, blank=True)
    tolerance_percent = models.DecimalField(
        "own tolerance, per cent",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Instead of the scheme's. Percentages use points.",
    )
    tolerance_units = models.DecimalField(
        "own tolerance, in units or points",
        max_digits=15,
        decimal_places=4,
        null=True,
        blank=True,
    )
    band_percent = models.DecimalField(
        "about the same is within, per cent",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Instead of the scheme's.",
    )
    band_units = models.DecimalField(
        "about the same is within, units or points",
        max_digits=15,
        decimal_places=4,
        null=True,
        blank=True,
    )
    suppress_small_numbers = models.BooleanField(default=False)
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The indicator whose figures these are counted in, so that a small number "
        "cannot be worked out from the total.",
    )
    headline = models.BooleanField(
        "headline indicator",
        default=False,
        help_text="It alone makes the overall rating, where that is the partnership’s rule.",
    )
    # When a figure is asked about before it is submitted; empty means ``terms.WARN_…``.
    warn_change_percent = models.DecimalField(
        "ask about a change from last year of, per cent",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
    )
    warn_change_events = models.DecimalField(
        "… and of at least, events",
        max_digits=15,
        decimal_places=4,
        null=True,
        blank=True,
    )
    warn_times = models.DecimalField(
        "ask when it is so many times the last one, or that part of it",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
    )
    warn_denominator_percent = models.DecimalField(
        "ask when the denominator moves by, per cent",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("partnership", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "indicator"], name="measure_indicator_once"
            ),
            models.CheckConstraint(
                condition=Q(last_quarter__isnull=True) | Q(last_quarter__gte=F("first_quarter")),
                name="measure_quarters_in_order",
            ),
            models.CheckConstraint(
                condition=Q(tolerance_percent__isnull=True) | Q(tolerance_percent__gte=0),
                name="measure_tolerance_percent",
            ),
            models.CheckConstraint(
                condition=Q(tolerance_units__isnull=True) | Q(tolerance_units__gte=0),
                name="measure_tolerance_units",
            ),
            models.CheckConstraint(
                condition=(Q(band_percent__isnull=True) | Q(band_percent__gte=0))
                & (Q(band_units__isnull=True) | Q(band_units__gte=0)),
                name="measure_bands",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("pk")),
                name="measure_not_part_of_itself",
            ),
            # One in use for each outcome, and for each priority that holds indicators itself.
            models.UniqueConstraint(
                fields=["outcome"],
                condition=Q(headline=True, last_quarter__isnull=True),
                name="measure_one_headline_of_outcome",
            ),
            models.UniqueConstraint(
                fields=["priority"],
                condition=Q(headline=True, last_quarter__isnull=True, outcome__isnull=True),
                name="measure_one_headline_of_priority",
            ),
            models.CheckConstraint(
                condition=(Q(warn_change_percent__isnull=True) | Q(warn_change_percent__gt=0))
                & (Q(warn_change_events__isnull=True) | Q(warn_change_events__gte=0))
                & (Q(warn_times__isnull=True) | Q(warn_times__gt=1))
                & (Q(warn_denominator_percent__isnull=True) | Q(warn_denominator_percent__gt=0)),
                name="measure_warnings",
            ),
        )

    def __str__(self) -> str:
        return self.indicator.name

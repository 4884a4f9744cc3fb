"""How a partnership rates: the tolerance scheme, in versions dated by quarter."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from audit.guards import Guard
from core.fields import QuarterField
from core.models import Versioned
from partnerships.models import Partnership
from targets.terms import RollUp, SchemeKind


def _unpublished() -> tuple[Guard, ...]:
    """Guards: no version starts, changes or goes where the board has seen a rating by it."""
    seen = (
        "EXISTS (SELECT 1 FROM targets_return closed"
        " WHERE closed.partnership_id = {row}.partnership_id AND closed.status = 'published'"
        " AND closed.quarter >= {row}.from_quarter)"
    )
    return (
        Guard(
            "published_new",
            "insert update",
            seen.format(row="NEW"),
            "A scheme starts later than the last published quarter.",
        ),
        Guard(
            "published_old",
            "update delete",
            seen.format(row="OLD"),
            "A scheme that has rated a published quarter stays as it is.",
        ),
    )


class Scheme(Versioned):
    """One version of a partnership's rules. It applies from a quarter until the next one's.

    A rating never changes because a later scheme changed: earlier quarters keep theirs.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="schemes")
    number = models.PositiveSmallIntegerField()
    from_quarter = QuarterField("applies from")
    kind = models.CharField(
        "how ratings are made",
        max_length=10,
        choices=SchemeKind.choices(),
        default=SchemeKind.TOLERANCE.value,
    )
    roll_up = models.CharField(
        "how a priority’s overall rating is made",
        max_length=10,
        choices=RollUp.choices(),
        default=RollUp.WORST.value,
    )
    tolerance_percent = models.DecimalField(
        "amber allows, per cent of the expected value",
        max_digits=6,
        decimal_places=2,
        default=Decimal(5),
    )
    tolerance_points = models.DecimalField(
        "amber allows, percentage points",
        max_digits=6,
        decimal_places=2,
        default=Decimal(2),
    )
    tolerance_absolute = models.DecimalField(
        "amber allows, in units, where the expected value is 0",
        max_digits=15,
        decimal_places=4,
        null=True,
        blank=True,
    )
    band_percent = models.DecimalField(
        "about the same is within, per cent",
        max_digits=6,
        decimal_places=2,
        default=Decimal(10),
    )
    band_points = models.DecimalField(
        "about the same is within, percentage points",
        max_digits=6,
        decimal_places=2,
        default=Decimal(2),
    )
    reason = models.TextField(blank=True)

    extra_guards = _unpublished()

    class Meta:
        ordering = ("partnership", "number")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "number"], name="scheme_number_unique"),
            models.UniqueConstraint(
                fields=["partnership", "from_quarter"], name="scheme_one_from_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(tolerance_absolute__isnull=True) | Q(tolerance_absolute__gte=0),
                name="scheme_absolute_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(tolerance_percent__gte=0)
                & Q(tolerance_points__gte=0)
                & Q(band_percent__gte=0)
                & Q(band_points__gte=0),
                name="scheme_nothing_negative",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in SchemeKind]), name="scheme_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(roll_up__in=[r.value for r in RollUp]), name="scheme_roll_up_known"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="scheme_later_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"Scheme {self.number}"

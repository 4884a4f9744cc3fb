"""Figures: one indicator's value for one quarter's return, with its own period and marks."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from audit.guards import Guard
from core.fields import QuarterField
from core.models import Versioned
from core.quarters import Period
from partnerships.models import Partnership
from partnerships.permissions import Permission, Scope
from targets.terms import FigureState, How, Reason

from .indicator import Measure
from .returns import Return, ReturnPart

if TYPE_CHECKING:
    from partnerships.access import Member


class FigureQuerySet(models.QuerySet["Figure"]):
    def visible_to(self, member: "Member") -> "FigureQuerySet":
        """Working figures: all of the partnership's, or the officer's own organisation's."""
        scope = member.scope(Permission.WORKING_FIGURES)
        if scope is Scope.NONE:
            return self.none()
        figures = self.filter(partnership=member.partnership)
        if scope is Scope.OWN:
            figures = figures.filter(measure__supplier=member.organisation)
        return figures


CLOSED = "The figures of a submitted, signed off or published return do not change."

# The one way round: a revision that says exactly this change, recorded before it is made.
RECORDED_REVISION = (
    "(NEW.revised AND NEW.version = OLD.version + 1"
    " AND EXISTS (SELECT 1 FROM targets_revision recorded"
    " WHERE recorded.figure_id = OLD.id AND recorded.from_version = OLD.version"
    " AND recorded.state = NEW.state AND recorded.reason = NEW.reason"
    " AND recorded.value IS NOT DISTINCT FROM NEW.value"
    " AND recorded.numerator IS NOT DISTINCT FROM NEW.numerator"
    " AND recorded.denominator IS NOT DISTINCT FROM NEW.denominator))"
)


def _closed(row: str) -> str:
    """SQL that is true when the part or the return of ``row`` (NEW or OLD) is closed."""
    return (
        "EXISTS (SELECT 1 FROM targets_returnpart closed"  # noqa: S608 - row is NEW or OLD
        f" WHERE closed.id = {row}.part_id AND closed.status IN ('submitted', 'signed_off'))"
        " OR EXISTS (SELECT 1 FROM targets_return closed WHERE closed.id ="
        f" {row}.belongs_to_id AND closed.status IN ('submitted', 'signed_off', 'published'))"
    )


class Figure(Versioned):
    """A value, or a reason why there is none. Nothing is not zero.

    A figure of history has no part; any other belongs to its organisation's part of the return.
    ``period_start`` to ``period_end`` is what the figure covers, which may differ from the
    quarter whose return carries it.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="figures")
    part = models.ForeignKey(
        ReturnPart,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
    )
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="figures")
    quarter = QuarterField()
    period_start = models.DateField()
    period_end = models.DateField()
    state = models.CharField(
        max_length=15,
        choices=FigureState.choices,
        default=FigureState.NOT_ENTERED.value,
    )
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    provisional = models.BooleanField(default=False)
    revised = models.BooleanField(default=False)
    estimated = models.BooleanField(default=False)
    quality_problem = models.BooleanField(
        default=False, help_text="The figure is shown, its rating is withheld."
    )
    caveat = models.TextField(
        blank=True, help_text="Printed as a footnote; the figure carries an asterisk."
    )
    commentary_change = models.TextField("what changed and why", blank=True)
    commentary_action = models.TextField("what we are doing about it", blank=True)
    action_owner = models.CharField(
        "who is doing it",
        max_length=150,
        blank=True,
        help_text="A post, such as “Neighbourhood Policing Inspector”.",
    )
    action_due = models.DateField("by when", null=True, blank=True)
    internal_note = models.TextField("internal note, never printed", blank=True)
    how = models.CharField(max_length=10, choices=How.choices(), default=How.TYPED.value)
    came_from = models.CharField(
        max_length=200, blank=True, help_text="The file that it was uploaded or loaded from."
    )

    objects = FigureQuerySet.as_manager()

    # What was submitted, signed off or published stays as it was, whoever writes and however.
    extra_guards = (
        Guard("closed_to", "insert", _closed("NEW"), CLOSED),
        Guard(
            "closed",
            "update",
            f"({_closed('NEW')} OR {_closed('OLD')}) AND NOT {RECORDED_REVISION}",
            CLOSED,
        ),
        Guard("closed_from", "delete", _closed("OLD"), CLOSED),
        Guard(
            "of_its_return",
            "insert update",
            "NOT EXISTS (SELECT 1 FROM targets_return own"
            " WHERE own.id = NEW.belongs_to_id AND own.quarter = NEW.quarter)"
            " OR (NEW.part_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM targets_returnpart own"
            " WHERE own.id = NEW.part_id AND own.belongs_to_id = NEW.belongs_to_id))",
            "A figure has the quarter of its return, and a part of the same return.",
        ),
    )

    class Meta:
        ordering = ("measure", "quarter")
        constraints = (
            models.UniqueConstraint(fields=["measure", "quarter"], name="figure_one_a_quarter"),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")),
                name="figure_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in FigureState]),
                name="figure_state_known",
            ),
            # A value or a reason, never both; nothing is not zero.
            models.CheckConstraint(
                condition=(
                    Q(state="entered", reason="", value__isnull=False)
                    & (
                        Q(numerator__isnull=True, denominator__isnull=True)
                        | Q(numerator__isnull=False, denominator__isnull=False)
                    )
                )
                | (
                    ~Q(state="entered")
                    & Q(
                        value__isnull=True,
                        numerator__isnull=True,
                        denominator__isnull=True,
                    )
                ),
                name="figure_value_when_entered",
            ),
            models.CheckConstraint(
                condition=(Q(state="not_available") & Q(reason__in=[r.value for r in Reason]))
                | (~Q(state="not_available") & Q(reason="")),
                name="figure_reason_when_not_available",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="figure_denominator_positive",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure}, {self.quarter.label}"

    @property
    def period(self) -> Period:
        """What the figure covers."""
        return Period(self.period_start, self.period_end)


class SeriesBreak(Versioned):
    """A change of definition or counting rule. No comparison crosses it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="breaks")
    quarter = QuarterField("first quarter of the new series")
    note = models.TextField("what changed")

    class Meta:
        ordering = ("measure", "quarter")
        constraints = (
            models.UniqueConstraint(fields=["measure", "quarter"], name="break_one_a_quarter"),
        )

    def __str__(self) -> str:
        return f"Break at {self.quarter.label}: {self.note}"

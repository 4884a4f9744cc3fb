"""What is said about figures: explanations of unusual ones, and revisions of settled ones."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.guards import Guard
from core.models import Versioned
from partnerships.models import Partnership
from targets.terms import FigureState, Reason, RevisionKind, Warned

from .figure import Figure

_OF_CLOSED = (
    "EXISTS (SELECT 1 FROM targets_figure explained"
    " JOIN targets_return own ON own.id = explained.belongs_to_id"
    " LEFT JOIN targets_returnpart part ON part.id = explained.part_id"
    " WHERE explained.id = {row}.figure_id"
    " AND (own.status IN ('submitted', 'signed_off', 'published')"
    " OR part.status IN ('submitted', 'signed_off')))"
)
_STAYS = "The explanations of submitted, signed off or published figures do not change."


class Explanation(Versioned):
    """Why a figure is as unusual as a warning says.

    ``about`` is the warning's sentence with its numbers. It explains that warning only: when the
    figure changes, the sentence does, and the warning needs an explanation again.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="explanations")
    kind = models.CharField(max_length=12, choices=Warned.choices())
    about = models.TextField("what it explains")
    text = models.TextField("explanation")

    extra_guards = (
        Guard("closed_to", "insert update", _OF_CLOSED.format(row="NEW"), _STAYS),
        Guard("closed_from", "update delete", _OF_CLOSED.format(row="OLD"), _STAYS),
    )

    class Meta:
        ordering = ("figure", "kind")
        constraints = (
            models.UniqueConstraint(fields=["figure", "kind"], name="explanation_one_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Warned]), name="explanation_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(about=""), name="explanation_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.figure}: {self.text}"


class Revision(models.Model):
    """A change of a figure that was settled: the new value and why. It is never changed.

    The columns are those of the figure after it; what it said before is ``before``.
    """

    immutable = True  # held by a database trigger

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="revisions")
    from_version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=RevisionKind.choices())
    why = models.TextField("reason")
    before = models.CharField("what it said before", max_length=200)
    after = models.CharField("what it says since", max_length=200)
    state = models.CharField(max_length=15, choices=FigureState.choices())
    reason = models.CharField(max_length=20, choices=Reason.choices(), blank=True)
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["figure", "from_version"], name="revision_one_of_a_version"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in RevisionKind]), name="revision_kind_known"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="revision_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.figure}: {self.before} → {self.after}"

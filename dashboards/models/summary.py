"""What the board is told first about a quarter, in officers' own words."""

from django.db import models
from django.db.models import Q

from core.fields import QuarterField
from core.models import Versioned
from dashboards.models.judgement import while_open
from partnerships.models import Partnership


class QuarterSummary(Versioned):
    """The headline of a quarter and what the board is asked, a line for each point.

    Published with the quarter and fixed from then on. Without one the page composes a headline.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="summaries")
    quarter = QuarterField()
    headline = models.TextField("what you need to know", blank=True)
    asks = models.TextField("the board is asked to", blank=True)
    written_by = models.CharField(max_length=150, help_text="A post or a body.")

    extra_guards = while_open("headlines")

    class Meta:
        ordering = ("partnership", "quarter")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "quarter"], name="summary_one_a_quarter"
            ),
            models.CheckConstraint(
                condition=~Q(headline="", asks=""), name="summary_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"Headline of {self.quarter.label}"

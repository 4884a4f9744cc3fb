"""What managers fill in before a quarter is published."""

from typing import Any, ClassVar

from core.editing import EXPECTED, RowForm, Rules
from core.quarters import Quarter, quarters_between
from dashboards import rules
from dashboards.models import GroupAssessment, StatedJudgement

FURTHEST = 8  # quarters that a statement may hold for


class _NewOrSeenForm(RowForm):
    """A form that says 0 where the person saw no row, so that a later one is not overwritten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields[EXPECTED].initial = 0

    @property
    def seen_version(self) -> int | None:
        return self.read_version or None


class JudgementForm(_NewOrSeenForm):
    """A rating, an arrow or a comparison stated for one indicator in one quarter."""

    rules: ClassVar[Rules] = rules.JUDGEMENT

    def __init__(self, *args: Any, quarter: Quarter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.quarter = quarter
        self.fields["until_quarter"].quarters = quarters_between(quarter, quarter + FURTHEST)  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self.fields["until_quarter"].initial = quarter

    class Meta:
        model = StatedJudgement
        fields = (
            "rag",
            "direction",
            "county_comparison",
            "district_comparison",
            "reason",
            "stated_by",
            "until_quarter",
        )
        labels: ClassVar[dict[str, str]] = {
            "rag": "Rating",
            "direction": "Direction of travel",
            "county_comparison": "Comparison within the county",
            "district_comparison": "Comparison of the districts",
            "reason": "Reason",
            "stated_by": "Stated by",
            "until_quarter": "It holds until",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "rag": "Leave empty to keep the computed rating.",
            "direction": "Of performance, not of the number. Leave empty to keep the computed one.",
            "reason": "Shown beside the computed rating. Needed for a rating or a direction.",
            "stated_by": "A post or a body, such as “Senior Officer Group”.",
            "until_quarter": "After this quarter the computed rating counts again.",
        }


class AssessmentForm(_NewOrSeenForm):
    """The overall rating and comment of a priority or an outcome."""

    rules: ClassVar[Rules] = rules.ASSESSMENT

    class Meta:
        model = GroupAssessment
        fields = ("rag", "comment", "stated_by")
        labels: ClassVar[dict[str, str]] = {
            "rag": "Overall rating",
            "comment": "Overall comment",
            "stated_by": "Stated by",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "comment": "What the board should know: it is printed as you write it.",
            "stated_by": "A post or a body, such as “Senior Officer Group”.",
        }

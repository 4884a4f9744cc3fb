"""What officers write for the board about a quarter."""

from typing import Any, ClassVar

from django import forms

from core.editing import Rules
from dashboards import rules
from dashboards.forms import _NewOrSeenForm
from dashboards.headline_limits import MOST_ASKS, MOST_BULLETS, MOST_WORDS, faults
from dashboards.models import QuarterSummary


def _lines(label: str, hint: str) -> Any:
    """A text of several lines; how much it may be is said in words, not in characters."""
    return forms.CharField(
        label=label, help_text=hint, required=False, widget=forms.Textarea({"rows": 5})
    )


class HeadlineForm(_NewOrSeenForm):
    """The headline of a quarter, and what the board is asked. Both empty: as if not written."""

    rules: ClassVar[Rules] = rules.SUMMARY
    headline = _lines(
        "What you need to know",
        f"One point a line: at most {MOST_BULLETS}, and {MOST_WORDS} words together. "
        "Without any, the page makes sentences from the figures.",
    )
    asks = _lines(
        "The board is asked to",
        f"One line each, beginning with a verb, at most {MOST_ASKS}: "
        "“Agree the plan for vehicle crime”.",
    )

    class Meta:
        model = QuarterSummary
        fields = ("headline", "asks", "written_by")
        labels: ClassVar[dict[str, str]] = {"written_by": "Written by"}
        help_texts: ClassVar[dict[str, str]] = {
            "written_by": "A post or a body, such as “Senior Officer Group”. Shown to the board."
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "written_by": {"required": "Enter the post or body that writes it"}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = [self.data.get(self.add_prefix(name), "") for name in ("headline", "asks")]
        if self.is_bound and not any(text.strip() for text in typed):
            self.fields["written_by"].required = False  # nothing is written, by nobody

    @property
    def says_nothing(self) -> bool:
        """Whether both texts are empty."""
        return not (self.cleaned_data.get("headline") or self.cleaned_data.get("asks"))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text in faults(found.get("headline") or "", found.get("asks") or ""):
            self.add_error(name, text)
        return found

    def validate_constraints(self) -> None:
        """A row that there is can be emptied: it is removed then."""
        if self.instance.pk is None or not self.says_nothing:
            super().validate_constraints()

"""What officers write for the board about a quarter."""

from typing import Any, ClassVar

from core.editing import Rules
from dashboards import rules
from dashboards.forms import _NewOrSeenForm
from dashboards.headline_limits import MOST_ASKS, MOST_BULLETS, MOST_WORDS, faults
from dashboards.models import QuarterSummary
from strategies.forms import long_text


class HeadlineForm(_NewOrSeenForm):
    """The headline of a quarter, and what the board is asked. Both empty: as if not written."""

    rules: ClassVar[Rules] = rules.SUMMARY
    headline = long_text(
        "What you need to know",
        hint=f"One point a line: at most {MOST_BULLETS}, and {MOST_WORDS} words together. "
        "Without any, the page makes sentences from the figures.",
        rows=5,
    )
    asks = long_text(
        "The board is asked to",
        hint=f"One line each, beginning with a verb, at most {MOST_ASKS}: "
        "“Agree the plan for vehicle crime”.",
        rows=5,
    )

    class Meta:
        model = QuarterSummary
        fields = ("headline", "asks", "written_by")
        labels: ClassVar[dict[str, str]] = {"written_by": "Written by"}
        help_texts: ClassVar[dict[str, str]] = {
            "written_by": "A post or a body, such as “Senior Officer Group”. Shown to the board."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["written_by"].required = False  # asked for below, where anything is written

    @property
    def says_nothing(self) -> bool:
        """Whether both texts are empty."""
        return not (self.cleaned_data.get("headline") or self.cleaned_data.get("asks"))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text in faults(found.get("headline") or "", found.get("asks") or ""):
            self.add_error(name, text)
        unsigned = not found.get("written_by") and not self.has_error("written_by")
        if unsigned and not self.says_nothing:
            self.add_error("written_by", "Enter the post or body that writes it")
        return found

    def validate_constraints(self) -> None:
        """A row that there is can be emptied: it is removed then."""
        if self.instance.pk is None or not self.says_nothing:
            super().validate_constraints()

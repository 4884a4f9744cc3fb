"""Forms of this room. A published quarter can only be one of the member's own partnership."""

from typing import Any

from django import forms

from core.editing import RowForm
from core.widgets import DateField
from dashboards.models import Snapshot
from partnerships.access import Member
from reports.actions import NO_REASON, RULES
from reports.models import Paper

LONG = 10_000  # characters of a text
SHORT = 2_000


def _text(label: str, hint: str, *, rows: int = 4, required: bool = True, limit: int = LONG) -> Any:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=limit,
        widget=forms.Textarea({"rows": rows}),
    )


# Where “Enter” and the label would not make a sentence.
WANTED = {
    "meeting_date": "Enter the date of the meeting",
    "report_of": "Enter the post whose report it is",
}


class EditionField(forms.ModelChoiceField):
    """One of the published quarters, with its version."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.quarter.label}: {obj.quarter.words} (version {obj.number})"


class PaperForm(RowForm):
    """A new paper's words; the published quarter was chosen before."""

    rules = RULES
    meeting_date = DateField(label="Date of the meeting", help_text="For example, 14 5 2015")
    purpose = _text("Purpose of the report", "One paragraph a line. They are numbered for you.")
    recommendations = _text(
        "Recommendations",
        "One a line, each beginning with a verb: Note, Comment on, Seek assurance on. "
        "They follow “The committee is recommended to:”.",
    )
    background = _text("Background", "One paragraph a line.", rows=5, required=False)
    summary = _text(
        "Summary",
        "What members need to know, one paragraph a line. The counts of red, amber and green are "
        "added for you.",
        rows=6,
        required=False,
    )
    conclusion = _text("Conclusion", "One paragraph a line.", required=False)
    background_papers = _text(
        "Background papers",
        "Unpublished documents on which the report rests, one a line. Write “None” if there are "
        "none.",
        rows=3,
        limit=SHORT,
    )
    contact = _text(
        "Contact", "A post, a telephone number of the office, an e-mail.", rows=3, limit=SHORT
    )

    class Meta:
        model = Paper
        fields: tuple[str, ...] = (
            "report_number",
            "committee",
            "meeting_date",
            "title",
            "report_of",
            "strategic_aim",
            "purpose",
            "recommendations",
            "background",
            "summary",
            "conclusion",
            "background_papers",
            "contact",
        )

    def __init__(self, *args: Any, member: Member, snapshot: Snapshot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = member.partnership
        if self.instance.pk is None:
            self.instance.snapshot = snapshot
        for name, text in WANTED.items():
            self.fields[name].error_messages["required"] = text
        self.fields["report_number"].widget.attrs["class"] = "govuk-input--width-10"


class DraftForm(PaperForm):
    """A draft's words, and the published quarter that it is on."""

    snapshot = EditionField(
        queryset=Snapshot.objects.none(),
        label="Published quarter",
        empty_label=None,
        help_text="Its figures and ratings are the paper’s.",
    )

    class Meta(PaperForm.Meta):
        fields = ("snapshot", *PaperForm.Meta.fields)

    def __init__(self, *args: Any, member: Member, snapshot: Snapshot, **kwargs: Any) -> None:
        super().__init__(*args, member=member, snapshot=snapshot, **kwargs)
        editions = Snapshot.objects.filter(partnership=member.partnership).defer("payload")
        self.fields["snapshot"].queryset = editions.order_by(  # type: ignore[attr-defined]
            "-quarter", "-number"
        )


class WithdrawForm(RowForm):
    """Why a published paper is withdrawn."""

    withdrawn_reason = forms.CharField(
        label="Why is it withdrawn?",
        help_text="Everyone who can see the paper sees this, with its title and today’s date.",
        max_length=SHORT,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": NO_REASON},
    )

    class Meta:
        model = Paper
        fields = ("withdrawn_reason",)

    def validate_constraints(self) -> None:
        """The status goes with the reason: the action sets both."""

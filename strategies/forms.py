"""Forms of this room. Every choice of a row comes from the member's own partnership."""

from datetime import date
from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from core.editing import RowForm
from core.widgets import DateField
from partnerships.access import Member
from partnerships.models import Group
from strategies import rules
from strategies.actions.strategy import slug_for
from strategies.fields import PriorityChoiceField
from strategies.models import (
    Approval,
    Outcome,
    OutcomeWording,
    PlanLink,
    Priority,
    PriorityWording,
    Strategy,
    StrategyVersion,
)
from strategies.models.priority import Change
from strategies.selectors import priority_choices

LONG = 5_000  # characters of a text that a board reads
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


def long_text(
    label: str,
    *,
    hint: str = "",
    rows: int = 4,
    required: bool = False,
    limit: int = LONG,
    wanted: str = "",
) -> Any:
    """A text of several lines, of at most ``limit`` characters.

    ``wanted``: what to say when it is left empty; otherwise the label says it.
    """
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=limit,
        error_messages={"required": wanted} if wanted else None,
        widget=forms.Textarea({"rows": rows}),
    )


def day_field(
    label: str, *, hint: str = "", required: bool = True, wanted: str = "Enter the day"
) -> DateField:
    """A day between 1990 and 2100: no other can be meant, and quarters end there.

    ``wanted``: what to say when it is left empty.
    """
    said = "Enter a year between 1990 and 2100"
    return DateField(
        label=label,
        help_text=hint,
        required=required,
        error_messages={"required": wanted},
        validators=[MinValueValidator(EARLIEST, said), MaxValueValidator(LATEST, said)],
    )


class StrategyForm(RowForm):
    rules = rules.STRATEGY
    starts = day_field(
        "Starts", hint="For example, 1 4 2014", wanted="Enter the day on which it starts"
    )
    ends = day_field("Ends", hint="For example, 31 3 2017", wanted="Enter the day on which it ends")
    introduction = long_text(
        "Introduction", hint="What a reader should know before the priorities.", rows=6
    )

    class Meta:
        model = Strategy
        fields = ("title", "starts", "ends", "strategic_aim", "introduction")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = member.partnership

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            self.instance.slug = slug_for(cleaned.get("title", ""))
        return cleaned


class VersionForm(RowForm):
    """Why there is a new version."""

    rules = rules.VERSION
    reason = long_text(
        "Why is there a new version?",
        hint="For example, the annual refresh after this year’s strategic assessment.",
        required=True,
        wanted="Enter why there is a new version",
    )

    class Meta:
        model = StrategyVersion
        fields = ("reason",)

    def __init__(self, *args: Any, strategy: Strategy, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.partnership = strategy.partnership
            self.instance.strategy = strategy
            self.instance.number = number


class MoveForm(RowForm):
    """Where a version goes next, and the decision that this follows."""

    to = forms.ChoiceField(
        label="What is it now?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is now"},
    )
    body = forms.CharField(
        label="Board or committee",
        required=False,
        max_length=200,
        help_text="Who decided, or whom it is presented to. Needed to adopt it.",
    )
    decided_on = day_field("On", required=False, hint="Needed to adopt it.")
    note = long_text("Note", rows=2)

    class Meta:
        model = StrategyVersion
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status = StrategyVersion.Status
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (to.value, MOVES[to])
            for to in StrategyVersion.NEXT[status(self.instance.status)]
            if to is not status.SUPERSEDED
        ]


MOVES = {
    StrategyVersion.Status.DRAFT: "A draft again, seen only by those who edit it",
    StrategyVersion.Status.CONSULTATION: "Out for consultation",
    StrategyVersion.Status.SCRUTINY: "With scrutiny, for comment",
    StrategyVersion.Status.ADOPTED: "Adopted. The words of this version then no longer change",
}


class ApprovalForm(RowForm):
    body = forms.CharField(label="Board or committee", max_length=200)
    outcome = forms.ChoiceField(
        label="What it did", choices=Approval.Outcome.choices, widget=forms.RadioSelect
    )
    decided_on = day_field("On", wanted="Enter when it was decided")
    note = long_text("Note", rows=3)

    class Meta:
        model = Approval
        fields = ("body", "outcome", "decided_on", "note")


class PlanLinkForm(RowForm):
    rules = rules.PLAN_LINK
    note = long_text("How the strategy serves it", rows=3)

    class Meta:
        model = PlanLink
        fields = ("name", "note")
        labels = {"name": "Name of the plan"}

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = strategy.partnership
        self.instance.strategy = strategy


# --- Priorities ---


class PriorityForm(RowForm):
    """A priority's letter and lead group. What it says is in the wording."""

    rules = rules.PRIORITY
    lead_group = forms.ModelChoiceField(
        Group.objects.none(), label="Lead group", required=False, empty_label="No lead group"
    )

    class Meta:
        model = Priority
        fields = ("code", "lead_group", "cross_cutting")
        labels = {"code": "Letter or number", "cross_cutting": "Cross-cutting"}

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = strategy.partnership
        self.instance.strategy = strategy
        groups = Group.objects.filter(partnership=strategy.partnership_id)
        self.fields["lead_group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["code"].widget.attrs["class"] = "govuk-input--width-3"
        self.fields["lead_group"].widget.attrs["class"] = "govuk-!-width-two-thirds"


def _priority_words() -> dict[str, Any]:
    return {
        "heading": long_text(
            "Heading",
            hint="The priority in the strategy’s words.",
            rows=2,
            required=True,
            limit=300,
        ),
        "focus": long_text(
            "Focus", hint="What it concentrates on, such as domestic abuse and road safety.", rows=2
        ),
        "outcome_statement": long_text(
            "“This will mean …”",
            hint="What people will notice, in plain words that follow “This will mean”.",
            rows=3,
        ),
    }


class NewPriorityForm(PriorityForm):
    """A new priority, with its first words."""

    heading, focus, outcome_statement = _priority_words().values()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "code", "heading", "focus", "outcome_statement", "lead_group", "cross_cutting"
        )


class _WordingForm(RowForm):
    """Words in the version in preparation, and what they do with those of the version before."""

    change = forms.ChoiceField(
        label="Compared with the version before, it is", widget=forms.RadioSelect
    )
    reason = long_text("Why it changed", hint="Needed for anything but kept.", rows=3)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["change"], self.fields["reason"]
        else:
            self.fields["change"].choices = [  # type: ignore[attr-defined]
                (one.value, one.label) for one in Change if one is not Change.NEW
            ]


class PriorityWordingForm(_WordingForm):
    rules = rules.PRIORITY_WORDING
    heading, focus, outcome_statement = _priority_words().values()

    class Meta:
        model = PriorityWording
        fields = ("heading", "focus", "outcome_statement", "change", "reason")


# --- Outcomes ---


class OutcomeForm(RowForm):
    """Where an outcome stands. What it says is in the wording."""

    priority = PriorityChoiceField(
        label="Priority",
        required=False,
        empty_label="Across all priorities",
        queryset=Priority.objects.none(),
    )

    class Meta:
        model = Outcome
        fields = ("priority",)

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = strategy.partnership
        self.instance.strategy = strategy
        choices = priority_choices(strategy.partnership).filter(strategy=strategy)
        self.fields["priority"].queryset = choices  # type: ignore[attr-defined]


class NewOutcomeForm(OutcomeForm):
    text = long_text("Outcome", hint="What is to be achieved.", rows=3, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(Field("text"), "priority")


class OutcomeWordingForm(_WordingForm):
    rules = rules.OUTCOME_WORDING
    text = long_text("Outcome", rows=3, required=True)

    class Meta:
        model = OutcomeWording
        fields = ("text", "change", "reason")

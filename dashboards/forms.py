"""What managers fill in before a quarter is published."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import MinValueValidator

from core.editing import EXPECTED, RowForm, Rules
from core.forms import HintedRadios
from core.quarters import Quarter, quarters_between
from dashboards import rules
from dashboards.models import GroupAssessment, Scheme, StatedJudgement
from dashboards.models.judgement import Standing
from dashboards.performance.in_words import KINDS, ROLL_UPS
from dashboards.selectors.schemes import (
    last_published,
    latest_terms,
    next_number,
    startable,
)
from partnerships.models import Partnership
from strategies.forms import long_text
from targets.form_fields import NumberField, narrow
from targets.terms import RollUp, SchemeKind

FURTHEST = 8  # quarters that a statement may hold for
WHO_STATES = {"stated_by": {"required": "Enter the post or body that states it"}}


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
    # What an empty choice means.
    NOTHING: ClassVar[dict[str, str]] = {
        "rag": "As computed",
        "direction": "As computed",
        "county_comparison": "None stated",
        "district_comparison": "None stated",
    }

    def __init__(self, *args: Any, quarter: Quarter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.quarter = quarter
        for name, word in self.NOTHING.items():
            field: Any = self.fields[name]
            field.choices = [("", word), *(one for one in field.choices if one[0])]
        for name in ("county_comparison", "district_comparison"):
            field = self.fields[name]
            field.choices = [
                (value, "Not available, printed as -" if value == Standing.NOT_AVAILABLE else word)
                for value, word in field.choices
            ]
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
        error_messages: ClassVar[dict[str, dict[str, str]]] = WHO_STATES


class AssessmentForm(_NewOrSeenForm):
    """The overall rating and comment of a priority or an outcome."""

    rules: ClassVar[Rules] = rules.ASSESSMENT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rag"]
        field.choices = [("", "No overall rating"), *(one for one in field.choices if one[0])]

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
        error_messages: ClassVar[dict[str, dict[str, str]]] = WHO_STATES


def _number(label: str, hint: str = "", *, required: bool = True, places: int = 2) -> NumberField:
    """A number of 0 or more."""
    return NumberField(
        label=label,
        help_text=hint,
        required=required,
        max_digits=15 if places > 2 else 6,
        decimal_places=places,
        validators=[MinValueValidator(0, "Enter 0 or more.")],
        error_messages={"required": "Enter a number; 0 for none."},
    )


def _explained(
    term: type[SchemeKind] | type[RollUp], meanings: Mapping[Any, str], *, label: str, wanted: str
) -> forms.ChoiceField:
    """Radios, each with a hint that says what it means."""
    return forms.ChoiceField(
        label=label,
        choices=term.choices(),
        widget=HintedRadios({str(key.value): text for key, text in meanings.items()}),
        error_messages={"required": wanted, "invalid_choice": wanted},
    )


class SchemeForm(RowForm):
    """A version of the scheme. A new one begins with the numbers of the latest."""

    rules: ClassVar[Rules] = rules.SCHEME
    kind = _explained(
        SchemeKind, KINDS, label="How ratings are made", wanted="Choose how ratings are made."
    )
    tolerance_percent = _number(
        "Tolerance, per cent",
        "Of the expected value. With direction it is what green allows; with a floor it is what "
        "amber allows where a target has none; else it is what amber allows.",
    )
    tolerance_points = _number("Tolerance, percentage points", "Where the figure is a percentage.")
    tolerance_absolute = _number(
        "Tolerance where 0 is expected",
        "In the indicator’s own unit. Leave it empty where nothing worse than 0 is tolerated.",
        required=False,
        places=4,
    )
    band_percent = _number(
        "About the same is within, per cent", "Of the earlier figure, for the direction of travel."
    )
    band_points = _number(
        "About the same is within, percentage points", "Where the figure is a percentage."
    )
    roll_up = _explained(
        RollUp,
        ROLL_UPS,
        label="How a priority’s overall rating is made",
        wanted="Choose how an overall rating is made.",
    )
    reason = long_text(
        "Reason", hint="Shown to everybody who reads the ratings.", rows=3,
        wanted="Say why the rules change.",
    )  # fmt: skip

    class Meta:
        model = Scheme
        fields = (
            "from_quarter",
            "kind",
            "tolerance_percent",
            "tolerance_points",
            "tolerance_absolute",
            "band_percent",
            "band_points",
            "roll_up",
            "reason",
        )
        labels: ClassVar[dict[str, str]] = {"from_quarter": "From which quarter"}

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        existing = kwargs.get("instance")
        if existing is None:
            kwargs["initial"] = _numbers_of(partnership)
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        if existing is None:
            self.instance.number = next_number(partnership)
        quarter = self.fields["from_quarter"]
        quarter.quarters = startable(partnership, existing)  # type: ignore[attr-defined]
        if published := last_published(partnership):
            quarter.help_text = f"Later than {published.label}, which is published."
        self.fields["reason"].required = self.instance.number > 1
        for name in self.fields:
            if isinstance(self.fields[name], NumberField):
                narrow(self.fields[name])


def _numbers_of(partnership: Partnership) -> dict[str, Any]:
    """What the latest version says, by the names of the form's fields."""
    terms = latest_terms(partnership)
    return {
        "kind": terms.kind.value,
        "roll_up": terms.roll_up.value,
        "tolerance_percent": terms.relative,
        "tolerance_points": terms.points,
        "tolerance_absolute": terms.absolute,
        "band_percent": terms.band_relative,
        "band_points": terms.band_points,
    }

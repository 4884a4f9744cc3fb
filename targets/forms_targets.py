"""The form of a target: the fields that its kind needs, and no others."""

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.formsets import BaseFormSet

from core.editing import RowForm
from core.forms import plain_helper
from partnerships.models import Partnership
from strategies.fields import PriorityChoiceField
from strategies.forms import day_field, long_text
from strategies.models import Priority
from strategies.selectors import priority_choices
from targets import floors, rules
from targets.form_fields import BaselineChoiceField, MeasureChoiceField, NumberField, narrow
from targets.models import Baseline, Measure, Target, TargetCondition
from targets.terms import Missing, TargetKind

K = TargetKind
# The fields that each kind asks for; those with an asterisk must be filled.
FIELDS: dict[TargetKind, tuple[str, ...]] = {
    K.AT_LEAST: ("value*", "per_year", "tolerance", "floor", "baseline"),
    K.AT_MOST: ("value*", "per_year", "tolerance", "floor", "baseline"),
    K.RANGE: ("low*", "high*", "per_year", "tolerance", "floor", "baseline"),
    K.REDUCE: ("change_percent", "baseline", "tolerance", "floor"),
    K.INCREASE: ("change_percent", "baseline", "tolerance", "floor"),
    K.CHANGE_BY_DATE: ("way*", "change_percent*", "due*", "baseline", "tolerance", "floor"),
    K.MAINTAIN_BASELINE: ("baseline", "value", "tolerance", "floor"),
    K.MAINTAIN_AVERAGE: ("years*", "tolerance", "floor", "baseline"),
    K.SERVICE_STANDARD: ("value*", "working_days*", "tolerance", "floor"),
    K.ESTABLISH_BASELINE: ("due", "baseline"),
    K.MONITOR: ("baseline",),
    K.PLACEHOLDER: ("missing*", "baseline"),
    K.ALL_OF: ("baseline",),
}
# What each kind is for, on the page where it is chosen.
MEANING: dict[TargetKind, str] = {
    K.AT_LEAST: "A value to reach or exceed, as in “90% are satisfied”.",
    K.AT_MOST: "A value not to exceed, as in “no more than 12 days”.",
    K.RANGE: "Between two values.",
    K.REDUCE: "Lower than the baseline, with or without a size.",
    K.INCREASE: "Higher than the baseline, with or without a size.",
    K.CHANGE_BY_DATE: "A size and a date, as in “reduce by 40% by 2020”, in a straight line.",
    K.MAINTAIN_BASELINE: "As the baseline, or better.",
    K.MAINTAIN_AVERAGE: "As the average of the years before, worked out anew each period.",
    K.SERVICE_STANDARD: "A percentage within so many working days.",
    K.ESTABLISH_BASELINE: "First a baseline; a target of another kind follows from it.",
    K.MONITOR: "Tracked, with nothing to be reached and no rating.",
    K.PLACEHOLDER: "Announced but not set, as in “X%”: says what is missing.",
    K.ALL_OF: "Met when each of several conditions is met.",
}
LABELS: dict[TargetKind, dict[str, str]] = {
    K.AT_LEAST: {"value": "At least"},
    K.AT_MOST: {"value": "At most"},
    K.RANGE: {"low": "From", "high": "To"},
    K.REDUCE: {"change_percent": "Reduce by, per cent"},
    K.INCREASE: {"change_percent": "Increase by, per cent"},
    K.CHANGE_BY_DATE: {"change_percent": "By, per cent", "due": "By when"},
    K.MAINTAIN_BASELINE: {"value": "Level, where there is no baseline"},
    K.SERVICE_STANDARD: {"value": "Per cent", "working_days": "Within working days"},
    K.ESTABLISH_BASELINE: {"due": "To be established by"},
}
# What to say of a field that must be filled and is empty.
WANTED = {
    "text": "Enter the target in the strategy’s own words",
    "measure": "Choose an indicator",
    "value": "Enter the value to be reached",
    "low": "Enter the lower end of the range",
    "high": "Enter the upper end of the range",
    "way": "Choose whether to reduce or to increase",
    "change_percent": "Enter the size of the change",
    "due": "Enter the day by which it is to be reached",
    "years": "Enter how many years are averaged",
    "working_days": "Enter how many working days",
    "missing": "Choose what is missing",
    "starts": "Enter the day from which it applies",
}
NO_SIZE = "Leave it empty where the strategy names no size."
HINTS: dict[TargetKind, dict[str, str]] = {
    K.REDUCE: {"change_percent": NO_SIZE},
    K.INCREASE: {"change_percent": NO_SIZE},
    K.AT_LEAST: {
        "baseline": "Shares a yearly target out over the quarters, where it is stated per year."
    },
}
HINTS[K.AT_MOST] = HINTS[K.RANGE] = HINTS[K.AT_LEAST]
KIND_FIELDS = (
    "value",
    "low",
    "high",
    "change_percent",
    "baseline",
    "due",
    "tolerance",
    "floor",
    "years",
    "working_days",
    "per_year",
    "missing",
)
BLANK: dict[str, Any] = {**dict.fromkeys(KIND_FIELDS), "per_year": False, "missing": ""}
ABOUT = ("text", "priority", "measure")
MORE = ("aligned_as", "marked_outstanding", "cohort", "note", "starts", "ends")


def _number(label: str, digits: int = 15, places: int = 4, hint: str = "") -> NumberField:
    return NumberField(
        label=label, required=False, max_digits=digits, decimal_places=places, help_text=hint
    )


class TargetForm(RowForm):
    """A target of one kind."""

    rules = rules.TARGET
    text = long_text("The target, in the strategy’s own words", rows=3, required=True)
    priority = PriorityChoiceField(
        Priority.objects.none(), required=False, empty_label="Under no priority"
    )
    measure = MeasureChoiceField(
        Measure.objects.none(),
        label="Indicator",
        empty_label="Choose an indicator in use",
    )
    value = _number("Value")
    low = _number("From")
    high = _number("To")
    way = forms.ChoiceField(
        label="Direction",
        choices=[("reduce", "Reduce"), ("increase", "Increase")],
        widget=forms.RadioSelect,
    )
    change_percent = _number("Change, per cent", 7, 2)
    baseline = BaselineChoiceField(
        Baseline.objects.none(), required=False, empty_label="No baseline"
    )
    due = day_field("By when", required=False)
    tolerance = _number(
        "Own tolerance",
        7,
        2,
        "Per cent of the expected value; points where the indicator is a percentage. "
        "Leave it empty to use the indicator’s or the scheme’s.",
    )
    floor = _number(
        "Floor",
        hint="Only for a scheme with floors: the worst figure that is still amber. Where lower is "
        "better, the highest. Leave it empty and the tolerance marks it.",
    )
    years = forms.IntegerField(
        label="Years averaged",
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    working_days = forms.IntegerField(
        required=False, validators=[MinValueValidator(0), MaxValueValidator(365)]
    )
    missing = forms.ChoiceField(
        label="What is missing", required=False, choices=Missing.choices(), widget=forms.RadioSelect
    )
    note = long_text("Note for those who edit", hint="Not shown to the board.", rows=3)
    starts = day_field("Applies from")
    ends = day_field("Applies until", required=False, hint="Empty while it goes on.")

    class Meta:
        model = Target
        fields = (*ABOUT, *KIND_FIELDS, *MORE)
        labels = {
            "per_year": "It is a count for a whole year",
            "marked_outstanding": "Marked as awaiting its baseline",
        }
        help_texts = {
            "per_year": "Part-year figures are held against their share.",
            "cohort": "The group it applies to, where it is one.",
        }

    def __init__(
        self, *args: Any, partnership: Partnership, kind: TargetKind, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.partnership = partnership
        asked = [name.rstrip("*") for name in FIELDS[kind]]
        self._set_choices(partnership)
        self._keep(asked, {name.rstrip("*") for name in FIELDS[kind] if name.endswith("*")})
        self._set_row(asked)
        for name in WANTED.keys() & self.fields.keys():
            self.fields[name].error_messages["required"] = WANTED[name]
        self.helper.layout = Layout(
            Fieldset("What the strategy says", *ABOUT),
            Fieldset(f"What it expects: {kind.label.lower()}", *asked),
            Fieldset("More about it", *MORE),
        )

    def _set_choices(self, partnership: Partnership) -> None:
        measures = Measure.objects.filter(partnership=partnership).select_related("indicator")
        baselines = Baseline.objects.filter(partnership=partnership)
        choices: dict[str, Any] = {
            "priority": priority_choices(partnership),
            "measure": measures.order_by("indicator__name", "pk"),
            "baseline": baselines.select_related("measure__indicator").order_by(
                "measure__indicator__name", "period_start"
            ),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["class"] = "govuk-!-width-full"

    def _keep(self, asked: list[str], needed: set[str]) -> None:
        """Leave the fields of this kind, with its own labels."""
        for name in (*KIND_FIELDS, "way"):
            if name not in asked:
                del self.fields[name]
        for name in asked:
            field = self.fields[name]
            field.required = name in needed
            field.label = LABELS.get(self.kind, {}).get(name, field.label)
            field.help_text = HINTS.get(self.kind, {}).get(name, field.help_text)
            if isinstance(field, NumberField | forms.IntegerField):
                narrow(field, 5)

    def _set_row(self, asked: list[str]) -> None:
        """What the form does not ask is the kind's own, so that no rule sees what was before."""
        row = self.instance
        row.partnership = self.partnership
        row.kind = self.kind.value
        if "way" in self.fields:
            size = row.change_percent
            if size is not None:
                self.initial["way"] = "reduce" if size < 0 else "increase"
            self.initial["change_percent"] = None if size is None else abs(size)
        for name in KIND_FIELDS:
            if name not in asked:
                setattr(row, name, BLANK[name])

    def clean_change_percent(self) -> Decimal | None:
        size: Decimal | None = self.cleaned_data["change_percent"]
        if size is not None and size <= 0:
            raise forms.ValidationError("Enter a size above 0, such as 15.")
        return size

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        measure, baseline = cleaned.get("measure"), cleaned.get("baseline")
        if measure and baseline and baseline.measure_id != measure.pk:
            self.add_error("baseline", "Choose a baseline of the same indicator.")
        return cleaned

    def validate_constraints(self) -> None:
        super().validate_constraints()
        known = not {"floor", "value", "low", "high", "baseline", "measure"} & self.errors.keys()
        if known and (wrong := floors.wrong_side(self.instance)):
            self.add_error("floor", wrong)

    @property
    def values(self) -> dict[str, Any]:
        """Every field of the target, those that its kind does not need left empty."""
        values = {**BLANK, **super().values, "kind": self.kind.value}
        if values.pop("way", "") == "reduce":
            values["change_percent"] = -values["change_percent"]
        return values


# --- The conditions of an "all of" target ---


class ConditionForm(forms.Form):
    """One condition. An empty one is left out."""

    text = forms.CharField(label="Condition", required=False, max_length=200)
    measure = forms.ChoiceField(label="Indicator", required=False)
    comparator = forms.ChoiceField(
        label="At least or at most",
        required=False,
        choices=[("", "No value yet"), *TargetCondition.Comparator.choices],
    )
    value = _number("Value")

    def __init__(self, *args: Any, measures: list[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(one.pk): one for one in measures}
        names = [(key, one.indicator.name) for key, one in self.by_key.items()]
        self.fields["measure"].choices = [("", "No indicator of its own"), *names]  # type: ignore[attr-defined]
        self.fields["measure"].widget.attrs["class"] = "govuk-!-width-full"
        narrow(self.fields["value"], 5)

    def clean_measure(self) -> Measure | None:
        return self.by_key.get(self.cleaned_data["measure"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        comparator, value = cleaned.get("comparator"), cleaned.get("value")
        if "value" in cleaned and bool(comparator) != (value is not None):
            self.add_error("value", "Enter both at least or at most and the value, or neither.")
        filled = value is not None or comparator or cleaned.get("measure")
        if filled and not cleaned.get("text"):
            self.add_error("text", "Enter the condition in words.")
        return cleaned


class BaseConditions(BaseFormSet):
    """The conditions in order. Removing one is emptying its words."""

    @property
    def helper(self) -> FormHelper:
        return plain_helper()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The conditions that have words."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("text")]


ConditionFormSet = forms.formset_factory(
    ConditionForm, formset=BaseConditions, extra=2, max_num=12, absolute_max=12
)

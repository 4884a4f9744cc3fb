"""Forms for indicators, measures and baselines. Every choice of a row is the partnership's own."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import OuterRef, Q, Subquery

from core.editing import EXPECTED, RowForm
from core.quarters import Period
from partnerships.models import Organisation, Partnership
from strategies.fields import PriorityChoiceField
from strategies.forms import day_field, long_text
from strategies.models import Outcome, OutcomeWording, Priority
from strategies.selectors import priority_choices
from targets import rules
from targets.form_fields import (
    MeasureChoiceField,
    NumberField,
    PeriodField,
    TextChoiceField,
    narrow,
)
from targets.models import Baseline, Indicator, Measure
from targets.terms import (
    WARN_CHANGE_EVENTS,
    WARN_CHANGE_PERCENT,
    WARN_DENOMINATOR_PERCENT,
    WARN_TIMES,
    Basis,
    Polarity,
    Unit,
)

WARNED_BY = (
    "warn_change_percent",
    "warn_change_events",
    "warn_times",
    "warn_denominator_percent",
)


class IndicatorForm(RowForm):
    """A partnership's own indicator. Those of the library are not changed here."""

    rules = rules.INDICATOR
    name = long_text("Name", rows=2, required=True, limit=300)
    definition = long_text("Definition", hint="What is counted, and what is not.")
    unit = forms.ChoiceField(choices=Unit.choices(), widget=forms.RadioSelect)
    polarity = forms.ChoiceField(
        label="Which way is better", choices=Polarity.choices(), widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(
        label="What one figure covers", choices=Basis.choices(), widget=forms.RadioSelect
    )
    rate_per = forms.IntegerField(
        label="Rate per",
        help_text="For a rate only: the population it is stated for, such as 1000.",
        initial=1000,
        validators=[MinValueValidator(1), MaxValueValidator(10_000_000)],
    )
    decimals = forms.IntegerField(
        help_text="As printed: 0 to 4.",
        initial=0,
        validators=[MinValueValidator(0), MaxValueValidator(4)],
    )
    lag_quarters = forms.IntegerField(
        label="Quarters of delay",
        help_text="How many quarters after its period the figure becomes available.",
        initial=0,
        validators=[MinValueValidator(0), MaxValueValidator(12)],
    )

    class Meta:
        model = Indicator
        fields = (
            "name",
            "code",
            "definition",
            "unit",
            "rate_per",
            "decimals",
            "polarity",
            "basis",
            "numerator_label",
            "denominator_label",
            "source",
            "frequency",
            "lag_quarters",
        )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        for name in ("rate_per", "decimals", "lag_quarters"):
            narrow(self.fields[name])
        for name in ("code", "numerator_label", "denominator_label", "frequency"):
            narrow(self.fields[name], 20)


def latest_outcomes(partnership: Partnership) -> Any:
    """The partnership's outcomes, each with its latest words."""
    latest = OutcomeWording.objects.filter(outcome=OuterRef("pk")).order_by(
        "-strategy_version__number"
    )
    return (
        Outcome.objects.filter(partnership=partnership)
        .annotate(words=Subquery(latest.values("text")[:1]))
        .order_by("-strategy__starts", "position", "pk")
    )


def above(limit: int, inclusive: bool = False) -> Callable[[Decimal], None]:
    """A validator: more than this, or as much at least."""

    def check(value: Decimal) -> None:
        if value < limit or (value == limit and not inclusive):
            said = f"{limit} or more" if inclusive else f"a number above {limit}"
            raise forms.ValidationError(f"Enter {said}, or leave the box empty.")

    return check


def threshold(label: str, usual: str, check: Callable[[Decimal], None], digits: int = 6) -> Any:
    """A size from which on a figure is asked about; ``usual`` is what holds where it is empty."""
    return NumberField(
        label=label,
        required=False,
        max_digits=digits,
        decimal_places=4 if digits > 6 else 2,
        help_text=f"Empty: {usual}.",
        validators=[check],
    )


class MeasureForm(RowForm):
    """An indicator in use: where it stands, who supplies and owns it, from when until when."""

    rules = rules.MEASURE
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(),
        empty_label="Choose an indicator",
        help_text="From the library or your own. Those in use already are left out.",
    )
    priority = PriorityChoiceField(
        Priority.objects.none(), required=False, empty_label="Under no priority"
    )
    outcome = TextChoiceField(
        Outcome.objects.none(), required=False, empty_label="Under no outcome"
    )
    supplier = forms.ModelChoiceField(
        Organisation.objects.none(),
        empty_label="Choose an organisation",
        help_text="The partner that answers for the figure.",
    )
    headline = forms.BooleanField(
        label="Headline indicator",
        required=False,
        help_text="It alone makes the overall rating of its outcome, or of its priority where it "
        "has no outcome, if that is how overall ratings are made.",
    )
    part_of = MeasureChoiceField(
        Measure.objects.none(),
        label="Part of",
        required=False,
        empty_label="Part of no other indicator",
        help_text="The indicator whose figures these are counted in, so that a small number "
        "cannot be worked out from the total.",
    )
    tolerance_percent = NumberField(
        label="Own tolerance, per cent",
        required=False,
        max_digits=6,
        decimal_places=2,
        help_text="Instead of the scheme’s. Of a percentage: use points instead.",
    )
    tolerance_units = NumberField(
        label="Own tolerance, in units or points", required=False, max_digits=15, decimal_places=4
    )
    band_percent = NumberField(
        label="About the same is within, per cent",
        required=False,
        max_digits=6,
        decimal_places=2,
        help_text="Instead of the scheme’s.",
    )
    band_units = NumberField(
        label="About the same is within, in units or points",
        required=False,
        max_digits=15,
        decimal_places=4,
    )
    warn_change_percent = threshold(
        "A change from the same quarter last year of at least, per cent",
        f"{WARN_CHANGE_PERCENT}%",
        above(0),
    )
    warn_change_events = threshold(
        "… and of at least this many events",
        f"{WARN_CHANGE_EVENTS}. Fewer are small numbers, which are not asked about",
        above(0, inclusive=True),
        digits=15,
    )
    warn_times = threshold(
        "More than this many times last quarter’s, or less than that part of it",
        f"{WARN_TIMES} times, or a third",
        above(1),
    )
    warn_denominator_percent = threshold(
        "A denominator that moves from last quarter’s by more than, per cent",
        f"{WARN_DENOMINATOR_PERCENT}%",
        above(0),
    )

    class Meta:
        model = Measure
        fields = (
            "indicator",
            "priority",
            "outcome",
            "headline",
            "supplier",
            "owner_post",
            "first_quarter",
            "last_quarter",
            "tolerance_percent",
            "tolerance_units",
            "band_percent",
            "band_units",
            "suppress_small_numbers",
            "part_of",
            *WARNED_BY,
        )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        choices: dict[str, Any] = {
            "indicator": Indicator.objects.usable_by(partnership).exclude(
                measures__partnership=partnership
            ),
            "priority": priority_choices(partnership),
            "outcome": latest_outcomes(partnership),
            "supplier": self._suppliers(partnership),
            "part_of": self._others(partnership),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["class"] = "govuk-!-width-full"
        if self.instance.pk:
            del self.fields["indicator"]
        self.fields["last_quarter"].empty_label = "Still asked for"  # type: ignore[attr-defined]
        sizes = ("tolerance_percent", "tolerance_units", "band_percent", "band_units")
        for name in (*sizes, *WARNED_BY):
            narrow(self.fields[name])
        rest = [name for name in self.fields if name not in (*WARNED_BY, EXPECTED)]
        self.helper.layout = Layout(
            *rest, Fieldset("When officers are asked to explain a figure", *WARNED_BY)
        )

    def _others(self, partnership: Partnership) -> Any:
        """The partnership's other indicators in use."""
        rows = Measure.objects.filter(partnership=partnership).exclude(pk=self.instance.pk or 0)
        return rows.select_related("indicator").order_by("indicator__name", "pk")

    def _suppliers(self, partnership: Partnership) -> Any:
        """The partners, and the supplier there is now even if it is a partner no more."""
        return Organisation.objects.filter(
            Q(partnerships__partnership=partnership) | Q(pk=self.instance.supplier_id or 0)
        ).distinct()


class BaselineForm(RowForm):
    """A measure's figure for one period, or that it is still to be established."""

    rules = rules.BASELINE
    period = PeriodField(label="Period")
    value = NumberField(
        required=False,
        max_digits=15,
        decimal_places=4,
        help_text="Leave it empty while it is outstanding.",
    )
    due = day_field("To be established by", required=False, hint="While it is outstanding.")
    note = long_text("Note", rows=3)

    class Meta:
        model = Baseline
        fields = ("value", "outstanding", "due", "note")
        labels = {"outstanding": "Outstanding: still to be established"}
        help_texts = {"outstanding": ""}

    field_order = ("period", "value", "outstanding", "due", "note")

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership_id = measure.partnership_id
        self.instance.measure = measure
        narrow(self.fields["value"], 10)
        if self.instance.pk:
            self.initial["period"] = self._period()
            self.fields["period"].offer(self.initial["period"])  # type: ignore[attr-defined]

    def _period(self) -> Period | None:
        try:
            return Period(self.instance.period_start, self.instance.period_end)
        except ValueError:
            return None  # not of whole months: it has to be chosen anew

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        period = cleaned.get("period")
        if period is not None:
            self.instance.period_start, self.instance.period_end = period.start, period.end
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        period = values.pop("period")
        return {**values, "period_start": period.start, "period_end": period.end}

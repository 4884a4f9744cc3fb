"""Forms for what crime costs. Every choice of a row is the partnership's own."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import MinValueValidator

from core import clock
from core.editing import RowForm, Rules
from core.forms import plain_helper
from core.quarters import FinancialYear
from core.sheets.limits import MAX_FILE_BYTES
from dashboards import cost_rules
from dashboards.models import CostClaim, CostTable, CostYear, UnitCost
from dashboards.selectors.cost_counts import COUNTED
from partnerships.models import Partnership
from strategies.forms import long_text
from targets.form_fields import MeasureChoiceField, NumberField, narrow
from targets.models import Measure
from targets.terms import SavingMethod

OLDEST = 1990  # that a list of years begins with; earlier ones come in a file


def _money(label: str, hint: str = "", *, required: bool = False, least: int | None = 0) -> Any:
    return NumberField(
        label=label,
        help_text=hint,
        required=required,
        max_digits=15,
        decimal_places=2,
        validators=[MinValueValidator(least, "Enter 0 or more.")] if least is not None else [],
        error_messages={"required": "Enter a sum of money, in pounds."},
    )


class YearField(forms.TypedChoiceField):
    """A financial year from a list, by the year in which it starts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, empty: str, existing: int | None) -> None:
        """The years up to the next one, the latest first, and the one that is in use."""
        latest = FinancialYear.containing(clock.today()).year + 1
        years = {*range(OLDEST, latest + 1), *([existing] if existing is not None else [])}
        listed = [(year, FinancialYear(year).label) for year in sorted(years, reverse=True)]
        self.choices = [("", empty), *listed]


class UnitCostForm(RowForm):
    """What one crime costs, and who says so."""

    rules: ClassVar[Rules] = cost_rules.UNIT_COST
    amount = _money("Cost of one, in pounds", required=True)

    class Meta:
        model = UnitCost
        fields = ("name", "amount", "price_year", "source")
        labels: ClassVar[dict[str, str]] = {"name": "One of what", "source": "Source"}
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "name": {"required": "Say what is costed, such as “domestic burglary”"},
            "price_year": {"required": "Enter the year of its prices, such as 2000 or 2000/01"},
            "source": {"required": "Enter the study or table that it is taken from"},
        }

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        narrow(self.fields["amount"], 10)
        narrow(self.fields["price_year"], 10)


class CostTableForm(RowForm):
    """A kind of crime that is costed year by year."""

    rules: ClassVar[Rules] = cost_rules.TABLE
    measure = MeasureChoiceField(
        label="Count from the figures of an indicator",
        queryset=Measure.objects.none(),
        required=False,
        empty_label="None: the counts are entered year by year",
        help_text="The total of a year’s four quarters, once they are published. A count entered "
        "for a year comes first.",
    )
    baseline_year = YearField(
        label="Baseline year",
        required=False,
        help_text="Every later year’s cost is compared with it, and with the year before.",
    )
    note = long_text("Note", hint="Printed under the table: what is counted, what changed.", rows=3)

    class Meta:
        model = CostTable
        fields = ("title", "unit_cost", "measure", "baseline_year", "note")
        labels: ClassVar[dict[str, str]] = {"title": "Title", "unit_cost": "Unit cost"}
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "title": {"required": "Enter a title, such as “Domestic burglary”"},
            "unit_cost": {"required": "Choose what one costs"},
        }

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        fields: Any = self.fields
        fields["unit_cost"].queryset = UnitCost.objects.filter(partnership=partnership)
        fields["unit_cost"].empty_label = "Choose a unit cost"
        fields["measure"].queryset = (
            Measure.objects.filter(partnership=partnership, indicator__unit__in=COUNTED)
            .select_related("indicator")
            .order_by("position", "pk")
        )
        fields["baseline_year"].offer("The first year with a count", self.instance.baseline_year)


class CostYearForm(RowForm):
    """A year of a table: its count, and what a paper printed for it."""

    rules: ClassVar[Rules] = cost_rules.YEAR
    year = YearField(
        label="Financial year", error_messages={"required": "Choose the financial year"}
    )
    count = NumberField(
        label="Count",
        required=False,
        max_digits=15,
        decimal_places=4,
        help_text="Leave it empty where it is not known: that is not 0.",
        validators=[MinValueValidator(0, "A count cannot be below 0.")],
    )
    printed_cost = _money("Cost that a paper printed", "In pounds. Empty: none was printed.")
    printed_saving = _money(
        "Saving that a paper printed", "In pounds; below 0 where the cost rose.", least=None
    )
    note = long_text("Note", rows=3)

    class Meta:
        model = CostYear
        fields = ("year", "count", "new_series", "printed_cost", "printed_saving", "note")
        labels: ClassVar[dict[str, str]] = {"new_series": "A new series starts with this year"}
        help_texts: ClassVar[dict[str, str]] = {
            "new_series": "Counting rules changed: no saving is worked out across it, and it is "
            "the new baseline.",
        }

    def __init__(self, *args: Any, table: CostTable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.table, self.instance.partnership = table, table.partnership
        fields: Any = self.fields
        fields["year"].offer("Choose a year", self.instance.year)
        for name in ("count", "printed_cost", "printed_saving"):
            narrow(self.fields[name], 10)


class CostClaimForm(RowForm):
    """A total that a paper printed."""

    rules: ClassVar[Rules] = cost_rules.CLAIM
    of = forms.ChoiceField(
        label="What it is a total of", choices=SavingMethod.choices(), widget=forms.RadioSelect
    )
    amount = _money("Sum of money, in pounds", required=True, least=None)

    class Meta:
        model = CostClaim
        fields = ("table", "text", "of", "amount", "printed_in")
        labels: ClassVar[dict[str, str]] = {
            "table": "Of which table",
            "text": "In the paper’s words",
            "printed_in": "Where it is printed",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "text": {"required": "Enter the paper’s words"},
            "printed_in": {"required": "Enter the paper and where it stands in it"},
        }

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        table: Any = self.fields["table"]
        table.queryset = CostTable.objects.filter(partnership=partnership)
        table.required = False
        table.empty_label = "All of them together"
        narrow(self.fields["amount"], 10)


class LoadYearsForm(forms.Form):
    """A file with the years of one table."""

    file = forms.FileField(
        label="File",
        help_text=f"An .xlsx, .ods or .csv file of at most {MAX_FILE_BYTES // 1024**2} MB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput({"accept": ".xlsx,.ods,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()

"""Forms for populations and other denominators."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator

from core.editing import RowForm
from partnerships.models import Partnership, Population
from targets.actions.denominators import DENOMINATOR_RULES, POPULATION_RULES
from targets.form_fields import NumberField, narrow
from targets.models import Denominator

MOST_PEOPLE = 2_000_000_000


class PopulationForm(RowForm):
    """The estimate of one mid-year."""

    rules = POPULATION_RULES
    value = NumberField(
        label="People",
        max_digits=10,
        decimal_places=0,
        validators=[
            MinValueValidator(1, "Enter how many people, more than 0."),
            MaxValueValidator(MOST_PEOPLE, "Enter fewer people."),
        ],
        error_messages={"max_decimal_places": "People are counted in whole numbers."},
    )

    class Meta:
        model = Population
        fields = ("mid_year", "value", "source")
        labels = {"mid_year": "Mid-year"}
        help_texts = {
            "mid_year": "The year of the estimate at 30 June, such as 2014.",
            "source": "Who made the estimate, such as “ONS”.",
        }
        error_messages = {"source": {"required": "Enter where the estimate comes from."}}

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        narrow(self.fields["mid_year"], 4)
        narrow(self.fields["value"], 10)

    def clean_value(self) -> int:
        people: Decimal = self.cleaned_data["value"]
        return int(people)


class DenominatorForm(RowForm):
    """A denominator's value from one quarter on."""

    rules = DENOMINATOR_RULES
    value = NumberField(
        label="Value",
        max_digits=15,
        decimal_places=4,
        validators=[MinValueValidator(Decimal("0.0001"), "Enter a number above 0.")],
    )

    class Meta:
        model = Denominator
        fields = ("name", "quarter", "value", "source")
        labels = {"quarter": "From the quarter"}
        help_texts = {
            "name": "As indicators call their denominator, such as “Households”.",
            "quarter": "It is offered from this quarter until a later value begins.",
        }
        error_messages = {"source": {"required": "Enter where the number comes from."}}

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        narrow(self.fields["value"], 10)

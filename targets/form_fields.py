"""Form fields of the editing pages: numbers as people type them, and periods from a list."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from core import clock
from core.numbers import Blank, Number, NumberError, parse_number
from core.quarters import FinancialYear, Period, Quarter
from targets import wording
from targets.models import Baseline, Measure


class NumberField(forms.DecimalField):
    """A number typed as people type it: ``1,264``, ``27%``, ``£1,200.00``. Nothing is None."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value is None or isinstance(value, Decimal):
            return value
        try:
            entry = parse_number(str(value))
        except NumberError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
        if isinstance(entry, Number):
            return entry.value
        if isinstance(entry, Blank):
            return None
        raise forms.ValidationError("Enter a number, or leave the box empty.", code="invalid")

    def prepare_value(self, value: Any) -> Any:
        """Without the noughts that the database keeps after the point."""
        return wording.plain(value).replace(",", "") if isinstance(value, Decimal) else value


def narrow(field: forms.Field, width: int = 5) -> None:
    """Make a box as wide as this many characters."""
    field.widget.attrs["class"] = f"govuk-input--width-{width}"


class PeriodField(forms.ChoiceField):
    """A period of whole months from a list; gives a ``Period``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offer(None)

    def offer(self, existing: Period | None) -> None:
        """Offer a period that is in use already, even if the list lacks it."""
        self._existing = existing
        # Asked whenever a form is shown or checked: a list made at the start grows old.
        self.choices = self._listed

    def _listed(self) -> list[Any]:
        groups = [(label, list(_pairs(periods))) for label, periods in _period_groups()]
        offered = {value for _, pairs in groups for value, _ in pairs}
        if self._existing is not None and _key(self._existing) not in offered:
            groups.insert(0, ("Now", list(_pairs([self._existing]))))
        return [("", "Choose a period"), *groups]

    def to_python(self, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """The period chosen. Raises ``ValidationError`` for anything not on the list."""
        text = super().clean(value)
        if not text:
            return None
        first, last = text.split("_")
        return Period(date.fromisoformat(first), date.fromisoformat(last))

    def prepare_value(self, value: Any) -> Any:
        return _key(value) if isinstance(value, Period) else value


def _key(period: Period) -> str:
    return f"{period.start.isoformat()}_{period.end.isoformat()}"


def _pairs(periods: list[Period]) -> Iterator[tuple[str, str]]:
    for period in periods:
        yield _key(period), f"{period.label}: {period.words}"


def _period_groups() -> list[tuple[str, list[Period]]]:
    """Financial years, quarters, years to date and rolling years, the latest first."""
    present = Quarter.containing(clock.today())
    quarters = [present - back for back in range(-4, 21)]
    year = FinancialYear.containing(clock.today())
    return [
        ("Financial years", [(year - back).period for back in range(-1, 11)]),
        ("Quarters", [one.period for one in quarters]),
        ("From April", [Period.year_to_date(one) for one in quarters if one.number in (2, 3)]),
        ("12 months to", [Period.rolling_year(one) for one in quarters if one.number != 4]),
    ]


class MeasureChoiceField(forms.ModelChoiceField):
    """A choice of the partnership's measures, by the names of their indicators."""

    def label_from_instance(self, obj: Measure) -> str:
        return obj.indicator.name


class BaselineChoiceField(forms.ModelChoiceField):
    """A choice of the partnership's baselines, each with its indicator and value."""

    def label_from_instance(self, obj: Baseline) -> str:
        indicator = obj.measure.indicator
        return f"{indicator.name}: {wording.one_baseline(obj, indicator)}"


class TextChoiceField(forms.ModelChoiceField):
    """A choice of rows that carry their latest words as ``words``."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.words or obj)

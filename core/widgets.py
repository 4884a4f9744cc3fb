"""Form controls that Django does not have: a date in three boxes."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

PARTS = ("Day", "Month", "Year")
SEPARATOR = "-"


class DateBoxes(forms.MultiWidget):
    """Day, month and year in three text boxes; gives the form one text, "2015-4-20".

    What was typed stays in its box when it is no date. None when all three are empty.
    """

    template_name = "csp_forms/date_boxes.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part.lower(): forms.TextInput(
                {
                    "inputmode": "numeric",
                    "class": f"govuk-input--width-{4 if part == 'Year' else 2}",
                }
            )
            for part in PARTS
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Day, month and year as the boxes show them, from a date or from what was typed."""
        if not value:
            return ["", "", ""]
        if isinstance(value, datetime.date):
            return [str(value.day), str(value.month), str(value.year)]
        year, month, day = [*str(value).split(SEPARATOR, 2), "", ""][:3]
        return [day, month, year]

    def value_from_datadict(  # type: ignore[override]
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> str | None:
        """The three boxes as "year-month-day"; None when nothing was typed."""
        day, month, year = (
            str(data.get(f"{name}_{part.lower()}") or "").strip().replace(SEPARATOR, " ")
            for part in PARTS
        )
        if not (day or month or year):
            return None
        return SEPARATOR.join((year, month, day))


class DateField(forms.DateField):
    """A date typed into three boxes."""

    widget = DateBoxes
    default_error_messages = {"invalid": "Enter a real date, such as 20 4 2015"}

    def to_python(self, value: Any) -> datetime.date | None:
        """Read "2015-4-20"; the year has four figures, so that "15" is no year."""
        if isinstance(value, str) and len(value.split(SEPARATOR, 1)[0]) != 4:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

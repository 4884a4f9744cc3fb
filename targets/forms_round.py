"""Forms of the round: due dates, rules, exceptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from core.editing import RowForm
from core.forms import QuarterChoiceField, plain_helper
from core.quarters import Quarter
from core.widgets import DateField
from partnerships.models import Organisation
from targets.actions.round import LONGEST, Rule
from targets.calendar import DUE_AFTER, Calendar
from targets.models import DueRule, ReturnPart
from targets.selectors.words import counted


class ChooseQuarterForm(forms.Form):
    """Which quarter to open; sent by GET, so that the due dates can be shown for it."""

    quarter = QuarterChoiceField(label="Quarter")

    def __init__(self, *args: Any, quarters: Sequence[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].quarters = quarters  # type: ignore[attr-defined]
        self.helper = plain_helper()


class OpenReturnForm(forms.Form):
    """A due date for each organisation that supplies an indicator in use in a quarter."""

    def __init__(
        self,
        *args: Any,
        suppliers: Sequence[Organisation],
        proposed: Mapping[int, date],
        hints: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.suppliers = suppliers
        for one in suppliers:
            self.fields[f"due-{one.pk}"] = DateField(
                label=str(one),
                initial=proposed[one.pk],
                help_text=hints[one.pk],
                error_messages={
                    "required": f"Enter the date when the figures of {one} are due",
                    "invalid": f"{one}: enter a real date, such as 30 4 2015",
                },
            )
        self.helper = plain_helper()

    @property
    def dues(self) -> dict[int, date]:
        """The due date of each organisation."""
        return {one.pk: self.cleaned_data[f"due-{one.pk}"] for one in self.suppliers}

    def refuse(self, error: ValidationError) -> None:
        """Show what the action refused, at its field where the form has it."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class DueForm(RowForm):
    """The due date of one organisation's part, and the last day for entering."""

    rules = {
        "part_closes_after_due": (
            "closes_on",
            "The last day for entering must not be before the due date.",
        )
    }
    due = DateField(
        label="When are the figures due?",
        help_text="For example, 30 4 2015.",
        error_messages={"required": "Enter the date when the figures are due"},
    )
    closes_on = DateField(
        label="Last day for entering",
        required=False,
        help_text="Leave empty if figures may be entered until they are submitted.",
    )

    class Meta:
        model = ReturnPart
        fields = ("due", "closes_on")


class AddPartForm(forms.Form):
    """When the figures of an organisation that comes late into a return are due."""

    due = DateField(
        label="When are its figures due?",
        help_text="For example, 30 4 2015.",
        error_messages={"required": "Enter the date when the figures are due"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class ExceptionForm(forms.Form):
    """Until when an organisation may enter figures after its last day, and why."""

    until = DateField(
        label="Open until",
        help_text="The last day on which figures can be entered. For example, 8 5 2015.",
        error_messages={"required": "Enter the last day on which figures can be entered"},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="The organisation sees it, and it stays on record.",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why entering opens again"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


# --- The rules of the calendar ------------------------------------------------------------------

NO_RULE = f"All organisations: enter a number of working days from 1 to {LONGEST}"
FOR_ALL = "All organisations without a rule of their own"


class DaysField(forms.IntegerField):
    """A number of working days; empty is None."""

    def __init__(self, whose: str, label: str, least: int) -> None:
        said = f"{whose}: enter a whole number of working days from {least} to {LONGEST}"
        errors = dict.fromkeys(("invalid", "min_value", "max_value"), said)
        super().__init__(
            label=f"{whose}: {label}",
            required=False,
            min_value=least,
            max_value=LONGEST,
            error_messages=errors,
            widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
        )


@dataclass(frozen=True)
class RuleLine:
    """The two boxes of one organisation, or of all."""

    name: str
    boxes: tuple[BoundField, BoundField]  # due, and entering closes
    now: str  # the rule as it is in the database, in words, after a conflict


class CalendarForm(forms.Form):
    """The due rules of a partnership: that for all, and one for each organisation that has it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        suppliers: Sequence[Organisation],
        calendar: Calendar,
        seen: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar
        self.organisations: list[Organisation | None] = [None, *suppliers]
        self.fields["seen"].initial = seen
        for one in self.organisations:
            name, rule = _key(one), self._now(one)
            whose = str(one or "All organisations")
            due = DaysField(whose, "working days after the quarter", 1)
            closes = DaysField(whose, "working days after the due date, then entering closes", 0)
            due.initial = rule.due_after if rule else (None if one else DUE_AFTER)
            closes.initial = rule.closes_after if rule else None
            self.fields[f"due-{name}"], self.fields[f"closes-{name}"] = due, closes
        self.helper = plain_helper()

    def lines(self, *, conflict: bool = False) -> Iterator[RuleLine]:
        """The rows of the form; in a conflict, with each rule as it is now."""
        for one in self.organisations:
            name = _key(one)
            now = _in_words(self._now(one)) if conflict else ""
            boxes = self[f"due-{name}"], self[f"closes-{name}"]
            yield RuleLine(str(one or FOR_ALL), boxes, now)

    def clean(self) -> None:
        super().clean()
        for one in self.organisations:
            name = _key(one)
            due, closes = (self.cleaned_data.get(f"{what}-{name}") for what in ("due", "closes"))
            if f"due-{name}" in self.errors or due is not None:
                continue
            if one is None:
                self.add_error(f"due-{name}", NO_RULE)
            elif closes is not None:
                self.add_error(
                    f"due-{name}",
                    f"{one}: say too after how many working days its figures are due",
                )

    @property
    def rules(self) -> dict[int | None, Rule | None]:
        """The rule of each organisation, None where it has none of its own."""
        found: dict[int | None, Rule | None] = {}
        for one in self.organisations:
            name = _key(one)
            due = self.cleaned_data[f"due-{name}"]
            closes = self.cleaned_data[f"closes-{name}"]
            found[one.pk if one else None] = None if due is None else Rule(due, closes)
        return found

    def _now(self, one: Organisation | None) -> DueRule | None:
        return self.calendar.own.get(one.pk) if one else self.calendar.for_all


def _key(one: Organisation | None) -> str:
    return str(one.pk) if one else "all"


def _in_words(rule: DueRule | None) -> str:
    if rule is None:
        return "no rule of its own"
    said = f"due after {counted(rule.due_after, 'working day')}"
    if rule.closes_after is None:
        return f"{said}, entering stays open"
    return f"{said}, entering closes {counted(rule.closes_after, 'working day')} later"

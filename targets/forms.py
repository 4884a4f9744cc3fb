"""The small forms of a return. The rows of figures are read by ``targets.entry``."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from core.forms import QuarterChoiceField
from core.quarters import Quarter
from core.widgets import DateField


def _plain_helper() -> FormHelper:
    """The page writes the form element and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class OpenReturnForm(forms.Form):
    """The quarter and due date of a new return."""

    quarter = QuarterChoiceField(label="Quarter")
    due = DateField(
        label="When are the figures due?",
        help_text="For example, 30 4 2015. Each organisation sees this date.",
        error_messages={"required": "Enter the date when the figures are due"},
    )

    def __init__(self, *args: Any, quarters: tuple[Quarter, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].quarters = quarters  # type: ignore[attr-defined]
        self.helper = _plain_helper()


class SendBackForm(forms.Form):
    """Why submitted figures are sent back."""

    note = forms.CharField(
        label="What needs to change?",
        help_text="The organisation sees this note above its return.",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Say what needs to change"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _plain_helper()

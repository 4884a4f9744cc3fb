"""The small forms of a return. The rows of figures are read by ``targets.entry``."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms


def _plain_helper() -> FormHelper:
    """The page writes the form element and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


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

"""The small forms of a return. The rows of figures are read by ``targets.entry``."""

from typing import Any

from django import forms

from core.forms import plain_helper


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
        self.helper = plain_helper()

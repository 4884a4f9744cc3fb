"""Who is asked to sign off."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from core.forms import plain_helper
from targets.selectors.people import Signer

ANY = "anyone"
ANYONE = "Anyone who may sign off"


class AskForm(forms.Form):
    """One of those who may sign a part off, or anyone of them."""

    asked = forms.ChoiceField(
        label="Who is asked to sign off?",
        help_text="They get an e-mail. Somebody else may still sign off, as their deputy.",
        error_messages={
            "required": "Choose who is asked to sign off",
            "invalid_choice": "Choose somebody from the list",
        },
    )

    def __init__(
        self, *args: Any, signers: Sequence[Signer], asked: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.signers = {str(one.user.pk): one for one in signers}
        named = [(key, one.label) for key, one in self.signers.items()]
        self.fields["asked"].choices = [(ANY, ANYONE), *named]  # type: ignore[attr-defined]
        self.initial["asked"] = str(asked or ANY)
        self.helper = plain_helper()

    @property
    def chosen(self) -> User | None:
        """Who was chosen; None for anyone. Only of a valid form."""
        signer = self.signers.get(self.cleaned_data["asked"])
        return signer.user if signer else None

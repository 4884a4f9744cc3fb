"""Form fields that every room may use."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from core.quarters import Quarter


def plain_helper() -> FormHelper:
    """How a form is shown whose page writes the form element and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class QuarterChoiceField(forms.TypedChoiceField):
    """A quarter picked from a list; gives a ``Quarter``, or ``None`` when left empty.

    The list may be set later: ``form.fields["quarter"].quarters = …``. It may be a function, which
    is asked whenever a form is shown or checked: a list made when the program starts grows old.
    """

    default_error_messages = {
        "required": "Choose a quarter.",
        "invalid_choice": "Choose a quarter from the list.",
    }

    def __init__(
        self,
        *,
        quarters: Iterable[Quarter] | Callable[[], Iterable[Quarter]] = (),
        empty_label: str = "Choose a quarter",
        **kwargs: Any,
    ) -> None:
        self.empty_label = empty_label
        super().__init__(coerce=_quarter, empty_value=None, **kwargs)
        self.quarters = quarters

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(self._quarters() if callable(self._quarters) else self._quarters)

    @quarters.setter
    def quarters(self, quarters: Iterable[Quarter] | Callable[[], Iterable[Quarter]]) -> None:
        self._quarters = quarters if callable(quarters) else tuple(quarters)
        self.choices = self._listed if callable(quarters) else self._listed()

    def _listed(self) -> list[tuple[str, str]]:
        return [
            ("", self.empty_label),
            *((quarter.slug, f"{quarter.label}: {quarter.words}") for quarter in self.quarters),
        ]

    def prepare_value(self, value: Any) -> Any:
        return value.slug if isinstance(value, Quarter) else value


def _quarter(value: Quarter | str) -> Quarter:
    return value if isinstance(value, Quarter) else Quarter.from_slug(value)


class HintedRadios(forms.RadioSelect):
    """Radios of which each has a hint below its label: ``hints`` by the value of the choice."""

    def __init__(self, hints: Mapping[str, str]) -> None:
        super().__init__()
        self.hints = hints

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        made: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        return {**made, "hint": self.hints.get(str(value), "")}

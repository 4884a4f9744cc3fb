"""Changing one row: its rules, its form, its removal, its place in an order.

The rules are the database's own constraints, said in plain English at the field that can mend
them. The pages around the forms are in ``core/edit_pages.py``.
"""

import copy
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from core.models import Conflict, Versioned
from core.numbers import format_value
from core.period_text import long_day
from core.quarters import Quarter

Rules = Mapping[str, tuple[str, str]]  # name of the constraint: field to mend, what to say
EXPECTED = "expected_version"


# --- Rules ---


def broken_rules(row: models.Model, rules: Rules, skip: Iterable[str] = ()) -> dict[str, list[str]]:
    """Every constraint that the row breaks, by the field that can mend it.

    ``skip``: fields already known to be wrong; a constraint that reads one is not looked at. A
    constraint without a rule speaks for itself, under no field.
    """
    wrong: dict[str, list[str]] = {}
    for model, constraints in row.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, row, exclude=set(skip))
            except ValidationError as error:
                name, text = rules.get(
                    constraint.name, (NON_FIELD_ERRORS, "; ".join(error.messages))
                )
                wrong.setdefault(name, []).append(text)
    return wrong


def check_row(row: models.Model, rules: Rules) -> None:
    """Raise ``ValidationError``, by field, where the database would refuse the row."""
    wrong: dict[str, list[str]] = {}
    try:
        row.clean_fields()
    except ValidationError as error:
        wrong = error.message_dict
    for name, texts in broken_rules(row, rules, skip=wrong).items():
        wrong.setdefault(name, []).extend(texts)
    if wrong:
        raise ValidationError(wrong)


def changed(row: Any, values: Mapping[str, Any]) -> Any:
    """A copy of the row with other values, to be checked before it is saved."""
    other = copy.copy(row)
    for name, value in values.items():
        setattr(other, name, value)
    return other


def only(values: Mapping[str, Any], allowed: Iterable[str]) -> dict[str, Any]:
    """The values as a dictionary. Raises ``ValueError`` for a name that may not be set this way."""
    extra = set(values) - set(allowed)
    if extra:
        raise ValueError(f"Not to be set here: {', '.join(sorted(extra))}.")
    return dict(values)


# --- Forms ---


class RowForm(forms.ModelForm):
    """A form for one row, with the version that was read and the rules of its table."""

    rules: ClassVar[Rules] = {}
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[EXPECTED].initial = getattr(self.instance, "version", 1)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.render_hidden_fields = True

    def _post_clean(self) -> None:
        # Django checks the constraints with the fields, in its words; ours come after them.
        self.instance.validate_constraints = lambda exclude=None: None
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del self.instance.validate_constraints

    def validate_unique(self) -> None:
        """Uniqueness is one of the constraints, and said in our words."""
        self.validate_constraints()

    def validate_constraints(self) -> None:
        for name, texts in broken_rules(self.instance, self.rules, skip=self.errors).items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)

    @property
    def values(self) -> dict[str, Any]:
        """What the person entered, for the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != EXPECTED}

    @property
    def read_version(self) -> int:
        """The version the person has seen; 0, which no row has, when the page did not say."""
        return self.cleaned_data.get(EXPECTED) or 0

    def refuse(self, error: ValidationError) -> None:
        """Show what the action refused, at its fields where the form has them."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


def spoken(form_field: forms.Field, value: Any) -> str:
    """A field's value as people read it, for two values beside each other."""
    if value is None or value in ("", []):
        return "Nothing"
    if isinstance(form_field, forms.ModelChoiceField):
        return _spoken_row(form_field, value)
    if isinstance(form_field, forms.ChoiceField) and not isinstance(value, Quarter):
        return _spoken_choice(form_field, value)
    return _spoken_value(value)


def _spoken_value(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.date):
        return long_day(value)
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        return format_value(value, max(0, -int(exponent)))
    return str(value)  # a quarter and a period read as their labels


def _spoken_row(form_field: Any, value: Any) -> str:
    if not isinstance(value, models.Model):
        value = form_field.queryset.filter(pk=value).first()
    return "Nothing" if value is None else str(form_field.label_from_instance(value))


def _spoken_choice(form_field: forms.ChoiceField, value: Any) -> str:
    choices: Any = form_field.choices
    for key, label in choices:
        inside = label if isinstance(label, list | tuple) else [(key, label)]
        for key_inside, label_inside in inside:
            if str(key_inside) == str(value):
                return str(label_inside)
    return str(value)


@dataclass(frozen=True)
class Difference:
    """One field that two people see differently."""

    label: str
    theirs: str
    yours: str


def differences_between(form: RowForm, now: RowForm) -> list[Difference]:
    """The fields whose entered value is not the one the row has now."""
    found = []
    for name in form.cleaned_data:
        bound = form[name]
        if bound.is_hidden:
            continue
        theirs = spoken(now.fields[name], now.get_initial_for_field(now.fields[name], name))
        yours = spoken(form.fields[name], form.cleaned_data[name])
        if theirs != yours:
            found.append(Difference(str(bound.label), theirs, yours))
    return found


# --- Removal and order ---


def remove_row(row: Versioned, expected_version: int) -> None:
    """Delete a row that nothing depends on and that nobody has changed meanwhile.

    Raises ``ValidationError`` naming what depends on it, or ``Conflict``. Call in a transaction.
    """
    current = type(row)._base_manager.filter(pk=row.pk).first()
    if current is None or current.version != expected_version:
        raise Conflict(current=current)
    try:
        row.delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        holders = getattr(error, "protected_objects", None) or error.restricted_objects  # type: ignore[union-attr]
        raise ValidationError(f"It cannot be removed because {dependents(holders)}.") from error


def dependents(rows: Iterable[models.Model]) -> str:
    """What depends on a row, counted: "2 targets and 1 baseline depend on it"."""
    counts: dict[type[models.Model], int] = {}
    for row in rows:
        counts[type(row)] = counts.get(type(row), 0) + 1
    words = [
        f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
        for model, count in counts.items()
    ]
    verb = "depends" if list(counts.values()) == [1] else "depend"
    return f"{' and '.join(words)} {verb} on it"


def moved(rows: list[Any], pk: int, step: int) -> list[Any]:
    """The rows in a new order: the one with this key one place up (-1) or down (+1)."""
    place = next((i for i, row in enumerate(rows) if row.pk == pk), None)
    if place is None or not 0 <= place + step < len(rows):
        return rows
    order = list(rows)
    order[place], order[place + step] = order[place + step], order[place]
    return order

"""What the form template pack needs: controls with their classes, and the error summary.

The pack is templates/csp_forms/. It draws forms after govuk-frontend 6: the error above its
control, hint and error tied to the control by aria-describedby, numbers in text boxes, no
`required`, no `maxlength`, no checks by the browser.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString

register = template.Library()

REQUIRED = forms.Field.default_error_messages["required"]
CHOOSING = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)
# Attributes that make browsers check or cut what is typed, or stand in for a label: False leaves
# them out.
UNCHECKED = dict.fromkeys(("maxlength", "minlength", "min", "max", "step", "placeholder"), False)


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; `href` is empty when there is nothing to go to."""

    text: str
    href: str = ""


@register.filter
def field_kind(field: BoundField) -> str:
    """Which template part draws the field: hidden, checkbox, radios, checkboxes, parts or control.

    `parts` are controls made of several (a date in three boxes).
    """
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "parts"
    return "control"


def _base_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.Textarea):
        return "govuk-textarea"
    if isinstance(widget, forms.Select | forms.SelectDateWidget):
        return "govuk-select"
    if isinstance(widget, forms.FileInput):
        return "govuk-file-upload"
    if isinstance(widget, forms.CheckboxInput):
        return "govuk-checkboxes__input"
    return "govuk-input"


def _number_attributes(field: BoundField) -> dict[str, Any]:
    """A keyboard with figures, unless a minus sign may be needed, which that keyboard lacks."""
    attributes: dict[str, Any] = {"spellcheck": "false"}
    least = getattr(field.field, "min_value", None)
    least = least() if callable(least) else least
    if least is not None and least >= 0:
        decimals = isinstance(field.field, forms.DecimalField | forms.FloatField)
        attributes["inputmode"] = "decimal" if decimals else "numeric"
    return attributes


def _described_by(field: BoundField, extra: str = "") -> str:
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    if extra:
        ids.append(extra)
    return " ".join(ids)


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of the field's hint and errors, for a fieldset's aria-describedby."""
    return _described_by(field)


@register.filter
def character_limit(field: BoundField) -> int | None:
    """The number of characters a long text may have, to be said under it; None without a limit."""
    if isinstance(field.field.widget, forms.Textarea):
        return getattr(field.field, "max_length", None)
    return None


@register.simple_tag
def control(field: BoundField, css_class: str = "") -> SafeString:
    """The field's control with its classes and descriptions, as a browser should have it."""
    widget = field.field.widget
    field.form.use_required_attribute = False
    base = _base_class(widget)
    classes = [base, css_class, str(widget.attrs.get("class", ""))]
    if field.errors and base != "govuk-checkboxes__input":
        classes.append(f"{base}--error")
    css = " ".join(filter(None, classes))
    attributes: dict[str, Any] = {**UNCHECKED, "class": css}
    if isinstance(widget, forms.MultiWidget):
        del attributes["class"]  # each part has a width of its own
        for part in widget.widgets:
            part.attrs["class"] = f"{css} {part.attrs.get('class', '')}".strip()
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        attributes = {**attributes, **_number_attributes(field)}
    if isinstance(widget, forms.Textarea):
        attributes.setdefault("rows", widget.attrs.get("rows") or 5)
        attributes["cols"] = False
    limit = f"{field.auto_id}_limit" if character_limit(field) else ""
    if field_kind(field) != "parts":
        attributes["aria-describedby"] = _described_by(field, limit) or False
    own = {name: value for name, value in widget.attrs.items() if name not in attributes}
    return field.as_widget(attrs={**attributes, **own})


@register.filter
def options(field: BoundField) -> list[Any]:
    """The choices of radios or checkboxes, each with its own id."""
    field.form.use_required_attribute = False
    return list(field.subwidgets)


@register.filter
def without_hint(field: BoundField) -> BoundField:
    """The field without its hint, where the page says it elsewhere."""
    field.help_text = ""
    return field


def _first_control(field: BoundField) -> str:
    """The id of the first thing a person can type in or choose; "" for a hidden field."""
    if field.is_hidden or not field.auto_id:
        return ""
    kind = field_kind(field)
    if kind in {"radios", "checkboxes"}:
        choices = field.subwidgets
        return (choices[0].id_for_label or "") if choices else f"div_{field.auto_id}"
    if kind == "parts" and isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def _lower_first(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


@register.filter
def messages_of(field: BoundField) -> list[str]:
    """The field's errors; Django's "This field is required." says instead what to do."""
    label = str(field.label)
    if isinstance(field.field.widget, forms.CheckboxInput):
        wanted = f"Tick “{label}”"
    elif isinstance(field.field.widget, CHOOSING):
        wanted = f"Select {_lower_first(label)}"
    else:
        wanted = f"Enter {_lower_first(label)}"
    return [wanted if message == REQUIRED else str(message) for message in field.errors]


def _first_of(form: BaseForm) -> str:
    """A link to the form's first visible control, for errors that belong to no field."""
    targets = (target for field in form.visible_fields() if (target := _first_control(field)))
    return f"#{next(targets, '')}".rstrip("#")


def _problems_of_form(form: BaseForm) -> list[Problem]:
    found = [Problem(str(text), _first_of(form)) for text in form.non_field_errors()]
    for field in form.hidden_fields():
        found += [Problem(f"{field.label}: {text}") for text in field.errors]
    for field in form.visible_fields():
        target = _first_control(field)
        href = f"#{target}" if target else ""
        found += [Problem(text, href) for text in messages_of(field)]
    return found


def problems_of(thing: Any) -> list[Problem]:
    """Every error of a form, a formset or several of them, in the order of the page."""
    if isinstance(thing, BaseForm):
        return _problems_of_form(thing) if thing.is_bound else []
    if isinstance(thing, BaseFormSet):
        if not thing.is_bound:
            return []
        href = _first_of(thing.forms[0]) if thing.forms else ""
        own = [Problem(str(text), href) for text in thing.non_form_errors()]
        return own + [problem for form in thing.forms for problem in problems_of(form)]
    if isinstance(thing, Iterable) and not isinstance(thing, str):
        return [problem for part in thing for problem in problems_of(part)]
    return []


@register.simple_tag
def problems(*things: Any) -> list[Problem]:
    """`{% problems form formset as errors %}`: the lines of the error summary."""
    return problems_of(things)


FORM_NAMES = ("form", "formset", "forms", "verify_form", "change_form")


@register.simple_tag(takes_context=True)
def page_problems(context: template.Context) -> list[Problem]:
    """The errors of the page: `page_errors` from the view, or those of its forms.

    The forms are marked, so that `{% crispy form %}` does not list their errors a second time.
    """
    given = context.get("page_errors")
    if given:
        return list(given)
    found: list[Problem] = []
    for name in FORM_NAMES:
        thing = context.get(name)
        lines = problems_of(thing)
        if lines and isinstance(thing, BaseForm | BaseFormSet):
            thing.summary_shown = True  # type: ignore[union-attr]
        elif lines and isinstance(thing, Iterable):
            for part in thing:
                part.summary_shown = True
        found += lines
    return found

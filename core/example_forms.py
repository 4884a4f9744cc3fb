"""A form with every kind of control, for the page that shows all components and for tests."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from core.widgets import DateField

ALIGNMENTS = [("none", "Not aligned"), ("county", "County agreement"), ("police", "Police plan")]


class ExampleForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="As the strategy words it.")
    email = forms.EmailField(label="Email address")
    value = forms.DecimalField(
        label="Target value",
        min_value=0,
        widget=forms.NumberInput({"class": "govuk-input--width-5"}),
    )
    years = forms.IntegerField(label="Years", min_value=1, max_value=10)
    statement = forms.CharField(max_length=500, widget=forms.Textarea({"rows": 3}))
    unit = forms.ChoiceField(
        choices=[("", "Choose a unit"), ("count", "Count"), ("rate", "Rate per population")]
    )
    alignment = forms.ChoiceField(choices=ALIGNMENTS, widget=forms.RadioSelect, label="Alignment")
    bodies = forms.MultipleChoiceField(
        label="Approving bodies",
        choices=[("board", "Partnership board"), ("cabinet", "Cabinet"), ("council", "Council")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Select all that apply.",
    )
    agreed = forms.BooleanField(label="The figures are agreed", help_text="By all partners.")
    due = DateField(label="Due date", help_text="For example, 20 4 2015.")
    password = forms.CharField(widget=forms.PasswordInput({"autocomplete": "current-password"}))
    file = forms.FileField(label="Spreadsheet")
    note = forms.CharField(label="Internal note", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = FormHelper()
        self.helper.form_class = "app-form"
        self.helper.add_input(Submit("save", "Save"))
        self.helper.add_input(Submit("next", "Save and go on", css_class="govuk-button--secondary"))

    def clean(self) -> dict[str, object]:
        """One error that belongs to no field, when the two fields contradict each other."""
        cleaned = super().clean() or {}
        if cleaned.get("unit") == "count" and "years" in self.errors:
            raise forms.ValidationError("A count needs a number of years.")
        return cleaned

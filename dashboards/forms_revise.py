"""The form in which a settled figure is revised: its row as entered, kind and reason."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

from core.editing import EXPECTED
from strategies.forms import long_text
from targets.actions.revise import NO_FIGURE, SAME
from targets.entry import (
    LONGEST,
    LONGEST_TEXT,
    NOT_APPLICABLE,
    WITH_FIGURE,
    Columns,
    EntryErrors,
    Question,
    Typed,
    as_typed,
    posted,
    read,
)
from targets.form_fields import narrow
from targets.models import Figure
from targets.terms import FigureState, Reason, RevisionKind
from targets.values import unit_words

STATUSES = (
    *WITH_FIGURE,
    ("Not available", tuple(Reason.choices())),
    (NOT_APPLICABLE, FigureState.NOT_APPLICABLE.label),
)
TEXTS = ("c", "a", "b", "t", "f")
OWN = ("kind", "why", EXPECTED)


def _number(label: str, hint: str = "") -> forms.CharField:
    """A number as people type it: ``targets.entry`` reads it, as everywhere."""
    widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


def _text(label: str) -> Any:
    return long_text(label, rows=3, limit=LONGEST_TEXT)


class ReviseForm(forms.Form):
    """What the figure is to say, of which kind the revision is, and why.

    The names of the fields are those of ``targets.entry``. Once valid, ``columns`` is the figure.
    """

    v = _number("Figure")
    n = _number("Numerator")
    d = _number("Denominator")
    p = forms.CharField(label="For the period", required=False)
    s = forms.ChoiceField(label="Data status", choices=STATUSES, required=False)
    q = forms.BooleanField(
        label="This figure has a quality problem: show it, but do not rate it", required=False
    )
    kind = forms.ChoiceField(
        label="What kind of revision is it?",
        choices=RevisionKind.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of revision it is."},
    )
    why = long_text(
        "Why is the figure revised?",
        hint="It stays beside the old and the new figure. Name what changed, and nobody’s details.",
        rows=3,
        required=True,
        limit=LONGEST_TEXT,
        wanted="Say why the figure is revised.",
    )
    c = _text("What changed and why")
    a = _text("What we are doing about it")
    b = forms.CharField(
        label="Who is doing it",
        help_text="A post, not a person’s name.",
        required=False,
        max_length=LONGEST["b"],
    )
    t = _number("By when", "For example, 30 June 2015.")
    f = _text("Footnote, printed under the figure with an asterisk")
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, question: Question, figure: Figure) -> None:
        self.question = question
        self.figure = figure
        self.before = as_typed(question, figure)
        self.columns: Columns | None = None
        initial = {**self.before, EXPECTED: figure.version}
        super().__init__(data, initial=initial, prefix=f"m{figure.measure_id}")
        self._ask()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.render_hidden_fields = True
        self.helper.hide_optional = True  # one of them is needed; which, the form says
        texts = [name for name in TEXTS if name in self.fields]
        opened = " open" if any(self[name].value() for name in texts) else ""
        self.helper.layout = Layout(
            *(name for name in self.fields if name not in (*OWN, *TEXTS)),
            "kind",
            "why",
            HTML(
                f'<details class="govuk-details"{opened}><summary class="govuk-details__summary">'
                '<span class="govuk-details__summary-text">Commentary and footnote</span></summary>'
                '<div class="govuk-details__text">'
            ),
            *texts,
            HTML("</div></details>"),
        )

    def _ask(self) -> None:
        """Ask for what this indicator's figures have."""
        indicator, fields = self.question.indicator, self.fields
        if self.question.has_parts:
            fields["n"].label = indicator.numerator_label
            fields["d"].label = indicator.denominator_label
            unit = unit_words(indicator).lower()
            fields["v"].label = f"Result ({unit}), where only that is known"
            fields["v"].help_text = "Leave it empty where both numbers above are known."
            self.order_fields(["n", "d", "v"])
        else:
            del fields["n"], fields["d"]
            fields["v"].label = f"Figure ({unit_words(indicator).lower()})"
        if not self.question.asks_period:
            del fields["p"]
        for name in {"v", "n", "d"} & set(fields):
            narrow(fields[name], 10)

    def clean(self) -> dict[str, Any]:
        """Read the row as entering does; say each fault at its field."""
        cleaned = super().clean() or {}
        try:
            columns = read(self.question, self.typed)
        except EntryErrors as problem:
            for name, text in problem.errors.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, text)
            return cleaned
        if columns.state == FigureState.NOT_ENTERED:
            self.add_error(self.question.first_field, NO_FIGURE)
        self.columns = columns
        return cleaned

    @property
    def typed(self) -> Typed:
        """The row's texts as they were posted; what the form does not ask for stays as it was."""
        asked = posted(self.data, str(self.prefix))
        return {
            name: asked[name] if name in self.fields else text for name, text in self.before.items()
        }

    @property
    def seen_version(self) -> int:
        """The version of the figure that the person has seen; 0, which none has, if not said."""
        return self.cleaned_data.get(EXPECTED) or 0

    @property
    def revision_kind(self) -> RevisionKind:
        return RevisionKind(self.cleaned_data["kind"])

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Every field as it was posted, to be posted again by the next step."""
        return [
            (bound.html_name, self.data.get(bound.html_name, ""))
            for bound in self
            if self.data.get(bound.html_name, "")
        ]

    def say_same(self) -> None:
        """Say at the first field that nothing would change."""
        self.add_error(self.question.first_field, SAME)


class NewVersionForm(forms.Form):
    """Why a published quarter gets a new version."""

    reason = long_text(
        "Why is there a new version?",
        hint="The board reads it beside the version’s number.",
        rows=3,
        required=True,
        limit=1000,
        wanted="Give a reason for publishing a new version.",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False

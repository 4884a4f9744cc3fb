"""The forms with which managers keep comparator sets, load figures, and share theirs."""

import re
from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator

from core import clock
from core.editing import RowForm, Rules
from core.forms import plain_helper
from core.quarters import Quarter, quarters_between
from core.sheets import Sheet, SheetError, read_sheets, read_upload
from core.sheets.limits import MAX_FILE_BYTES
from core.uploads import kept_name
from dashboards import comparator_rules as rules
from dashboards.comparator_actions import Outside
from dashboards.models import ComparatorArea, ComparatorSet
from dashboards.selectors.shared import Area, areas_shared_with
from partnerships.models import Partnership
from strategies.forms import long_text

YEARS_BACK, AHEAD = 40, 8  # quarters between which a set may start
LONGEST_NAME = 120
CODE = re.compile(r"[EW]\d{8}")


def _quarters() -> tuple[Quarter, ...]:
    last = Quarter.last_ended(clock.today())
    return tuple(reversed(quarters_between(last - YEARS_BACK, last + AHEAD)))


def read_areas(text: str) -> list[Outside]:
    """Areas, one on each line: a name, or a name, a comma and an ONS code."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        name, _, code = line.strip().rpartition(",")
        if not CODE.fullmatch(code.strip().upper()):
            name, code = line.strip(), ""
        name = " ".join(name.split()).strip(" ,")
        if not line.strip():
            continue
        if not name:
            raise forms.ValidationError(f"Line {number} has no name.")
        if len(name) > LONGEST_NAME:
            raise forms.ValidationError(
                f"The name on line {number} is longer than {LONGEST_NAME} characters."
            )
        found.append(Outside(name, code.strip().upper()))
    return found


class _NamesAreas(forms.BaseForm):
    """The two ways of naming areas, for a form that has both fields."""

    cleaned_data: dict[str, Any]

    def offer_members(self, partnership: Partnership, known: Collection[int] = ()) -> None:
        """Offer the partnerships that share with this one, if there are any."""
        offered = [one for one in areas_shared_with(partnership) if one.id not in known]
        field: Any = self.fields["members"]
        field.choices = [(str(one.id), _label(one)) for one in offered]
        if not offered:
            del self.fields["members"]

    def clean_outside(self) -> list[Outside]:
        return read_areas(self.cleaned_data["outside"])

    @property
    def outside_areas(self) -> list[Outside]:
        return list(self.cleaned_data.get("outside") or ())

    @property
    def chosen(self) -> set[int]:
        """The partnerships that were chosen; the action sees that they share."""
        return {int(pk) for pk in self.cleaned_data.get("members") or ()}


def _label(area: Area) -> str:
    return area.place if area.place in area.name else f"{area.place} ({area.name})"


def _outside_field(*, required: bool = False) -> Any:
    return long_text(
        "Areas that are not here",
        hint="One on each line. Put the ONS code after a comma if you know it, such as "
        "“Charnwood, E07000130”. You load what they published from a file.",
        rows=8,
        required=required,
        limit=30_000,
    )


def _members_field() -> Any:
    return forms.MultipleChoiceField(
        label="Partnerships here that share with you",
        help_text="Their figures are those that they have published.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose partnerships that share with you."},
    )


class SetForm(RowForm):
    """A comparator set: what it is called, from when it counts, and where it comes from."""

    rules: ClassVar[Rules] = rules.SET
    note = long_text("Note", hint="What readers should know of these areas.", rows=3)

    class Meta:
        model = ComparatorSet
        fields = ("name", "first_quarter", "source", "note")
        labels: ClassVar[dict[str, str]] = {
            "name": "Name",
            "first_quarter": "Used from",
            "source": "Who chose these areas, and when",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "name": "Shown beside every comparison, such as “15 most similar areas”.",
            "source": "Such as “Home Office, most similar groups, November 2014”.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "name": {"required": "Enter a name, such as “Most similar areas”."},
        }

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        self.fields["first_quarter"].quarters = _quarters()  # type: ignore[attr-defined]


class NewSetForm(_NamesAreas, SetForm):
    """A new set with its areas. The partnership itself is always one of them."""

    outside = _outside_field()
    members = _members_field()

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, partnership=partnership, **kwargs)
        self.offer_members(partnership)

    @property
    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class AddAreasForm(_NamesAreas, forms.Form):
    """More areas for a set."""

    outside = _outside_field()
    members = _members_field()

    def __init__(
        self, *args: Any, partnership: Partnership, known: set[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        self.offer_members(partnership, known)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not (self.outside_areas or self.chosen):
            raise forms.ValidationError("Name at least one area.")
        return self.cleaned_data

    def refuse(self, error: forms.ValidationError) -> None:
        """Show what the action refused, at its fields."""
        for name, texts in error.message_dict.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)


class EndForm(RowForm):
    """Until which quarter a set is used."""

    rules: ClassVar[Rules] = rules.SET

    class Meta:
        model = ComparatorSet
        fields = ("last_quarter",)
        labels: ClassVar[dict[str, str]] = {"last_quarter": "Used until"}
        help_texts: ClassVar[dict[str, str]] = {
            "last_quarter": "The last quarter that is compared with it. Leave it empty to go on.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = self.instance.first_quarter
        last = max(Quarter.last_ended(clock.today()) + AHEAD, first)
        field: Any = self.fields["last_quarter"]
        field.empty_label = "Until further notice"
        field.quarters = tuple(reversed(quarters_between(first, last)))


class AreaForm(RowForm):
    """An area's name and code."""

    rules: ClassVar[Rules] = rules.AREA

    class Meta:
        model = ComparatorArea
        fields = ("name", "ons_code")
        labels: ClassVar[dict[str, str]] = {"name": "Name", "ons_code": "ONS code"}
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "name": {"required": "Enter the area’s name."},
        }


class ShareForm(RowForm):
    """Who else may compare what the partnership has published."""

    class Meta:
        model = Partnership
        fields = ("shares_with",)
        labels: ClassVar[dict[str, str]] = {"shares_with": "Who may compare what you published"}
        widgets: ClassVar[dict[str, Any]] = {"shares_with": forms.RadioSelect}
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "shares_with": {"invalid_choice": "Choose who may compare your figures."},
        }


class FiguresForm(forms.Form):
    """A file with what areas outside published, and where it comes from."""

    file = forms.FileField(
        label="Choose a file",
        help_text=f"An .xlsx, .ods or .csv file of at most {MAX_FILE_BYTES // 1024**2} MB.",
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose another.",
            "max_length": "The file’s name is too long. Give it a shorter one.",
        },
        widget=forms.FileInput({"accept": ".xlsx,.ods,.csv"}),
    )
    source = forms.CharField(
        label="Where the figures come from",
        help_text="Printed beside every comparison, such as “Police recorded crime, ONS, 2015”.",
        max_length=200,
        validators=[RegexValidator(r"\S", "Say where the figures come from.")],
        error_messages={"required": "Say where the figures come from."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        self.sheets: list[Sheet] = []

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.sheets = read_sheets(file.name, read_upload(file))
        except SheetError as error:
            raise forms.ValidationError(error.sentence) from error
        return file

    @property
    def file_name(self) -> str:
        return kept_name(self.cleaned_data["file"].name)

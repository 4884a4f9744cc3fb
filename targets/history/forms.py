"""The forms with which past figures are loaded."""

import hashlib
from typing import Any

from django import forms

from core.forms import plain_helper
from core.sheets import Sheet, SheetError, read_sheets, read_upload
from core.sheets.limits import MAX_FILE_BYTES, MAX_ROWS
from core.uploads import kept_name
from targets.history.load import NO_REASON
from targets.terms import Reason

LONGEST_REASON = 1000


class LoadForm(forms.Form):
    """A file with past figures."""

    file = forms.FileField(
        label="Choose a file",
        help_text=(
            f"An .xlsx, .ods or .csv file of at most {MAX_FILE_BYTES // 1024**2} MB and "
            f"{MAX_ROWS:,} rows."
        ),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose another.",
            "max_length": "The file’s name is too long. Give it a shorter one.",
        },
        widget=forms.FileInput({"accept": ".xlsx,.ods,.csv"}),
    )
    reason = forms.ChoiceField(
        label="Where a cell says n/a and gives no reason, why is there no figure?",
        required=False,
        choices=[("", "Leave those figures out"), *Reason.choices()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        self.sheets: list[Sheet] = []
        self.sha256 = ""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            content = read_upload(file)
            self.sheets = read_sheets(file.name, content)
        except SheetError as error:
            raise forms.ValidationError(error.sentence) from error
        self.sha256 = hashlib.sha256(content).hexdigest()
        return file

    @property
    def file_name(self) -> str:
        """The name of the file as it is kept."""
        return kept_name(self.cleaned_data["file"].name)

    @property
    def rows(self) -> int:
        """How many rows the file has, headings and all."""
        return sum(len(sheet.rows) for sheet in self.sheets)


class ConfirmForm(forms.Form):
    """Why past figures change; not asked where they are only added."""

    why = forms.CharField(
        label="Why do these past figures change?",
        help_text="One reason for all of them. It stands on each figure’s timeline.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": NO_REASON,
            "max_length": f"The reason is too long. Use at most {LONGEST_REASON:,} characters.",
        },
    )

    def __init__(self, *args: Any, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        if not asked:
            del self.fields["why"]

    @property
    def given(self) -> str:
        """The reason; empty where none was asked."""
        return str(self.cleaned_data.get("why", ""))

"""The form in which figures are pasted or a file is chosen."""

import hashlib
from typing import Any

from django import forms

from core.forms import plain_helper
from core.sheets import SheetError, read_sheets, read_upload
from core.sheets.limits import MAX_FILE_BYTES
from core.uploads import kept_name
from targets.selectors.returns import ReturnPage
from targets.sheets.match import Pasted, SheetLike, TooMuch, check_size, pasted_rows
from targets.terms import Reason

ONE_OF_BOTH = "Paste cells or choose a file."
NOT_BOTH = "Paste cells or choose a file, not both."


class UploadForm(forms.Form):
    """Pasted cells or a file, and how to read what they leave open."""

    file = forms.FileField(
        label="Upload a file",
        required=False,
        help_text=f"An .xlsx, .ods or .csv file of at most {MAX_FILE_BYTES // 1024**2} MB.",
        error_messages={"empty": "The file is empty. Choose another."},
        widget=forms.FileInput({"accept": ".xlsx,.ods,.csv"}),
    )
    text = forms.CharField(
        label="Or paste cells from a spreadsheet",
        required=False,
        strip=False,
        help_text="With their headings, or with a column of codes or names.",
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
    )
    start = forms.ChoiceField(
        label="If you paste figures only, with which indicator do they begin?",
        required=False,
        help_text="The others follow in the order of the return’s pages.",
        error_messages={"invalid_choice": "Choose an indicator from the list."},
    )
    reason = forms.ChoiceField(
        label="Where a cell says n/a and gives no reason, why is there no figure?",
        required=False,
        choices=[("", "Leave those rows out"), *Reason.choices()],
        error_messages={"invalid_choice": "Choose a reason from the list."},
    )

    def __init__(self, *args: Any, page: ReturnPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        self.sheets: list[SheetLike] = []
        self.sha256 = ""
        groups = [
            (section.title, [(row.key, row.question.name) for row in section.rows])
            for section in page.sections
        ]
        self.fields["start"].choices = [("", "They have codes or names"), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), data.get("text") or ""
        if "file" in self.errors:
            return data
        if file is None and not text.strip():
            self.add_error("file", ONE_OF_BOTH)
        elif file is not None and text.strip():
            self.add_error("text", NOT_BOTH)
        elif file is not None:
            self._read_file(file)
        else:
            self._read_text(text)
        return data

    def _read_file(self, file: Any) -> None:
        try:
            content = read_upload(file)
            self.sheets = list(read_sheets(file.name, content))
            if file.name.lower().endswith(".csv"):  # it is one sheet, and has no name
                self.sheets = [Pasted(list(sheet.rows)) for sheet in self.sheets]  # type: ignore[arg-type]
            for sheet in self.sheets:
                check_size(sheet.rows)
        except SheetError as error:
            self.add_error("file", error.sentence)
        except TooMuch as error:
            self.add_error("file", str(error))
        else:
            self.sha256 = hashlib.sha256(content).hexdigest()

    def _read_text(self, text: str) -> None:
        if "\x00" in text:
            self.add_error("text", "The text contains a character that cannot be stored.")
            return
        try:
            self.sheets = [Pasted(pasted_rows(text))]
        except TooMuch as error:
            self.add_error("text", str(error))
        else:
            self.sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def file_name(self) -> str:
        """The name of the file as it is kept; empty for what was pasted."""
        file = self.cleaned_data.get("file")
        return "" if file is None else kept_name(file.name)

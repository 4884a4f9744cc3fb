"""Bank holidays, read from a file."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import LogEntry
from partnerships.models import BankHoliday
from tests.targets.rounds import holidays
from tests.targets.scene import given, scene

__all__ = ["holidays", "scene"]

pytestmark = pytest.mark.django_db


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("load_bank_holidays", *arguments)
    return capsys.readouterr().out


def test_loading_our_own_list_twice(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys=capsys)
    assert "Added 2022-09-19: Bank Holiday for the State Funeral of Queen Elizabeth II" in said
    assert "140 added, 0 corrected, 0 there already." in said
    assert run(capsys=capsys) == "0 added, 0 corrected, 140 there already.\n"
    entry = LogEntry.objects.filter(table_name="partnerships_bankholiday").first()
    assert entry is not None
    assert entry.who == "system: load_bank_holidays"


def test_govuks_file_adds_and_corrects(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with given():
        BankHoliday.objects.create(day=date(2029, 1, 1), name="New year")
        BankHoliday.objects.create(day=date(2029, 3, 30), name="Good Friday")
    events = [
        {"title": "New Year’s Day", "date": "2029-01-01", "notes": "", "bunting": True},
        {"title": "Boxing Day", "date": "2026-12-28", "notes": "Substitute day", "bunting": True},
    ]
    file = tmp_path / "bank-holidays.json"
    other = {"division": "scotland", "events": [{"title": "x", "date": "2029-01-02"}]}
    file.write_text(json.dumps({"england-and-wales": {"events": events}, "scotland": other}))
    said = run(str(file), capsys=capsys)
    assert "Corrected 2029-01-01: New Year’s Day (was New year)" in said
    assert "Added 2026-12-28: Boxing Day (substitute day)" in said
    assert BankHoliday.objects.count() == 3
    assert BankHoliday.objects.get(day=date(2029, 1, 1)).version == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"day,name\n2029-13-01,Oh\n", "Line 2: “2029-13-01” is not a day"),
        (b"date,title\n2029-01-01,Oh\n", "The first line of the CSV must be: day,name"),
        (b"day,name\n2029-01-01\n", "Line 2: the name must have"),
        (b"day,name\n", "There is no bank holiday in the file"),
        (b"{}", "does not have the shape of gov.uk"),
        (b"[1]", "does not have the shape of gov.uk"),
        (b'{"england-and-wales": {"events": [{"title": 1}]}}', "does not have the shape"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
    ],
)
def test_a_file_that_is_no_list_changes_nothing(
    db: None, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "holidays"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said) as caught:
        call_command("load_bank_holidays", str(file))
    assert "Nothing was changed" in str(caught.value)
    assert not BankHoliday.objects.exists()


def test_a_file_that_is_not_there(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_bank_holidays", str(tmp_path / "none.csv"))

"""Hostile files: each is refused with its sentence, in less than half a second and 100 MB."""

import io
import subprocess
import sys
import time
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from core.sheets import Column, SheetError, Table, Workbook, guard, read_sheets, write
from core.sheets.limits import MAX_EXPANDED_BYTES, MAX_FILE_BYTES
from tests.core.hostile_files import (
    FAR,
    HEAD,
    REFUSED,
    SHEET,
    TAIL,
    ods,
    relation,
    sheet,
    with_parts,
)

MOST_SECONDS = 0.5
MOST_BYTES = 100 * 1024 * 1024


@pytest.mark.parametrize("name", REFUSED)
def test_refused_quickly_and_in_words(name: str) -> None:
    file_name, make, words = REFUSED[name]
    content = make()
    started = time.process_time()
    with pytest.raises(SheetError) as caught:
        read_sheets(file_name, content)
    spent = time.process_time() - started
    sentence = caught.value.sentence
    assert words in sentence
    assert sentence[0].isupper() and sentence.endswith(".")
    assert spent < MOST_SECONDS, f"{spent:.2f} s"
    tracemalloc.start()
    try:
        with pytest.raises(SheetError):
            guard.check(file_name, content) if file_name[-3:] != "csv" else read_sheets(
                file_name, content
            )
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()


def test_no_more_memory_than_promised(tmp_path: Path) -> None:
    """All of the process, the libraries in C and Rust included, which tracemalloc does not see."""
    bombs = ["314 MB from 794 kB", "lies about its size", "one long text in many cells", "far cell"]
    for number, name in enumerate([*bombs, "too many elements", "too many cells"]):
        (tmp_path / f"{number}.xlsx").write_bytes(REFUSED[name][1]())
    program = """
import pathlib, resource, sys
from core.sheets import SheetError, read_sheets
used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
files = [file.read_bytes() for file in sorted(pathlib.Path(sys.argv[1]).iterdir())]
before = used()
for content in files:
    try:
        read_sheets("a.xlsx", content)
    except SheetError:
        continue
    sys.exit("not refused")
print(used() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert int(done.stdout) < MOST_BYTES


def test_the_measure_finds_an_unguarded_reader() -> None:
    """Planted: calamine alone takes the far cell and the long text as they come."""
    from python_calamine import CalamineWorkbook

    content = with_parts({SHEET: HEAD + FAR.replace("XFD", "Z").replace("1048576", "90000") + TAIL})
    values = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(1)
    assert len(values.to_python(skip_empty_area=False)) == 90_000
    with pytest.raises(SheetError, match="Cell Z90000 is filled"):
        read_sheets("a.xlsx", content)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_honest_files_are_quick(kind: str) -> None:
    """4,000 rows in less than a second; limits lie far above them."""
    columns = tuple(Column(f"Column {number}") for number in range(10))
    row = ("code", "A name, with a comma", "Q1 2014/15", *(Decimal("1.5"),) * 6, "x" * 100)
    content = write(Workbook("T", (), (), (Table("T", "T", columns, (row,) * 4000),)), kind)
    started = time.process_time()
    rows = read_sheets(f"a.{kind}", content)[-1].rows
    assert time.process_time() - started < 1
    assert len(rows) == 4001 + (0 if kind == "csv" else 2)
    assert len(content) < MAX_FILE_BYTES / 4


def test_empty_cells_far_away_do_no_harm() -> None:
    """Formatted columns and rows are normal in honest workbooks."""
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"/>'
    assert read_sheets("a.xlsx", sheet(cells))[-1].rows == [["1"]]
    body = (
        '<table:table-row><table:table-cell office:value-type="float" office:value="1"/>'
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert read_sheets("a.ods", ods(body))[-1].rows == [["1"]]


def test_a_hyperlink_is_no_link_to_another_file() -> None:
    content = relation("hyperlink", "mailto:a@example.org")
    assert read_sheets("a.xlsx", content)[-1].rows[0] == ["Figures"]


def test_a_file_too_large_is_not_even_read() -> None:
    class Large:
        name, size = "a.xlsx", MAX_FILE_BYTES + 1

        def read(self) -> bytes:
            raise AssertionError("It was read.")

    with pytest.raises(SheetError, match="larger than 10 MB"):
        guard.read_upload(Large())


def test_every_piece_counts() -> None:
    """A part just within the limit is taken, so the limit is what refuses the others."""
    content = with_parts({"xl/media/image1.png": b"\0" * (MAX_EXPANDED_BYTES - 200_000)})
    assert guard.check("a.xlsx", content).kind == "xlsx"


@pytest.mark.parametrize("size", [100, 3_000_000, MAX_FILE_BYTES, MAX_FILE_BYTES + 5_000_000])
def test_no_more_of_a_file_is_kept_than_shows_that_it_is_too_large(size: int) -> None:
    sent = SimpleUploadedFile("a.csv", b"a" * size)
    request = RequestFactory().post("/", {"file": sent, "name": "x"})
    file = request.FILES["file"]
    try:
        assert (file.size > MAX_FILE_BYTES) is (size > MAX_FILE_BYTES)
        assert file.size == size or file.size <= MAX_FILE_BYTES + 200_000
        if size > MAX_FILE_BYTES:
            with pytest.raises(SheetError, match="larger than 10 MB"):
                guard.read_upload(file)
        else:
            assert guard.read_upload(file) == b"a" * size
    finally:
        request.close()

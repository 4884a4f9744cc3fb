"""Looks at an uploaded file before anything opens it, and refuses what no honest file has.

Every refusal is a sentence for the person who sent the file, and costs less than half a second.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final, Protocol

from core.sheets import archive
from core.sheets.limits import MAX_CELLS, MAX_CHARACTERS, MAX_FILE_BYTES
from core.sheets.scan import LINKS, MACROS, Budget, Noted, SharedTexts, Styles, XlsxPart
from core.sheets.scan_ods import OdsPart
from core.sheets.types import Kind, SheetError

TOO_LARGE: Final = (
    f"This file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB. Save only the sheet with the "
    "figures as a workbook of its own and upload that."
)
EMPTY: Final = "This file is empty. Choose the file again."
OLD_EXCEL: Final = (
    "This is a workbook of an older Excel (.xls) or one with a password. Save it as .xlsx, "
    "without a password, and upload that."
)
BINARY: Final = "This is a binary workbook (.xlsb). Save it as .xlsx and upload that."
OTHER: Final = (
    "This file is not a spreadsheet. Choose a file that was saved as .xlsx, .ods or .csv."
)
_ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_NAMES: Final[dict[str, Kind]] = {
    "xlsx": "xlsx",
    "xlsm": "xlsx",  # to be told of its macros
    "ods": "ods",
    "csv": "csv",
    "txt": "csv",
    "tsv": "csv",
}
# Parts that nothing here reads. All others must be well-formed XML.
_OPAQUE: Final = frozenset(
    (
        "png",
        "jpg",
        "jpeg",
        "gif",
        "emf",
        "wmf",
        "bmp",
        "tif",
        "tiff",
        "svg",
        "bin",
        "vml",
        "pdf",
        "odttf",
        "fntdata",
    )
)


class Uploaded(Protocol):
    """What a form gives for a file."""

    name: str | None
    size: int | None

    def read(self) -> bytes: ...


@dataclass(frozen=True)
class Checked:
    """A file that may be opened. ``noted`` says of its sheets, in order, what to add."""

    kind: Kind
    noted: tuple[Noted, ...] = field(default=())


def read_upload(uploaded: Uploaded) -> bytes:
    """What an uploaded file holds. Raises ``SheetError`` for one too large, without reading it."""
    if (uploaded.size or 0) > MAX_FILE_BYTES:
        raise SheetError(TOO_LARGE)
    return uploaded.read()


def check(file_name: str, content: bytes) -> Checked:
    """Which kind of spreadsheet this is. Raises ``SheetError`` for everything that is refused."""
    if not content:
        raise SheetError(EMPTY)
    if len(content) > MAX_FILE_BYTES:
        raise SheetError(TOO_LARGE)
    named = PurePosixPath(file_name.replace("\\", "/")).suffix.lower().removeprefix(".")
    kind = _kind(named, content)
    if kind == "csv":
        return Checked(kind)
    parts = archive.parts_of(content)
    names = {part.name.lower() for part in parts}
    if "xl/workbook.bin" in names:
        raise SheetError(BINARY)
    if "xl/workbook.xml" in names:
        found = Checked("xlsx", _xlsx(content, parts))
    elif _is_ods(content, parts):
        found = Checked("ods", _ods(content, parts))
    else:
        raise SheetError(OTHER)
    if named == "xlsm":
        raise SheetError(MACROS)
    if found.kind != kind:
        raise SheetError(_mismatch(named, found.kind))
    return found


def _kind(named: str, content: bytes) -> Kind:
    """What the file says it is by its name, where its first bytes agree."""
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        is_xlsx = "EncryptedPackage".encode("utf-16-le") in content
        raise SheetError(archive.ENCRYPTED if is_xlsx else OLD_EXCEL)
    zipped = content.startswith(b"PK\x03\x04")
    kind = _NAMES.get(named)
    if kind is None:
        raise SheetError(BINARY if named == "xlsb" else OTHER)
    if zipped and kind == "csv":
        raise SheetError(_mismatch(named, "xlsx"))
    if not zipped and kind != "csv":
        raise SheetError(
            f"The name of this file ends in .{named}, but it is not such a workbook. Save it "
            "again as .xlsx, .ods or .csv and upload that."
        )
    return kind


def _mismatch(named: str, kind: Kind) -> str:
    found = "an OpenDocument spreadsheet" if kind == "ods" else "a workbook"
    return (
        f"The name of this file ends in .{named}, but it is {found}. Give it a name that ends in "
        f".{kind} and upload it again."
    )


def _is_ods(content: bytes, parts: Iterable[archive.Part]) -> bool:
    for part in parts:
        if part.name == "mimetype":
            return part.size < 100 and b"".join(archive.pieces(content, part)).strip() == _ODS_TYPE
    return False


def _is_xml(part: archive.Part) -> bool:
    return part.name.rpartition(".")[2].lower() not in _OPAQUE


def _count(content: bytes, part: archive.Part) -> None:
    """See that a part that is not read expands to what it says."""
    for _ in archive.pieces(content, part):
        pass


# --- XLSX ---------------------------------------------------------------------------------------


def _xlsx(content: bytes, parts: tuple[archive.Part, ...]) -> tuple[Noted, ...]:
    for part in parts:
        lower = part.name.lower()
        if "vbaproject" in lower or "/macrosheets/" in lower:
            raise SheetError(MACROS)
        if "/externallinks/" in lower or lower.endswith("/connections.xml"):
            raise SheetError(LINKS)
    bases = [_base(part) for part in parts]
    if any(bases.count(name) > 1 for name in _FIRST):  # one would be read, the other only opened
        raise SheetError(archive.BROKEN)
    budget = Budget()
    styles, shared = Styles(budget), SharedTexts(budget)
    first: dict[str, Styles | SharedTexts] = {"styles.xml": styles, "sharedstrings.xml": shared}
    for part in parts:
        if reader := first.get(_base(part)):
            reader.read(archive.pieces(content, part))
            del first[_base(part)]
    long = max(shared.lengths, default=0) * MAX_CELLS > MAX_CHARACTERS
    lengths = shared.lengths if long else []
    read: dict[str, XlsxPart] = {}
    for part in parts:
        if _is_xml(part) and _base(part) not in _FIRST:
            read[part.name.lower()] = XlsxPart(budget, styles.percent_styles, lengths)
            read[part.name.lower()].read(archive.pieces(content, part))
        elif not _is_xml(part):
            _count(content, part)
    return _sheets(read)


_FIRST: Final = frozenset({"styles.xml", "sharedstrings.xml"})


def _base(part: archive.Part) -> str:
    return part.name.lower().rpartition("/")[2]


def _sheets(read: dict[str, XlsxPart]) -> tuple[Noted, ...]:
    """What was noted of each sheet, in the order of the workbook."""
    book, relations = read.get("xl/workbook.xml"), read.get("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        raise SheetError(archive.BROKEN)
    found = []
    for _, relation in book.sheets:
        target = relations.relations.get(relation, "").lower()
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        part = read.get(path)
        found.append(part.noted if part else Noted())
    return tuple(found)


# --- ODS ----------------------------------------------------------------------------------------


def _ods(content: bytes, parts: tuple[archive.Part, ...]) -> tuple[Noted, ...]:
    for part in parts:
        if part.name.lower().startswith(("basic/", "scripts/")):
            raise SheetError(MACROS)
    budget = Budget()
    noted: tuple[Noted, ...] = ()
    for part in parts:
        if part.name == "mimetype" or not _is_xml(part) or "." not in part.name:
            _count(content, part)
            continue
        reader = OdsPart(budget)
        reader.read(archive.pieces(content, part))
        if part.name == "content.xml":
            noted = tuple(reader.noted)
    return noted

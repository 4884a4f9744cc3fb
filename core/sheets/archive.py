"""Opens the ZIP archive that a workbook is, without trusting what it says of itself.

The parts are taken out of their compression here, in pieces and within a bound, and not by the
libraries that read them later: what those then meet has been seen to be of the size it says.
"""

import io
import itertools
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.sheets.limits import MAX_EXPANDED_BYTES, MAX_PARTS
from core.sheets.types import SheetError

BROKEN: Final = (
    "This file is damaged and cannot be read. Open it in your spreadsheet program, save it "
    "again as .xlsx or .ods and upload that."
)
ENCRYPTED: Final = (
    "This workbook is protected with a password. Remove the password, save it and upload it again."
)
TOO_LARGE_INSIDE: Final = (
    f"This workbook holds more than {MAX_EXPANDED_BYTES // 1024 // 1024} MB when it is unpacked. "
    "Save only the sheet with the figures as a workbook of its own and upload that."
)
TOO_MANY_PARTS: Final = (
    f"This workbook consists of more than {MAX_PARTS} parts. Save only the sheet with the "
    "figures as a workbook of its own and upload that."
)
_PIECE: Final = 64 * 1024
_END: Final = struct.Struct("<4s4H2LH")  # the end of the central directory
_LOCAL: Final = struct.Struct("<4s5H3L2H")  # the header before a part
_LONGEST_ENTRY: Final = 400  # bytes of the directory for one part, name and extras included


@dataclass(frozen=True)
class Part:
    """A file inside the workbook. ``size`` is what the directory says it expands to."""

    name: str
    size: int
    method: int
    start: int
    end: int


def parts_of(content: bytes) -> tuple[Part, ...]:
    """The parts of a workbook, from its directory. Nothing is expanded.

    Raises ``SheetError`` for an archive that is broken, encrypted or too large, or that holds
    links, absolute paths or paths that climb.
    """
    _check_end(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
        raise SheetError(BROKEN) from None
    if len(entries) > MAX_PARTS:
        raise SheetError(TOO_MANY_PARTS)
    for entry in entries:
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > MAX_EXPANDED_BYTES:
        raise SheetError(TOO_LARGE_INSIDE)
    names = {entry.filename.lower() for entry in entries}
    if len(names) != len(entries):
        raise SheetError(BROKEN)
    parts = tuple(_part(content, entry) for entry in entries if not entry.is_dir())
    _check_apart(parts)
    return parts


def _check_end(content: bytes) -> None:
    """Refuse an archive with anything before, after or between what its directory names.

    Two programs could see two different workbooks in it.
    """
    if len(content) < _END.size:
        raise SheetError(BROKEN)
    mark, disk, first, here, total, size, start, comment = _END.unpack(content[-_END.size :])
    if mark != b"PK\x05\x06" or comment:
        raise SheetError(BROKEN)
    if total > MAX_PARTS or here > MAX_PARTS or size > MAX_PARTS * _LONGEST_ENTRY:
        raise SheetError(TOO_MANY_PARTS)
    if disk or first or here != total or start + size != len(content) - _END.size:
        raise SheetError(BROKEN)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise SheetError(ENCRYPTED)
    name = entry.filename
    climbs = ".." in name.split("/") or name.startswith("/") or "\\" in name or ":" in name
    if climbs or "\x00" in entry.orig_filename or stat.S_ISLNK(entry.external_attr >> 16):
        raise SheetError(BROKEN)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SheetError(BROKEN)
    if entry.compress_type == zipfile.ZIP_STORED and entry.file_size != entry.compress_size:
        raise SheetError(BROKEN)


def _part(content: bytes, entry: zipfile.ZipInfo) -> Part:
    header = content[entry.header_offset : entry.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise SheetError(BROKEN)
    fields = _LOCAL.unpack(header)
    start = entry.header_offset + _LOCAL.size + fields[9] + fields[10]
    end = start + entry.compress_size
    if end > len(content):
        raise SheetError(BROKEN)
    return Part(entry.filename, entry.file_size, entry.compress_type, start, end)


def _check_apart(parts: tuple[Part, ...]) -> None:
    """Refuse parts that share bytes: one compressed piece counted many times over."""
    ordered = sorted(parts, key=lambda part: part.start)
    for before, after in itertools.pairwise(ordered):
        if after.start < before.end:
            raise SheetError(BROKEN)


def pieces(content: bytes, part: Part) -> Iterator[bytes]:
    """What a part holds, a piece at a time.

    Raises ``SheetError`` as soon as it proves to be of another size than the directory says.
    """
    if part.method == zipfile.ZIP_STORED:
        for start in range(part.start, part.end, _PIECE):
            yield content[start : min(start + _PIECE, part.end)]
        return
    expander = zlib.decompressobj(-zlib.MAX_WBITS)
    left = part.size
    for start in range(part.start, part.end, _PIECE):
        waiting = content[start : min(start + _PIECE, part.end)]
        while waiting:
            try:
                piece = expander.decompress(waiting, _PIECE)
            except zlib.error:
                raise SheetError(BROKEN) from None
            left -= len(piece)
            if left < 0 or expander.unused_data:
                raise SheetError(BROKEN)
            if piece:
                yield piece
            waiting = expander.unconsumed_tail
    last = expander.flush()
    if not expander.eof or left != len(last):
        raise SheetError(BROKEN)
    if last:
        yield last

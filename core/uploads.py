"""Uploaded files: how much is kept while one comes in, and under which name."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from core.sheets.limits import MAX_FILE_BYTES


class BoundedUploadHandler(FileUploadHandler):
    """Lets no more of a file through than shows that it is too large; the rest is thrown away.

    It stands before Django's own handlers. What arrives is larger than ``MAX_FILE_BYTES``, so the
    form refuses it by its size, and the disk is not filled meanwhile.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MAX_FILE_BYTES else None

    def file_complete(self, file_size: int) -> Any:
        return None  # the next handler has the file


def kept_name(name: str) -> str:
    """A file's name as it is kept and shown: at most 200 characters, on one line, never empty."""
    shown = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(shown.split())[-200:] or "A file"

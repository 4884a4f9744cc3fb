"""A bound on uploaded files while they come in, before any page looks at them."""

from django.core.files.uploadhandler import FileUploadHandler

from core.sheets.limits import MAX_FILE_BYTES


class BoundedUploadHandler(FileUploadHandler):
    """Drops what comes after the most that any page reads, so that nobody can fill the disk.

    A little more than that is kept: the page sees that the file is too large, and says so.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MAX_FILE_BYTES else None

    def file_complete(self, file_size: int) -> None:
        return None

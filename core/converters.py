"""Path converters, registered when this module is imported.

``<quarter:…>``: ``2014-15-q4``. ``<filekind:…>``: ``csv``, ``xlsx``, ``ods`` or ``json``.
"""

from django.urls import register_converter

from core.quarters import Quarter


class QuarterConverter:
    """``2014-15-q4`` to ``Quarter(2014, 4)`` and back; an impossible quarter is not found."""

    regex = r"[0-9]{4}-[0-9]{2}-q[1-4]"

    def to_python(self, value: str) -> Quarter:
        return Quarter.from_slug(value)

    def to_url(self, value: Quarter | str) -> str:
        return (value if isinstance(value, Quarter) else Quarter.from_slug(value)).slug


class FileKindConverter:
    """The end of a file’s name, of the kinds that every table can be had in."""

    regex = "csv|xlsx|ods|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(QuarterConverter, "quarter")
register_converter(FileKindConverter, "filekind")

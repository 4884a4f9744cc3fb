"""Path converters. Importing this module registers ``<quarter:…>``: ``2014-15-q4`` in addresses."""

from django.urls import register_converter

from core.quarters import Quarter


class QuarterConverter:
    """``2014-15-q4`` to ``Quarter(2014, 4)`` and back; an impossible quarter is not found."""

    regex = r"[0-9]{4}-[0-9]{2}-q[1-4]"

    def to_python(self, value: str) -> Quarter:
        return Quarter.from_slug(value)

    def to_url(self, value: Quarter | str) -> str:
        return (value if isinstance(value, Quarter) else Quarter.from_slug(value)).slug


register_converter(QuarterConverter, "quarter")

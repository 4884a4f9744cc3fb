"""Model fields that every room may use."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable

from core import clock
from core.forms import QuarterChoiceField
from core.period_text import FIRST_YEAR, LAST_YEAR
from core.quarters import Quarter, quarters_between

LOWEST = Quarter(FIRST_YEAR, 1).index
HIGHEST = Quarter(LAST_YEAR, 4).index


class QuarterField(models.IntegerField):
    """A quarter, kept as ``Quarter.index`` so that the database orders and counts quarters.

    Gives a ``Quarter``; lookups take one. In a query ``F("quarter") + 1`` is the next quarter's
    index. The database refuses an index outside the years that ``Quarter`` allows.
    """

    description = "A quarter of a financial year"

    # Read by the type checker's Django plugin only.
    _pyi_private_set_type: Quarter | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Quarter  # type: ignore[assignment]
    _pyi_lookup_exact_type: Quarter | str | int  # type: ignore[assignment]

    # What to_python gives is a Quarter; the integer limits of the parent do not apply to it.
    @property
    def validators(self) -> list[Any]:
        return [*self.default_validators, *self._validators]  # type: ignore[attr-defined]

    def db_check(self, connection: Any) -> str:
        return f"{connection.ops.quote_name(self.column)} BETWEEN {LOWEST} AND {HIGHEST}"

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Quarter | None:
        return None if value is None else Quarter.from_index(value)

    def to_python(self, value: Any) -> Quarter | None:
        try:
            return _quarter(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: Any) -> int | None:
        quarter = _quarter(value)
        return None if quarter is None else quarter.index

    def value_to_string(self, obj: models.Model) -> str:
        """The slug, as fixtures are read by people too."""
        quarter = _quarter(self.value_from_object(obj))
        return "" if quarter is None else quarter.slug

    def formfield(self, *, quarters: Iterable[Quarter] | None = None, **kwargs: Any) -> Any:
        """A choice from ``quarters``; by default ten years back and one ahead, latest first."""
        listed = _around_now if quarters is None else tuple(quarters)
        return super().formfield(**{"form_class": QuarterChoiceField, "quarters": listed, **kwargs})


def _around_now() -> tuple[Quarter, ...]:
    """From a year ahead to ten years ago. A function, since a form's class outlives the year."""
    present = Quarter.containing(clock.today())
    return tuple(reversed(quarters_between(present - 40, present + 4)))


def _quarter(value: Any) -> Quarter | None:
    """A quarter from a quarter, an index, or text in any form that ``Quarter.parse`` reads."""
    if value is None or isinstance(value, Quarter):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Quarter.from_index(value)
    if isinstance(value, str):
        return Quarter.parse(value) if value else None
    raise ValueError(f"A quarter cannot be made from {type(value).__name__}.")

"""Template tags that every room may use."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.charts import Svg
from core.numbers import format_number

register = template.Library()


@register.simple_tag
def chart(drawing: Svg) -> SafeString:
    """``{% chart drawing %}``: the markup of a chart made by ``core.charts``, and nothing else."""
    if not isinstance(drawing, Svg):
        raise TypeError("{% chart %} takes a drawing made by core.charts.")
    return mark_safe(drawing)  # noqa: S308 - core.charts escapes every text in it


@register.filter
def figure(value: Decimal, decimals: int = 0) -> str:
    """``{{ value|figure:2 }}``: a number with its thousands commas, rounded half up."""
    return format_number(value, decimals)

"""Template tags of the board's pages."""

from typing import Any

from django import template

from core.templatetags.components import MISSING, RATINGS

register = template.Library()


@register.filter
def rag_shape(value: Any) -> str:
    """The shape alone, for where the word stands beside it: ▲ ◆ ● – ○."""
    text = str(value or "not_rated")
    if text not in RATINGS:
        text = "no_data" if text in MISSING else "not_rated"
    return RATINGS[text][1]

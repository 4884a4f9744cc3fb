"""What the pages of a quarter need to lead to comparisons."""

from django import template

from core import clock
from core.quarters import Quarter
from dashboards.selectors.comparators import Offered, offered
from partnerships.models import Partnership

register = template.Library()


@register.simple_tag
def comparisons_offered(partnership: Partnership, quarter: Quarter | None) -> Offered:
    """Whether there is anything to compare with: no link leads to an empty page. One query."""
    return offered(partnership, quarter or Quarter.last_ended(clock.today()))

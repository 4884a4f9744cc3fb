"""What the editing pages of this room share."""

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from partnerships.models import Partnership
from strategies.models import Strategy

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def bench(partnership: Partnership, strategy: Strategy, anchor: str = "") -> str:
    """The address of a strategy's editing page."""
    address = reverse("strategies:edit", args=[partnership.slug, strategy.slug])
    return f"{address}#{anchor}" if anchor else address


def crumbs(
    partnership: Partnership, strategy: Strategy | None = None
) -> tuple[dict[str, str], ...]:
    """Where an editing page stands."""
    found = [
        {"label": "Strategy", "href": reverse("strategies:current", args=[partnership.slug])},
        {"label": "All strategies", "href": reverse("strategies:list", args=[partnership.slug])},
    ]
    if strategy is not None:
        found.append({"label": f"Edit {strategy.title}", "href": bench(partnership, strategy)})
    return tuple(found)

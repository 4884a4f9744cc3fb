"""What the editing pages of indicators and targets share."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from partnerships.models import Partnership
from partnerships.permissions import Permission, requires

View = TypeVar("View", bound=Callable[..., Any])
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def editing(view: View) -> View:
    """Mark a view for those who edit targets; it belongs to the navigation's Strategy."""
    view = requires(Permission.EDIT_TARGETS)(view)
    view.section = "strategies"  # type: ignore[attr-defined]
    return view


def address(partnership: Partnership, name: str, *more: Any) -> str:
    """The address of a page of this room in a partnership."""
    return reverse(f"targets:{name}", args=[partnership.slug, *more])


def crumbs(partnership: Partnership, *more: tuple[str, str]) -> tuple[dict[str, str], ...]:
    """Where an editing page stands. ``more``: pairs of label and address."""
    first = [
        ("Strategy", reverse("strategies:current", args=[partnership.slug])),
        ("Targets", address(partnership, "manage")),
    ]
    return tuple({"label": label, "href": href} for label, href in [*first, *more])

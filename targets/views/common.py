"""What the pages of returns share."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import reverse

from core.quarters import Quarter
from partnerships.models import Partnership
from targets.models import Return

View = TypeVar("View", bound=Callable[..., Any])


def in_returns(view: View) -> View:
    """Mark a view as one of the navigation's “Returns”."""
    view.section = "returns"  # type: ignore[attr-defined]
    return view


def return_address(partnership: Partnership, quarter: Quarter) -> str:
    """The page of a return, which lists what there is to do."""
    return reverse("targets:return", args=[partnership.slug, quarter])


def return_caption(ret: Return) -> str:
    """``Q4 2014/15 return: January to March 2015``."""
    return f"{ret.quarter.label} return: {ret.quarter.words}"

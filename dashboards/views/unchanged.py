"""Published pages and files are not made again for somebody who has them already."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition

from audit.selectors import changes_so_far
from core import clock
from core.release import release_mark
from partnerships.access import MemberRequest

View = TypeVar("View", bound=Callable[..., HttpResponse])


def unless_unchanged(view: View) -> View:
    """Answer ``304 Not Modified`` where nothing has changed that the page could show.

    Everything that changes in a partnership goes through the log, so the place of the log's last
    entry tells, in one query and without reading a snapshot, whether anything has. A view that
    shows other partnerships' rows must not use this. Working figures are never held to be known.
    """
    found: View = condition(etag_func=_mark_of_page)(view)
    return found


def file_unless_unchanged(view: View) -> View:
    """The same for a file, which shows no messages and has no forms."""
    found: View = condition(etag_func=_mark)(view)
    return found


def _mark_of_page(request: MemberRequest, *_args: Any, **_kwargs: Any) -> str | None:
    if getattr(request, "api_token", None) is not None:  # a program fills in no form
        return _mark(request)
    if _has_messages(request):
        return None
    return _mark(request, request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""))


def _mark(request: MemberRequest, *more: Any, **_kwargs: Any) -> str | None:
    if request.GET.get("figures"):
        return None
    member = request.member
    known = (
        release_mark(),
        request.get_full_path(),
        clock.today().isoformat(),  # whether something is overdue
        *changes_so_far(member.partnership.pk),
        member.user.pk,
        member.role,
        member.organisation.pk if member.organisation else 0,
        *more,
    )
    text = "\x1f".join(map(str, known))
    return f'"{hashlib.blake2s(text.encode(), digest_size=16).hexdigest()}"'


def kept_private(response: HttpResponse, *, working: bool) -> HttpResponse:
    """A file that its reader’s own program may keep, but must ask about before it uses it again.

    Working figures are left behind nowhere.
    """
    if not working:
        response["Cache-Control"] = "private, no-cache"
    return response


def _has_messages(request: HttpRequest) -> bool:
    return bool(len(get_messages(request)))

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
    """Answer ``304 Not Modified`` where nothing has changed that the view could show.

    Everything that changes in a partnership goes through the log, so the place of the log's last
    entry tells, in one query and without reading a snapshot, whether anything has. A view that
    shows other partnerships' rows must not use this. Working figures are never held to be known.
    """
    found: View = condition(etag_func=_etag)(view)
    return found


def _etag(request: MemberRequest, *_args: Any, **_kwargs: Any) -> str | None:
    if request.GET.get("figures") or _has_messages(request):
        return None
    member = request.member
    by_program = getattr(request, "api_token", None) is not None
    known = (
        release_mark(),
        request.get_full_path(),
        clock.today().isoformat(),  # whether something is overdue
        *changes_so_far(member.partnership.pk),
        member.user.pk,
        member.role,
        member.organisation.pk if member.organisation else 0,
        # The forms of a page carry it; a program fills in none.
        by_program or request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
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

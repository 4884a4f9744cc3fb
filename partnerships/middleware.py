"""No view runs before its declared permission is checked; a view that declares none is refused."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from partnerships import policy, signed_out
from partnerships.access import get_member
from partnerships.permissions import PUBLIC, SIGNED_IN, Permission

# Strangers to these must not learn that the thing exists.
HIDDEN = frozenset({Permission.DRAFT_PAPERS})


class PermissionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the view run, send to sign-in, or refuse with 401, 403 or 404.

        For a view with a ``Permission``, the ``partnership`` in the address is replaced by the
        object, reached through the user's membership.
        """
        declared = policy.of(view, request.resolver_match)
        if declared is None:
            raise PermissionDenied("This page declares no permission.")
        if declared == policy.REFUSED:
            raise Http404
        if declared == PUBLIC:
            return None
        if not request.user.is_authenticated:
            if signed_out.keeps(request):
                return signed_out.kept_page(request)
            return redirect_to_login(request.get_full_path())
        if declared == SIGNED_IN:
            return None
        if declared == policy.ADMINISTRATOR:
            if not request.user.is_superuser:
                raise Http404
            return None
        return self._check_member(request, Permission(declared), kwargs)

    @staticmethod
    def _check_member(request: Any, permission: Permission, kwargs: dict[str, Any]) -> None:
        member = get_member(request.user, kwargs["partnership"])
        if not member.can(permission):
            if permission in HIDDEN:
                raise Http404
            raise PermissionDenied
        request.member = member
        request.partnership = kwargs["partnership"] = member.partnership

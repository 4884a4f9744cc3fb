"""No view runs before its declared permission is checked; a view that declares none is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from partnerships import policy, signed_out
from partnerships.access import get_member
from partnerships.permissions import PUBLIC, SIGNED_IN, Permission, Role

PROGRAMS = "/api/"  # addresses at which no person signs in

# What a program may read with its owner's key; a page of one's own that it may read is marked so.
FOR_PROGRAMS = frozenset({Permission.DASHBOARD, Permission.STRATEGY})

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
            return self._not_signed_in(request)
        by_program = getattr(request, "api_token", None) is not None
        if by_program and declared not in FOR_PROGRAMS and not getattr(view, "for_programs", False):
            raise PermissionDenied
        if declared == SIGNED_IN:
            return None
        if declared == policy.ADMINISTRATOR:
            if not request.user.is_superuser:
                raise Http404
            return None
        return self._check_member(request, Permission(declared), kwargs)

    @staticmethod
    def _not_signed_in(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PROGRAMS):
            return signed_out.no_key()
        if signed_out.keeps(request):
            return signed_out.kept_page(request)
        return redirect_to_login(request.get_full_path())

    @staticmethod
    def _check_member(request: Any, permission: Permission, kwargs: dict[str, Any]) -> None:
        member = get_member(request.user, kwargs["partnership"])
        if getattr(request, "api_token", None) is not None and member.can(permission):
            member = replace(member, role=Role.BOARD)  # what is published, whoever owns the key
        if not member.can(permission):
            if permission in HIDDEN:
                raise Http404
            raise PermissionDenied
        request.member = member
        request.partnership = kwargs["partnership"] = member.partnership

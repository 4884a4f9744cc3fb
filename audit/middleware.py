"""Contexts for views that are not ours: those of allauth and of the Django admin.

They write users, addresses and second factors in their own ways, not through our actions.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from audit.context import context

# allauth's view names, and the admin's namespace.
ACCOUNT_NAMES = ("account_", "mfa_")
ADMIN = "admin"
# allauth raises these to answer with a page or to ask for the password again: not failures.
ANSWERS = (ImmediateHttpResponse, ReauthenticationRequired)


class AccountContextMiddleware:
    """Runs those views in an audit context, by the user who is signed in, else "anonymous".

    Place it last in MIDDLEWARE, so that what the others refuse opens no context. A view that
    fails leaves nothing behind.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as stack:
            request.audit_stack = stack  # type: ignore[attr-defined]
            request.audit_failed = False  # type: ignore[attr-defined]
            response = self.get_response(request)
            if request.audit_failed:  # type: ignore[attr-defined]
                transaction.set_rollback(True)
            return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        action = action_of(request.resolver_match, request.method or "")
        if action:
            user = getattr(request, "user", None)
            by = user if user is not None and user.is_authenticated else "anonymous"
            stack: ExitStack = request.audit_stack  # type: ignore[attr-defined]
            stack.enter_context(context(by=by, action=action))

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        in_context = request.resolver_match and action_of(
            request.resolver_match, request.method or ""
        )
        if in_context and not isinstance(exception, ANSWERS):
            request.audit_failed = True  # type: ignore[attr-defined]


def action_of(match: ResolverMatch | None, method: str) -> str:
    """The action's name for a view that is to be wrapped, "" for any other.

    allauth's pages write on GET too (it adds a missing address when the page is opened); the
    admin's do not.
    """
    if match is None or not match.url_name:
        return ""
    if match.app_name == ADMIN:
        return "" if method in ("GET", "HEAD", "OPTIONS") else f"admin.{match.url_name}"
    if match.url_name.startswith(ACCOUNT_NAMES) and not match.app_name:
        return f"accounts.{match.url_name}"
    return ""

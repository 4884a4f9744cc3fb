"""What each address asks of its visitor, ours and the libraries' alike."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from partnerships.permissions import PUBLIC, SIGNED_IN

ADMINISTRATOR = "administrator"  # the Django admin
REFUSED = "refused"  # a library's address that we do not offer: 404

# The libraries' views carry no declaration of ours, so it is written here, by address name.
EXTERNAL: dict[str, str] = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,  # signs out who is signed in, sends others home
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_set_password": REFUSED,
    "account_signup": REFUSED,  # an administrator makes the accounts
    "account_email": REFUSED,
    "account_email_verification_sent": REFUSED,
    "account_confirm_email": REFUSED,
    "account_confirm_login_code": REFUSED,
    "mfa_authenticate": PUBLIC,  # the second step of signing in
    "mfa_trust": REFUSED,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
}


def of(view: Any, match: Any) -> str | None:
    """What this view asks, or None where nobody said."""
    return _declared(view, match.namespaces[0] if match.namespaces else "", match.url_name)


def _declared(view: Any, namespace: str, name: str | None) -> str | None:
    if namespace == "admin":
        return ADMINISTRATOR
    permission = getattr(view, "permission", None)
    if permission is not None:
        return str(permission)
    return EXTERNAL.get(name or "")


def addresses() -> Iterator[tuple[str, URLPattern, str | None]]:
    """Every address of the project: its route, its pattern, and what it asks."""
    yield from _walk(get_resolver(), "", "")


def _walk(
    resolver: URLResolver, route: str, namespace: str
) -> Iterator[tuple[str, URLPattern, str | None]]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, here, namespace or entry.namespace or "")
        else:
            yield here, entry, _declared(entry.callback, namespace, entry.name)

"""What the sign-in page shows in a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from csp.demonstration.people import accounts


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """The accounts, as a function that only the sign-in page calls; empty in production."""
    return {"demonstration_accounts": _accounts if settings.DEMONSTRATION else []}


def _accounts() -> list[dict[str, str]]:
    return [
        {
            "label": account["name"],
            "email": account["email"],
            "note": account["summary"],
            "password": account["password"],
        }
        for account in accounts()
    ]

"""What every template may use."""

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, str]:
    """``csp_nonce``: for ``<script nonce="{{ csp_nonce }}">``."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}

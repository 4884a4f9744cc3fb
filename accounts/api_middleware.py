"""Programs that send a person's key instead of a session: they may read, and nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.tokens import token_of

SCHEME = "bearer"
METHODS = ("GET", "HEAD")


class ApiTokenMiddleware:
    """Sets ``request.api_token`` and the user for ``Authorization: Bearer …``.

    A key that is not in force is refused, whatever session comes with it; so is everything that
    could change something.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.api_token = None  # type: ignore[attr-defined]
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME:
            return self.get_response(request)
        if request.method not in METHODS:
            return _refused(405, "A key can only read.", Allow=", ".join(METHODS))
        token = token_of(key.strip())
        if token is None:
            said = "This key is not in force. Make a new one on your account’s page."
            return _refused(401, said, **{"WWW-Authenticate": "Bearer"})
        request.api_token = token  # type: ignore[attr-defined]
        request.user = token.user
        return self.get_response(request)


def _refused(status: int, said: str, **headers: str) -> HttpResponse:
    response = JsonResponse({"error": said}, status=status)
    for name, text in {"Cache-Control": "no-store", **headers}.items():
        response[name] = text
    return response

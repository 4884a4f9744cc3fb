"""How often anybody may guess, at every door (trust F1 to F3), and the second factor."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.test import Client, override_settings

from accounts.models import User
from audit.context import context

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LOGIN = "/accounts/login/"
SECOND = "/accounts/2fa/authenticate/"
RIGHT, WRONG = "a long enough pass phrase", "not the pass phrase at all"
MOST = 5  # evaluated guesses for an account in five minutes
TRIES = 12


@pytest.fixture
def user() -> User:
    with context(by="system: tests", action="tests.make_user"):
        return User.objects.create_user("guessed@example.org", RIGHT, name="Guessed")


@pytest.fixture
def administrator() -> User:
    with context(by="system: tests", action="tests.make_user"):
        return User.objects.create_superuser("operator@example.org", RIGHT, name="Operator")


@pytest.fixture
def evaluated() -> Iterator[Callable[[], int]]:
    """How many passwords were compared with that of an account that exists."""
    real = User.check_password
    seen: list[str] = []

    def check(self: User, raw: str) -> bool:
        seen.append(raw)
        return real(self, raw)

    with mock.patch.object(User, "check_password", check):
        yield lambda: len(seen)


def _sign_in(client: Client, email: str, password: str, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def test_the_limits_are_counted_in_the_database() -> None:
    """One count for all workers: in memory, each would have its own."""
    assert isinstance(cache._connections[cache._alias], DatabaseCache)  # type: ignore[attr-defined]
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


def test_guessing_a_password_ends(user: User, evaluated: Callable[[], int]) -> None:
    """Whatever address the guesses say they come from, and in whatever letters."""
    for place in range(TRIES):
        spelt = user.email.upper() if place % 2 else user.email
        address = f"203.0.113.{place}"
        _sign_in(Client(), spelt, WRONG, HTTP_X_FORWARDED_FOR=address, REMOTE_ADDR=address)
    assert 1 <= evaluated() <= MOST
    refused = _sign_in(Client(), user.email, RIGHT)
    assert refused.status_code in (200, 429)
    assert evaluated() <= MOST


def test_the_right_password_signs_in(user: User) -> None:
    client = Client()
    assert _sign_in(client, user.email, RIGHT).status_code == 302
    assert client.get("/").status_code == 200


def test_the_admins_own_door_evaluates_nothing(
    administrator: User, evaluated: Callable[[], int]
) -> None:
    """It sends people to the one door that counts, and they come back to the admin."""
    client = Client()
    for _ in range(TRIES):
        answer = client.post("/admin/login/", {"username": administrator.email, "password": RIGHT})
        assert answer.status_code in (302, 404)
    assert evaluated() == 0
    answer = client.get("/admin/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)


def test_what_is_said_does_not_tell_who_has_an_account(user: User) -> None:
    with context(by="system: tests", action="tests.make_user"):
        User.objects.create_user("left@example.org", RIGHT, name="Left", is_active=False)
    told = {
        _plain(_sign_in(Client(), email, WRONG).content, email)
        for email in (user.email, "nobody@example.org", "left@example.org")
    }
    assert len(told) == 1
    resets = {
        Client().post("/accounts/password/reset/", {"email": email})["Location"]
        for email in (user.email, "nobody@example.org", "left@example.org")
    }
    assert len(resets) == 1


def _plain(content: bytes, email: str) -> str:
    import re

    text = content.decode().replace(email, "EMAIL")
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", text)


def test_nobody_signs_up(user: User) -> None:
    answer = Client().post(
        "/accounts/signup/", {"email": "new@example.org", "password1": RIGHT, "password2": RIGHT}
    )
    assert answer.status_code == 404
    assert not User.objects.filter(email="new@example.org").exists()


def test_demonstration_accounts_sign_in_only_there(user: User) -> None:
    with context(by="system: tests", action="tests.make_user"):
        User.objects.filter(pk=user.pk).update(is_demonstration=True)
    with override_settings(MODE="production", DEMONSTRATION=False):
        client = Client()
        _sign_in(client, user.email, RIGHT)
        assert SESSION_KEY not in client.session  # turned away at the door
        assert client.get("/")["Location"].startswith(LOGIN)  # not in
    with override_settings(MODE="demonstration", DEMONSTRATION=True):
        client = Client()
        _sign_in(client, user.email, RIGHT)
        assert client.get("/").status_code == 200


def test_the_session_is_a_new_one_and_ends_within_a_day(user: User) -> None:
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["before"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    before = client.session.session_key
    _sign_in(client, user.email, RIGHT)
    assert client.session.session_key != before
    assert settings.SESSION_COOKIE_AGE <= 12 * 3600
    assert client.cookies[settings.SESSION_COOKIE_NAME]["httponly"]


# --- Second factor ---


@pytest.fixture
def secret(user: User) -> str:
    made = totp.generate_totp_secret()
    with context(by=user, action="tests.second_factor"):
        totp.TOTP.activate(user, made)
    return made


def _code(secret: str) -> str:
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def _wrong_code(secret: str) -> str:
    return f"{(int(_code(secret)) + 1) % 1_000_000:06d}"


def test_a_second_factor_can_be_had(user: User) -> None:
    client = Client()
    _sign_in(client, user.email, RIGHT)
    page = "/accounts/2fa/totp/activate/"
    asked = client.get(page)["Location"]
    assert asked.startswith("/accounts/reauthenticate/")  # an open session is not enough
    assert client.post(asked, {"password": RIGHT}).status_code == 302
    assert client.get(page).status_code == 200
    secret = client.session[totp.SECRET_SESSION_KEY]
    answer = client.post(page, {"code": _code(secret)})
    assert answer.status_code == 302
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_the_secret_is_stored_encrypted(user: User, secret: str) -> None:
    stored = Authenticator.objects.get(user=user).data["secret"]
    assert secret not in stored
    assert totp.decrypt(stored) == secret


def test_the_second_factor_is_asked_for(user: User, secret: str) -> None:
    client = Client()
    answer = _sign_in(client, user.email, RIGHT)
    assert answer["Location"].startswith(SECOND)
    assert client.get("/").status_code == 302  # not in yet
    assert client.post(SECOND, {"code": _code(secret)}).status_code == 302
    assert client.get("/").status_code == 200


def test_the_admin_asks_for_it_too(administrator: User) -> None:
    with context(by=administrator, action="tests.second_factor"):
        totp.TOTP.activate(administrator, totp.generate_totp_secret())
    client = Client()
    _sign_in(client, administrator.email, RIGHT)
    answer = client.get("/admin/")
    assert answer.status_code == 302


def test_a_code_is_used_once(user: User, secret: str) -> None:
    """Whoever looked over the shoulder cannot use it again."""
    code = _code(secret)
    first, second = Client(), Client()
    for client in (first, second):
        _sign_in(client, user.email, RIGHT)
    assert first.post(SECOND, {"code": code}).status_code == 302
    if code == _code(secret):  # unless its half minute has just ended
        second.post(SECOND, {"code": code})
        assert second.get("/").status_code == 302


def test_guessing_a_code_ends(user: User, secret: str) -> None:
    """Starting again with the password does not give more guesses."""
    real = totp.validate_totp_code
    seen: list[str] = []

    def validate(secret: str, code: str) -> bool:
        seen.append(code)
        return real(secret, code)

    with mock.patch.object(totp, "validate_totp_code", validate):
        for _ in range(3):
            client = Client()
            _sign_in(client, user.email, RIGHT)
            for _ in range(TRIES):
                client.post(SECOND, {"code": _wrong_code(secret)})
    assert 1 <= len(seen) <= MOST

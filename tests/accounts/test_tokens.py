"""Keys for programs: shown once, kept as a hash, and ended by everything that should end them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import ApiToken, User
from accounts.tokens import MOST, make_token, state_of, token_of, withdraw_token
from audit.context import context
from audit.models import LogEntry
from core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = date(2015, 4, 20)
PASSWORD = "a long enough pass phrase"


@pytest.fixture(autouse=True)
def the_day() -> Any:
    with clock.fixed(DAY):
        yield


def person(email: str = "analyst@example.org") -> User:
    with context(by="system: tests", action="tests.given"):
        return User.objects.create_user(email, PASSWORD, name="Analyst")


@pytest.fixture
def user() -> User:
    return person()


def a_key(user: User, name: str = "Power BI", days: int = 30) -> str:
    return make_token(by=user, name=name, ends_on=DAY + timedelta(days=days))


def test_a_key_opens_and_is_not_kept(user: User) -> None:
    key = a_key(user)
    token = token_of(key)
    assert token is not None
    assert token.user == user
    assert key.startswith("csp_")
    kept = " ".join(str(value) for value in ApiToken.objects.values_list()[0])
    assert key not in kept
    assert key[8:] not in kept
    logged = " ".join(str(one.after) for one in LogEntry.objects.all())
    assert key[8:] not in logged


@pytest.mark.parametrize("text", ["", "csp_", "csp_x", "\x00", "ü" * 50, "x" * 5000])
def test_nothing_else_opens(user: User, text: str) -> None:
    a_key(user)
    assert token_of(text) is None


def test_a_withdrawn_key_is_no_key(user: User) -> None:
    key = a_key(user)
    withdraw_token(by=user, token=ApiToken.objects.get())
    assert token_of(key) is None
    assert state_of(ApiToken.objects.get()) == "Withdrawn"


def test_nobody_withdraws_another_ones_key(user: User) -> None:
    key = a_key(user)
    with pytest.raises(ApiToken.DoesNotExist):
        withdraw_token(by=person("other@example.org"), token=ApiToken.objects.get())
    assert token_of(key)


def test_it_ends_after_its_last_day(user: User) -> None:
    key = a_key(user, days=30)
    with clock.fixed(DAY + timedelta(days=30)):
        assert token_of(key)
    with clock.fixed(DAY + timedelta(days=31)):
        assert token_of(key) is None
        assert state_of(ApiToken.objects.get()) == "Ended"


def test_another_password_ends_it(user: User) -> None:
    key = a_key(user)
    with context(by=user, action="tests.password"):
        user.set_password("another long pass phrase")
        user.save()
    assert token_of(key) is None
    assert state_of(ApiToken.objects.get()) == "Ended when your password changed"


def test_who_is_no_longer_active_reads_nothing(user: User) -> None:
    key = a_key(user)
    with context(by="system: tests", action="tests.leaves"):
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert token_of(key) is None


def test_the_first_use_of_a_day_is_noted(user: User, django_assert_num_queries: Any) -> None:
    key = a_key(user)
    token_of(key)
    assert ApiToken.objects.get().used_on == DAY
    with django_assert_num_queries(1):
        token_of(key)
    with clock.fixed(DAY + timedelta(days=1)):
        token_of(key)
    assert ApiToken.objects.get().used_on == DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "days", "field"),
    [("", 30, "name"), ("  ", 30, "name"), ("power bi", 30, "name"), ("R", 0, "ends_on"),
     ("R", -1, "ends_on"), ("R", 400, "ends_on")],
)  # fmt: skip
def test_what_is_refused(user: User, name: str, days: int, field: str) -> None:
    a_key(user, "Power BI")
    with pytest.raises(ValidationError) as refused:
        a_key(user, name, days)
    assert list(refused.value.message_dict) == [field]
    assert ApiToken.objects.count() == 1


def test_a_person_has_so_many_at_once(user: User) -> None:
    for number in range(MOST):
        a_key(user, f"key {number}")
    with pytest.raises(ValidationError, match="Withdraw one first"):
        a_key(user, "one more")
    withdraw_token(by=user, token=ApiToken.objects.first())  # type: ignore[arg-type]
    assert a_key(user, "one more")


# --- The page ---


def signed_in(user: User) -> Client:
    client = Client()
    with context(by="system: tests", action="tests.sign_in"):
        client.force_login(user, "accounts.backends.Backend")
    return client


def test_the_page_shows_a_new_key_once(user: User) -> None:
    client = signed_in(user)
    made = client.post("/accounts/keys/", {"name": "Power BI", "days": "90"})
    assert made.status_code == 200
    key = made.content.decode().split('class="app-key">')[1].split("<")[0]
    assert token_of(key)
    assert made["Cache-Control"] == "no-store"
    assert key not in client.get("/accounts/keys/").content.decode()
    assert ApiToken.objects.get().ends_on == DAY + timedelta(days=90)
    again = client.post("/accounts/keys/", {"name": "Power BI", "days": "90"})  # sent again
    assert again.status_code == 422
    assert "You have a key called" in again.content.decode()
    assert ApiToken.objects.count() == 1


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(user: User) -> None:
    page = signed_in(user).post("/accounts/keys/", {"name": "Excel", "days": "9999"})
    assert page.status_code == 422
    assert 'value="Excel"' in page.content.decode()
    assert "Choose how long the key lasts" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_the_page_withdraws_only_ones_own(user: User) -> None:
    key = a_key(user)
    token = ApiToken.objects.get()
    other = signed_in(person("other@example.org"))
    assert other.post(f"/accounts/keys/{token.pk}/withdraw/").status_code == 404
    assert token_of(key)
    assert key[:8] not in other.get("/accounts/keys/").content.decode()
    client = signed_in(user)
    assert client.get(f"/accounts/keys/{token.pk}/withdraw/").status_code == 405
    assert client.post(f"/accounts/keys/{token.pk}/withdraw/").status_code == 302
    assert token_of(key) is None

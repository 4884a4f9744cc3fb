"""Views of allauth and of the admin write in a context of their own."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from audit.context import context
from audit.models import LogEntry
from partnerships.models import Organisation

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.urls("tests.audit.urls"),
]


@pytest.fixture(autouse=True)
def _only_what_is_needed(settings: Any) -> None:
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "audit.middleware.AccountContextMiddleware",
    ]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
    ]


def last() -> LogEntry:
    return LogEntry.objects.latest("id")


@pytest.mark.parametrize(
    ("path", "method", "action"),
    [
        ("/accounts/write/", "get", "accounts.account_write"),
        ("/accounts/write/", "post", "accounts.account_write"),
        ("/accounts/factor/", "post", "accounts.mfa_write"),
        ("/admin/change/", "post", "admin.accounts_user_change"),
    ],
)
def test_their_views_are_wrapped(path: str, method: str, action: str, user: User) -> None:
    client = Client()
    assert getattr(client, method)(path).status_code == 200
    assert (last().who_id, last().who, last().action) == (None, "anonymous", action)
    with context(by="system: tests", action="tests.sign_in"):
        Organisation.objects.all().delete()
        client.force_login(user)
    assert getattr(client, method)(path).status_code == 200
    assert (last().who_id, last().action) == (user.pk, action)


@pytest.mark.parametrize(
    ("path", "method"),
    [("/ours/", "post"), ("/unnamed/", "post"), ("/", "get"), ("/admin/change/", "get")],
)
def test_other_views_are_not(path: str, method: str) -> None:
    with pytest.raises(IntegrityError, match="No audit context"):
        getattr(Client(), method)(path)


def test_a_view_that_fails_leaves_nothing() -> None:
    client = Client(raise_request_exception=False)
    assert client.post("/accounts/fail/").status_code == 500
    assert not Organisation.objects.exists()
    assert not LogEntry.objects.exists()


def test_an_answer_by_exception_is_not_a_failure() -> None:
    response = Client().post("/accounts/answer/")
    assert (response.status_code, response.content) == (200, b"answered")
    assert Organisation.objects.count() == 1


def test_signing_in_is_logged(user: User) -> None:
    with context(by="system: tests", action="tests.prepare"):
        user.set_password("correct horse battery")
        user.save()
    data = {"login": user.email, "password": "correct horse battery"}
    assert Client().post("/accounts/login/", data).status_code == 302
    entry = last()
    assert (entry.action, entry.row_id) == ("accounts.account_login", str(user.pk))
    assert entry.before is not None
    assert entry.before["last_login"] is None
    assert entry.row["last_login"]

"""Keys with which people's own programs read what their owner may read.

A key is shown once, when it is made; only its SHA-256 is kept. It has 256 random bits, so that one
hash without salt is enough: there is nothing to guess.
"""

import hashlib
import secrets
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError

from accounts.models import ApiToken, User
from audit.context import context
from core import clock

PREFIX: Final = "csp_"  # so that a key is known for what it is where it should not be
SHOWN: Final = 8  # characters of a key that its list shows
LONGEST_DAYS: Final = 366
MOST: Final = 10  # in force at once


def make_token(*, by: User, name: str, ends_on: date) -> str:
    """A new key of this person. Gives the key itself, which nobody can be shown again.

    Raises ``ValidationError`` by field.
    """
    name = name.replace("\x00", "").strip()
    _check(by, name, ends_on)
    key = PREFIX + secrets.token_urlsafe(32)
    with context(by=by, action="accounts.make_token", why=name):
        ApiToken.objects.create(
            user=by,
            name=name,
            digest=digest_of(key),
            start=key[:SHOWN],
            password_mark=by.get_session_auth_hash(),
            made_at=clock.now(),
            ends_on=ends_on,
        )
    return key


def _check(by: User, name: str, ends_on: date) -> None:
    today = clock.today()
    mine = [one for one in ApiToken.objects.filter(user=by) if is_in_force(one)]
    if not name:
        raise ValidationError({"name": "Say what will use the key, such as “Power BI at work”."})
    if any(one.name.casefold() == name.casefold() for one in mine):
        raise ValidationError(
            {"name": f"You have a key called “{name}” already. Withdraw it first."}
        )
    if not today < ends_on or (ends_on - today).days > LONGEST_DAYS:
        raise ValidationError({"ends_on": "Choose a last day within a year from today."})
    if len(mine) >= MOST:
        raise ValidationError(f"You have {MOST} keys in force. Withdraw one first.")


def withdraw_token(*, by: User, token: ApiToken) -> None:
    """End one's own key at once. Ending it twice changes nothing."""
    if token.user_id != by.pk:
        raise ApiToken.DoesNotExist
    with context(by=by, action="accounts.withdraw_token", why=token.name):
        ApiToken.objects.filter(pk=token.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=clock.now(), version=token.version + 1
        )


def token_of(key: str) -> ApiToken | None:
    """The key in force, with its owner; None for any other text. One query.

    The first use of a day is noted.
    """
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(key)).first()
    if token is None or not token.user.is_active or not is_in_force(token):
        return None
    if not secrets.compare_digest(token.password_mark, token.user.get_session_auth_hash()):
        return None
    _note_use(token)
    return token


def is_in_force(token: ApiToken) -> bool:
    """Whether it is neither withdrawn nor past its last day. Its owner's password is not asked."""
    return token.withdrawn_at is None and clock.today() <= token.ends_on


def state_of(token: ApiToken) -> str:
    """In words, for a key whose owner is loaded: “In force until 3 May 2016”, “Withdrawn”."""
    if token.withdrawn_at is not None:
        return "Withdrawn"
    if clock.today() > token.ends_on:
        return "Ended"
    if token.password_mark != token.user.get_session_auth_hash():
        return "Ended when your password changed"
    return "In force"


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _note_use(token: ApiToken) -> None:
    today = clock.today()
    if token.used_on == today:
        return
    with context(by=token.user, action="accounts.use_token"):
        ApiToken.objects.filter(pk=token.pk).update(used_on=today)

"""The one place from which this room sends e-mail.

Plain text, from a template in ``templates/targets/mail/``, to people of the partnership, with
links to pages of this service. ``settings.SITE_URL`` says where the service is.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from partnerships.permissions import Permission, Role, Scope, scope_of
from targets.models import ReturnPart

FOLDER = "targets/mail"
NO_ADDRESS = (
    "SITE_URL is not set, so links in e-mails would lead nowhere. Set it to the address of this "
    "service, such as https://csp.example.gov.uk."
)
log = logging.getLogger(__name__)


def check_address() -> None:
    """Raise ``ImproperlyConfigured``, with a sentence for people, without an address."""
    if not settings.SITE_URL:
        raise ImproperlyConfigured(NO_ADDRESS)


def link(name: str, *args: Any, to: str = "") -> str:
    """The whole address of one of our pages; ``to`` is the id on it. See ``check_address``."""
    check_address()
    end = f"#{to}" if to else ""
    return f"{settings.SITE_URL}{reverse(name, args=args)}{end}"


def absolute(address: str) -> str:
    """An address of this service, ``/p/…``, as e-mails need it. See ``check_address``."""
    check_address()
    return f"{settings.SITE_URL}{address}"


def officers_of(part: ReturnPart) -> "QuerySet[User]":
    """Who enters an organisation's figures: its active officers, by name."""
    return officers(part.partnership_id, [part.organisation_id])


def officers(partnership_id: int, organisations: Iterable[int]) -> "QuerySet[User]":
    """The active officers of organisations in a partnership, by name."""
    if scope_of(Role.OFFICER, Permission.ENTER) is Scope.NONE:
        return User.objects.none()
    return (
        User.objects.filter(
            is_active=True,
            memberships__active=True,
            memberships__role=Role.OFFICER.value,
            memberships__partnership=partnership_id,
            memberships__organisation__in=list(organisations),
        )
        .exclude(email="")
        .order_by("name", "pk")
    )


def connect() -> Any:
    """An open connection to the mail server, to be closed. Raises what it raises."""
    connection = get_connection()
    connection.open()
    return connection


def send(
    people: Iterable[User],
    subject: str,
    template: str,
    context: Mapping[str, Any],
    *,
    connection: Any = None,
) -> int:
    """Send one e-mail to these people; returns to how many.

    ``template`` is a name in ``templates/targets/mail/``, such as ``reminder.txt``. Call it only
    after the transaction is committed: see ``send_after_commit``. Raises what the mail server's
    connection raises, and ``ImproperlyConfigured`` without an address for links.
    """
    check_address()
    to = list(dict.fromkeys(person.email for person in people if person.email))
    if not to:
        return 0
    body = render_to_string(f"{FOLDER}/{template}", dict(context)).strip() + "\n"
    plain = " ".join(subject.split())  # a line break would make another header
    EmailMessage(subject=plain, body=body, to=to, connection=connection).send()
    return len(to)


def send_after_commit(
    people: Iterable[User], subject: str, template: str, context: Mapping[str, Any]
) -> None:
    """Send once the present transaction is committed. What was done stays done if it fails: the
    failure is logged."""
    to = list(people)

    def sending() -> None:
        try:
            send(to, subject, template, context)
        except Exception:
            log.exception("The e-mail “%s” was not sent.", subject)

    transaction.on_commit(sending)

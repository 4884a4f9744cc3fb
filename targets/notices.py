"""The e-mails about signing off: asked to do it, and sent back with its note."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from targets.mail import officers_of, send_after_commit
from targets.models import ReturnPart
from targets.selectors.people import signers


def tell_asked(part: ReturnPart, by: User) -> None:
    """Tell who is asked to sign off a submitted part; everybody who may, where nobody is named."""
    people = (
        [part.asked]
        if part.asked
        else [one.user for one in signers(part, submitter=part.submitted_by)]
    )
    _tell(
        part,
        [one for one in people if one.pk != by.pk],
        f"Please sign off: {part.organisation}, {part.belongs_to.quarter.label}",
        "sign_off.txt",
        _context(part, by, "targets:sign_off", part.organisation_id),
    )


def tell_sent_back(part: ReturnPart, by: User) -> None:
    """Tell those who entered and submitted a part why it came back, if they may see it still."""
    people = {one.pk: one for one in officers_of(part)}
    may_see = {one.user.pk for one in signers(part, submitter=None)}
    if part.submitted_by and part.submitted_by.pk in may_see:
        people[part.submitted_by.pk] = part.submitted_by
    _tell(
        part,
        [one for one in people.values() if one.pk != by.pk],
        f"Sent back to be changed: {part.organisation}, {part.belongs_to.quarter.label}",
        "sent_back.txt",
        _context(part, by, "targets:return"),
    )


def _tell(
    part: ReturnPart, people: Sequence[User], subject: str, template: str, context: dict[str, Any]
) -> None:
    """Once it is committed, and only while the part is still as it was then: nobody is asked to do
    what a later step of the same transaction did."""
    same = ReturnPart.objects.filter(pk=part.pk, version=part.version)

    def tell() -> None:
        if same.exists():
            send_after_commit(people, subject, template, context)

    transaction.on_commit(tell)


def _context(part: ReturnPart, by: User, name: str, *more: Any) -> dict[str, Any]:
    ret = part.belongs_to
    path = reverse(name, args=[ret.partnership.slug, ret.quarter, *more])
    return {"part": part, "ret": ret, "by": by, "address": f"{settings.SITE_URL}{path}"}

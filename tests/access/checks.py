"""What is wrong with an answer, and with what it did to the database."""

import hashlib
import html
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from audit.models import LogEntry
from core.middleware import CONTENT_SECURITY_POLICY
from partnerships.permissions import PUBLIC, SIGNED_IN
from partnerships.policy import ADMINISTRATOR
from partnerships.policy import REFUSED as REFUSED_WORD
from targets.models import Figure
from tests.access import expected
from tests.access.addresses import Address, Visit
from tests.access.canaries import forbidden, readable
from tests.access.rows import OWN
from tests.access.visitor import Answer, Fields
from tests.access.world import Actor, World

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
SIGN_IN = "/accounts/login/"
# What a member may be answered: shown, sent on, or refused for what is in the request.
FINE = {200, 302, 304, 400, 403, 404, 405, 409, 410, 422, 429, 503}
# Made from everything else, the log's own end included.
MADE = {"content", "digest", "document", "payload", "sha256", "size", "start"}


@dataclass(frozen=True)
class Leak:
    actor: str
    method: str
    path: str
    route: str
    what: str

    def __str__(self) -> str:
        return f"{self.actor}: {self.method} {self.path} [/{self.route}]: {self.what}"


@dataclass
class Change:
    """One row of the log that a request made."""

    table: str
    row_id: str
    operation: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    partnership_id: int | None = None
    who_id: int | None = None

    @property
    def columns(self) -> set[str]:
        """The columns that are not as they were."""
        names = {*self.before, *self.after}
        return {name for name in names if self.before.get(name) != self.after.get(name)}


def effects(changes: Iterable[Change]) -> list[tuple[Any, ...]]:
    """What was done, so that two requests that did the same can be seen to have."""
    changes = list(changes)
    new = {change.row_id for change in changes if change.operation == "insert"}

    def told(name: str, value: Any) -> str:
        if name in MADE:
            return "made"
        return "the new row" if name.endswith("id") and str(value) in new else str(value)

    return [
        (
            change.table,
            change.operation,
            told("id", change.row_id),
            tuple(sorted((name, told(name, change.after.get(name))) for name in change.columns)),
        )
        for change in changes
    ]


def changes_since(last: int) -> list[Change]:
    rows = (
        LogEntry.objects.filter(id__gt=last)
        .order_by("id")
        .values_list(
            "table_name", "row_id", "operation", "before", "after", "partnership_id", "who_id"
        )
    )
    return [
        Change(table, row_id, operation, before or {}, after or {}, partnership, who)
        for table, row_id, operation, before, after, partnership, who in rows
    ]


# --- Status ---


def wrong_status(
    actor: Actor, address: Address, visit: Visit, answer: Answer, method: str = "GET"
) -> str:
    """Why the status is not what the table of permissions says, or nothing."""
    status = answer.status
    if status >= 500 and status != 503:
        return f"status {status}: {answer.fault}"
    wanted = _wanted(actor, address, visit, method)
    if wanted is not None and status not in wanted:
        return f"status {status}, not {' or '.join(map(str, sorted(wanted)))}"
    if wanted == {302} and not answer.location.startswith(SIGN_IN):
        return f"is sent to {answer.location}, not to sign in"
    return ""


def _wanted(actor: Actor, address: Address, visit: Visit, method: str) -> set[int] | None:
    """The statuses that are right for this actor; None where anything but a fault is."""
    asks = address.asks
    if asks == REFUSED_WORD:
        return {404}
    if asks == PUBLIC:
        return None
    if actor.name == "anonymous":
        if address.route.startswith("api/"):
            return {401}  # nobody signs in there
        # What is posted to a partnership is kept on a page; see tests/access/test_signed_out.py.
        return {401} if method == "POST" and address.permission else {302}
    if asks == SIGNED_IN:
        return None
    if asks == ADMINISTRATOR:
        return None if actor.name == "administrator" else {404}
    return _wanted_of_member(actor, address, visit)


def _wanted_of_member(actor: Actor, address: Address, visit: Visit) -> set[int] | None:
    if actor.name == "administrator":
        side = "any"
    else:
        side = "foreign" if "partnership" in visit.swapped else OWN
    if actor.role is None or (side != "any" and side != actor.side):
        return {404}
    if expected.scope(actor.role, address.permission) == "N":
        return {404} if address.permission in expected.HIDDEN else {403}
    crossed = len(visit.swapped) == 1 and "object" in visit.swapped
    if crossed or (side == "any" and visit.swapped == {"partnership"} and _has_objects(address)):
        return FINE - {200, 302}
    return FINE


def _has_objects(address: Address) -> bool:
    return any("object" in visit.swapped for visit in address.visits)


def let_in(actor: Actor, address: Address) -> bool:
    """Whether the actor should get as far as the view, in a partnership of their own."""
    if address.asks == PUBLIC:
        return True
    if actor.user is None or address.asks == REFUSED_WORD:
        return False
    if address.asks in (SIGNED_IN, ADMINISTRATOR):
        return address.asks == SIGNED_IN or actor.name == "administrator"
    mine = actor.side == OWN or actor.name == "administrator"
    return mine and expected.scope(actor.role or "", address.permission) != "N"


# --- What is read ---


def wrong_content(actor: Actor, answer: Answer, sent: Fields | None = None) -> str:
    """The first thing in the answer that this actor may not read.

    Who is signed out gets back what they ``sent``, to send it again: that they have read already.
    """
    body = answer.body
    if answer.status == 401:
        for value in sorted({value for _, value in sent or ()}, key=len, reverse=True):
            body = body.replace(f'value="{html.escape(value)}"'.encode(errors="replace"), b"")
    body = readable(answer.headers.get("Content-Type", ""), body)
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    found = forbidden(actor).search(body) or forbidden(actor).search(headers.encode())
    if not found:
        return ""
    around = body[max(0, found.start() - 60) : found.end() + 40]
    return f"reads {found[0].decode()} in …{around.decode(errors='replace')!r}…"


def wrong_headers(actor: Actor, answer: Answer) -> str:
    """Which of the headers that every answer carries is missing or weaker."""
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    weak = "unsafe-" in policy or "frame-ancestors 'none'" not in policy or "*" in policy
    if weak or not policy.startswith(CONTENT_SECURITY_POLICY.split(";", maxsplit=1)[0]):
        return f"Content-Security-Policy is {policy!r}"
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ):
        if headers.get(name) != value:
            return f"{name} is {headers.get(name)!r}"
    caching = headers.get("Cache-Control", "")
    kept = "no-store" in caching or "private" in caching
    if actor.user is not None and answer.body and not kept:
        return f"Cache-Control is {caching!r}"
    return ""


def wrong_redirect(answer: Answer) -> str:
    """Where an answer sends people to another site."""
    place = answer.location
    if not place:
        return ""
    parts = urlsplit(place.replace("\\", "/"))
    if parts.netloc not in ("", "testserver") or parts.scheme not in ("", "http", "https"):
        return f"sends to another site: {place}"
    return ""


# --- What is written ---


def wrong_changes(
    world: World, actor: Actor, address: Address, method: str, changes: Iterable[Change]
) -> str:
    """The first row that this actor changed and may not."""
    for change in changes:
        if wrong := _wrong_change(world, actor, address, method, change):
            return f"{change.operation} {change.table} {change.row_id}: {wrong}"
    return ""


def _wrong_change(world: World, actor: Actor, address: Address, method: str, change: Change) -> str:
    if _own_account(actor, change):
        return ""
    if method not in UNSAFE:
        return "written by a request that should only read"
    if actor.user is None or change.who_id != actor.user.pk:
        return f"the log says {change.who_id}, not who asked"
    if address.asks == ADMINISTRATOR and actor.name == "administrator":
        return ""
    given = _given(actor, change.table)
    if given == "N":
        return "no permission that this actor has allows it"
    side = world.side(actor.side)
    if change.partnership_id != side.partnership.pk:
        return f"it belongs to partnership {change.partnership_id}"
    for value in (change.before.get("partnership_id"), change.after.get("partnership_id")):
        if value not in (None, side.partnership.pk):
            return f"it names partnership {value}"
    if given == "O" and not _of_own_organisation(world, actor, change):
        return "it is another organisation’s"
    return ""


def _own_account(actor: Actor, change: Change) -> bool:
    """Whether it is what people may change of their own account."""
    columns = change.columns
    if change.table == "accounts_user":
        mine = actor.user is not None and change.row_id == str(actor.user.pk)
        return mine and columns <= expected.OWN_ACCOUNT["accounts_user"]
    row = change.after or change.before
    return change.table in expected.OWN_ROWS and (
        actor.user is not None and row.get("user_id") == actor.user.pk
    )


def _given(actor: Actor, table: str) -> str:
    """The most that the actor's permissions allow of a table."""
    names = next(
        (
            expected.WRITES[start]
            for start in sorted(expected.WRITES, key=len, reverse=True)
            if table.startswith(start)
        ),
        set(),
    )
    if actor.role is None:
        return "N"
    scopes = {expected.scope(actor.role, name) for name in names}
    return "A" if "A" in scopes else "O" if "O" in scopes else "N"


def _of_own_organisation(world: World, actor: Actor, change: Change) -> bool:
    side = world.side(actor.side)
    organisation = side.police if actor.organisation == "one" else side.council
    row = change.after or change.before
    mine = {one.pk for one in (side.by_police if actor.organisation == "one" else side.by_council)}
    if change.table == "targets_figure":
        return row["measure_id"] in mine
    if change.table in ("targets_explanation", "targets_revision"):
        return Figure.objects.filter(pk=row["figure_id"], measure__in=mine).exists()
    if change.table == "targets_upload":
        return actor.user is not None and row["made_by_id"] == actor.user.pk
    if change.table == "targets_returnpart":
        return bool(row["organisation_id"] == organisation.pk)
    # The return itself follows its parts: nothing of it is written but where it stands.
    return change.table == "targets_return" and change.columns <= {"status", "version"}


# --- The whole database ---

# Sessions, limits and the admin's own notes are not records; the log is what is compared with.
NO_RECORDS = ("django_session", "cache", "django_admin_log", "audit_", "sqlite_")


def fingerprints() -> dict[str, str]:
    """A hash of the rows of every table, however they were written."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if not table.startswith(NO_RECORDS):
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                rows = [[_bytes(value) for value in row] for row in cursor.fetchall()]
                found[table] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def _bytes(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value

"""The context that says who is writing, in which action and why.

A write to an audited table outside a context is refused by the database.
"""

import datetime
import hashlib
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from audit.chain import entry_hash, moment
from core import clock

# First half of PostgreSQL's advisory lock keys; the second half is the chain.
LOCK_CLASS = 0x0A0D17

SAVE_HEAD = """
INSERT INTO audit_chainhead (chain, number, hash)
SELECT chain, number, hash FROM audit_logentry
 WHERE chain = %s ORDER BY number DESC LIMIT 1
ON CONFLICT (chain) DO UPDATE SET number = excluded.number, hash = excluded.hash
 WHERE audit_chainhead.number < excluded.number
   -- A head that the log no longer contains is evidence: it is left for audit_check to find.
   AND EXISTS (SELECT 1 FROM audit_logentry entry
                WHERE entry.chain = audit_chainhead.chain
                  AND entry.number = audit_chainhead.number
                  AND entry.hash = audit_chainhead.hash)
"""


@dataclass(frozen=True)
class Context:
    """What the triggers write into every row of the log, by the names they ask for."""

    who_id: int | None
    who: str
    action: str
    why: str
    at: str  # as chain.moment() gives it
    context_id: str
    chain: int


_current: ContextVar[Context | None] = ContextVar("audit_context", default=None)


def current() -> Context | None:
    """The context that is open now, if any."""
    return _current.get()


@contextmanager
def context(*, by: Any, action: str, why: str = "", partnership: Any = None) -> Iterator[Context]:
    """Let audited tables be written, in one transaction, by ``by`` in ``action``.

    ``by``: a saved user, or a text such as "system: load demo". ``action``: room and verb, as
    "targets.save_figures". ``partnership``: a partnership or its key, None for what concerns no
    single one; it chooses the chain of the log, and only one action at a time writes to a chain.

    A context inside another shares its transaction, chain and ``context_id``; its own who, action
    and why hold while it is open (an empty why leaves the outer one). Raises ValueError when
    ``by`` or ``action`` is missing.
    """
    outer = _current.get()
    inner = _make(by, action, why, partnership, outer)
    with transaction.atomic():
        token = _current.set(inner)
        try:
            _announce(inner, lock=outer is None)
            yield inner
            # After set_rollback(True) nothing may be sent, and what was set is undone anyway.
            if not transaction.get_rollback():
                _close(inner, outer)
        finally:
            _current.reset(token)


def _make(by: Any, action: str, why: str, partnership: Any, outer: Context | None) -> Context:
    if isinstance(by, str):
        who_id, who = None, by.strip()
    else:
        who_id = getattr(by, "pk", None)
        who = str(by) if who_id is not None else ""
    if not who:
        raise ValueError("An audit context needs a saved user or a text that says who acts.")
    if not action or len(action) > 100:
        raise ValueError("An audit context needs an action of at most 100 characters.")
    at: datetime.datetime = clock.now()
    return Context(
        who_id=who_id,
        who=who[:200],
        action=action,
        why=why or (outer.why if outer else ""),
        at=moment(at),
        context_id=outer.context_id if outer else str(uuid.uuid4()),
        chain=outer.chain if outer else int(getattr(partnership, "pk", partnership) or 0),
    )


def _close(inner: Context, outer: Context | None) -> None:
    if outer is None:
        with connection.cursor() as cursor:
            cursor.execute(SAVE_HEAD, [inner.chain])
    _announce(outer, lock=False)


def _announce(ctx: Context | None, *, lock: bool) -> None:
    """Tell PostgreSQL's triggers; SQLite's ask this process (see ``prepare_sqlite``).

    The settings are local to the transaction, so a pooled connection cannot carry them further;
    they are cleared at the end all the same, for an outer transaction may go on.
    """
    if connection.vendor != "postgresql":
        return
    names = list(Context.__dataclass_fields__)
    values = asdict(ctx) if ctx else dict.fromkeys(names)
    columns = ["set_config(%s, %s, true)" for _ in names]
    params: list[Any] = []
    for name in names:
        params += [f"audit.{name}", "" if values[name] is None else str(values[name])]
    if lock and ctx:
        # Taken before any row, so that two actions on one chain wait instead of deadlocking.
        columns.insert(0, "pg_advisory_xact_lock(%s, %s)")
        params = [LOCK_CLASS, ctx.chain, *params]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", params)


def prepare_sqlite(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Give a new SQLite connection the functions that the triggers call.

    Any other program that opens the file lacks them, so it cannot write to an audited table.
    """
    if connection.vendor != "sqlite":
        return
    raw: sqlite3.Connection = connection.connection
    # Without this, INSERT OR REPLACE removes rows without firing their delete triggers.
    raw.execute("PRAGMA recursive_triggers = ON")
    sealed: list[str] = []

    def audit_context(name: str) -> str | int | None:
        ctx = _current.get()
        return getattr(ctx, name) if ctx else None

    def audit_hash(previous_hash: str, *values: object) -> str:
        sealed[:] = [entry_hash(previous_hash, *values)]
        return sealed[0]

    def audit_sealed(digest: str) -> bool:
        """Whether this is the hash the trigger has just made; each is accepted once."""
        return bool(sealed) and sealed.pop() == digest

    raw.create_function("audit_context", 1, audit_context)
    raw.create_function("audit_hash", -1, audit_hash)
    raw.create_function("audit_sealed", 1, audit_sealed)
    raw.create_function("audit_sha256", 1, _sha256)


def _sha256(content: bytes | str | None) -> str | None:
    if content is None:
        return None
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()

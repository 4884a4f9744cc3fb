"""The hash that ties each row of the log to the row before it. Pure Python.

SQLite's trigger calls ``entry_hash``; PostgreSQL computes the same in ``audit_seal()`` (see
``sql_postgresql.py``); ``audit_check`` recomputes it with the function here on both.
"""

import datetime
import hashlib

NO_PREVIOUS = "0" * 64  # what the first row of a chain follows

# The columns that are hashed, in this order, after the previous hash.
HASHED = (
    "chain",
    "number",
    "at",
    "who_id",
    "who",
    "action",
    "why",
    "context_id",
    "table_name",
    "row_id",
    "operation",
    "before",
    "after",
    "partnership_id",
)


def part(value: object) -> str:
    """One value with its length in characters before it, so that no two rows read alike."""
    if value is None:
        return "-"
    text = str(value)
    return f"{len(text)}:{text}"


def entry_hash(previous_hash: str, *values: object) -> str:
    """SHA-256, in hexadecimal, of the previous hash and the values of ``HASHED``."""
    text = previous_hash + "".join(part(value) for value in values)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def moment(at: datetime.datetime) -> str:
    """A moment as it is hashed, and as SQLite stores it: UTC, with microseconds."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

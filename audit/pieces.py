"""What both databases' SQL is made of: named pieces that can be created, compared and dropped."""

# ruff: noqa: S608 - the SQL is made of constants and of the models' own names

from dataclasses import dataclass

from audit.guards import Guard
from audit.tables import Table

LOG = "audit_logentry"
HEADS = "audit_chainhead"
OPERATIONS = ("insert", "update", "delete")

NO_CONTEXT = "No audit context is open: this change would not say who made it."
NOT_BY_HAND = "Only triggers write the row history."
NO_TRUNCATE = "An audited table cannot be truncated."

_NOT_IN_LOG = f"""NOT EXISTS (
            SELECT 1 FROM {LOG} entry
             WHERE entry.chain = {{row}}.chain AND entry.number = {{row}}.number
               AND entry.hash = {{row}}.hash)"""

# The log and its heads are guarded, but not logged.
OWN_GUARDS = {
    LOG: (Guard("append_only", "update delete", "true", "The row history cannot be changed."),),
    HEADS: (
        Guard("kept", "delete", "true", "The head of a chain cannot be removed."),
        Guard(
            "in_log",
            "insert update",
            _NOT_IN_LOG.format(row="NEW"),
            "The head of a chain must be a row of the log.",
        ),
        Guard(
            "forward",
            "update",
            f"NEW.chain <> OLD.chain OR NEW.number < OLD.number OR {_NOT_IN_LOG.format(row='OLD')}",
            "The head of a chain only moves forward.",
        ),
    ),
}


@dataclass(frozen=True)
class Piece:
    """A function, trigger or view of ours in the database.

    ``key`` names it; ``text`` is what the database's own catalogue says of it when it is as we
    made it, so that an altered one is noticed.
    """

    key: str
    text: str
    create: str
    drop: str


def all_guards(tables: list[Table]) -> dict[str, tuple[Guard, ...]]:
    """Guards by table name, our own tables' included; tables without guards left out."""
    guards = OWN_GUARDS | {table.name: table.guards for table in tables}
    return {name: found for name, found in guards.items() if found}


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"

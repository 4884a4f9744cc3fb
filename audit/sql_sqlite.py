"""The row history in SQLite.

SQLite's triggers cannot fill in a row before it is written, so the tables' triggers insert into a
view, ``audit_incoming``, whose INSTEAD OF trigger adds the context and the hash and writes the log.
``audit_context``, ``audit_hash``, ``audit_sealed`` and ``audit_sha256`` are Python functions, given
to each connection by ``audit.context.prepare_sqlite``.
"""

# ruff: noqa: S608 - the SQL is made of constants and of the models' own names

from django.db.backends.utils import CursorWrapper

from audit.chain import HASHED, NO_PREVIOUS
from audit.guards import Guard
from audit.pieces import (
    LOG,
    NO_CONTEXT,
    NOT_BY_HAND,
    OPERATIONS,
    Piece,
    all_guards,
    literal,
)
from audit.tables import Column, Kind, Table

INCOMING = f"""CREATE VIEW audit_incoming AS
SELECT table_name, row_id, operation, "before", "after", partnership_id FROM {LOG} WHERE false"""

# An explicit RAISE, because "INSERT OR IGNORE" would pass over a failed constraint of the log.
SEAL = f"""CREATE TRIGGER audit_seal INSTEAD OF INSERT ON audit_incoming
BEGIN
    SELECT RAISE(ABORT, {literal(NO_CONTEXT)}) WHERE audit_context('who') IS NULL;
    INSERT INTO {LOG} ({", ".join(f'"{name}"' for name in HASHED)}, previous_hash, hash)
    SELECT sealed.*, audit_hash(sealed.previous_hash, {", ".join(f'"{n}"' for n in HASHED)})
      FROM (
        SELECT audit_context('chain') AS chain,
               coalesce((SELECT max(number) FROM {LOG} WHERE chain = audit_context('chain')), 0) + 1
                   AS number,
               audit_context('at') AS "at",
               audit_context('who_id') AS who_id,
               audit_context('who') AS who,
               audit_context('action') AS "action",
               audit_context('why') AS why,
               audit_context('context_id') AS context_id,
               NEW.table_name AS table_name,
               NEW.row_id AS row_id,
               NEW.operation AS operation,
               NEW."before" AS "before",
               NEW."after" AS "after",
               NEW.partnership_id AS partnership_id,
               coalesce((SELECT hash FROM {LOG} WHERE chain = audit_context('chain')
                          ORDER BY number DESC LIMIT 1), '{NO_PREVIOUS}') AS previous_hash
      ) AS sealed;
END"""

# Nothing tells a trigger of SQLite that it was fired by another one; that the hash is the one just
# made for this row is the nearest thing.
BY_TRIGGER_ONLY = f"""CREATE TRIGGER audit_guard_sealed_{LOG} BEFORE INSERT ON {LOG}
BEGIN
    SELECT RAISE(ABORT, {literal(NOT_BY_HAND)}) WHERE NOT audit_sealed(NEW.hash);
END"""


def pieces(tables: list[Table]) -> list[Piece]:
    """Everything to install, in order."""
    found = [
        _piece("view", "audit_incoming", INCOMING),
        _piece("trigger", "audit_seal", SEAL),
        _piece("trigger", f"audit_guard_sealed_{LOG}", BY_TRIGGER_ONLY),
    ]
    for table in tables:
        for operation in OPERATIONS:
            name = f"audit_log_{operation}_{table.name}"
            found.append(_piece("trigger", name, _log_trigger(name, table, operation)))
    for table_name, guards in all_guards(tables).items():
        for operation in OPERATIONS:
            chosen = [guard for guard in guards if guard.applies_to(operation)]
            if chosen:
                name = f"audit_guard_{operation}_{table_name}"
                sql = _guard_trigger(name, table_name, operation, chosen)
                found.append(_piece("trigger", name, sql))
    return found


def current(cursor: CursorWrapper) -> dict[str, tuple[str, str]]:
    """What is installed: by key, its text and the statement that drops it."""
    cursor.execute(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE type IN ('trigger', 'view') AND name LIKE 'audit\\_%' ESCAPE '\\'"
        " ORDER BY type, name"
    )
    return {
        f"{kind} {name}": (sql, f'DROP {kind.upper()} IF EXISTS "{name}"')
        for kind, name, sql in cursor.fetchall()
    }


def run(cursor: CursorWrapper, drop: list[str], create: list[Piece]) -> None:
    """Drop, then create; SQLite cannot replace, so what is created again is dropped first."""
    for statement in [*drop, *(piece.drop for piece in create)]:
        cursor.execute(statement)
    for piece in create:
        cursor.execute(piece.create)


def _piece(kind: str, name: str, sql: str) -> Piece:
    return Piece(f"{kind} {name}", sql, sql, f'DROP {kind.upper()} IF EXISTS "{name}"')


def _log_trigger(name: str, table: Table, operation: str) -> str:
    row = "OLD" if operation == "delete" else "NEW"
    before = "NULL" if operation == "insert" else row_json(table, "OLD")
    after = "NULL" if operation == "delete" else row_json(table, "NEW", operation)
    partnership = f'{row}."{table.partnership}"' if table.partnership else "NULL"
    return f"""CREATE TRIGGER "{name}" AFTER {operation.upper()} ON "{table.name}"
BEGIN
    INSERT INTO audit_incoming (table_name, row_id, operation, "before", "after", partnership_id)
    VALUES (
        {literal(table.name)}, CAST({row}."{table.key}" AS text), '{operation}',
        {before},
        {after},
        {partnership}
    );
END"""


def row_json(table: Table, row: str, operation: str = "insert") -> str:
    """The whole row as JSON: ``row`` is NEW, OLD or the table's alias in a query."""
    pairs = (f"'{c.name}', {_value(c, row, operation)}" for c in table.columns)
    return "json_object(\n            " + ",\n            ".join(pairs) + "\n        )"


# How a column is written into JSON, as PostgreSQL writes it; the others are as they are.
AS_JSON = {
    Kind.BOOLEAN: "json(CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)",
    # SQLite keeps decimals as floats, exact to 15 digits.
    Kind.DECIMAL: "iif({value} IS NULL, NULL, printf('%.{places}f', {value}))",
    # Stored as "2015-04-20 09:30:00", with or without ".123456".
    Kind.MOMENT: "substr({value}, 1, 10) || 'T' || substr({value}, 12, 8) || '.'"
    " || substr(substr({value}, 21) || '000000', 1, 6) || 'Z'",
    Kind.JSON: "json({value})",
    Kind.BINARY: "json(CASE WHEN {value} IS NOT NULL THEN json_object("
    "'bytes', length({value}), 'sha256', audit_sha256({value})) END)",
    Kind.SECRET: "'[hidden]'",
}
MARK_CHANGE = "iif({value} IS OLD.\"{name}\", '[hidden]', '[changed]')"


def _value(column: Column, row: str, operation: str) -> str:
    how = AS_JSON.get(column.kind, "{value}")
    if column.kind is Kind.SECRET and (row, operation) == ("NEW", "update"):
        how = MARK_CHANGE
    return how.format(value=f'{row}."{column.name}"', places=column.places, name=column.name)


def _guard_trigger(name: str, table: str, operation: str, guards: list[Guard]) -> str:
    refusals = "".join(
        f"    SELECT RAISE(ABORT, {literal(guard.message)})\n     WHERE {guard.condition};\n"
        for guard in guards
    )
    return f'CREATE TRIGGER "{name}" BEFORE {operation.upper()} ON "{table}"\nBEGIN\n{refusals}END'

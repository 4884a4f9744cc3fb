"""The row history in PostgreSQL.

Each audited table has a trigger that inserts what changed into the log; the log's own trigger,
``audit_seal``, adds the context and the hash. The context is in settings that are local to the
transaction (see ``audit.context``).
"""

# ruff: noqa: S608 - the SQL is made of constants and of the models' own names

from django.db.backends.utils import CursorWrapper

from audit.chain import HASHED, NO_PREVIOUS
from audit.guards import Guard
from audit.pieces import (
    LOG,
    NO_CONTEXT,
    NO_TRUNCATE,
    NOT_BY_HAND,
    OPERATIONS,
    Piece,
    all_guards,
    literal,
)
from audit.tables import Column, Kind, Table

# The same as audit.chain.part().
PART_BODY = "SELECT coalesce(length(value)::text || ':' || value, '-')"

# How the columns are turned into text to be hashed; the others are text.
AS_TEXT = {
    "at": "to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "chain": "NEW.chain::text",
    "number": "NEW.number::text",
    "who_id": "NEW.who_id::text",
    "before": "NEW.before::text",
    "after": "NEW.after::text",
    "partnership_id": "NEW.partnership_id::text",
}
PARTS = ",\n        ".join(f"audit_part({AS_TEXT.get(name, f'NEW.{name}')})" for name in HASHED)


def _refuse(message: str) -> str:
    """A statement that Django raises as IntegrityError."""
    return (
        f"RAISE EXCEPTION USING MESSAGE = {literal(message)},"
        " ERRCODE = 'integrity_constraint_violation';"
    )


# Depth 1 is this trigger itself: it was not fired by another one.
SEAL_BODY = f"""
DECLARE
    previous_number bigint;
BEGIN
    IF pg_trigger_depth() < 2 THEN
        {_refuse(NOT_BY_HAND)}
    END IF;
    IF coalesce(current_setting('audit.who', true), '') = '' THEN
        {_refuse(NO_CONTEXT)}
    END IF;
    NEW.chain := current_setting('audit.chain')::integer;
    NEW.at := (current_setting('audit.at') || '+00')::timestamptz;
    NEW.who_id := nullif(current_setting('audit.who_id'), '')::bigint;
    NEW.who := current_setting('audit.who');
    NEW.action := current_setting('audit.action');
    NEW.why := current_setting('audit.why');
    NEW.context_id := current_setting('audit.context_id');
    SELECT number, hash INTO previous_number, NEW.previous_hash
      FROM {LOG} WHERE chain = NEW.chain ORDER BY number DESC LIMIT 1;
    NEW.number := coalesce(previous_number, 0) + 1;
    NEW.previous_hash := coalesce(NEW.previous_hash, '{NO_PREVIOUS}');
    NEW.hash := encode(sha256(convert_to(concat(
        NEW.previous_hash,
        {PARTS}
    ), 'UTF8')), 'hex');
    RETURN NEW;
END
"""

TRUNCATE_BODY = f"""
BEGIN
    {_refuse(NO_TRUNCATE)}
END
"""

# Bits of pg_trigger.tgtype.
ROW, BEFORE = 1, 2
BITS = {"insert": 4, "delete": 8, "update": 16, "truncate": 32}


def pieces(tables: list[Table]) -> list[Piece]:
    """Everything to install, in order."""
    found = [
        Piece(
            "function audit_part",
            PART_BODY,
            "CREATE OR REPLACE FUNCTION audit_part(value text) RETURNS text"
            f" LANGUAGE sql IMMUTABLE AS $body${PART_BODY}$body$",
            "DROP FUNCTION IF EXISTS audit_part(text)",
        ),
        _function("audit_seal", SEAL_BODY),
        _function("audit_no_truncate", TRUNCATE_BODY),
        _trigger("audit_seal", LOG, "audit_seal", BEFORE | ROW, ["insert"]),
        _trigger("audit_truncate", LOG, "audit_no_truncate", BEFORE, ["truncate"]),
    ]
    for table in tables:
        function = f"audit_log_{table.name}"
        found += [
            _function(function, _log_body(table)),
            _trigger("audit_log", table.name, function, ROW, list(OPERATIONS)),
            _trigger("audit_truncate", table.name, "audit_no_truncate", BEFORE, ["truncate"]),
        ]
    for table_name, guards in all_guards(tables).items():
        function = f"audit_guard_{table_name}"
        guarded = [op for op in OPERATIONS if any(guard.applies_to(op) for guard in guards)]
        found += [
            _function(function, _guard_body(guards)),
            _trigger("audit_guard", table_name, function, BEFORE | ROW, guarded),
        ]
    return found


def current(cursor: CursorWrapper) -> dict[str, tuple[str, str]]:
    """What is installed: by key, its text and the statement that drops it."""
    cursor.execute(
        "SELECT tgname, relname, proname, tgtype, tgenabled FROM pg_trigger"
        " JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
        " AND tgname LIKE 'audit\\_%'"
    )
    found = {
        f"trigger {name} on {table}": (
            f"{function} {bits} {enabled}",
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        )
        for name, table, function, bits, enabled in cursor.fetchall()
    }
    # Functions after the triggers that call them, so that they can be dropped in this order.
    cursor.execute(
        "SELECT proname, prosrc, pg_get_function_identity_arguments(oid) FROM pg_proc"
        " WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'audit\\_%'"
    )
    for name, body, arguments in cursor.fetchall():
        found[f"function {name}"] = (body, f'DROP FUNCTION IF EXISTS "{name}"({arguments})')
    return found


def run(cursor: CursorWrapper, drop: list[str], create: list[Piece]) -> None:
    """Drop and create in one round trip."""
    statements = [*drop, *(piece.create for piece in create)]
    if statements:
        cursor.execute(";\n".join(statements))


def _function(name: str, body: str) -> Piece:
    return Piece(
        f"function {name}",
        body,
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger'
        f" LANGUAGE plpgsql AS $body${body}$body$",
        f'DROP FUNCTION IF EXISTS "{name}"()',
    )


def _trigger(name: str, table: str, function: str, how: int, operations: list[str]) -> Piece:
    bits = how + sum(BITS[operation] for operation in operations)
    when = "BEFORE" if how & BEFORE else "AFTER"
    each = "ROW" if how & ROW else "STATEMENT"
    return Piece(
        f"trigger {name} on {table}",
        f"{function} {bits} O",
        f"CREATE OR REPLACE TRIGGER {name} {when} {' OR '.join(operations).upper()}"
        f' ON "{table}" FOR EACH {each} EXECUTE FUNCTION "{function}"()',
        f'DROP TRIGGER IF EXISTS {name} ON "{table}"',
    )


def _log_body(table: Table) -> str:
    def partnership(row: str) -> str:
        return f'{row}."{table.partnership}"' if table.partnership else "NULL"

    return f"""
DECLARE
    entry {LOG}%ROWTYPE;
BEGIN
    IF TG_OP = 'DELETE' THEN
        entry.row_id := OLD."{table.key}"::text;
        entry.partnership_id := {partnership("OLD")};
    ELSE
        entry.row_id := NEW."{table.key}"::text;
        entry.partnership_id := {partnership("NEW")};
        entry.after := {row_json(table, "NEW")};
    END IF;
    IF TG_OP <> 'INSERT' THEN
        entry.before := {row_json(table, "OLD")};
    END IF;
    INSERT INTO {LOG} (table_name, row_id, operation, before, after, partnership_id)
    VALUES (TG_TABLE_NAME, entry.row_id, lower(TG_OP), entry.before, entry.after,
            entry.partnership_id);
    RETURN NULL;
END
"""


def row_json(table: Table, row: str) -> str:
    """The whole row as JSON: ``row`` is NEW, OLD or the table's alias in a query.

    The columns that JSON would not write alike everywhere are put over it.
    """
    special = [
        f"'{column.name}', {value}"
        for column in table.columns
        if (value := _value(column, row)) is not None
    ]
    if not special:
        return f"to_jsonb({row})"
    inner = ",\n            ".join(special)
    return f"to_jsonb({row}) || jsonb_build_object(\n            {inner}\n        )"


# How a column is written into JSON, as SQLite writes it; the others ``to_jsonb`` writes alike.
AS_JSON = {
    Kind.DECIMAL: "{value}::text",
    Kind.MOMENT: """to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    Kind.UUID: "replace({value}::text, '-', '')",
    Kind.BINARY: "CASE WHEN {value} IS NOT NULL THEN jsonb_build_object("
    "'bytes', length({value}), 'sha256', encode(sha256({value}), 'hex')) END",
    Kind.SECRET: "'[hidden]'",
}
MARK_CHANGE = (
    "CASE WHEN TG_OP = 'UPDATE' AND {value} IS DISTINCT FROM OLD.\"{name}\""
    " THEN '[changed]' ELSE '[hidden]' END"
)


def _value(column: Column, row: str) -> str | None:
    how = AS_JSON.get(column.kind)
    if column.kind is Kind.SECRET and row == "NEW":
        how = MARK_CHANGE
    return how.format(value=f'{row}."{column.name}"', name=column.name) if how else None


def _guard_body(guards: tuple[Guard, ...]) -> str:
    checks = ""
    for guard in guards:
        operations = ", ".join(f"'{operation.upper()}'" for operation in guard.operation.split())
        checks += f"""
    IF TG_OP IN ({operations}) THEN
        IF {guard.condition} THEN
            {_refuse(guard.message)}
        END IF;
    END IF;"""
    return f"""
BEGIN{checks}
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
"""

"""What the log says, and that nobody can change it (B2)."""

import datetime
import hashlib
import sqlite3
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from audit.context import context
from audit.models import ChainHead, LogEntry
from core import clock
from partnerships.models import Organisation, Partner, Partnership

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

UTC = datetime.UTC


def act(**options: Any) -> Any:
    return context(**{"by": "system: tests", "action": "tests.act"} | options)


def test_both_databases_write_the_same_text(sample: Any) -> None:
    code = uuid.uuid4()
    content = b"%PDF-1.7 \x00\xff"
    with act():
        row = sample.Kinds.objects.create(
            name="Ünïcode “quoted” \\ \n line",
            amount=Decimal("55.4"),
            small=Decimal("-0.05"),
            flag=True,
            day=datetime.date(2015, 4, 20),
            moment=datetime.datetime(2015, 4, 20, 9, 30, tzinfo=UTC),
            payload={"b": [1, None, "x"], "a": {"deep": True}},
            content=content,
            code=code,
        )
    entry = LogEntry.objects.get(table_name="audit_sample_kinds", operation="insert")
    assert entry.before is None
    assert entry.after == {
        "id": row.pk,
        "name": "Ünïcode “quoted” \\ \n line",
        "amount": "55.4000",
        "small": "-0.05",
        "flag": True,
        "day": "2015-04-20",
        "moment": "2015-04-20T09:30:00.000000Z",
        "payload": {"b": [1, None, "x"], "a": {"deep": True}},
        "content": {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()},
        "code": code.hex,
        "text": "",
    }


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("0"), "0.0000"),
        (Decimal("1259"), "1259.0000"),
        (Decimal("0.0001"), "0.0001"),
        (Decimal("99999999999.9999"), "99999999999.9999"),
        (Decimal("-99999999999.9998"), "-99999999999.9998"),
        (None, None),
    ],
)
def test_decimals_are_exact(sample: Any, amount: Decimal | None, text: str | None) -> None:
    with act():
        sample.Kinds.objects.create(name="n", amount=amount)
    assert LogEntry.objects.latest("id").row["amount"] == text


def test_empty_values_are_null(sample: Any) -> None:
    with act():
        sample.Kinds.objects.create(name="n")
    after = LogEntry.objects.latest("id").row
    empty = ["amount", "small", "flag", "day", "moment", "payload", "content"]
    assert [after[name] for name in empty] == [None] * len(empty)


def test_secrets_never_enter_the_log(user: User) -> None:
    secret = make_password("correct horse battery")
    with act(by=user):
        User.objects.filter(pk=user.pk).update(password=secret)
        User.objects.filter(pk=user.pk).update(name="Renamed")
        User.objects.filter(pk=user.pk).delete()
    passwords = [
        ((entry.before or {}).get("password"), (entry.after or {}).get("password"))
        for entry in LogEntry.objects.filter(table_name="accounts_user").order_by("id")
    ]
    assert passwords == [
        (None, "[hidden]"),
        ("[hidden]", "[changed]"),
        ("[hidden]", "[hidden]"),
        ("[hidden]", None),
    ]
    with connection.cursor() as cursor:
        cursor.execute('SELECT CAST("before" AS text), CAST("after" AS text) FROM audit_logentry')
        assert secret not in str(cursor.fetchall())


def test_second_factors_never_enter_the_log(user: User) -> None:
    from allauth.mfa.models import Authenticator

    with act(by=user):
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
        )
    assert LogEntry.objects.latest("id").row["data"] == "[hidden]"


def test_moment_is_the_clocks(sample: Any) -> None:
    with clock.fixed(datetime.datetime(2015, 4, 20, 9, 30, 0, 123456, tzinfo=UTC)), act():
        sample.Sealed.objects.create(name="one")
    assert LogEntry.objects.latest("id").at == datetime.datetime(
        2015, 4, 20, 9, 30, 0, 123456, tzinfo=UTC
    )


def test_the_rows_partnership_is_noted(db: None) -> None:
    with act():
        rutland = Partnership.objects.create(slug="rutland", name="Rutland", place="Rutland")
        council = Organisation.objects.create(name="County Council", kind="council")
        Partner.objects.create(
            partnership=rutland,
            organisation=council,
            role="responsible_authority",
            valid_from=datetime.date(1998, 7, 31),
        )
    found = dict(LogEntry.objects.values_list("table_name", "partnership_id"))
    assert found == {
        "partnerships_partnership": rutland.pk,
        "partnerships_organisation": None,
        "partnerships_partner": rutland.pk,
    }


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE audit_logentry SET who = 'somebody else'", "cannot be changed"),
        ("DELETE FROM audit_logentry", "cannot be changed"),
        ("DELETE FROM audit_chainhead", "cannot be removed"),
        ("UPDATE audit_chainhead SET number = 0", "must be a row of the log"),
        (f"UPDATE audit_chainhead SET hash = '{'f' * 64}'", "must be a row of the log"),
        (f"INSERT INTO audit_chainhead VALUES (7, 1, '{'f' * 64}')", "must be a row of the log"),
    ],
)
def test_the_log_cannot_be_changed(user: User, statement: str, message: str, inside: bool) -> None:
    def attempt() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    with pytest.raises(IntegrityError, match=message):
        if inside:
            with act():
                attempt()
        else:
            with transaction.atomic():
                attempt()


def test_only_triggers_write_the_log(user: User) -> None:
    last = LogEntry.objects.latest("id")
    forged = LogEntry(
        chain=0,
        number=last.number + 1,
        at=clock.now(),
        who="somebody",
        action="tests.forge",
        context_id=str(uuid.uuid4()),
        table_name="accounts_user",
        row_id="1",
        operation="update",
        previous_hash=last.hash,
        hash="f" * 64,
    )
    with pytest.raises(IntegrityError, match="Only triggers"), act():
        forged.save()
    with pytest.raises(IntegrityError, match="Only triggers"), transaction.atomic():
        forged.save()
    assert LogEntry.objects.latest("id") == last


def test_a_head_is_kept_of_every_chain(user: User) -> None:
    with act(partnership=12):
        Organisation.objects.create(name="One", kind="council")
        Organisation.objects.create(name="Two", kind="council")
    head = ChainHead.objects.get(chain=12)
    assert (head.number, head.hash) == (2, LogEntry.objects.get(chain=12, number=2).hash)


def test_another_program_cannot_write_to_sqlite(tmp_path: Any) -> None:
    """Without our functions a statement that fires a trigger does not even compile."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses because no setting names who writes")
    other = sqlite3.connect(tmp_path / "copy.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND (tbl_name IN ('audit_logentry', 'partnerships_organisation')"
            "      OR name LIKE 'audit\\_incoming' ESCAPE '\\' OR name = 'audit_seal')"
            " ORDER BY type = 'trigger', type = 'view'"
        )
        for (statement,) in cursor.fetchall():
            other.execute(statement)
    for statement in (
        "INSERT INTO partnerships_organisation (name, kind) VALUES ('x', 'council')",
        "INSERT OR REPLACE INTO partnerships_organisation (name, kind) VALUES ('x', 'council')",
        "UPDATE partnerships_organisation SET name = 'x'",
        "DELETE FROM partnerships_organisation",
    ):
        with pytest.raises(sqlite3.OperationalError, match="no such function"):
            other.execute(statement)
    other.close()


def test_settings_of_a_context_do_not_stay(user: User) -> None:
    """On a pooled connection the next action must not inherit the last one's name."""
    with act():
        Organisation.objects.create(name="One", kind="council")
    with pytest.raises(DatabaseError, match="No audit context"), transaction.atomic():
        Organisation.objects.create(name="Two", kind="council")

"""Publication and withdrawal: frozen bytes, frozen words, a tombstone."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from audit.context import context
from audit.models import LogEntry
from audit.selectors import timeline
from core.models import Conflict
from partnerships.permissions import Role
from reports import actions, pdf
from reports.models import Paper, PaperFile
from reports.models.paper import FIXED
from reports.pdf import RenderError, make_pdf
from reports.selectors import document_of, printable
from tests.dashboards.leicestershire import Built
from tests.reports.conftest import VALUES, draft, member, publish_paper

pytestmark = pytest.mark.django_db


def raw(sql: str, *params: Any) -> None:
    """SQL past every model and action, but inside a context, as a determined person would."""
    with (
        context(by="test", action="test.raw"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, params)


def test_publishing_keeps_the_file_and_the_words(published: Built, a_draft: Paper) -> None:
    words = document_of(a_draft)
    paper = publish_paper(published, a_draft)
    file = paper.file
    assert paper.status == "published"
    assert paper.version == 2
    assert bytes(file.content).startswith(b"%PDF-1.7")
    assert file.size == len(bytes(file.content))
    assert file.sha256 == pdf.Pdf(bytes(file.content), 1).sha256
    assert file.pages > 3
    kept = document_of(paper)
    assert kept.draft is False
    assert kept.sections == words.sections
    assert kept.appendices[0] == words.appendices[0]
    assert make_pdf(printable(kept)).content == bytes(file.content)


@pytest.mark.both_databases
def test_b5_not_one_word_changes_after_publication(a_paper: Paper) -> None:
    withdrawal = "status = 'withdrawn', withdrawn_reason = 'x', withdrawn_on = '2015-05-01', "
    for name in FIXED:
        column = "snapshot_id" if name == "snapshot" else name
        value: Any = {"snapshot": -1, "meeting_date": "2016-01-01"}.get(name, "something else")
        for on_the_way in ("", withdrawal):
            with pytest.raises(IntegrityError):
                raw(
                    f"UPDATE reports_paper SET {on_the_way}{column} = %s WHERE id = %s",
                    value,
                    a_paper.pk,
                )


def test_the_guard_names_every_field_that_readers_read() -> None:
    others = {"id", "version", "partnership", "status", "withdrawn_reason", "withdrawn_on"}
    assert {field.name for field in Paper._meta.concrete_fields} == others | set(FIXED)


@pytest.mark.both_databases
def test_b5_neither_file_nor_status_changes_nor_goes(a_paper: Paper) -> None:
    before = bytes(a_paper.file.content)
    for sql in (
        "UPDATE reports_paperfile SET content = content WHERE paper_id = %s",
        "UPDATE reports_paperfile SET document = '{}' WHERE paper_id = %s",
        "DELETE FROM reports_paperfile WHERE paper_id = %s",
        "UPDATE reports_paper SET status = 'draft' WHERE id = %s",
        "UPDATE reports_paper SET version = 9 WHERE id = %s",
        "DELETE FROM reports_paper WHERE id = %s",
    ):
        with pytest.raises(IntegrityError):
            raw(sql, a_paper.pk)
    assert bytes(PaperFile.objects.get(paper=a_paper).content) == before


@pytest.mark.both_databases
def test_no_paper_is_published_without_its_file(a_draft: Paper) -> None:
    for values in (
        "status = 'published'",
        "status = 'withdrawn', withdrawn_reason = 'x', withdrawn_on = '2015-05-01'",
    ):
        with pytest.raises(IntegrityError, match="together with its file"):
            raw(f"UPDATE reports_paper SET {values} WHERE id = %s", a_draft.pk)


def test_every_action_refuses_a_published_paper(published: Built, a_paper: Paper) -> None:
    manager = member(published)
    for act in (
        lambda: actions.change_paper(
            by=manager, paper=a_paper, expected_version=2, values={"title": "Other"}
        ),
        lambda: actions.remove_draft(by=manager, paper=a_paper, expected_version=2),
        lambda: actions.publish_paper(by=manager, paper=a_paper, expected_version=2),
    ):
        with pytest.raises(ValidationError, match="published"):
            act()


def test_a_new_version_of_the_quarter_changes_no_published_paper(
    published: Built, a_paper: Paper, browser: Any
) -> None:
    before = browser(Role.SCRUTINY).get(f"/p/leicestershire/papers/{a_paper.pk}/").content
    with context(by="test", action="test.rename"):
        published.partnership.name = "Another name"
        published.partnership.save()
        published.outcomes[0].wordings.update(text="Another wording")
    after = browser(Role.SCRUTINY).get(f"/p/leicestershire/papers/{a_paper.pk}/").content
    assert between(before) == between(after)


def between(content: bytes) -> bytes:
    return content.split(b"<article", 1)[1].split(b"</article>", 1)[0]


def test_a_failing_renderer_changes_nothing(
    published: Built, a_draft: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "WALL_SECONDS", 0.01)
    entries = LogEntry.objects.count()
    with pytest.raises(RenderError):
        publish_paper(published, a_draft)
    assert LogEntry.objects.count() == entries
    a_draft.refresh_from_db()
    assert (a_draft.status, a_draft.version) == ("draft", 1)


def test_what_changed_while_the_pdf_was_made_is_not_published(
    published: Built, a_draft: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def while_changing(html: str) -> pdf.Pdf:
        actions.change_paper(
            by=member(published),
            paper=Paper.objects.get(pk=a_draft.pk),
            expected_version=1,
            values={"title": "Changed meanwhile"},
        )
        return pdf.Pdf(b"%PDF-1.7\n%%EOF", 1)

    monkeypatch.setattr(actions, "make_pdf", while_changing)
    with pytest.raises(Conflict):
        publish_paper(published, a_draft)
    assert not PaperFile.objects.exists()
    a_draft.refresh_from_db()
    assert a_draft.status == "draft"


def test_a_paper_on_an_old_version_of_its_quarter_is_not_published(
    published: Built, a_draft: Paper
) -> None:
    snapshot = a_draft.snapshot
    with context(by="test", action="test.amend"):
        snapshot.pk, snapshot.number, snapshot.reason = None, 2, "A figure was wrong"
        snapshot.save()
    with pytest.raises(ValidationError, match="version 2 is published"):
        publish_paper(published, Paper.objects.get(pk=a_draft.pk))


@pytest.mark.parametrize("act", ["create", "change", "remove", "publish", "withdraw"])
def test_nobody_else_writes_or_publishes(published: Built, a_draft: Paper, act: str) -> None:
    known: dict[str, Any] = {"paper": a_draft, "expected_version": 1}
    call, more = {
        "create": (actions.create_paper, {"snapshot": a_draft.snapshot, "values": VALUES}),
        "change": (actions.change_paper, known | {"values": {}}),
        "remove": (actions.remove_draft, known),
        "publish": (actions.publish_paper, known),
        "withdraw": (actions.withdraw_paper, known | {"reason": "x"}),
    }[act]
    for role in (Role.OFFICER, Role.BOARD, Role.SCRUTINY):
        with pytest.raises(PermissionDenied):
            call(by=member(published, role), **more)


def test_only_the_paper_s_own_words_can_be_set(published: Built, a_draft: Paper) -> None:
    for name in ("status", "partnership", "version", "withdrawn_reason"):
        with pytest.raises(ValueError, match=name):
            actions.change_paper(
                by=member(published), paper=a_draft, expected_version=1, values={name: "x"}
            )


def test_b6_a_withdrawn_paper_leaves_a_tombstone(
    published: Built, a_paper: Paper, browser: Any
) -> None:
    digest = a_paper.file.sha256
    actions.withdraw_paper(
        by=member(published), paper=a_paper, expected_version=2, reason="A figure was wrong"
    )
    reader: Client = browser(Role.SCRUTINY)
    addresses = [f"/p/leicestershire/papers/{a_paper.pk}/{end}" for end in ("", "file/")]
    for address in ["/p/leicestershire/papers/", *addresses]:
        response = reader.get(address)
        assert response.status_code == (200 if address.endswith("papers/") else 410)
        text = response.content.decode()
        for expected in (VALUES["title"], digest, "A figure was wrong", "20 April 2015"):
            assert str(expected) in text
    assert bytes(PaperFile.objects.get(paper=a_paper).content).startswith(b"%PDF")
    with pytest.raises(IntegrityError):
        raw("UPDATE reports_paper SET withdrawn_reason = 'other' WHERE id = %s", a_paper.pk)


def test_a_withdrawal_needs_a_reason(published: Built, a_paper: Paper) -> None:
    with pytest.raises(ValidationError, match="why the paper is withdrawn"):
        actions.withdraw_paper(by=member(published), paper=a_paper, expected_version=2, reason=" ")


def test_only_what_is_published_is_withdrawn(published: Built, a_draft: Paper) -> None:
    with pytest.raises(ValidationError, match="Only a published paper"):
        actions.withdraw_paper(by=member(published), paper=a_draft, expected_version=1, reason="x")


def test_the_history_says_who_published(published: Built, a_paper: Paper) -> None:
    changes = timeline(a_paper, fields=["status"])
    assert [(one.action, one.who_id) for one in changes] == [
        ("reports.create_paper", published.users[Role.MANAGER].pk),
        ("reports.publish_paper", published.users[Role.MANAGER].pk),
    ]


def test_two_papers_cannot_have_one_number(published: Built, a_draft: Paper) -> None:
    with pytest.raises(ValidationError, match="Another paper"):
        draft(published)

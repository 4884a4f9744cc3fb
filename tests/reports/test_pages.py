"""The pages of papers: what each role sees, the forms, the downloads, the number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.context import context
from partnerships.permissions import Role
from reports import actions, pdf
from reports.models import Paper
from reports.views.files import file_name
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Built, build
from tests.reports.conftest import VALUES, draft, member, publish_paper

pytestmark = pytest.mark.django_db
PAPERS = "/p/leicestershire/papers/"
Browser = Callable[[Role], Client]
READERS = (Role.MANAGER, Role.OFFICER, Role.BOARD, Role.SCRUTINY)


def posted(**values: Any) -> dict[str, Any]:
    """What a browser sends of the form."""
    given = {**VALUES, **values}
    day = given.pop("meeting_date")
    boxes = zip(("day", "month", "year"), (day.day, day.month, day.year), strict=True)
    return given | {f"meeting_date_{part}": str(value) for part, value in boxes}


# --- Who sees what ---


def test_a5_a_draft_is_unknown_to_those_who_may_not_see_drafts(
    published: Built, a_draft: Paper, browser: Browser
) -> None:
    own = f"{PAPERS}{a_draft.pk}/"
    expected = {  # the list names it; its page, PDF and file; edit, publish
        Role.MANAGER: (True, 200, 200, 404, 200, 200),
        Role.BOARD: (True, 200, 200, 404, 403, 403),
        Role.OFFICER: (False, 404, 404, 404, 403, 403),
        Role.SCRUTINY: (False, 404, 404, 404, 403, 403),
    }
    for role, (named, *statuses) in expected.items():
        client = browser(role)
        listed = client.get(PAPERS)
        assert (a_draft.title in listed.content.decode()) is named, role
        found = [
            client.get(own + end).status_code
            for end in ("", "preview/", "file/", "edit/", "publish/")
        ]
        assert found == statuses, role


def test_everybody_reads_what_is_published(
    published: Built, a_paper: Paper, browser: Browser
) -> None:
    own = f"{PAPERS}{a_paper.pk}/"
    for role in READERS:
        client = browser(role)
        assert a_paper.title in client.get(PAPERS).content.decode()
        assert client.get(own).status_code == 200
        assert client.get(own + "file/").status_code == 200
        manages = role is Role.MANAGER
        assert client.get(own + "withdraw/").status_code == (200 if manages else 403)
        for end in ("edit/", "remove/", "publish/"):  # it is no draft any more
            assert client.get(own + end).status_code == (404 if manages else 403)
        assert client.get(own + "preview/").status_code == 404


def test_the_list_of_a_partnership_without_papers(published: Built, browser: Browser) -> None:
    assert "Papers appear here when" in browser(Role.SCRUTINY).get(PAPERS).content.decode()
    assert "Write a paper" in browser(Role.MANAGER).get(PAPERS).content.decode()
    assert "Write a paper" not in browser(Role.BOARD).get(PAPERS).content.decode()


def test_nothing_to_write_on_before_a_quarter_is_published(county: Built) -> None:
    client = signed_in(county, Role.MANAGER)
    assert "No quarter is published yet" in client.get(PAPERS).content.decode()
    assert "No quarter is published yet" in client.get(f"{PAPERS}new/").content.decode()


def test_a_stranger_learns_nothing(published: Built, a_paper: Paper) -> None:
    stranger = signed_in(build("rutland"), Role.MANAGER)
    for end in ("", "file/", "edit/", "publish/", "withdraw/", "preview/"):
        assert stranger.get(f"{PAPERS}{a_paper.pk}/{end}").status_code == 404
        # Nor through their own partnership's address.
        assert stranger.get(f"/p/rutland/papers/{a_paper.pk}/{end}").status_code == 404
    assert stranger.get(f"/p/rutland/papers/new/{a_paper.snapshot_id}/").status_code == 404


# --- Downloads ---


def test_b5_every_download_is_the_same_bytes(
    published: Built, a_paper: Paper, browser: Browser
) -> None:
    manager = member(published)
    address = f"{PAPERS}{a_paper.pk}/file/"
    first = browser(Role.SCRUTINY).get(address)
    with pytest.raises(Exception, match="published"):
        actions.change_paper(by=manager, paper=a_paper, expected_version=2, values={"title": "X"})
    assert browser(Role.MANAGER).post(f"{PAPERS}{a_paper.pk}/edit/", posted()).status_code == 404
    again = browser(Role.BOARD).get(address)
    assert first.content == again.content == bytes(a_paper.file.content)
    assert first["Content-Type"] == "application/pdf"
    expected = 'attachment; filename="127-2015 Safer Communities performance.pdf"'
    assert first["Content-Disposition"] == expected
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first["ETag"] == f'"{a_paper.file.sha256}"'
    assert first["Cache-Control"] == "private, no-cache"
    known = browser(Role.BOARD).get(address, headers={"if-none-match": first["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize(
    ("number", "title", "expected"),
    [
        ("127/2014", "Safer Rutland", "127-2014 Safer Rutland.pdf"),
        ("1", 'A "B"\r\nX: y; ../../etc', "1 A B X y .. .. etc.pdf"),
        ("1", "Café – naïve", "1 Cafe naive.pdf"),
        ("№", "報告", "No.pdf"),
        ("1", "x" * 200, f"1 {'x' * 98}.pdf"),
    ],
)
def test_file_names_are_safe_everywhere(number: str, title: str, expected: str) -> None:
    assert file_name(Paper(report_number=number, title=title)) == expected


def test_the_preview_is_marked_as_a_draft(
    published: Built, a_draft: Paper, browser: Browser
) -> None:
    response = browser(Role.BOARD).get(f"{PAPERS}{a_draft.pk}/preview/")
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="Draft 127-2015' in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"


def test_the_renderer_is_busy(published: Built, a_draft: Paper, browser: Browser) -> None:
    client = browser(Role.MANAGER)
    with pdf._turn():
        preview = client.get(f"{PAPERS}{a_draft.pk}/preview/")
        publish = client.post(f"{PAPERS}{a_draft.pk}/publish/", {"expected_version": "1"})
    for response in (preview, publish):
        assert response.status_code == 503
        assert response["Retry-After"] == "10"
        assert "Another paper is being made" in response.content.decode()
    a_draft.refresh_from_db()
    assert a_draft.status == "draft"


def test_the_renderer_fails(
    published: Built, a_draft: Paper, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MODULE", "reports.no_such_module")
    client = browser(Role.MANAGER)
    for response in (
        client.get(f"{PAPERS}{a_draft.pk}/preview/"),
        client.post(f"{PAPERS}{a_draft.pk}/publish/", {"expected_version": "1"}),
    ):
        assert response.status_code == 422
        assert "could not be made into a PDF. Nothing has changed." in response.content.decode()
    a_draft.refresh_from_db()
    assert a_draft.status == "draft"


# --- Writing ---


def test_a_manager_writes_edits_and_publishes(
    published: Built, browser: Browser, quick_pdf: None
) -> None:
    client = browser(Role.MANAGER)
    snapshot = published.partnership.snapshots.get()
    chosen = client.get(f"{PAPERS}new/")
    assert chosen["Location"] == f"{PAPERS}new/{snapshot.pk}/"
    form = client.get(chosen["Location"]).content.decode()
    assert "Note the performance of the partnership in January to March 2015." in form
    assert "the red indicator: Vehicle Crime rate (per 1,000 population)." in form
    made = client.post(chosen["Location"], posted())
    paper = Paper.objects.get()
    assert made["Location"] == f"{PAPERS}{paper.pk}/"
    changed = posted(title="Another title", snapshot=snapshot.pk, expected_version=1)
    assert client.post(f"{PAPERS}{paper.pk}/edit/", changed).status_code == 302
    assert "Another title" in client.get(f"{PAPERS}{paper.pk}/").content.decode()
    ready = client.get(f"{PAPERS}{paper.pk}/publish/").content.decode()
    assert 'name="expected_version" value="2"' in ready
    done = client.post(f"{PAPERS}{paper.pk}/publish/", {"expected_version": "2"})
    assert done["Location"] == f"{PAPERS}{paper.pk}/"
    assert "Download PDF" in client.get(done["Location"]).content.decode()
    gone = client.post(
        f"{PAPERS}{paper.pk}/withdraw/", {"withdrawn_reason": "Wrong", "expected_version": "3"}
    )
    assert gone["Location"] == PAPERS
    paper.refresh_from_db()
    assert paper.status == "withdrawn"


def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    published: Built, browser: Browser
) -> None:
    client = browser(Role.MANAGER)
    snapshot = published.partnership.snapshots.get()
    response = client.post(
        f"{PAPERS}new/{snapshot.pk}/",
        posted(title="", purpose="Kept as typed", meeting_date_day="40"),
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert "Enter title" in text
    assert "Kept as typed" in text
    assert not Paper.objects.exists()


def test_two_people_edit_one_draft(published: Built, a_draft: Paper, browser: Browser) -> None:
    client = browser(Role.MANAGER)
    actions.change_paper(
        by=member(published), paper=a_draft, expected_version=1, values={"title": "Theirs"}
    )
    sent = posted(title="Mine", snapshot=a_draft.snapshot_id, expected_version=1)
    response = client.post(f"{PAPERS}{a_draft.pk}/edit/", sent)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Theirs" in text
    assert "Mine" in text
    assert Paper.objects.get().title == "Theirs"


def test_publishing_what_one_has_not_seen(
    published: Built, a_draft: Paper, browser: Browser, quick_pdf: None
) -> None:
    client = browser(Role.MANAGER)
    for seen in ("0", "7", "", "x" * 30, "9" * 30):
        response = client.post(f"{PAPERS}{a_draft.pk}/publish/", {"expected_version": seen})
        assert response.status_code == 409
        assert "Somebody has changed this paper meanwhile" in response.content.decode()
    assert Paper.objects.get().status == "draft"


def test_nobody_posts_what_is_not_on_the_form(
    published: Built, a_draft: Paper, browser: Browser
) -> None:
    """Trust A7: status, partnership and the rest are not the browser's to say."""
    sent = posted(
        snapshot=a_draft.snapshot_id,
        expected_version=1,
        status="published",
        partnership="999",
        version="50",
        withdrawn_reason="x",
    )
    browser(Role.MANAGER).post(f"{PAPERS}{a_draft.pk}/edit/", sent)
    paper = Paper.objects.get()
    assert (paper.status, paper.version, paper.withdrawn_reason) == ("draft", 2, "")
    assert paper.partnership_id == published.partnership.pk


def test_another_partnership_s_quarter_cannot_be_chosen(
    published: Built, a_draft: Paper, browser: Browser
) -> None:
    foreign = publish(build("rutland"))
    sent = posted(snapshot=foreign.pk, expected_version=1)
    response = browser(Role.MANAGER).post(f"{PAPERS}{a_draft.pk}/edit/", sent)
    assert response.status_code == 200
    assert "Select a valid choice" in response.content.decode()


def test_the_check_says_what_to_look_at(
    published: Built, browser: Browser, quick_pdf: None
) -> None:
    paper = draft(
        published, recommendations="The panel notes it.", purpose="Performance in Q1 2013/14."
    )
    text = browser(Role.MANAGER).get(f"{PAPERS}{paper.pk}/publish/").content.decode()
    assert "Look at “The panel notes it”" in text
    assert "this text names Q1 2013/14" in text
    assert "Publish the paper" in text


def test_a_draft_that_lacks_something_cannot_be_published(
    published: Built, a_draft: Paper, browser: Browser, quick_pdf: None
) -> None:
    with context(by="test", action="test.empty"):
        Paper.objects.update(background_papers=" ")
    client = browser(Role.MANAGER)
    assert "Publish the paper" not in client.get(f"{PAPERS}{a_draft.pk}/publish/").content.decode()
    response = client.post(f"{PAPERS}{a_draft.pk}/publish/", {"expected_version": "1"})
    assert response.status_code == 422
    assert "Nothing is entered" in response.content.decode()


def test_a_draft_is_removed(published: Built, a_draft: Paper, browser: Browser) -> None:
    client = browser(Role.MANAGER)
    address = f"{PAPERS}{a_draft.pk}/remove/"
    assert client.get(address).status_code == 200
    client.post(address, {"expected_version": "1"})
    assert not Paper.objects.exists()


# --- Queries ---


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_list_takes_as_many_queries_with_12_papers_as_with_2(
    published: Built, browser: Browser, quick_pdf: None
) -> None:
    client = browser(Role.MANAGER)
    counts = []
    numbers = iter(range(100))
    for more in (1, 5):
        for _ in range(more):
            draft(published, report_number=f"D{next(numbers)}")
            publish_paper(published, draft(published, report_number=f"P{next(numbers)}"))
        counts.append(queries(client, PAPERS))
    assert counts[0] == counts[1] <= 10


def test_a_paper_takes_as_many_queries_with_12_rows_as_with_2(quick_pdf: None) -> None:
    counts = []
    for slug, rows in (("small", 2), ("large", 12)):
        built = build(slug, rows=rows)
        publish(built)
        paper = draft(built)
        client = signed_in(built, Role.MANAGER)
        drafted = queries(client, f"/p/{slug}/papers/{paper.pk}/")
        checked = queries(client, f"/p/{slug}/papers/{paper.pk}/publish/")
        publish_paper(built, paper)
        counts.append((drafted, checked, queries(client, f"/p/{slug}/papers/{paper.pk}/")))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 11

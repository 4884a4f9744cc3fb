"""What the board's overview says of the papers about its quarter: only what the member may open."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.quarters import Quarter
from dashboards.board_papers import papers_of
from partnerships.access import get_member
from partnerships.permissions import Role
from reports.actions import withdraw_paper
from reports.models import Paper
from tests.dashboards.leicestershire import Built
from tests.reports.conftest import draft, member, publish_paper
from tests.support.dom import Document, words

pytestmark = pytest.mark.django_db
Q4 = Quarter(2014, 4)
OVERVIEW = "/p/leicestershire/2014-15-q4/"
TITLE = (
    "Report 127/2015: Safer Communities performance (Communities Scrutiny Committee, 14 May 2015)"
)


def links(built: Built, role: Role) -> list[tuple[str, str]]:
    found = papers_of(member(built, role), Q4)
    return [(one.title[:15], one.state) for one in found]


def test_a_published_paper_with_its_pdf_and_what_it_asks(
    published: Built, a_paper: Paper, browser: Callable[[Role], Client]
) -> None:
    client = browser(Role.BOARD)
    page = Document(OVERVIEW, 200, client.get(OVERVIEW).content.decode())
    (asked,) = page.find("//section[@aria-labelledby='asked-heading']")
    assert words(asked) == (
        f"The board is asked to {TITLE} Note the performance. Seek assurance on vehicle crime."
    )
    hrefs = page.find("//section[@aria-labelledby='take-away-heading']//a/@href")
    assert client.get(asked.xpath(".//a/@href")[0]).status_code == 200
    assert client.get(hrefs[0])["Content-Type"] == "application/pdf"


def test_a_draft_only_for_those_who_may_see_drafts(published: Built, a_draft: Paper) -> None:
    assert links(published, Role.MANAGER) == [("Report 127/2015", "Draft")]
    assert links(published, Role.BOARD) == [("Report 127/2015", "Draft")]
    assert links(published, Role.OFFICER) == []


def test_a_draft_is_marked(
    published: Built, a_draft: Paper, browser: Callable[[Role], Client]
) -> None:
    client = browser(Role.BOARD)
    page = Document("", 200, client.get(OVERVIEW).content.decode())
    text = words(page.root)
    assert f"{TITLE} Draft" in text
    assert "(PDF, draft)" in text
    (preview,) = page.find("//section[@aria-labelledby='take-away-heading']//a/@href")[:1]
    assert preview.endswith("/preview/")
    assert TITLE not in browser(Role.OFFICER).get(OVERVIEW).content.decode()


def test_a_withdrawn_paper_is_gone(published: Built, a_paper: Paper) -> None:
    assert links(published, Role.BOARD) == [("Report 127/2015", "Published")]
    withdraw_paper(
        by=member(published), paper=a_paper, expected_version=a_paper.version, reason="Wrong."
    )
    assert links(published, Role.BOARD) == []


def test_other_quarters_and_other_partnerships_have_none(published: Built, a_paper: Paper) -> None:
    from tests.dashboards.leicestershire import build

    other = build("rutland")
    stranger = get_member(other.users[Role.MANAGER], "rutland")
    assert list(papers_of(stranger, Q4)) == []
    assert list(papers_of(member(published), Q4 - 1)) == []


def test_as_many_queries_for_three_papers_as_for_one(
    published: Built, a_paper: Paper, browser: Callable[[Role], Client], quick_pdf: Any
) -> None:
    client, counts = browser(Role.BOARD), []
    for number in ("1/2015", "2/2015"):
        client.get(OVERVIEW)
        with CaptureQueriesContext(connection) as made:
            client.get(OVERVIEW)
        counts.append(len(made))
        assert not [one for one in made if "content" in one["sql"] and "paper" in one["sql"]]
        publish_paper(published, draft(published, report_number=number))
    assert counts[0] == counts[1]

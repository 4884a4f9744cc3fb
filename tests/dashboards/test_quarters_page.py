"""Every published quarter and version, to be opened again."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.permissions import Role
from tests.dashboards.board_scene import Q2, Q3, Q4, dashboard, keep, row
from tests.dashboards.conftest import signed_in
from tests.dashboards.leicestershire import Built
from tests.support.dom import Document, words

pytestmark = pytest.mark.django_db
PAGE = "/p/leicestershire/quarters/"


@pytest.fixture
def three(county: Built) -> Built:
    """Q3 in two versions, then Q4."""
    keep(county.partnership, dashboard([row(1, quarter=Q3)], Q3), date(2015, 1, 20))
    keep(county.partnership, dashboard([row(1, quarter=Q3)], Q3), date(2015, 2, 3), number=2,
         changes=("Indicator 1: 5 became 6.",))  # fmt: skip
    keep(county.partnership, dashboard([row(1)]), date(2015, 4, 20))
    return county


def test_each_version_with_day_and_reason(three: Built) -> None:
    client = signed_in(three, Role.BOARD)
    page = Document(PAGE, 200, client.get(PAGE).content.decode())
    rows = [words(one) for one in page.find("//tbody//tr")]
    assert rows == [
        "Q4 2014/15 , version 1 January to March 2015 1 20 April 2015 Not recorded First version",
        "Q3 2014/15 , version 2 October to December 2014 2 3 February 2015 Not recorded "
        "Late records. What changed in version 2 of Q3 2014/15",
        "Q3 2014/15 , version 1 October to December 2014 1 Replaced 20 January 2015 Not recorded "
        "First version",
    ]
    opened = [client.get(href).content.decode() for href in page.find("//tbody//th//a/@href")]
    assert "as it was published on 20 January 2015: version 1" in opened[2]
    assert "as it was published on" not in opened[0]
    (changed,) = page.find("//a[starts-with(., 'What changed')]/@href")
    text = client.get(changed.partition("#")[0]).content.decode()
    assert 'id="version-heading"' in text
    assert "Indicator 1: 5 became 6." in text


def test_who_published(published: Built) -> None:
    text = signed_in(published, Role.BOARD).get(PAGE).content.decode()
    assert published.users[Role.MANAGER].name in text


def test_nothing_published(county: Built) -> None:
    text = signed_in(county, Role.BOARD).get(PAGE).content.decode()
    assert "Nothing is published yet" in text
    assert "<table" not in text


def test_the_table_as_files(three: Built) -> None:
    client = signed_in(three, Role.BOARD)
    for kind in ("csv", "xlsx", "ods", "json"):
        response = client.get(f"/p/leicestershire/quarters.{kind}")
        assert response.status_code == 200
        assert f'leicestershire-quarters.{kind}"' in response["Content-Disposition"]
    rows = json.loads(client.get("/p/leicestershire/quarters.json").content)["tables"][0]["rows"]
    assert [(one["Quarter"], one["Version"], one["Standing"]) for one in rows] == [
        ("Q4 2014/15", "1", "What the board sees"),
        ("Q3 2014/15", "2", "What the board sees"),
        ("Q3 2014/15", "1", "Replaced"),
    ]
    assert rows[1]["Why a new version"] == "Late records."


def test_no_content_is_read_and_queries_are_constant(three: Built) -> None:
    client = signed_in(three, Role.BOARD)
    counts = []
    for quarter in (Q2, Q2 - 1):
        keep(three.partnership, dashboard([row(1, quarter=quarter)], quarter), quarter.end)
        with CaptureQueriesContext(connection) as made:
            assert client.get(PAGE).status_code == 200
        assert not [one for one in made if "payload" in one["sql"]]
        counts.append(len(made))
    assert counts[0] == counts[1]
    assert Q4.label == "Q4 2014/15"

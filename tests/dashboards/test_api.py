"""Reading by programs: the same files, with a key, and only what is published."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiToken
from accounts.tokens import make_token
from audit.context import context
from core import clock
from dashboards.types import from_json
from partnerships.models import Membership
from partnerships.permissions import Role
from tests.dashboards.conftest import signed_in
from tests.dashboards.leicestershire import PUBLISHED_ON, Built

pytestmark = pytest.mark.django_db

QUARTER = "2014-15-q4"


def program(built: Built, role: Role = Role.BOARD) -> Client:
    """A client without cookies that sends a key of the person with this role."""
    day = PUBLISHED_ON + timedelta(days=30)
    key = make_token(by=built.users[role], name="R", ends_on=day)
    return Client(headers={"authorization": f"Bearer {key}"})


def at(built: Built, rest: str = "") -> str:
    return f"/p/{built.partnership.slug}/{rest}"


def test_a_program_finds_its_way_from_the_beginning(published: Built) -> None:
    """Partnerships, then quarters, then files: addresses are followed, none is put together."""
    client = program(published)
    home = client.get("/api/v1/").json()
    (mine,) = home["partnerships"]
    assert mine["name"] == published.partnership.name
    quarters = client.get(mine["address"]).json()["quarters"]
    assert [(one["quarter"], one["version"]) for one in quarters] == [("Q4 2014/15", 1)]
    for kind in ("ratings", "figures"):
        for address in quarters[0]["files"][kind].values():
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer["Cache-Control"] == "private, no-cache"


def test_the_files_say_what_the_snapshot_says(published: Built) -> None:
    snapshot = published.partnership.snapshots.get()
    rows = {row.code: row for row in from_json(snapshot.payload).rows}
    client = program(published)
    book = client.get(at(published, f"{QUARTER}/ratings.json")).json()
    ratings = book["tables"][0]["rows"]
    assert len(ratings) == 12
    for one in ratings:
        row = rows[one["Code"]]
        assert one["Indicator"] == row.name
        if row.latest.value is not None:
            assert one["Latest value"] == f"{row.latest.value:f}"
        if row.rating.shown:
            assert one["Rating"] == row.rating.shown.label
    text = client.get(at(published, f"{QUARTER}/figures.csv")).content.decode("utf-8-sig")
    points = list(csv.DictReader(io.StringIO(text)))
    assert len(points) == sum(len(row.history) for row in rows.values())


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Bearer csp_wrong", "bearer  ", "Bearer \u00fc"]
)
def test_a_wrong_key_is_refused_whatever_session_comes_with_it(
    published: Built, header: str
) -> None:
    client = signed_in(published, Role.BOARD)
    answer = client.get(
        at(published, f"{QUARTER}/dashboard.json"),
        headers={"authorization": header.encode().decode("latin-1")},
    )
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "not in force" in answer.json()["error"]


def test_without_a_key_a_program_is_told_how(published: Built) -> None:
    answer = Client().get("/api/v1/")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert "Authorization: Bearer" in answer.json()["error"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_a_key_only_reads(published: Built, method: str) -> None:
    answer = getattr(program(published, Role.MANAGER), method)(at(published, f"{QUARTER}/"))
    assert answer.status_code == 405


def test_a_manager_s_key_reads_no_working_figures(published: Built) -> None:
    """The same person may in a browser."""
    working = at(published, f"{QUARTER}/dashboard.json?figures=working")
    assert signed_in(published, Role.MANAGER).get(working).status_code == 200
    answer = program(published, Role.MANAGER).get(working)
    assert answer.status_code == 403
    assert answer.json() == {"error": "Your key may not read this."}


@pytest.mark.parametrize("rest", ["returns/", "papers/", f"returns/{QUARTER}/", "rating/new/"])
def test_a_key_opens_nothing_but_what_is_published(published: Built, rest: str) -> None:
    assert program(published, Role.MANAGER).get(at(published, rest)).status_code in (403, 404)


@pytest.mark.parametrize("path", ["/", "/accounts/keys/", "/accounts/password/change/", "/admin/"])
def test_a_key_is_not_a_session(published: Built, path: str) -> None:
    assert program(published, Role.MANAGER).get(path).status_code in (302, 403, 404)


def test_scrutiny_members_read_no_dashboard_with_a_key_either(published: Built) -> None:
    client = program(published, Role.SCRUTINY)
    assert client.get("/api/v1/").json() == {"partnerships": []}
    assert client.get(at(published, f"{QUARTER}/dashboard.json")).status_code == 403


def test_who_leaves_the_partnership_reads_no_more(published: Built) -> None:
    client = program(published)
    path = at(published, f"{QUARTER}/dashboard.json")
    assert client.get(path).status_code == 200
    with context(by="system: tests", action="tests.leaves"):
        Membership.objects.filter(user=published.users[Role.BOARD]).update(active=False)
    assert client.get(path).status_code == 404


def test_a_key_is_checked_at_every_request(published: Built) -> None:
    client = program(published)
    assert client.get("/api/v1/").status_code == 200
    with context(by="system: tests", action="tests.withdraw"):
        ApiToken.objects.update(withdrawn_at=clock.now())
    assert client.get("/api/v1/").status_code == 401


# --- Asking again ---


def again(client: Client, path: str, etag: str) -> Any:
    return client.get(path, headers={"if-none-match": etag})


PAGES = ["", "indicators/", "appendix/", "stated/"]
PATHS = [
    *(f"{QUARTER}/{page}" for page in PAGES),
    f"{QUARTER}/dashboard.json",
    f"{QUARTER}/dashboard.csv",
    f"{QUARTER}/dashboard.xlsx",
    f"{QUARTER}/ratings.ods",
    f"{QUARTER}/figures.json?version=1",
]


@pytest.mark.parametrize("path", PATHS)
def test_what_one_has_is_not_made_again(
    published: Built, path: str, django_assert_max_num_queries: Any
) -> None:
    client = program(published)
    first = client.get(at(published, path))
    assert first["ETag"].startswith('"')
    with django_assert_max_num_queries(4) as queries:
        second = again(client, at(published, path), first["ETag"])
    assert (second.status_code, second.content) == (304, b"")
    said = " ".join(one["sql"] for one in queries.captured_queries)
    assert "dashboards_snapshot" not in said  # nothing is read of what would be shown


def test_any_change_in_the_partnership_makes_it_new(published: Built) -> None:
    client = program(published)
    path = at(published, PATHS[-1])
    first = client.get(path)["ETag"]
    with context(by="system: tests", action="tests.change", partnership=published.partnership):
        published.partnership.place = "Elsewhere"
        published.partnership.save()
    answer = again(client, path, first)
    assert answer.status_code == 200
    assert answer["ETag"] != first
    assert json.loads(answer.content)


def test_one_reader_s_mark_is_not_another_s(published: Built) -> None:
    path = at(published, PATHS[-1])
    board = signed_in(published, Role.BOARD).get(path)["ETag"]
    manager = signed_in(published, Role.MANAGER)
    assert manager.get(path)["ETag"] != board
    assert again(manager, path, board).status_code == 200


def test_a_message_that_waits_is_not_passed_over(published: Built) -> None:
    """Somebody who has the page is still told what was saved; a file tells nobody anything."""
    client = signed_in(published, Role.MANAGER)
    page, file = (at(published, path) for path in (PATHS[0], PATHS[-1]))
    client.get(page)  # which brings the token of its forms
    etag = client.get(page)["ETag"]
    assert again(client, page, etag).status_code == 304
    made = client.post("/accounts/keys/", {"name": "R", "days": "30"})
    assert made.status_code == 200
    key = ApiToken.objects.get()
    client.post(f"/accounts/keys/{key.pk}/withdraw/")  # which leaves a message
    assert client.get(file)["ETag"]
    answer = again(client, page, etag)
    assert answer.status_code == 200
    assert "is withdrawn" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_still_left_behind_nowhere(published: Built, page: str) -> None:
    """A shared computer keeps no page; a program that kept one may ask whether it is still so."""
    answer = signed_in(published, Role.BOARD).get(at(published, f"{QUARTER}/{page}"))
    assert answer["Cache-Control"] == "no-store"
    assert answer["ETag"]


def test_working_figures_are_made_each_time_and_left_nowhere(published: Built) -> None:
    client = signed_in(published, Role.MANAGER)
    answer = client.get(at(published, f"{QUARTER}/dashboard.json?figures=working"))
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "no-store"


def test_a_mark_does_not_open_what_is_closed(published: Built) -> None:
    """Permission is asked before anything else, for somebody who has the mark too."""
    client = program(published)
    path = at(published, PATHS[-1])
    etag = client.get(path)["ETag"]
    assert again(Client(), path, etag).status_code == 302
    assert again(program(published, Role.SCRUTINY), path, etag).status_code == 403

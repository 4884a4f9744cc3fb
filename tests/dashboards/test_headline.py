"""What officers write for the board: how much, until when, by whom, and what becomes of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audit.context import context
from core import clock
from core.models import Conflict
from core.quarters import Quarter
from dashboards import headline_actions
from dashboards.headline_actions import write_summary
from dashboards.headline_limits import faults
from dashboards.models import QuarterSummary
from dashboards.selectors import dashboard_of, published_dashboard
from partnerships.access import get_member
from partnerships.permissions import Role
from targets.models import Return
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Built
from tests.dashboards.revising import change, make_published
from tests.dashboards.test_amending import publish as publish_again
from tests.support.dom import Document, words
from tests.targets.scene import TODAY

pytestmark = pytest.mark.django_db
Q4 = Quarter(2014, 4)
POINTS = "Vehicle crime is off track.\nFewer young people come into the system."
ASKS = "Agree the plan for vehicle crime\nNote the performance"
POST = "Senior Officer Group"


def address(built: Built, name: str = "headline") -> str:
    return reverse(f"dashboards:{name}", args=[built.partnership.slug, Q4])


def write(built: Built, role: Role = Role.MANAGER, **given_: Any) -> QuarterSummary | None:
    values = {"headline": POINTS, "asks": ASKS, "written_by": POST, **given_}
    return write_summary(
        by=get_member(built.users[role], built.partnership.slug), quarter=Q4, **values
    )


def post(built: Built, **fields: str) -> Any:
    sent = {"headline": POINTS, "asks": ASKS, "written_by": POST, "expected_version": "0", **fields}
    return signed_in(built, Role.MANAGER).post(address(built), sent)


# --- How much ---


@pytest.mark.parametrize(
    ("headline", "asks", "said"),
    [
        ("a\nb\nc", "", []),
        ("a\n\n b \n- c\n", "", []),
        ("a\nb\nc\nd", "", ["Write at most 3 points, one a line. There are 4."]),
        ("w " * 60, "", []),
        ("w " * 61, "", ["Write at most 60 words altogether. There are 61."]),
        ("x" * 401, "", ["Keep each point to 400 characters."]),
        ("", "\n".join("abcdefg"), []),
        ("", "\n".join("abcdefgh"), ["Ask for at most 7 things, one a line. There are 8."]),
        ("", "x" * 201, ["Keep each thing that is asked to one line of 200 characters."]),
    ],
)
def test_limits_in_plain_english(headline: str, asks: str, said: list[str]) -> None:
    assert [text for _, text in faults(headline, asks)] == said


@given(st.lists(st.integers(1, 40), max_size=8), st.integers(0, 12))
def test_what_is_within_the_limits_is_taken(sizes: list[int], asked: int) -> None:
    headline = "\n".join(" ".join(["word"] * size) for size in sizes)
    allowed = len(sizes) <= 3 and sum(sizes) <= 60 and asked <= 7
    assert (faults(headline, "\n".join(["ask"] * asked)) == []) == allowed


def test_too_much_is_said_at_its_field_and_kept(county: Built) -> None:
    typed = "one\ntwo\nthree\nfour"
    response = post(county, headline=typed)
    page = Document(address(county), response.status_code, response.content.decode())
    assert page.title.startswith("Error: ")
    assert [(text, link) for text, link in page.errors()] == [
        ("Write at most 3 points, one a line. There are 4.", "#id_headline")
    ]
    (box,) = page.find("//textarea[@name='headline']")
    assert box.text_content().strip() == typed
    assert not QuarterSummary.objects.exists()


def test_nobody_is_named_and_nothing_written(county: Built) -> None:
    text = post(county, written_by="").content.decode()
    assert "Enter the post or body that writes it" in text
    text = post(county, headline="", asks="", written_by="").content.decode()
    assert "Write what the board needs to know, or what it is asked to do." in text
    assert not QuarterSummary.objects.exists()


def test_the_action_holds_the_limits_too(county: Built) -> None:
    for bad in ({"headline": "a\nb\nc\nd"}, {"written_by": ""}, {"headline": "", "asks": ""}):
        with pytest.raises(ValidationError):
            write(county, **bad)
    for role in (Role.OFFICER, Role.BOARD, Role.SCRUTINY):
        with pytest.raises(PermissionDenied):
            write(county, role)
    assert not QuarterSummary.objects.exists()


# --- What becomes of it ---


def test_written_then_shown_then_published(county: Built) -> None:
    response = post(county)
    assert response["Location"] == address(county, "publish")
    client = signed_in(county, Role.MANAGER)
    preview = client.get(address(county, "publish")).content.decode()
    assert "Vehicle crime is off track." in preview
    assert f"Written by {POST}." in preview
    assert "Agree the plan for vehicle crime" in preview
    snapshot = publish(county)
    shown = dashboard_of(snapshot)
    assert shown.headline == ("Vehicle crime is off track.",
                              "Fewer young people come into the system.")  # fmt: skip
    assert shown.asks == ("Agree the plan for vehicle crime", "Note the performance")
    board = signed_in(county, Role.BOARD).get(f"/p/leicestershire/{Q4.slug}/").content.decode()
    assert "Fewer young people come into the system." in board
    assert "Of 12 indicators" not in board
    assert "The board is asked to" in board


def test_without_one_the_preview_says_what_is_composed(county: Built) -> None:
    client = signed_in(county, Role.MANAGER)
    for name in ("publish", "headline"):
        assert (
            "Of 12 indicators, 1 is red, 1 amber and 10 green."
            in client.get(address(county, name)).content.decode()
        )
    assert (
        "nobody has written a headline" in client.get(address(county, "publish")).content.decode()
    )


def test_emptied_it_is_taken_back(county: Built) -> None:
    write(county)
    assert (
        post(county, headline="", asks="", written_by="", expected_version="1").status_code == 302
    )
    assert not QuarterSummary.objects.exists()


# --- Two people ---


def test_two_people_see_both(county: Built) -> None:
    write(county)
    response = post(county, headline="Mine")
    assert response.status_code == 409
    text = words(Document("", 409, response.content.decode()).find("//main")[0])
    assert "Vehicle crime is off track." in text
    assert "Mine" in text
    again = post(county, headline="Mine", expected_version="1")
    assert again.status_code == 302
    assert QuarterSummary.objects.get().headline == "Mine"
    with pytest.raises(Conflict):
        write(county, headline="", asks="", expected_version=1)
    assert QuarterSummary.objects.get().version == 2


# --- Once it is published ---


def test_a_published_headline_is_fixed_and_the_page_says_so(county: Built) -> None:
    write(county)
    publish(county)
    page = Document("", 200, signed_in(county, Role.MANAGER).get(address(county)).content.decode())
    text = words(page.find("//main")[0])
    assert "Q4 2014/15 is published: its headline can no longer change." in text
    assert "Vehicle crime is off track." in text
    assert not page.find("//main//form")
    response = post(county, headline="Other", expected_version="1")
    assert "its headline can no longer change" in response.content.decode()
    assert QuarterSummary.objects.get().headline == POINTS


@pytest.mark.both_databases
def test_the_database_refuses_whoever_writes(county: Built) -> None:
    write(county)
    publish(county)
    with (
        pytest.raises(IntegrityError, match="headlines of a published quarter"),
        context(by="test", action="test.rewrite"),
    ):
        QuarterSummary.objects.update(headline="Other")


@pytest.mark.both_databases
def test_published_at_the_same_moment_is_a_sentence(
    county: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The return is read as open, and published before the row is written."""
    publish(county)
    really: Callable[[Return], bool] = headline_actions.is_open
    answers = iter([True])
    monkeypatch.setattr(headline_actions, "is_open", lambda ret: next(answers, really(ret)))
    with pytest.raises(ValidationError, match="its headline can no longer change"):
        write(county)


def test_an_amended_version_keeps_the_headline(db: None) -> None:
    """Version 2 has other figures and the words of version 1."""
    with clock.fixed(TODAY):
        scene = make_published_with_headline()
        change(scene, "entrants", "101")
        publish_again(scene)
        second = published_dashboard(scene.partnership, Q4)
    assert second is not None
    assert second.published is not None
    assert second.published.number == 2
    assert second.headline == ("Young people do well.",)
    assert second.written_by == POST


def make_published_with_headline() -> Any:
    from tests.dashboards import revising

    carry_on = revising.carry_on

    def and_write(scene: Any) -> Any:
        write_summary(by=scene.member("manager"), quarter=Q4, headline="Young people do well.",
                      written_by=POST)  # fmt: skip
        return carry_on(scene)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(revising, "carry_on", and_write)
        return make_published()


def test_another_quarter_has_no_page(county: Built) -> None:
    client = signed_in(county, Role.MANAGER)
    assert client.get("/p/leicestershire/returns/2010-11-q1/headline/").status_code == 404
    for role, status in ((Role.OFFICER, 403), (Role.BOARD, 403), (Role.SCRUTINY, 403)):
        assert signed_in(county, role).get(address(county)).status_code == status

"""The board's first page as it is served: its states, weight and queries, and what it keeps."""

import gzip
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.context import context
from core import clock
from dashboards.overview import attention
from dashboards.overview_page import Addresses, next_update, overall
from dashboards.types import Dashboard, Group, GroupKind
from partnerships.permissions import Role
from targets.models import Return
from targets.terms import Rag
from tests.dashboards.board_scene import (
    BETTER,
    NONE,
    Q2,
    Q3,
    Q4,
    SAME,
    WORSE,
    A,
    G,
    R,
    busy,
    dashboard,
    keep,
    row,
)
from tests.dashboards.conftest import signed_in
from tests.dashboards.leicestershire import PUBLISHED_ON, Built
from tests.support.dom import Document, words
from tests.support.html import html_faults
from tests.support.live import STYLESHEET

pytestmark = pytest.mark.django_db
IN_JANUARY = date(2015, 1, 20)
HEAVIEST = 60_000  # bytes, compressed, with the stylesheet
OVERVIEW = "/p/leicestershire/"


def plainly(element: Any) -> str:
    """The text of an element, without the spaces that markup leaves before a stop."""
    return re.sub(r" ([.,;:])", r"\1", words(element))


def page(built: Built, address: str = OVERVIEW, role: Role = Role.BOARD) -> Document:
    response = signed_in(built, role).get(address)
    assert response.status_code == 200, address
    return Document(address, 200, response.content.decode())


def said(built: Built, address: str = OVERVIEW, role: Role = Role.BOARD) -> str:
    """The text of the page's content, on one line."""
    found = page(built, address, role)
    (main,) = found.find("//main")
    return plainly(main)


def publish(built: Built, *shown: Dashboard) -> None:
    """Each as version 1 of its quarter: Q4 on 20 April, Q3 on 20 January."""
    days = {Q4: PUBLISHED_ON, Q3: IN_JANUARY, Q2: date(2014, 10, 20)}
    for one in shown:
        keep(built.partnership, one, days[one.quarter])


# --- The top of the page ---


def test_how_current_and_complete(published: Built) -> None:
    text = said(published)
    assert "How we are doing: January to March 2015" in text
    assert (
        "12 of 12 indicators reported. None is provisional. Published by "
        f"{published.users[Role.MANAGER].name} on 20 April 2015 (version 1). Next update: after "
        "April to June 2015, which ends on 30 June 2015."
    ) in text
    with context(by="test", action="test.open"):
        Return.objects.create(partnership=published.partnership, quarter=Q4 + 1, status="open",
                              opened_on=date(2015, 7, 1), due=date(2015, 7, 31))  # fmt: skip
    assert "after April to June 2015; its figures are due on 31 July 2015." in said(published)


def test_next_update_in_the_past() -> None:
    assert next_update(Q3, None, date(2015, 6, 1)) == (
        "Next update: after January to March 2015, which ended on 31 March 2015."
    )
    assert next_update(Q3, date(2015, 4, 30), date(2015, 6, 1)).endswith(
        "its figures were due on 30 April 2015."
    )


def test_the_five_questions_are_answered_in_this_order(county: Built) -> None:
    shown = busy(12, Q4)
    publish(county, busy(12, Q3), shown)
    text = said(county)
    parts = (
        "indicators reported", "What you need to know", "red (was", "Needs attention",
        "Getting better", "Changed since Q3 2014/15", "Priorities", "The board is asked to",
        "Download and print", "About these figures", "Published quarters",
    )  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "Vehicle crime is off track in every district." in text
    assert "Senior Officer Group" in text
    assert "Agree the plan for priority number 0 of the strategy." in text


def test_counts_are_links_to_what_they_count(county: Built) -> None:
    publish(county, dashboard([row(1, R), row(2, A), row(3, G)]))
    links = page(county).find("//ul[@class='app-counts']//a")
    assert [plainly(link) for link in links] == [
        "▲ 1 red", "◆ 1 amber", "● 1 green"
    ]  # fmt: skip
    client = signed_in(county, Role.BOARD)
    for link in links:
        assert client.get(link.get("href")).status_code == 200
        assert "?rating=" in link.get("href")


# --- Needs attention ---


def test_a_card_says_why_what_who_and_by_when(county: Built) -> None:
    shown = row(
        1,
        R,
        WORSE,
        action_owner="Head of Housing",
        action_due=date(2015, 3, 31),
        commentary_change="Thefts from vans\nrose.",
        commentary_action="Patrols.",
    )
    publish(county, dashboard([row(1, G, quarter=Q3)], Q3), dashboard([shown, row(2, A)]))
    found = page(county)
    first, second = (plainly(card) for card in found.find("//li[@class]//h3/.."))
    assert first == (
        "Indicator 1 ▲ Red Newly red: it was green in Q3 2014/15 6.35 Target: below 5.71. "
        "Missed by 0.64. ↓ Up 11.2%, worse Why Thefts from vans rose. Doing Patrols. "
        "Who Head of Housing By when Overdue since 31 March 2015"
    )
    nobody = "Nobody named; Head of Analysis, Leicestershire Police answers for it"
    assert f"Who {nobody} By when No date given" in second
    assert len(found.find("//li[@class]//svg[@aria-hidden='true']")) == 2


def test_what_is_not_explained_is_said(county: Built) -> None:
    publish(county, dashboard([row(1, R, commentary_change="", commentary_action="")]))
    text = said(county)
    assert "Why No explanation given Doing Nothing recorded" in text


def test_seven_then_show_all(county: Built) -> None:
    """The link leads to a list of all of them, and of nothing else."""
    shown = dashboard([row(n, R) for n in range(1, 10)] + [row(n, G) for n in range(10, 13)])
    publish(county, shown)
    found = page(county)
    assert len(found.find("//li[contains(@class, 'app-card ')]")) == 7
    (link,) = found.find("//a[starts-with(., 'Show all 9')]")
    assert link.get("href") == "/p/leicestershire/2014-15-q4/indicators/?attention=yes"
    listed = said(county, link.get("href"))
    for one in attention(shown, None):
        assert one.row.name in listed
    assert "Indicator 11" not in listed


def test_what_was_replaced_is_judged_on_its_own_day(county: Built) -> None:
    """As at: an action that was to be done in March was not overdue in January."""
    due = {"action_due": date(2015, 3, 31)}
    publish(county, dashboard([row(1, R, quarter=Q3, **due)], Q3), dashboard([row(1, R, **due)]))
    assert "By when 31 March 2015" in said(county, "/p/leicestershire/2014-15-q3/")
    assert "By when Overdue since 31 March 2015" in said(county)
    for quarter, overdue in (("2014-15-q3", False), ("2014-15-q4", True)):
        for place in ("indicators/1/", "priorities/outcome-1/"):
            text = said(county, f"/p/leicestershire/{quarter}/{place}")
            assert ("verdue since" in text or "overdue by" in text) is overdue, place


# --- Changed since ---


def test_changed_since(county: Built) -> None:
    earlier = dashboard(
        [row(1, G, quarter=Q3, history=("5", "6")), row(2, A, quarter=Q3), row(3, G, quarter=Q3)],
        Q3,
    )
    now = dashboard([row(1, R, history=("5", "6.5", "7")), row(2, A), row(4, G)])
    publish(county, earlier, now)
    text = said(county)
    changed = text[text.index("Changed since") : text.index("Priorities")]
    assert "Indicator 1 ● Green ▲ Red" in changed
    assert "Revised: Indicator 1. Q3 2014/15: 6 became 6.5" in changed
    assert "New: Indicator 4" in changed
    assert "No longer listed: Indicator 3" in changed
    assert "red (was 0 of 3)" in text
    assert "3 indicators now, 3 in Q3 2014/15: 1 is new and 1 is no longer listed." in text


def test_many_changes_are_counted(county: Built) -> None:
    earlier = dashboard([row(n, G, quarter=Q3) for n in range(1, 21)], Q3)
    publish(county, earlier, dashboard([row(n, R) for n in range(1, 21)]))
    found = page(county)
    assert len(found.find("//table[contains(@class, 'app-rating-changes')]//tbody//tr")) == 8
    (link,) = found.find("//a[starts-with(., 'Show all 20')][contains(@href, 'changed=yes')]")
    assert "20 of 20" in said(county, link.get("href"))


def test_a_published_page_stays_when_an_earlier_quarter_is_published_again(county: Built) -> None:
    """What the board saw of Q4 was held against what it had seen of Q3 by then."""
    publish(county, dashboard([row(1, G, quarter=Q3)], Q3), dashboard([row(1, R)]))
    address = "/p/leicestershire/2014-15-q4/"
    before = said(county, address)
    assert "red (was 0)" in before
    keep(county.partnership, dashboard([row(1, R, quarter=Q3)], Q3), date(2015, 4, 22), number=2)
    assert said(county, address) == before


# --- Priorities ---


def group(overall_: Rag | None, computed: Rag | None, **more: Any) -> Group:
    return Group("outcome-1", GroupKind.OUTCOME, "", "Outcome", overall=overall_,
                 computed=computed, **more)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (group(G, G), "● Green"),
        (group(G, None), "● Green"),
        (group(G, R), "● GreenStated; computed red"),
        (group(None, A), "◆ AmberComputed; none is stated"),
        (group(None, None), "Not given"),
    ],
)
def test_stated_and_computed_overall(given: Group, shown: str) -> None:
    assert re.sub(r"<[^>]+>", "", overall(given)) == shown


def test_priorities_link_to_their_pages(published: Built) -> None:
    found = page(published)
    rows = found.find("//table[contains(@class, 'app-groups')]//tbody//tr")
    assert len(rows) == 4
    client = signed_in(published, Role.BOARD)
    for one in rows:
        assert client.get(one.xpath(".//a/@href")[0]).status_code == 200
    first = plainly(rows[0])
    assert "Ongoing reductions in crime" in first
    assert "CSPs are monitoring and responding to trends." in first
    assert "1 red, 3 green" in first


def test_long_comments_share_the_room(county: Built) -> None:
    publish(county, busy(37, Q4, groups=12))
    found = page(county)
    cells = found.find("//table[contains(@class, 'app-groups')]//td[@data-label='Comment']")
    texts = [cell.xpath("string(text())").strip() for cell in cells]
    assert len(texts) == 12
    assert all(text.endswith("…") and len(text) <= 167 for text in texts)


def test_indicators_of_no_priority_have_no_table(county: Built) -> None:
    other = Group("other", GroupKind.OTHER, "", "Indicators", rows=(row(1, G),))
    publish(county, replace(dashboard([]), groups=(other,)))
    assert not page(county).find("//table[contains(@class, 'app-groups')]")


# --- As at ---


def test_an_older_version_says_so_and_keeps_itself_in_its_links(county: Built) -> None:
    publish(county, dashboard([row(1, G)]))
    keep(county.partnership, dashboard([row(1, R)]), date(2015, 4, 21), number=2,
         changes=("Indicator 1: 5 became 6.",))  # fmt: skip
    with clock.fixed(date(2015, 5, 1)):
        assert "What is new in version 2" in said(county)
        found = page(county, f"{OVERVIEW}2014-15-q4/?version=1")
        text = plainly(found.find("//main")[0])
    assert (
        "This is January to March 2015 as it was published on 20 April 2015: version 1. "
        "See version 2, published on 21 April 2015."
    ) in text
    assert "Next update" not in text
    hrefs = found.find("//main//a[contains(@href, '/indicators/')]/@href")
    assert hrefs
    assert all("version=1" in href for href in hrefs)


def test_an_older_quarter_says_that_there_is_a_newer(county: Built) -> None:
    publish(county, dashboard([row(1, G, quarter=Q3)], Q3), dashboard([row(1, R)]))
    text = said(county, "/p/leicestershire/2014-15-q3/")
    assert (
        "This is October to December 2014 as it was published on 20 January 2015. "
        "A newer quarter is published: January to March 2015."
    ) in text
    assert "Next update" not in text
    assert "A newer quarter" not in said(county)


def test_working_figures_are_marked(county: Built) -> None:
    text = said(county, f"{OVERVIEW}2014-15-q4/?figures=working", Role.MANAGER)
    assert "Not published." in text
    assert "from working figures that are not published of Q4 2014/15" in text
    assert "Next update" not in text


# --- States ---

MISSING = {"value": None, "history": ()}
STATES = {
    "first": [dashboard([row(1, R), row(2, A)])],
    "partial": [dashboard([row(1, G), *(row(n, None, **MISSING) for n in range(2, 30))])],
    "retired": [dashboard([row(n, G, quarter=Q3) for n in range(1, 9)], Q3), dashboard([row(1)])],
    "sixty": [busy(60, Q3), busy(60, Q4)],
    "green": [dashboard([row(n, G, quarter=Q3) for n in range(1, 9)], Q3),
              dashboard([row(n, G) for n in range(1, 9)])],
    "missing": [dashboard([row(n, None, quarter=Q3, **MISSING) for n in range(1, 9)], Q3),
                dashboard([row(n, None, **MISSING) for n in range(1, 9)])],
    "empty": [dashboard([])],
    "unrated": [dashboard([row(n, NONE, SAME) for n in range(1, 9)])],
    "better": [dashboard([row(n, G, BETTER) for n in range(1, 9)])],
}  # fmt: skip
EXPECTED = {
    "first": ["Of 2 indicators, 1 is red and 1 amber."],
    "partial": ["1 of 29 indicators reported. 28 have no data, none is provisional."],
    "retired": ["green (was 8 of 8)", "No longer listed: Indicator 2", "and 3 more"],
    "sixty": ["red (was 12)", "60 of 60 indicators reported", "Show all 36"],
    "green": ["Nothing is red or amber", "No rating, earlier figure or definition has changed"],
    "missing": ["8 have no data.", "No figure, twice running", "no data (was 8)", "Show all 8"],
    "empty": ["No indicator is listed.", "No priority or outcome has an indicator"],
    "unrated": ["8 not rated", "Nothing is red or amber"],
    "better": ["Getting better Indicator 1: 6.35. ↑ Down 12.7%, better", "Show all 8"],
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_reads_well(county: Built, state: str) -> None:
    publish(county, *STATES[state])
    text = said(county)
    for one in EXPECTED[state]:
        assert one in text
    for bad in ("None.", "()", " ,", "..", " .", "was None"):
        assert bad not in text.replace("…", "").replace("None is provisional.", ""), bad


def test_every_state_is_valid_html(county: Built, tmp_path: Path) -> None:
    pages = {}
    client = signed_in(county, Role.BOARD)
    for number, (state, shown) in enumerate(STATES.items(), start=1):
        for one in shown:
            day = date(2015, 1, number) if one.quarter == Q3 else date(2015, 4, number)
            keep(county.partnership, one, day, number=number)
        response = client.get(OVERVIEW)
        pages[state] = response.content.decode()
    pages["quarters"] = client.get(f"{OVERVIEW}quarters/").content.decode()
    assert html_faults(pages, tmp_path) == []


# --- Weight and queries ---


def test_under_sixty_kilobytes_with_its_stylesheet_and_no_script(county: Built) -> None:
    """Of 60 indicators, with everything there is to say of them."""
    publish(county, busy(60, Q3), busy(60, Q4))
    response = signed_in(county, Role.BOARD).get(OVERVIEW)
    weight = len(gzip.compress(response.content)) + len(gzip.compress(STYLESHEET.read_bytes()))
    assert weight < HEAVIEST
    scripts = re.findall(rb"<script[^>]*>", response.content)
    assert len(scripts) == 1
    assert b"print.js" in scripts[0]
    assert b"data-print hidden" in response.content


def count(client: Client, address: str) -> int:
    client.get(address)  # what is read once and kept is read now
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    assert not [one for one in made if "payload" in one["sql"]]
    return len(made)


def test_as_many_queries_whatever_there_is_to_say(county: Built) -> None:
    client = signed_in(county, Role.BOARD)
    counts = []
    for number, size in enumerate((2, 60), start=1):
        keep(county.partnership, busy(size, Q3), date(2015, 1, number), number=number)
        keep(county.partnership, busy(size, Q4), date(2015, 4, number), number=number)
        counts.append(count(client, OVERVIEW))
    assert counts[0] == counts[1] <= 11


def test_addresses_are_those_of_the_pages() -> None:
    found = Addresses("leicestershire", Q4, "version=1")
    expected = reverse("dashboards:indicator", args=["leicestershire", Q4, 7])
    assert found.of(row(7)) == f"{expected}?version=1"
    assert found.listed("rating=red").endswith("indicators/?rating=red&version=1")
    assert Addresses("leicestershire", Q4).of(row(7)) == expected

"""The board's overview on paper: two sides of A4, and nothing lost without colour."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page

from tests.support.browser import PageMaker
from tests.support.live import LiveApp
from tests.support.person import HttpPerson

pytestmark = pytest.mark.browser
OVERVIEW = "/p/leicestershire/2014-15-q4/"
A4 = (595, 842)  # points
# A quarter with everything there is to say: long names and texts, seven cards, many changes.
PUBLISH = """
from datetime import date
from partnerships.models import Partnership
from tests.dashboards.board_scene import Q3, Q4, busy, keep
county = Partnership.objects.get(slug="leicestershire")
for number, count in ((2, 12), (3, 37)):
    keep(county, busy(count, Q3), date(2015, 4, 14 + 2 * number), number=number - 1)
    keep(county, busy(count, Q4), date(2015, 4, 15 + 2 * number), number=number)
"""


def sides(pdf: bytes) -> list[tuple[int, int]]:
    """The width and height of each page."""
    with pikepdf.open(BytesIO(pdf)) as found:
        boxes = [[float(one) for one in page.mediabox] for page in found.pages]
    return [(round(box[2] - box[0]), round(box[3] - box[1])) for box in boxes]


def signed_in(new_page: PageMaker, app: LiveApp) -> Page:
    person = HttpPerson(app.url)
    person.sign_in_as("board@example.org")
    page = new_page(app.url, javascript=False)
    page.context.add_cookies(person.cookies())
    return page


def test_two_sides_of_a4(live_app: LiveApp, new_page: PageMaker, tmp_path: Path) -> None:
    """Of 12 indicators and of 37, printed without the colours behind the ratings."""
    live_app.manage("shell", "--verbosity=0", "-c", PUBLISH)
    page = signed_in(new_page, live_app)
    for version in (2, 3):
        page.goto(f"{OVERVIEW}?version={version}")
        pdf = page.pdf(prefer_css_page_size=True, print_background=False)
        (tmp_path / f"overview-{version}.pdf").write_bytes(pdf)
        found = sides(pdf)
        assert len(found) <= 2, f"version {version}"
        assert all(abs(w - A4[0]) <= 1 and abs(h - A4[1]) <= 1 for w, h in found)


def test_printed_without_navigation_and_with_its_version(
    live_app: LiveApp, new_page: PageMaker
) -> None:
    page = signed_in(new_page, live_app)
    page.goto(OVERVIEW)
    stamp = page.get_by_text("Printed 20 Apr 2015")
    assert not stamp.is_visible()
    assert page.get_by_role("navigation", name="Menu").is_visible()
    page.emulate_media(media="print")
    assert stamp.is_visible()
    assert "from version 1 of Q4 2014/15." in stamp.inner_text()
    for name in ("Menu", "Q4 2014/15", "Published quarters"):
        assert not page.get_by_role("navigation", name=name).is_visible()
    assert not page.get_by_text("Download and print").is_visible()
    card = page.locator(".app-card").first
    assert "▲" in card.inner_text()  # the shape and the word stay
    assert "Red" in card.inner_text()
    thead = page.locator(".app-groups thead")
    assert thead.evaluate("one => getComputedStyle(one).display") == "table-header-group"

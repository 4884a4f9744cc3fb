"""The board's overview on paper: two sides of A4, and nothing lost without colour."""

import re
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client

from core import clock
from partnerships.permissions import Role
from tests.dashboards.board_scene import Q3, Q4, busy, keep
from tests.dashboards.conftest import signed_in
from tests.dashboards.leicestershire import PUBLISHED_ON, Built, build
from tests.support.browser import DESKTOP, PageMaker
from tests.support.live import STYLESHEET

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
OVERVIEW = "/p/leicestershire/2014-15-q4/"
A4 = (595, 842)  # points


@pytest.fixture
def county(db: None) -> Built:
    return build()


def printed(new_page: PageMaker, client: Client, address: str = OVERVIEW) -> bytes:
    """The page as Chromium prints it, from the HTML as it is served and the stylesheet in it."""
    with clock.fixed(PUBLISHED_ON):
        html = client.get(address).content.decode()
    styles = STYLESHEET.read_text()
    html = re.sub(r'<link rel="(icon|stylesheet)"[^>]*>', "", html)
    html = re.sub(r"<script.*?</script>", "", html)
    page = new_page("http://127.0.0.1:1", javascript=False, size=DESKTOP)
    page.set_content(html.replace("</head>", f"<style>{styles}</style></head>"))
    return page.pdf(prefer_css_page_size=True, print_background=False)


def sides(pdf: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(BytesIO(pdf)) as found:
        boxes = [[float(one) for one in page.mediabox] for page in found.pages]
    return [(round(box[2] - box[0]), round(box[3] - box[1])) for box in boxes]


@pytest.mark.parametrize("count", [12, 37])
def test_two_sides_of_a4(county: Built, new_page: PageMaker, count: int, tmp_path: Any) -> None:
    """Even where everything is to be said: long names and texts, seven cards, many changes."""
    for quarter, on in ((Q3, PUBLISHED_ON.replace(month=1)), (Q4, PUBLISHED_ON)):
        keep(county.partnership, busy(count, quarter), on)
    pdf = printed(new_page, signed_in(county, Role.BOARD))
    (tmp_path / "overview.pdf").write_bytes(pdf)
    found = sides(pdf)
    assert len(found) <= 2
    assert all(abs(w - A4[0]) <= 1 and abs(h - A4[1]) <= 1 for w, h in found)

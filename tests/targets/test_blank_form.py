"""The printable blank form: every indicator, room to write, who it goes to and by when."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from targets.terms import Reason
from tests.support.dom import Document, words
from tests.targets.scene import Q4, Scene, given, make_scene, scene

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


def form(scene: Scene, who: str = "manager", query: str = "") -> Document:
    response = scene.client(who).get(scene.url("blank/") + query)
    assert response.status_code == 200
    return Document(scene.url("blank/"), 200, response.content.decode())


def blocks(page: Document) -> dict[str, str]:
    """The words of each indicator's block, by its name."""
    return {
        words(one.xpath(".//h3")[0]): words(one) for one in page.find("//div[@class='app-blank']")
    }


def test_every_indicator_has_its_boxes(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 212, Q4 - 4)
        scene.add_figure("entrants", 190, Q4 - 1)
        scene.add_figure("entrants", 185)
    found = blocks(form(scene))
    assert len(found) == 5
    [entrants] = [text for name, text in found.items() if name.startswith("Entrants")]
    assert "Number; lower is better" in entrants
    assert "Jan-Mar 2014 212" in entrants
    assert "Oct-Dec 2014 190" in entrants
    assert "185" not in entrants  # a blank form
    for label in ("Final", "Provisional", "Not applicable", *(one.label for one in Reason)):
        assert label in entrants
    [rate] = [text for name, text in found.items() if name.startswith("Crime rate")]
    assert "Offences, Jan-Mar 2015" in rate
    assert "Population" in rate
    [stated] = [text for name, text in found.items() if name.startswith("Reoffending")]
    assert "For the period" in stated


def test_it_says_by_when_and_to_whom(scene: Scene) -> None:
    text = form(scene, "officer").text
    assert "midshire Police: by Thursday 30 April 2015" in text
    assert "Send it to manager, manager@midshire.example" in text
    assert "midshire Council" not in text


def test_one_organisation_of_several(scene: Scene) -> None:
    page = form(scene, query=f"?organisation={scene.council.pk}")
    assert [name.split(" Number")[0] for name in blocks(page)] == ["Fly tipping"]
    assert "midshire Police" not in words(page.find("//div[@class='app-blank__head']")[0])
    assert len(blocks(form(scene, query="?organisation=0"))) == 5
    assert len(blocks(form(scene, "officer", query=f"?organisation={scene.council.pk}"))) == 4


def test_roles(scene: Scene) -> None:
    assert scene.client("board").get(scene.url("blank/")).status_code == 403
    with given():
        elsewhere = make_scene("farshire")
    assert elsewhere.client("manager").get(scene.url("blank/")).status_code == 404


def test_sixty_rows_take_no_more_queries(db: Any) -> None:
    counts = []
    with clock.fixed(date(2015, 4, 20)):
        for slug, rows in (("small", 2), ("large", 60)):
            with given():
                made = make_scene(slug, measures=rows)
            client = made.client("manager")
            with CaptureQueriesContext(connection) as queries:
                response = client.get(made.url("blank/"))
            counts.append(len(queries))
    assert response.content.count(b'class="app-blank"') == 65
    assert counts[0] == counts[1] <= 25

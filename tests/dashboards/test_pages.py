"""The board's pages: what they say, to whom, in how many queries."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.quarters import Quarter
from partnerships.permissions import Role
from tests.dashboards.appendix_one import COLUMNS, OUTCOMES, PRINTED
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Built, build

pytestmark = pytest.mark.django_db
Q4 = Quarter(2014, 4)
PAGES = ("overview", "indicators", "appendix")


class Printed(HTMLParser):
    """The texts of the header cells, and of what is marked as printed, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.headers: list[str] = []
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag == "th" and given.get("scope") == "col":
            self._in = "header"
            self.headers.append("")
        elif "app-printed" in (given.get("class") or "").split():
            self._in = "printed"
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "header":
            self.headers[-1] += data
        elif self._in == "printed":
            self.rows[-1][-1] += data


def address(built: Built, name: str, *more: Any) -> str:
    return reverse(f"dashboards:{name}", args=[built.partnership.slug, Q4, *more])


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_lei_14_cell_for_cell_in_the_page(published: Built) -> None:
    """LEI-14, LEI-15: ten columns in order, outcome cells across their indicators."""
    client = signed_in(published, Role.BOARD)
    page = Printed()
    page.feed(read(client, address(published, "appendix") + "?layout=classic"))
    assert tuple(page.headers) == COLUMNS
    expected = []
    seen = set()
    for printed in PRINTED:
        cells = [
            printed.name, printed.previous, printed.latest, printed.direction, printed.rag,
            printed.county, "",
        ]  # fmt: skip
        title, overall, comment = OUTCOMES[printed.outcome]
        expected.append(cells if title in seen else [title, overall, comment, *cells])
        seen.add(title)
    assert [row for row in page.rows if row] == expected


def test_lei_27_empty_columns_are_not_drawn(published: Built) -> None:
    page = Printed()
    page.feed(read(signed_in(published, Role.BOARD), address(published, "appendix")))
    assert tuple(page.headers) == COLUMNS[:9]


def test_exceptions_first(published: Built) -> None:
    text = read(signed_in(published, Role.BOARD), address(published, "overview"))
    assert "12 of 12 indicators reported. None is provisional." in text
    assert "Of 12 indicators, 1 is red, 1 amber and 10 green." in text
    assert "Worse than in 2013-14: Vehicle Crime rate; Reported hate incidents." in text
    needs = text[text.index("Needs attention") : text.index("Getting better")]
    vehicle, young = needs.index("Vehicle Crime rate"), needs.index("Rate of re-offending")
    assert vehicle < young < needs.index("Reported hate incidents")
    assert "Doing Vehicle Crime rate" in needs
    assert "Safer Communities Performance dashboard, 2014/15 Q4." in text
    assert "never printed" not in text


def test_nothing_published_yet(county: Built) -> None:
    client = signed_in(county, Role.BOARD)
    latest = reverse("dashboards:overview", args=["leicestershire"])
    assert "Nothing is published yet" in read(client, latest)
    assert "is not published" in read(client, address(county, "overview"))
    assert client.get(address(county, "indicators")).status_code == 404
    assert "Working figures" not in read(client, latest)
    assert "Working figures for Q4 2014/15" in read(signed_in(county, Role.MANAGER), latest)


def test_latest_is_the_published_one(published: Built) -> None:
    client = signed_in(published, Role.BOARD)
    text = read(client, reverse("dashboards:overview", args=["leicestershire"]))
    assert "January to March 2015" in text
    response = client.get(reverse("dashboards:indicators", args=["leicestershire"]))
    assert response["Location"] == address(published, "indicators")


@pytest.mark.parametrize("name", PAGES)
def test_working_figures_are_for_managers(county: Built, name: str) -> None:
    url = address(county, name) + "?figures=working"
    assert "Not published." in read(signed_in(county, Role.MANAGER), url)
    for role in (Role.OFFICER, Role.BOARD):
        assert signed_in(county, role).get(url).status_code == 403


def test_indicator_page(published: Built) -> None:
    client = signed_in(published, Role.BOARD)
    hate = published.measures[9]
    text = read(client, address(published, "indicator", hate.pk))
    assert "Officers changed the rating from Not rated (needs context) to Green" in text
    assert "What the rules compute: Not rated" in text
    assert "<svg" in text
    assert "Changes to the figure" not in text
    vehicle = read(client, address(published, "indicator", published.measures[2].pk))
    assert "Target: Below 5.71. Missed by 0.64." in vehicle
    history = read(signed_in(published, Role.MANAGER), address(published, "indicator", hate.pk))
    assert "Changes to the figure of Q4 2014/15" in history
    assert "never printed" not in history
    assert client.get(address(published, "indicator", 10**20)).status_code == 404


def test_another_partnerships_indicator(published: Built) -> None:
    other = build("rutland")
    client = signed_in(published, Role.BOARD)
    assert client.get(address(published, "indicator", other.measures[0].pk)).status_code == 404
    assert client.get(address(other, "overview")).status_code == 404


def test_filters(published: Built) -> None:
    client = signed_in(published, Role.BOARD)
    text = read(client, address(published, "indicators") + "?rating=red")
    assert "1 of 12 indicators" in text
    assert "Vehicle Crime rate" in text
    assert "Total Crime rate" not in text
    unknown = read(client, address(published, "indicators") + "?rating=blue")
    assert "Total Crime rate" in unknown


def test_everything_is_escaped(county: Built) -> None:
    from audit.context import context

    nasty = "<script>alert(1)</script>"
    with context(by="test", action="test.rename"):
        indicator = county.measures[2].indicator
        indicator.name = indicator.definition = indicator.source = nasty
        indicator.save()
        outcome = county.outcomes[0].wordings.get()
        outcome.text = nasty
        outcome.save()
    publish(county)
    client = signed_in(county, Role.BOARD)
    for url in [*(address(county, name) for name in PAGES),
                address(county, "indicator", county.measures[2].pk)]:  # fmt: skip
        text = read(client, url)
        assert nasty not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize("name", [*PAGES, "csv", "json"])
def test_as_many_queries_for_two_rows_as_for_twelve(
    db: None, name: str, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for slug, rows in (("small", 2), ("large", 12)):
        built = build(slug, rows=rows)
        publish(built)
        client = signed_in(built, Role.BOARD)
        with django_assert_max_num_queries(11) as found:
            read(client, address(built, name))
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["overview", "publish", "judgements"])
def test_as_many_queries_for_working_figures(
    db: None, name: str, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for slug, rows in (("small", 2), ("large", 12)):
        built = build(slug, rows=rows)
        client = signed_in(built, Role.MANAGER)
        with django_assert_max_num_queries(22) as found:
            read(client, address(built, name) + "?figures=working")
        counts.append(len(found))
    assert counts[0] == counts[1]

"""A county board above its districts: sums over sums, side by side, and who is late."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from audit.context import context
from core import clock
from core.numbers import round_half_up
from dashboards.models import StatedJudgement
from dashboards.selectors import shared, working_dashboard
from dashboards.selectors.compare_page import _matrix_line
from dashboards.selectors.county import CountyCell, county_page, value_of
from dashboards.selectors.kept import forget
from partnerships.models import Partnership
from partnerships.permissions import Role
from targets.models import Indicator, Target
from tests.dashboards.neighbours import Q4, TODAY, Place, library, place, publish

pytestmark = pytest.mark.django_db
D = Decimal


def county(figures: dict[Indicator, Any] | None = None, slug: str = "county") -> Place:
    return place(slug, figures or {}, kind="county_board", published=False)


def districts(of: Place, indicator: Indicator, *given: Any, **fields: Any) -> list[Place]:
    known = {"shares": "county", "parent": of.partnership}
    return [place(f"d{n}", {indicator: one}, **{**known, **fields}) for n, one in enumerate(given)]


def read(of: Place, today: date = TODAY) -> Any:
    with clock.fixed(today):
        return county_page(of.partnership, Q4, today)


def test_the_county_is_a_sum_over_a_sum() -> None:
    """Σ numerators / Σ populations: 1.82, not the mean of 10.00 and 1.00, which is 5.50."""
    board = county()
    (one,) = library(["burglary"])
    districts(board, one, (100, 10_000), (100, 100_000))
    page = read(board)
    (row,) = page.rows
    assert row.county == CountyCell(text="1.82")
    assert [cell.text for cell in row.cells] == ["10.00", "1.00"]
    assert page.columns == ("D0", "D1")


def test_counts_are_added_and_percentages_are_not() -> None:
    board = county()
    (count,) = library(["entrants"], unit="count", decimals=0)
    (share,) = library(["satisfied"], unit="percentage", decimals=1, polarity="higher")
    for n, (number, parts) in enumerate(((185, (27, 100)), (15, (1, 2)))):
        place(f"d{n}", {count: number, share: parts}, parent=board.partnership, shares="county")
    texts = {row.name: row.county.text for row in read(board).rows}
    assert texts == {"Entrants": "200", "Satisfied": "27.5%"}


def test_a_rate_without_its_parts_is_not_added_up() -> None:
    board = county()
    (one,) = library(["burglary"])
    districts(board, one, (100, 10_000), 3)
    assert read(board).rows[0].county.words == "Not added up: its parts are not known"


@pytest.mark.parametrize("missing", ["not published", "does not share", "no figure"])
def test_with_one_district_missing_it_is_incomplete(missing: str) -> None:
    """“Incomplete: 6 of 7 districts”, never a smaller number."""
    board = county()
    (one,) = library(["burglary"])
    districts(board, one, *[(100, 10_000)] * 6)
    place(
        "last", {one: None if missing == "no figure" else (100, 10_000)},
        parent=board.partnership, published=missing != "not published",
        shares="nobody" if missing == "does not share" else "county",
    )  # fmt: skip
    (row,) = read(board).rows
    assert row.county == CountyCell(words="Incomplete: 6 of 7 districts")


@pytest.mark.parametrize("target", [False, True], ids=["no target", "stated green"])
def test_a_figure_with_a_quality_problem_is_not_added(target: bool) -> None:
    """An IT fault that halves a count is none, with a target or without one, stated or not."""
    board = county()
    (one,) = library(["burglary"])
    found = districts(board, one, (100, 10_000), (50, 10_000), published=False)
    with context(by="test", action="test.fault"):
        found[1].measures[0].figures.update(quality_problem=True)
        if target:
            StatedJudgement.objects.create(
                partnership=found[1].partnership, measure=found[1].measures[0], quarter=Q4,
                until_quarter=Q4, rag="green", reason="Known to be well.", stated_by="The group",
                stated_on=TODAY,
            )  # fmt: skip
    for each in found:
        publish(each)
    (row,) = read(board).rows
    assert row.county == CountyCell(words="Incomplete: 1 of 2 districts")


def test_another_period_is_said_and_not_added() -> None:
    board = county()
    (one,) = library(["burglary"], basis="as_published")
    found = districts(board, one, (100, 10_000), (100, 10_000), (90, 10_000), published=False)
    with context(by="test", action="test.period"):
        found[2].measures[0].figures.update(
            period_start=date(2014, 10, 1), period_end=date(2014, 12, 31)
        )
    for each in found:
        publish(each)
    (row,) = read(board).rows
    assert row.county.words == "Incomplete: 2 of 3 districts"
    assert row.cells[2].text == "9.00 (Q3 2014-15)"


def test_a_hidden_small_number_cannot_be_worked_out() -> None:
    """The total is hidden, and a second district’s figure of 5 or more with it."""
    board = county()
    (one,) = library(["entrants"], unit="count", decimals=0)
    districts(board, one, 3, 40, 9, 0, small=True)
    (row,) = read(board).rows
    assert row.county == CountyCell(text="[c]")
    assert [cell.text for cell in row.cells] == ["[c]", "40", "[c]", "0"]


@dataclass(frozen=True)
class Published:
    """What hiding reads of a line."""

    value: Decimal | None
    hidden: bool
    indicator_id: int = 1
    period: Any = Q4.period
    numerator: Any = None
    denominator: Any = None
    text: str = ""
    direction_words: str = ""


@given(st.lists(st.integers(0, 30), min_size=2, max_size=9))
def test_what_is_hidden_leaves_five_values_at_least(counts: list[int]) -> None:
    """However the county’s total is learnt: what is hidden adds up to 6 or more, or is all."""
    lines: dict[int, dict[int, Any]] = {
        n: {1: Published(None if 0 < one < 5 else D(one), 0 < one < 5)}
        for n, one in enumerate(counts)
    }
    shared.hide_one_more(lines)
    hidden = [one for n, one in enumerate(counts) if lines[n][1].hidden]
    if any(0 < one < 5 for one in counts):
        assert sum(hidden) >= 6 or len(hidden) == len(counts)
    else:
        assert hidden == []


def test_who_is_late() -> None:
    """Published on, not published yet with the day its return is due, and who does not share."""
    board = county()
    (one,) = library(["burglary"])
    districts(board, one, (100, 10_000))
    for slug, shares in (("late", "county"), ("silent", "nobody")):
        place(slug, {one: (1, 1_000)}, parent=board.partnership, shares=shares, published=False)
    states = {state.name: (state.words, state.due) for state in read(board).districts}
    assert states == {
        "D0": ("Published on 20 April 2015", ""),
        "Late": ("Not published yet", "Its return was due on 10 April 2015"),
        "Silent": ("Does not share its figures", ""),
    }
    early = read(board, date(2015, 4, 3)).districts
    assert next(one.due for one in early if one.name == "Late") == (
        "Its return is due on 10 April 2015"
    )


def test_the_county_is_rated_only_against_a_target_of_its_own() -> None:
    """5.50 or lower; 6.35 is 15.5% above: red, by the county’s own scheme."""
    one, other = library(["vehicle", "burglary"])
    board = county({one: None, other: None})
    for n, parts in enumerate(((700, 100_000), (570, 100_000))):
        place(f"d{n}", {one: parts, other: (1, 1_000)}, parent=board.partnership, shares="county")
    with context(by="test", action="test.target"):
        Target.objects.create(
            partnership=board.partnership, measure=board.measures[0], kind="at_most",
            value=D("5.50"), text="5.50 or lower", starts=date(2014, 4, 1),
        )  # fmt: skip
    vehicle, burglary = read(board).rows
    assert vehicle.county == CountyCell(rating="red", text="6.35")
    assert "15.5% above the target of 5.50" in vehicle.explanation
    assert burglary.county == CountyCell(text="1.00")
    assert burglary.explanation == ""


@given(
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(1_000, 400_000)), min_size=1, max_size=30)
)
def test_the_county_lies_between_its_districts(pairs: list[tuple[int, int]]) -> None:
    """Of any districts, by the same function that the page uses."""
    indicator = Indicator(unit="rate", decimals=2, rate_per=1000)
    top, below = (sum(pair[n] for pair in pairs) for n in (0, 1))
    found = value_of(indicator, [], D(top), D(below))
    rates = [round_half_up(D(one) * 1000 / people, 2) for one, people in pairs]
    assert found is not None
    assert min(rates) <= found <= max(rates)


def client_of(one: Place, role: Role = Role.BOARD) -> Client:
    client = Client()
    with context(by="test", action="test.sign_in"):
        client.force_login(one.users[role])
    return client


def test_the_page_and_its_files() -> None:
    board = county()
    (one,) = library(["burglary"])
    districts(board, one, (100, 10_000), (100, 100_000))
    client = client_of(board)
    page = client.get(f"/p/county/{Q4.slug}/county/").content.decode()
    assert "2 of 2 districts have published Q4 2014/15." in page
    assert "never an average of rates" in page
    assert "1.82" in page
    # On paper, where thirty columns have no room, each cell says whose it is.
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page)[1:4]
    assert len(heads) == 3
    assert re.findall(r'<td[^>]* data-label="([^"]+)"', page)[:3] == heads
    for kind in ("csv", "xlsx", "ods", "json"):
        answer = client.get(f"/p/county/{Q4.slug}/county.{kind}")
        assert (
            answer["Content-Disposition"]
            == f'attachment; filename="county-2014-15-q4-county.{kind}"'
        )
    assert (
        client.get(f"/p/county/{Q4.slug}/county.json").json()["tables"][0]["rows"][0]["County"]
        == "1.82"
    )
    place("silent", {one: (1, 10_000)}, parent=board.partnership, shares="nobody")
    page = client.get(f"/p/county/{Q4.slug}/county/").content.decode()
    assert "2 of the 2 districts that share their figures have published Q4 2014/15; 1 does" in page
    with context(by="test", action="test.silence"):
        Partnership.objects.filter(parent=board.partnership).update(shares_with="nobody")
    page = client.get(f"/p/county/{Q4.slug}/county/").content.decode()
    assert "Nothing is known of who has published Q4 2014/15; 3 do not share" in page
    with context(by="test", action="test.share"):
        Partnership.objects.filter(slug="d0").update(shares_with="county")
    moved = client.get("/p/county/county/")
    assert moved["Location"] == f"/p/county/{Q4.slug}/county/"


def test_the_day_of_publication_is_that_of_the_place() -> None:
    """Half past midnight in summer is still the day before in Greenwich."""
    board = county()
    (one,) = library(["burglary"])
    (district,) = districts(board, one, (100, 10_000), published=False)
    publish(district, at=datetime(2015, 4, 20, 23, 30, tzinfo=UTC))
    assert read(board).districts[0].words == "Published on 21 April 2015"
    other = place("other", {one: (1, 10_000)}, parent=board.partnership, published=False)
    with clock.fixed(TODAY):
        found = shared.published_by(shared.areas_shared_with(board.partnership), Q4)
        (area,) = shared.areas_shared_with(board.partnership)
        (row,) = working_dashboard(other.partnership, Q4).rows
        line = _matrix_line(area, found[area.id], (row,))
    assert line.published == "Published on 21 April 2015"


def test_links_lead_only_where_there_is_something() -> None:
    board = county()
    (one,) = library(["burglary"])
    (found,) = districts(board, one, (100, 10_000), shares="nobody")
    link = "and its districts"
    assert link not in client_of(board).get("/p/county/").content.decode()
    with context(by="test", action="test.share"):
        Partnership.objects.filter(pk=found.partnership.pk).update(shares_with="county")
    assert link in client_of(board).get("/p/county/").content.decode()
    own = client_of(found)
    assert "Compare with other areas" not in own.get(f"/p/d0/{Q4.slug}/").content.decode()
    empty = own.get(f"/p/d0/{Q4.slug}/compare/").content.decode()
    assert "There is nothing to compare with yet" in empty
    assert (
        "No partnerships are under this one" in own.get(f"/p/d0/{Q4.slug}/county/").content.decode()
    )


def test_queries_do_not_grow() -> None:
    """With 12 districts and 6 indicators as with 2 and 1."""
    made = []
    for prefix, count, codes in (("a", 2, 1), ("b", 12, 6)):
        indicators = library([f"{prefix}{n}" for n in range(codes)])
        board = county(dict.fromkeys(indicators), f"{prefix}county")
        with context(by="test", action="test.target"):
            Target.objects.create(
                partnership=board.partnership, measure=board.measures[0], kind="at_most",
                value=D("5.50"), text="5.50 or lower", starts=date(2014, 4, 1),
            )  # fmt: skip
        for n in range(count):
            place(f"{prefix}{n}", dict.fromkeys(indicators, (10 + n, 10_000)),
                  parent=board.partnership, shares="county")  # fmt: skip
        client = client_of(board)
        client.get(f"/p/{prefix}county/")
        forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/p/{prefix}county/{Q4.slug}/county/").status_code == 200
        made.append(len(queries))
    assert made[0] == made[1]
    assert made[0] <= 25

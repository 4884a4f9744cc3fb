"""The page of all indicators: filters, search, order, and what is drawn of it."""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.context import context
from core.charts import Svg
from core.quarters import Quarter
from dashboards import indicator_table
from dashboards.indicator_table import Columns, Links, in_short, line_of
from dashboards.insight import Compared, Insight
from dashboards.listing import Listed
from dashboards.selectors import working_dashboard
from partnerships.permissions import Role
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Built, build
from tests.support.dom import Document, words

pytestmark = pytest.mark.django_db
Q4 = Quarter(2014, 4)


def here(built: Built) -> str:
    return reverse("dashboards:indicators", args=[built.partnership.slug, Q4])


def opened(client: Client, url: str) -> Document:
    response = client.get(url)
    assert response.status_code == 200, url
    return Document(url, 200, response.content.decode())


def names(page: Document) -> list[str]:
    return [words(cell) for cell in page.find("//main//tbody/tr/th")]


def headings(page: Document) -> list[str]:
    return [words(cell) for cell in page.find("(//main//table)[1]/thead/tr/th")]


@pytest.fixture
def board(published: Built) -> Client:
    return signed_in(published, Role.BOARD)


# --- Filters ---


@pytest.mark.parametrize(
    ("asked", "count", "first"),
    [
        ("rating=red", 1, "Vehicle Crime rate"),
        ("movement=worse", 2, "Vehicle Crime rate"),
        ("q=RATE+vehicle", 1, "Vehicle Crime rate"),
        ("q=reoffending", 1, "Rate of re-offending"),
        ("q=i3", 1, "Violence with Injury rate"),  # a code
        ("attention=yes", 3, "Vehicle Crime rate"),
        ("owner=Leicestershire+Police&rating=amber", 1, "Rate of re-offending"),
        ("provisional=yes", 0, ""),
        ("changed=yes", 0, ""),  # there is no quarter before it
    ],
)
def test_each_filter(published: Built, board: Client, asked: str, count: int, first: str) -> None:
    page = opened(board, f"{here(published)}?{asked}")
    assert len(names(page)) == count
    assert words(page.find("//h2[@id='list']")[0]) == f"{count} of 12 indicators"
    if count:
        assert names(page)[0].startswith(first)
    else:
        assert "No indicator matches" in page.text
        assert page.link("Clear filters") == here(published)


def test_attention_is_the_overviews(published: Built, board: Client) -> None:
    """LEI: the red, the amber, and hate incidents, which officers call worse."""
    page = opened(board, f"{here(published)}?attention=yes")
    assert [name.split(" (")[0] for name in names(page)] == [
        "Vehicle Crime rate",
        "Rate of re-offending by young offenders",
        "Reported hate incidents",
    ]


def test_chosen_filters_are_links_that_take_one_away(published: Built, board: Client) -> None:
    page = opened(board, f"{here(published)}?rating=green&q=crime&sort=-name")
    chosen = page.find("//ul[contains(@class, 'app-filter-chosen')]//a")
    assert [(words(one), one.get("href")) for one in chosen] == [
        ("Remove filter Search: “crime” ✕", f"{here(published)}?rating=green&sort=-name"),
        ("Remove filter Rating: Green ✕", f"{here(published)}?q=crime&sort=-name"),
        ("Clear all filters", here(published)),
    ]
    assert page.find("//input[@name='q']/@value") == ["crime"]
    assert page.find("//option[@selected]/@value") == ["green", "-name"]


def test_the_priority_and_the_owner_can_be_chosen(county: Built) -> None:
    """A select with a single choice is not offered."""
    publish(county)
    page = opened(signed_in(county, Role.BOARD), here(county))
    assert len(page.find("//select[@name='group']/option")) == 5
    assert not page.find("//select[@name='owner']")


def test_unknown_parameters_are_ignored(published: Built, board: Client) -> None:
    page = opened(board, f"{here(published)}?rating=blue&sort=-size&group=other&page=7&q=%20")
    assert words(page.find("//h2[@id='list']")[0]) == "12 indicators"
    assert len(page.find("//main//table")) == 4


def test_the_latest_quarter_keeps_what_was_asked(published: Built, board: Client) -> None:
    latest = reverse("dashboards:indicators", args=[published.partnership.slug])
    assert board.get(latest)["Location"] == here(published)
    assert board.get(f"{latest}?rating=red&q=a%26b")["Location"] == (
        f"{here(published)}?rating=red&q=a%26b"
    )


def test_working_figures_stay_in_every_link(county: Built) -> None:
    manager = signed_in(county, Role.MANAGER)
    page = opened(manager, f"{here(county)}?figures=working&rating=red&sort=name")
    main = page.find("//main")[0]
    own = here(county).removesuffix("indicators/")
    for href in main.xpath(".//a/@href"):
        if href.startswith(own) and "dashboard." not in href:
            assert "figures=working" in href, href
    assert page.find("//input[@name='figures']/@value") == ["working"]


# --- Order ---


def test_sorted_lists_are_one_table_with_the_priority(published: Built, board: Client) -> None:
    page = opened(board, f"{here(published)}?sort=name")
    assert len(page.find("//main//table")) == 1
    assert headings(page)[:2] == ["Indicator ▲", "Priority or outcome"]
    assert page.find("//th[@aria-sort]/@aria-sort") == ["ascending"]
    assert names(page) == sorted(names(page), key=str.casefold)
    other_way = page.find("//th[@aria-sort]/a/@href")
    assert other_way == [f"{here(published)}?sort=-name"]
    assert page.link("Put them back under their priorities") == here(published)
    back = opened(board, f"{here(published)}?sort=-name")
    assert back.find("//th[@aria-sort]/@aria-sort") == ["descending"]
    assert names(back) == list(reversed(names(page)))


def test_without_order_nothing_says_so(published: Built, board: Client) -> None:
    page = opened(board, here(published))
    assert not page.find("//th[@aria-sort]")
    assert len(page.find("//main//table")) == 4


def test_the_worst_first(published: Built, board: Client) -> None:
    page = opened(board, f"{here(published)}?sort=rating")
    assert names(page)[0].startswith("Vehicle Crime rate")
    assert names(page)[1].startswith("Rate of re-offending")


def test_figures_of_several_units_are_not_put_in_order(published: Built, board: Client) -> None:
    page = opened(board, here(published))
    assert not [one for one in page.find("//thead//a") if words(one) == "Latest"]
    group = working_dashboard(published.partnership, Q4).groups[3]  # two percentages
    page = opened(board, f"{here(published)}?group={group.key}&sort=-latest")
    assert [words(cell).split()[0] for cell in page.find("//td[@data-label='Latest']")] == [
        "86.1%",
        "5.3%",
    ]


def test_the_form_offers_the_same_orders_as_the_headings(published: Built, board: Client) -> None:
    """A phone has no room for headings."""
    page = opened(board, here(published))
    offered = page.find("//select[@name='sort']/option/@value")
    assert offered[0] == ""
    links = page.find("(//main//table)[1]/thead//a/@href")
    assert {f"{here(published)}?sort={value}" for value in offered[1:] if value[0] != "-"} == {
        *links,
        f"{here(published)}?sort=priority",  # its column is only in a sorted list
    }


# --- What is drawn ---


def test_links_lead_to_the_indicators_and_the_priorities(published: Built, board: Client) -> None:
    page = opened(board, here(published))
    wanted = [
        reverse("dashboards:indicator", args=[published.partnership.slug, Q4, one.pk])
        for one in published.measures
    ]
    assert page.find("//main//tbody/tr/th/a/@href") == wanted
    keys = [f"outcome-{one.pk}" for one in published.outcomes]
    assert page.find("//caption/a/@href") == [
        reverse("dashboards:priority", args=[published.partnership.slug, Q4, key]) for key in keys
    ]


def test_columns_that_would_be_empty_are_not_drawn(county: Built) -> None:
    from dashboards.models import StatedJudgement
    from targets.models import Target

    with context(by="test", action="test.empty"):
        Target.objects.filter(partnership=county.partnership).delete()
        StatedJudgement.objects.filter(partnership=county.partnership).delete()
    publish(county)
    client = signed_in(county, Role.BOARD)
    page = opened(client, here(county))
    assert headings(page) == ["Indicator", "Latest", "Rating", "Change from last year", "Trend"]
    one = opened(client, f"{here(county)}?q=IOM")  # no two figures that can be joined
    assert "Comparison" not in " ".join(headings(one))


def test_a_first_quarter_has_nothing_to_compare_with(county: Built) -> None:
    from targets.models import Figure

    with context(by="test", action="test.first"):
        Figure.objects.filter(partnership=county.partnership, quarter=Quarter(2013, 4)).delete()
        county.partnership.measures.update(first_quarter=Q4)
    page = opened(signed_in(county, Role.MANAGER), f"{here(county)}?figures=working")
    assert "Trend" not in headings(page)


@pytest.mark.parametrize("rows", [0, 1])
def test_no_indicator_and_one(rows: int) -> None:
    built = build(rows=rows)
    page = opened(signed_in(built, Role.MANAGER), f"{here(built)}?figures=working")
    if rows:
        assert words(page.find("//h2[@id='list']")[0]) == "1 indicator"
    else:
        assert "No indicator yet" in page.text
        assert not page.find("//main//form")


def test_everything_in_a_row_is_escaped(county: Built) -> None:
    nasty = "<b>\"&'"
    row = working_dashboard(county.partnership, Q4).rows[0]
    group = working_dashboard(county.partnership, Q4).groups[0]
    compared = Compared(nasty, 8, 8, row.latest.period, nasty, rank_words=nasty, standing=nasty)
    row = replace(
        row,
        name=nasty,
        code=nasty,
        expected_text=nasty,
        latest=replace(row.latest, value_text=nasty, period_note=nasty, caveats=(nasty,)),
        direction=replace(row.direction, words=nasty),
        rating=replace(row.rating, shown=None, unrated=None),
        insight=Insight(trend=nasty),
        compared=(compared,),
        county_comparison=nasty,
        district_comparison=nasty,
        commentary_change=nasty,
        supplier=nasty,
    )
    listed = Listed(replace(group, title=nasty), row, 0)
    columns = Columns.of([row], priority=True, commentary=True)
    line = line_of(listed, columns, Links('/"<b>', "?<b>", {group.key: '"><b>'}))
    assert "<b>" not in line
    assert unescape(line).count(nasty) == 13
    assert "<b>" not in indicator_table.caption_of(listed.group, '"><b>')


def test_a_comparison_that_is_not_available(county: Built) -> None:
    row = working_dashboard(county.partnership, Q4).rows[0]
    group = working_dashboard(county.partnership, Q4).groups[0]
    sets = (
        Compared("8 partnerships", 8, 8, row.latest.period, "", "4 of 8", "Average"),
        Compared("East Midlands", 40, 2, row.latest.period, "", why_not="Fewer than 4 have one."),
    )
    row = replace(row, compared=sets)
    line = line_of(Listed(group, row, 0), Columns.of([row]), Links("/"))
    (cell,) = Document("", 200, f"<table>{line}</table>").find("//td[@data-label='Comparison']")
    assert list(cell.itertext()) == [
        "Average, 4 of 8",
        "8 partnerships",
        "Not available",
        "East Midlands",
    ]


def test_the_trend_in_words_never_crosses_a_hole(county: Built) -> None:
    row = working_dashboard(county.partnership, Q4).rows[2]
    assert indicator_table.drawn_words(row) == "From 5.71 in 2013-14 to 6.35 in 2014-15"


def test_in_short() -> None:
    assert in_short("a\n b") == "a b"
    assert in_short("word " * 50, 12) == "word word …"


def test_queries_do_not_grow(django_assert_max_num_queries: Any) -> None:
    counts = []
    for slug, rows in (("small", 2), ("large", 12)):
        built = build(slug, rows=rows)
        publish(built)
        client = signed_in(built, Role.BOARD)
        client.get(here(built))
        with django_assert_max_num_queries(8) as found:
            opened(client, f"{here(built)}?attention=yes&sort=change&q=a")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_sixty_rows_are_drawn_in_little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template takes no part in a row: as many tags are rendered for 60 as for 12."""
    drawn = []
    sparkline = indicator_table.trend

    def counted(row: Any) -> Svg | None:
        drawn.append(row.measure_id)
        return sparkline(row)

    monkeypatch.setattr(indicator_table, "trend", counted)
    built = build(copies=5)
    page = opened(signed_in(built, Role.MANAGER), f"{here(built)}?figures=working")
    assert len(names(page)) == 60
    assert len(drawn) == 60
    assert len(page.find("//main//table")) == 4

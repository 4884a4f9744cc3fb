"""Searching, filtering and sorting a quarter's indicators, without pages."""

import unicodedata
from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.quarters import Quarter
from dashboards.listing import Filters, Listed, Marked, Order, address, folded, matches, offered
from dashboards.selectors import working_dashboard
from dashboards.types import Dashboard, Row
from targets.terms import Rag, Travel, Unit
from tests.dashboards.leicestershire import Built

Q4 = Quarter(2014, 4)
READ_ONLY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]))


# --- Search ---


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("burglary", True),
        ("RATE domestic", True),  # in any order, capitals or not
        ("dom burg", True),  # parts of words
        ("domestic vehicle", False),  # every word
        ("cafés", True),
        ("Cafes", True),
        ("reoffending", True),
        ("re-offending", True),
        ("re offending", True),
        ("children's", True),
        ("childrens", True),
        ("", True),
        ("-", True),
        ("-x", False),
    ],
)
def test_words_in_any_order_without_accents(asked: str, found: bool) -> None:
    texts = ("Domestic Burglary rate", "code-7", "Cafés, break-ins, re-offending, Children’s homes")
    assert matches(asked, *texts) is found


@given(words=st.lists(TEXT.filter(bool), min_size=1, max_size=4), data=st.data())
def test_a_text_is_found_by_its_words_however_they_are_written(
    words: list[str], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(words))
    way = data.draw(st.sampled_from(["NFC", "NFD"]))
    asked = unicodedata.normalize(way, " ".join(order)).swapcase()
    assert matches(asked, " ".join(words)) or folded(asked) != folded(" ".join(order))


@given(st.text(), st.text())
def test_search_never_fails(asked: str, text: str) -> None:
    assert matches(asked, text) in (True, False)


# --- What an address asks for ---


@pytest.fixture
def dashboard(county: Built) -> Dashboard:
    return working_dashboard(county.partnership, Q4)


def read(text: str, dashboard: Dashboard) -> Filters:
    return Filters.read(QueryDict(text).dict(), dashboard)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_what_is_unknown_is_as_if_not_asked(dashboard: Dashboard) -> None:
    """Rows of another partnership, words that are none, other parameters."""
    asked = "rating=blue&movement=sideways&group=outcome-0&owner=Nobody&attention=no&x=1&q=%00+"
    assert read(asked, dashboard) == Filters()
    assert read("rating=red&figures=working", dashboard).asked == {"rating": "red"}


@pytest.mark.django_db
def test_filters_in_words(dashboard: Dashboard) -> None:
    key = dashboard.groups[1].key
    filters = read(
        f"q=++crime++rate&group={key}&owner=Leicestershire+Police&changed=yes", dashboard
    )
    assert list(filters.said(dashboard).values()) == [
        "Search: “crime rate”",
        f"Priority or outcome: {dashboard.groups[1].title}",
        "Supplied by: Leicestershire Police",
        "Rating changed",
    ]


@pytest.mark.django_db
@READ_ONLY
@given(data=st.data())
def test_more_filters_never_show_more(dashboard: Dashboard, data: st.DataObject) -> None:
    choices = {
        "rating": ["", "red", "amber", "green", "not_rated", "no_data"],
        "movement": ["", *(travel.value for travel in Travel)],
        "group": ["", *(group.key for group in dashboard.groups)],
        "owner": ["", "Leicestershire Police"],
        "q": ["", "rate", "crime", "a e"],
        "attention": ["", "yes"],
        "provisional": ["", "yes"],
    }
    some = {name: data.draw(st.sampled_from(values)) for name, values in choices.items()}
    fewer = {**some, data.draw(st.sampled_from(list(some))): ""}
    marked = Marked(attention={dashboard.rows[2].measure_id})
    every = [(group, row) for group in dashboard.groups for row in group.rows]

    def shown(asked: dict[str, str]) -> set[int]:
        filters = Filters.read(asked, dashboard)
        return {row.measure_id for group, row in every if filters.wants(group, row, marked)}

    assert shown(some) <= shown(fewer)
    assert len(shown({})) == 12


def test_addresses() -> None:
    asked = Filters(q="a&b", rating="red").asked
    assert address(asked, Order("name", down=True).asked, more="figures=working") == (
        "?q=a%26b&rating=red&sort=-name&figures=working"
    )
    assert address({}) == ""


# --- Order ---


def lines_of(dashboard: Dashboard, **changed: Row) -> list[Listed]:
    every = [(group, row) for group in dashboard.groups for row in group.rows]
    found = []
    for place, (group, row) in enumerate(every):
        found.append(Listed(group, changed.get(f"row{place}", row), place))
    return found


@pytest.mark.django_db
def test_rating_the_worst_first_then_the_strategys_order(dashboard: Dashboard) -> None:
    lines = lines_of(dashboard)
    ratings = [line.row.rating.shown for line in Order("rating").sorted(lines)]
    assert ratings == [Rag.RED, Rag.AMBER, *([Rag.GREEN] * 10)]
    places = [
        line.place for line in Order("rating").sorted(lines) if line.row.rating.shown == "green"
    ]
    assert places == sorted(places)
    assert Order("rating", down=True).sorted(lines)[-1].row.rating.shown is Rag.RED


@pytest.mark.django_db
def test_what_is_not_rated_comes_last_either_way(dashboard: Dashboard) -> None:
    row = dashboard.rows[0]
    lines = lines_of(dashboard, row0=replace(row, rating=replace(row.rating, shown=None)))
    for down in (False, True):
        assert Order("rating", down).sorted(lines)[-1].place == 0


@pytest.mark.django_db
def test_change_the_worst_first_by_its_size(dashboard: Dashboard) -> None:
    """LEI: vehicle crime up 11.2%, hate incidents up 6.3% (stated worse), and so on to the best."""
    ordered = [line.row for line in Order("change").sorted(lines_of(dashboard))]
    assert [row.direction.words for row in ordered[:2]] == ["Up 11.2%, worse", "Up 6.3%, worse"]
    better = [row for row in ordered if row.direction.shown is Travel.BETTER]
    assert [row.direction.words for row in better] == [
        "Down 2.4 points, better",
        "Up 7.1 points, better",
        "Down 12.7%, better",
    ]
    best_first = Order("change", down=True).sorted(lines_of(dashboard))
    assert best_first[0].row.direction.words == "Down 12.7%, better"


@pytest.mark.django_db
def test_figures_are_put_in_order_only_where_all_have_one_unit(dashboard: Dashboard) -> None:
    lines = lines_of(dashboard)
    assert "latest" not in offered(lines)
    rates = [line for line in lines if line.row.unit is Unit.RATE]
    rates = rates or [line for line in lines if line.row.unit is Unit.PERCENTAGE]
    assert "latest" in offered(rates)
    assert Order.read("-latest", offered(lines)) == Order()
    values = [line.row.latest.value for line in Order("latest", down=True).sorted(rates)]
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]


@pytest.mark.django_db
@READ_ONLY
@given(data=st.data())
def test_sorting_loses_nothing(dashboard: Dashboard, data: st.DataObject) -> None:
    lines = data.draw(st.permutations(lines_of(dashboard)))
    by = data.draw(st.sampled_from(["name", "rating", "change", "priority"]))
    order = Order(by, data.draw(st.booleans()))
    ordered = order.sorted(list(lines))
    assert sorted(line.place for line in ordered) == list(range(12))
    assert order.sorted(ordered) == ordered


def test_orders_that_are_none() -> None:
    assert Order.read("sideways", ("name",)) == Order()
    assert Order.read("", ("name",)) == Order()
    assert Order.read("-name", ("name",)) == Order("name", down=True)

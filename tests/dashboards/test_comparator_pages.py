"""Managers keep sets of areas and load what those published (LEI-26, DUR-34, trust B7)."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.context import context
from audit.models import LogEntry
from core import clock
from core.sheets import Column, Kind, Sheet, Table, Workbook, write
from dashboards.comparator_file import Known, Plan, make_plan
from dashboards.models import ComparatorArea, ComparatorFigure, ComparatorSet
from dashboards.selectors.kept import forget
from partnerships.permissions import Role
from targets.models import Indicator
from tests.dashboards.neighbours import Q4, TODAY, Place, area_set, library, outside, place, publish

pytestmark = pytest.mark.django_db
D = Decimal
HEAD = ("Area", "Indicator", "Period", "Value", "Numerator", "Denominator")
SOURCE = "Police recorded crime"


@pytest.fixture
def here() -> Place:
    """A partnership with a set of two areas outside."""
    found = place("here", {library(["burglary"])[0]: (40, 10_000)})
    row = area_set(found.partnership, [], name="Most similar")
    outside(row, "Charnwood", "Melton")
    return found


def the_set(here: Place) -> ComparatorSet:
    return ComparatorSet.objects.get(partnership=here.partnership, name="Most similar")


def client_of(one: Place, role: Role = Role.MANAGER) -> Client:
    client = Client()
    with context(by="test", action="test.sign_in"):
        client.force_login(one.users[role])
    return client


def path(row: ComparatorSet, end: str = "") -> str:
    return f"/p/{row.partnership.slug}/comparators/{row.pk}/{end}"


def file_of(*lines: tuple[str, ...], kind: Kind = "csv") -> SimpleUploadedFile:
    table = Table("Figures", "Figures", tuple(map(Column, HEAD)), lines)
    book = Workbook("Figures", (), (), (table,))
    return SimpleUploadedFile(f"figures.{kind}", write(book, kind))


GOOD = (
    ("Charnwood", "burglary", "Q4 2014/15", "3.10", "", ""),
    ("Charnwood", "burglary", "2014-15 Q3", "", "31", "10000"),
    ("Melton", "Burglary", "Jan-Mar 2015", "-", "", ""),
)


def preview(here: Place, file: Any, client: Client | None = None) -> Any:
    with clock.fixed(TODAY):
        return (client or client_of(here)).post(
            path(the_set(here), "load/"), {"file": file, "source": SOURCE}
        )


def confirm(here: Place, page: Any, client: Client | None = None) -> Any:
    with clock.fixed(TODAY):
        return (client or client_of(here)).post(
            path(the_set(here), "load/"), {"plan": page.context["signed"]}, follow=True
        )


def kept() -> list[tuple[Any, ...]]:
    rows = ComparatorFigure.objects.order_by("area__name", "period_end")
    return list(
        rows.values_list(
            "area__name", "period_end", "value", "numerator", "denominator", "not_available"
        )
    )


EXPECTED = [
    ("Charnwood", (Q4 - 1).end, D("3.1"), D(31), D(10_000), False),
    ("Charnwood", Q4.end, D("3.1"), None, None, False),
    ("Melton", Q4.end, None, None, None, True),
]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_file_is_previewed_confirmed_and_kept(here: Place, kind: Kind) -> None:
    """Any form of the period; “-” is not available, which is not the same as no row."""
    page = preview(here, file_of(*GOOD, kind=kind))
    assert page.status_code == 200
    assert kept() == []
    assert "3 to be added, 0 to be changed" in page.content.decode()
    said = confirm(here, page).content.decode()
    assert "3 figures are added and 0 changed." in said
    assert kept() == EXPECTED
    entry = LogEntry.objects.filter(table_name="dashboards_comparatorfigure").latest("id")
    assert (entry.action, entry.why) == ("dashboards.load_comparator_figures", SOURCE)


def test_the_same_file_again_changes_nothing(here: Place) -> None:
    page = preview(here, file_of(*GOOD))
    confirm(here, page)
    entries = LogEntry.objects.filter(table_name="dashboards_comparatorfigure").count()
    assert "saved already" in confirm(here, page).content.decode()
    again = preview(here, file_of(*GOOD))
    assert "3 already as they are" in again.content.decode()
    assert again.context["signed"] == ""
    assert LogEntry.objects.filter(table_name="dashboards_comparatorfigure").count() == entries


def test_what_changed_is_said_and_changed(here: Place) -> None:
    confirm(here, preview(here, file_of(*GOOD)))
    page = preview(here, file_of(("Melton", "burglary", "Q4 2014/15", "2.2", "", "")))
    assert "0 to be added, 1 to be changed" in page.content.decode()
    confirm(here, page)
    assert ("Melton", Q4.end, D("2.2"), None, None, False) in kept()


FAULTS = [
    (("Charnwood", "burglary", "Q4 2014/15", "about 3", "", ""), "D5", "is not a number"),
    (("Charnwood", "burglary", "Q9 2014/15", "3", "", ""), "C5", "A quarter is Q1"),
    (("Charnwood", "burglary", "", "3", "", ""), "C5", "for which period"),
    (("Charnwood", "burglary", "Q1 2015/16", "3", "", ""), "C5", "has not ended"),
    (("Charnwood", "burglary", "Q4 2014/15", "", "", ""), "D5", "Enter the figure"),
    (("Charnwood", "burglary", "Q4 2014/15", "3", "-", ""), "E5", "says that there is none"),
    (("Charnwood", "burglary", "Q4 2014/15", "", "31", ""), "F5", "Give both"),
    (("Charnwood", "burglary", "Q4 2014/15", "", "31", "0"), "F5", "denominator is 0"),
    (("Charnwood", "burglary", "Q4 2014/15", "9", "31", "10000"), "D5", "make 3.1"),
    (("Charnwood", "burglary", "Q4 2014/15", "-3", "", ""), "D5", "below 0"),
    (("Charnwood", "burglary", "Q4 2014/15", "3%", "", ""), "D5", "not in %"),
    (("", "burglary", "Q4 2014/15", "3", "", ""), "A5", "which area"),
    (("Charnwood", "", "Q4 2014/15", "3", "", ""), "B5", "which indicator"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "cell", "words"), FAULTS)
def test_one_fault_and_nothing_is_saved(
    here: Place, line: tuple[str, ...], cell: str, words: str
) -> None:
    """Each by file, sheet, row, column and what it says."""
    page = preview(here, file_of(*GOOD, line, kind="xlsx"))
    (fault,) = page.context["plan"].faults
    assert words in fault.sentence
    row = f"Figures, {cell[0]}"
    assert fault.place.startswith(row)
    assert "figures.xlsx" in page.content.decode()
    assert page.context["signed"] == ""
    assert kept() == []


def test_two_figures_for_the_same_are_a_fault(here: Place) -> None:
    page = preview(here, file_of(GOOD[0], ("Charnwood", "burglary", "Q4 2014/15", "4", "", "")))
    (fault,) = page.context["plan"].faults
    assert "another figure for the same" in fault.sentence


def test_what_the_set_does_not_know_is_left_out_and_named(here: Place) -> None:
    page = preview(
        here,
        file_of(
            GOOD[0],
            ("Elsewhere", "burglary", "Q4 2014/15", "3", "", ""),
            ("Here", "burglary", "Q4 2014/15", "3", "", ""),
            ("Melton", "robbery", "Q4 2014/15", "3", "", ""),
        ),
    )
    said = {one.value: one.sentence for one in page.context["plan"].left_out}
    assert said == {
        "Elsewhere": "The set has no area of this name or code.",
        "Here": "Its figures are your own.",
        "robbery": "No indicator in use has this code or name.",
    }
    assert page.context["signed"]


def test_a_file_without_a_table_says_what_is_needed(here: Place) -> None:
    content = SimpleUploadedFile("notes.csv", b"nothing,here\n1,2\n")
    assert "No table was found" in preview(here, content).content.decode()
    assert "Choose a file" in preview(here, "").content.decode()


def test_a_preview_is_its_makers_alone(here: Place) -> None:
    """Signed for one person and one set; anything else is not confirmed."""
    page = preview(here, file_of(*GOOD))
    other = place("other", {})
    row = area_set(other.partnership, [], name="Most similar")
    client = client_of(other)
    answer = client.post(path(row, "load/"), {"plan": page.context["signed"]}, follow=True)
    assert "not yours" in answer.content.decode()
    answer = client.post(path(the_set(here), "load/"), {"plan": page.context["signed"]})
    assert answer.status_code == 404
    changed = client_of(here).post(path(the_set(here), "load/"), {"plan": "x"}, follow=True)
    assert "Choose the file again" in changed.content.decode()
    assert kept() == []


def test_what_changed_since_the_preview_is_not_overwritten(here: Place) -> None:
    confirm(here, preview(here, file_of(GOOD[0])))
    page = preview(here, file_of(("Charnwood", "burglary", "Q4 2014/15", "9.9", "", "")))
    with context(by="test", action="test.change"):
        ComparatorFigure.objects.update(value=5, version=2)
    assert "Something has changed since the preview" in confirm(here, page).content.decode()
    assert [row[2] for row in kept()] == [D(5)]
    gone = preview(here, file_of(GOOD[2]))
    with context(by="test", action="test.remove"):
        ComparatorArea.objects.filter(name="Melton").delete()
    assert "Something has changed since the preview" in confirm(here, gone).content.decode()


numbers = st.decimals(0, 10_000, places=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(numbers, min_size=1, max_size=20))
def test_a_plan_survives_its_way_through_the_page(values: list[Decimal]) -> None:
    """Digit by digit, whatever the figures."""
    indicator = Indicator(pk=1, code="burglary", name="Burglary", unit="rate", decimals=2)
    known = Known({n: (f"Area {n}", "") for n in range(len(values))}, {}, {1: indicator})
    lines = [list(HEAD[:4])] + [
        [f"Area {n}", "burglary", "Q4 2014/15", f"{value:f}"] for n, value in enumerate(values)
    ]
    with clock.fixed(TODAY):
        plan = make_plan([Sheet("Figures", lines)], known, SOURCE)
    assert not plan.faults
    assert [one.value for one in plan.added] == values
    assert Plan.from_plain(plan.to_plain()).added == plan.added


# --- Sets ---


def test_a_set_is_made_with_its_areas(here: Place) -> None:
    client = client_of(here)
    sent = {
        "name": "East Midlands",
        "first_quarter": "2014-15-q1",
        "source": "The region",
        "outside": "Charnwood, E07000130\n\nHinckley and Bosworth\nKing’s Lynn, and West Norfolk",
    }
    with clock.fixed(TODAY):
        answer = client.post("/p/here/comparators/new/", sent, follow=True)
    assert answer.status_code == 200
    row = ComparatorSet.objects.get(name="East Midlands")
    assert list(row.areas.values_list("name", "ons_code")) == [
        ("Charnwood", "E07000130"),
        ("Here", ""),
        ("Hinckley and Bosworth", ""),
        ("King’s Lynn, and West Norfolk", ""),
    ]
    assert "East Midlands" in client.get("/p/here/comparators/").content.decode()


def test_what_cannot_be_is_said_at_its_field(here: Place) -> None:
    client = client_of(here)
    sent = {"name": "New", "first_quarter": "2014-15-q1", "outside": "Oadby\nOadby"}
    with clock.fixed(TODAY):
        page = client.post("/p/here/comparators/new/", sent).content.decode()
        assert "“Oadby” is in the set twice." in page
        assert not ComparatorSet.objects.filter(name="New").exists()
        page = client.post("/p/here/comparators/new/", {"outside": "x" * 200}).content.decode()
    assert "Enter a name" in page
    assert "longer than 120 characters" in page


def test_an_ended_set_is_no_longer_compared(here: Place) -> None:
    row, client = the_set(here), client_of(here)
    with clock.fixed(TODAY):
        before = {"last_quarter": "2009-10-q1", "expected_version": "1"}
        assert "Choose a quarter" in client.post(path(row, "end/"), before).content.decode()
        sent = {"last_quarter": (Q4 - 1).slug, "expected_version": "1"}
        assert client.post(path(row, "end/"), sent).status_code == 302
    row.refresh_from_db()
    assert row.last_quarter == Q4 - 1
    assert client.post(path(row, "end/"), sent).status_code == 409


def test_areas_are_added_corrected_and_removed(here: Place) -> None:
    row, client = the_set(here), client_of(here)
    confirm(here, preview(here, file_of(*GOOD)))
    assert client.post(path(row, "areas/"), {"outside": "Oadby"}).status_code == 302
    assert (
        "in the set twice"
        in client.post(path(row, "areas/"), {"outside": "Oadby"}).content.decode()
    )
    assert "Name at least one area" in client.post(path(row, "areas/"), {}).content.decode()
    area = row.areas.get(name="Charnwood")
    to = f"/p/here/comparators/areas/{area.pk}/"
    sent = {"name": "Charnwood Borough", "ons_code": "E07000130", "expected_version": "1"}
    assert client.post(f"{to}change/", sent).status_code == 302
    assert client.post(f"{to}remove/", {"expected_version": "2"}).status_code == 302
    assert [line[0] for line in kept()] == ["Melton"]
    own = row.areas.get(member=here.partnership)
    client.post(f"/p/here/comparators/areas/{own.pk}/remove/", {"expected_version": "1"})
    assert row.areas.filter(pk=own.pk).exists()


# --- The Compare page ---


def compared(here: Place, query: str = "", end: str = "compare/") -> Any:
    return client_of(here, Role.BOARD).get(f"/p/here/{Q4.slug}/{end}{query}")


@pytest.fixture
def loaded(here: Place) -> Place:
    """Six areas outside: five figures, and one that is not available."""
    row = the_set(here)
    areas = [
        *row.areas.filter(member=None),
        *outside(row, "Oadby", "Blaby", "Harborough", "Rutland"),
    ]
    with context(by="test", action="test.load"):
        for area, value in zip(areas, ("5", "1", "2", "6", None, "9"), strict=True):
            ComparatorFigure.objects.create(
                partnership=here.partnership, area=area, indicator=here.measures[0].indicator,
                period_start=Q4.start, period_end=Q4.end, source="ONS",
                value=None if value is None else D(value), not_available=value is None,
            )  # fmt: skip
    return here


def test_the_page_ranks_by_name_and_by_value(loaded: Place) -> None:
    """By name unless asked; rank with what 1 means; the average, the set and its date named."""
    page = compared(loaded)
    names = [line.name for line in page.context["ranked"].lines]
    assert names == sorted(names)
    text = page.content.decode()
    assert "rank 3 of 6 (1 = best)" in text
    assert "Average of the areas’ rates, Here among them: 4.50." in text
    assert "Most similar: 7 areas, used from Q1 2010/11." in text
    assert "All areas together: not given" in text
    by_value = compared(loaded, "?order=value").context["ranked"].lines
    assert [line.text for line in by_value] == ["1.00", "2.00", "4.00", "5.00", "6.00", "9.00", "-"]


def test_what_was_published_is_said_where_figures_came_in_since(loaded: Place) -> None:
    """The rank that the board was told stays beside the one of today."""
    publish(loaded, number=2)
    first = compared(loaded).context["ranked"]
    assert first.row.compared[0].rank_words == "3 of 6"
    assert first.frozen == ""
    with context(by="test", action="test.later"):
        ComparatorFigure.objects.filter(value=1).update(value=8)
    later = compared(loaded).context["ranked"]
    assert later.row.compared[0].rank_words == "3 of 6"
    assert "rank 2 of 6" in later.sentence
    assert later.frozen.startswith("When this quarter was published, the rank was 3 of 6.")


def test_unknown_choices_are_as_none(loaded: Place) -> None:
    for query in ("?indicator=999999", "?indicator=x&set=-1", "?priority=nothing", "?order=%00"):
        page = compared(loaded, query)
        assert page.status_code == 200
        assert page.context["ranked"].set.name == "Most similar"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json"])
def test_files(loaded: Place, kind: str) -> None:
    answer = compared(loaded, "?order=value", f"compare.{kind}")
    assert answer["Content-Disposition"].endswith(f'compared-v1.{kind}"')
    assert answer.content


def test_the_file_says_what_the_page_says(loaded: Place) -> None:
    (table,) = compared(loaded, end="compare.json").json()["tables"]
    lines = compared(loaded).context["ranked"].lines
    said = [(row["Area"], row["Rank (1 = best)"], row["Standing"]) for row in table["rows"]]
    assert said == [(one.name, one.rank, one.standing) for one in lines]
    assert any("4.50" in note for note in table["notes"])


def test_queries_of_the_page_do_not_grow(loaded: Place) -> None:
    client = client_of(loaded, Role.BOARD)
    client.get("/p/here/")
    forget()
    made = []
    for start in (0, 40):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/p/here/{Q4.slug}/compare/")
        made.append(len(queries))
        outside(the_set(loaded), *(f"Area {start + n}" for n in range(40)))
        forget()
    assert made[0] == made[1]
    assert made[0] <= 25

"""What the plans of the seed papers leave open: Rutland's real holes, by name (RUT-9, RUT-12)."""

import json
from collections.abc import Callable

import pytest

from dashboards.coverage import Coverage
from dashboards.selectors.coverage import coverage_of
from partnerships.access import get_member
from tests.golden.test_rutland import MONITOR, TARGETS
from tests.support.dom import Document, words
from tests.support.person import ClientPerson

pytestmark = pytest.mark.both_databases
PAGE = "/p/rutland/coverage/"


@pytest.fixture
def rutland() -> Coverage:
    return coverage_for("board@example.org", "rutland")


def coverage_for(email: str, slug: str) -> Coverage:
    from accounts.models import User

    return coverage_of(get_member(User.objects.get(email=email), slug))


@pytest.fixture
def page(signed_in: Callable[[str], ClientPerson]) -> Document:
    return signed_in("board@example.org").open(PAGE)


def named(found: Coverage, key: str) -> list[str]:
    return [item.name for hole in found.holes if hole.gap.key == key for item in hole.items]


def text_of(number: int) -> str:
    return TARGETS[number - 1].text


def test_the_summary_comes_first(rutland: Coverage, page: Document) -> None:
    assert rutland.summary == "4 priorities, 37 indicators, 37 targets: 36 holes of 8 kinds."
    assert words(page.find("//main//p")[0]) == rutland.summary


def test_rut_9_the_cross_cutting_priority_has_no_target(rutland: Coverage) -> None:
    assert named(rutland, "cross_cutting") == ["D. Accounting for Cross Cutting influences"]
    assert "D. Accounting for Cross Cutting influences" in named(rutland, "no_lead")
    assert named(rutland, "no_indicator") == []  # D is said once


def test_the_targets_that_are_not_set(rutland: Coverage) -> None:
    """T4 lacks its value, T28 its size, T36 its direction; T35 says for neither part how much."""
    assert named(rutland, "placeholder") == [text_of(number) for number in (4, 28, 35, 36)]
    assert named(rutland, "condition") == [text_of(22)]


def test_the_baselines_that_are_outstanding(rutland: Coverage) -> None:
    """RUT-18: those that the paper stars, or with none recorded, but for T31, which gives it."""
    elsewhere = {4, 28, 35, 36, 31}  # not set at all, or given
    starred = {row.number for row in TARGETS if row.star} - elsewhere
    none_recorded = {6, 7, 13, 15, 25, 32, 37}
    expected = [text_of(number) for number in sorted(starred | none_recorded)]
    assert named(rutland, "baseline") == expected
    assert len(expected) == 22


def test_what_needs_context(rutland: Coverage) -> None:
    assert named(rutland, "context") == [
        "Young people in Education, Employment or Training",
        "Individuals identified as vulnerable",
        "Adult Mental Health referrals",
    ]


def test_rut_12_alignment(rutland: Coverage, page: Document) -> None:
    """Six targets are tagged, none of them under C."""
    aligned = sum(bool(row.aligned) for row in TARGETS)
    assert (aligned, rutland.unaligned) == (6, 31)
    assert [name[:2] for name in named(rutland, "no_aligned")] == ["C."]
    assert "31 of 37 targets are not aligned to the Police and Crime Commissioner." in page.text
    tags = [words(cell) for cell in page.find("//td[@data-label='Aligned']")]
    assert sum("“PCC" in tag for tag in tags) == 6
    assert tags.count("Not aligned") == 31


def test_what_is_only_tracked(rutland: Coverage) -> None:
    assert rutland.only_tracked == sum(row.why_not == MONITOR for row in TARGETS) == 5


def test_the_matrix_has_every_target(page: Document) -> None:
    tables = page.find("//table[contains(@class, 'app-coverage__table')]")
    assert [len(table.xpath("./tbody/tr")) for table in tables] == [13, 15, 9]
    last = page.find("//section[contains(@class, 'app-coverage')][@id]")[-1]
    assert "D. Accounting for Cross Cutting influences" in words(last)
    assert "No target of its own" in words(last)
    assert "This is a draft, with scrutiny for comment." in page.text


def test_holes_lead_to_their_rows(page: Document) -> None:
    assert page.broken_anchors() == []
    links = page.find("//section[contains(@class, 'app-holes')]//li//a")
    assert len(links) == 36


def test_a_hole_is_told_by_shape_and_words(page: Document) -> None:
    shapes = page.find("//table//span[@class='app-hole']")
    assert shapes
    for shape in shapes:
        assert shape.xpath("./span[@aria-hidden='true']")
        assert words(shape)


def test_as_a_file(signed_in: Callable[[str], ClientPerson]) -> None:
    person = signed_in("board@example.org")
    person.open(PAGE)
    for kind in ("xlsx", "ods", "csv"):
        assert person.ask(f"/p/rutland/coverage.{kind}").status == 200
    holes, matrix = json.loads(person.ask("/p/rutland/coverage.json").content)["tables"]
    assert len(holes["rows"]) == 36
    assert len(matrix["rows"]) == 38  # 37 targets, and D without one
    assert matrix["rows"][-1]["Holes"] == "No target of its own; No lead group"


def test_it_can_be_reached(signed_in: Callable[[str], ClientPerson]) -> None:
    person = signed_in("board@example.org")
    for start in ("/p/leicestershire/", "/p/leicestershire/2014-15-q4/indicators/"):
        person.open(start)
        assert person.click("Coverage").heading == "Coverage: what the strategy leaves open"
    person.open("/p/rutland/strategy/")
    assert person.click("What the strategy leaves open").status == 200


def test_scrutiny_does_not_see_it(signed_in: Callable[[str], ClientPerson]) -> None:
    assert signed_in("scrutiny@example.org").open("/p/leicestershire/coverage/").status == 403


def test_leicestershire_names_no_drugs_and_no_alcohol() -> None:
    """Of what the law asks for, section 6(1)(b) is named nowhere in the agreement's adopted words.

    The proposed version, which has a fourth priority, is not what is in force.
    """
    found = coverage_for("manager@example.org", "leicestershire")
    assert named(found, "strand") == ["Misuse of drugs, alcohol and other substances"]
    assert [section.code for section in found.sections if section.is_priority] == ["a", "b", "c"]
    assert len(named(found, "context")) == 3


def test_a_borough_without_a_strategy(signed_in: Callable[[str], ClientPerson]) -> None:
    found = coverage_for("board@example.org", "hackney")
    assert found.summary == "0 priorities, 10 indicators, 7 targets: 4 holes of 3 kinds."
    assert named(found, "no_target") == [
        "Shoplifting per 1,000 people",
        "Public order offences per 1,000 people",
    ]
    page = signed_in("board@example.org").open("/p/hackney/coverage/")
    assert "Mayor’s Office for Policing and Crime" in page.text
    assert "Figures were looked for in Q4 2014/15 and Q3 2014/15." in page.text

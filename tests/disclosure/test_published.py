"""What a board is shown of indicators that hide small numbers: domain.md section 12."""

import re
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.quarters import Quarter
from dashboards.insight import Band, Compared, Insight
from dashboards.selectors import working_dashboard
from dashboards.selectors.amendment import amendment_of
from dashboards.selectors.hidden import WHY, Hide, hidden
from dashboards.types import Cell, Movement, Point, Row, SnapshotInfo, to_json
from targets.models import Baseline
from targets.terms import Rag, Travel
from tests.disclosure.publishing import Q1, Q2, Q3, aim, board, keep, marked, row_of
from tests.targets.scene import Q4, Scene, given, scene

__all__ = ["scene"]
pytestmark = pytest.mark.django_db


def texts(scene: Scene, code: str, quarter: Quarter) -> list[str]:
    return [point.text for point in row_of(scene, code, quarter).history]


def test_year_to_date_after_a_quarter(scene: Scene) -> None:
    """Q1 = 7 is printed: a year to date of 10 would say that Q2 was 3. Trust C2."""
    marked(scene, "stalking", {Q1: 7, Q2: 3, Q3: 9}, basis="year_to_date")
    assert texts(scene, "stalking", Q1) == ["7"]
    keep(scene, Q1)
    second = keep(scene, Q2).row(scene.measures["stalking"].pk)
    assert second is not None
    assert (second.latest.text, second.latest.hidden) == ("[c]", True)
    assert texts(scene, "stalking", Q3) == ["7", "[c]", "19"]  # Q2 can be from 0 to 12


def test_year_to_date_at_once(scene: Scene) -> None:
    """Nothing is published yet: the older of the two figures is hidden, not the latest."""
    marked(scene, "stalking", {Q1: 7, Q2: 3}, basis="year_to_date")
    assert texts(scene, "stalking", Q2) == ["[c]", "10"]


def test_figures_to_date_that_were_given_as_such(scene: Scene) -> None:
    """The quarters themselves are in no return."""
    marked(scene, "stalking", {Q1: 7}, basis="as_published")
    with given():
        scene.add_figure("stalking", 10, Q2, period_start=Q1.start, period_end=Q2.end)
        scene.add_figure("stalking", 22, Q3, period_start=Q1.start, period_end=Q3.end)
    assert texts(scene, "stalking", Q3).count("[c]") == 1


def test_parts_of_a_total(scene: Scene) -> None:
    """One small part: a second one is hidden, the smallest that will do; not the total."""
    marked(scene, "all", {Q1: 40}, suppress=False)
    for code, number in (("young", 3), ("middle", 20), ("old", 17)):
        marked(scene, code, {Q1: number}, total="all")
    shown = {
        code: row_of(scene, code, Q1).latest.text for code in ("all", "young", "middle", "old")
    }
    assert shown["young"] == "[c]"
    assert sorted(shown.values()).count("[c]") == 2
    assert shown["all"] == "40"


def test_percentages(scene: Scene) -> None:
    """6.4% of 47 is 3; and 97.9% of 47 leaves one person out. Trust C3."""
    marked(scene, "again", {Q1: "3/47"}, unit="percentage", decimals=1)
    marked(scene, "content", {Q1: "46/47"}, unit="percentage", decimals=1, polarity="higher")
    marked(scene, "fine", {Q1: "20/47"}, unit="percentage", decimals=1, polarity="higher")
    published = board(scene, Q1)
    shown = [published.row(scene.measures[code].pk) for code in ("again", "content", "fine")]
    assert [row.latest.text for row in shown if row] == ["[c]", "[c]", "42.6%"]
    assert '"47"' not in to_json(published)


def test_a_revision_does_not_tell_how_many_more(scene: Scene) -> None:
    """Of 96, now 98: two people more, whom the difference would tell. Trust C2."""
    from tests.dashboards.revising import carry_on, change

    marked(scene, "stalking", {Q4: 96})
    with given():
        scene.add_figure("entrants", 5)
        scene.add_figure("crime-rate", "6.35", numerator=Decimal(4241), denominator=Decimal(667900))
        for code in ("satisfied", "reoffending", "fly-tipping"):
            scene.add_figure(code, "50")
    carry_on(scene)
    change(scene, "stalking", "98")
    amendment = amendment_of(scene.partnership, Q4, SnapshotInfo(0, clock.now()))
    assert amendment is not None
    row = amendment.dashboard.row(scene.measures["stalking"].pk)
    assert row is not None
    assert row.latest.text == "[c]"
    assert not any("98" in text for text in amendment.changes)
    change(scene, "stalking", "120")
    amendment = amendment_of(scene.partnership, Q4, SnapshotInfo(0, clock.now()))
    assert amendment is not None
    row = amendment.dashboard.row(scene.measures["stalking"].pk)
    assert row is not None
    assert row.latest.text == "120"


@pytest.mark.parametrize(
    ("level", "shown"), [("100", Rag.GREEN), ("4", Rag.GREEN), ("2", None), ("3", None)]
)
def test_a_rating_that_would_tell(scene: Scene, level: str, shown: Rag | None) -> None:
    """3 people: green against 100 says little, green against 3 or red against 2 too much."""
    marked(scene, "stalking", {Q1: 3})
    aim(scene, "stalking", "at_most", value=Decimal(level))
    row = row_of(scene, "stalking", Q1)
    assert (row.latest.text, row.rating.shown) == ("[c]", shown)
    assert not re.search(r"\b3\b", row.rating.explanation + row.target_sentence) or level == "3"


def test_an_arrow_that_would_tell(scene: Scene) -> None:
    """From 40 to 3 is better, and says little; from 3 printed already to 2 would say at most 2."""
    marked(scene, "stalking", {Q1 - 4: 40, Q1: 3}, polarity="lower")
    row = row_of(scene, "stalking", Q1)
    assert (row.direction.shown, row.direction.long.travel) == (Travel.BETTER, Travel.BETTER)
    assert not re.search(r"\d", row.direction.words + row.direction.long.words)
    marked(scene, "theft", {Q1 - 1: 3, Q1: 2}, polarity="lower", suppress=False)
    keep(scene, Q1 - 1)
    with given():
        scene.measures["theft"].suppress_small_numbers = True
        scene.measures["theft"].save()
    row = row_of(scene, "theft", Q1)
    assert (row.latest.text, row.direction.short.travel) == ("[c]", Travel.NOT_COMPARABLE)


def test_an_average_of_hidden_figures(scene: Scene) -> None:
    """Last year's 2 and this year's expected 2 are one number."""
    marked(scene, "stalking", {Q1 - 4: 2, Q1: 63})
    aim(scene, "stalking", "maintain_at_rolling_average", years=1)
    row = row_of(scene, "stalking", Q1)
    assert (row.latest.text, row.expected, row.expected_text) == ("63", None, WHY)
    assert row.history[0].text == "[c]"
    assert all(point.expected is None for point in row.history)


def test_a_baseline_of_few(scene: Scene) -> None:
    """What is expected is made from the baseline’s 4, and would tell it."""
    marked(scene, "stalking", {Q1: 63}, polarity="higher")
    with given():
        baseline = Baseline.objects.create(
            partnership=scene.partnership,
            measure=scene.measures["stalking"],
            period_start=(Q1 - 8).start,
            period_end=(Q1 - 5).end,
            value=4,
        )
    aim(scene, "stalking", "increase_on_baseline", change_percent=900, baseline=baseline)
    working = working_dashboard(scene.partnership, Q1).row(scene.measures["stalking"].pk)
    assert working is not None
    assert working.expected is not None
    assert working.expected >= 5
    row = row_of(scene, "stalking", Q1)
    assert (row.latest.text, row.expected, row.expected_text) == ("63", None, WHY)
    assert all(point.expected is None for point in row.history)


def test_second_opinions_and_comparisons_are_numbers_too(scene: Scene) -> None:
    marked(scene, "stalking", {Q1: 3})
    row = working_dashboard(scene.partnership, Q1).row(scene.measures["stalking"].pk)
    assert row is not None
    band = Band(Decimal(3), Decimal(9), None, 12, Q1 - 12, Q1, text="0 to 9")
    compared = Compared("Eight", 8, 8, Q1.period, "4 of 8", "4 of 8", "Top", Decimal(4), "4.0")
    full = replace(row, insight=Insight(band=band, usual="0 to 9."), compared=(compared,))
    bare = hidden(full, Hide(periods={row.latest.period}, said=True))
    assert bare.insight == Insight(usual=f"{WHY}.")
    assert (bare.compared[0].average, bare.compared[0].rank_words) == (None, "")
    assert bare.compared[0].why_not == f"{WHY}."


def test_those_who_keep_the_figures_see_them(scene: Scene) -> None:
    marked(scene, "stalking", {Q1: 7, Q2: 3}, basis="year_to_date")
    row = working_dashboard(scene.partnership, Q2).row(scene.measures["stalking"].pk)
    assert row is not None
    assert [point.text for point in row.history] == ["7", "10"]


def _queries(scene: Scene, quarter: Quarter) -> int:
    with CaptureQueriesContext(connection) as found:
        board(scene, quarter)
    return len(found)


def test_what_it_costs(scene: Scene) -> None:
    """Nothing where nothing is marked; else the same few queries, however much is published."""
    marked(scene, "one", {Q1: 7, Q2: 3, Q3: 9}, suppress=False)
    with CaptureQueriesContext(connection) as working:
        working_dashboard(scene.partnership, Q3, settled=True)
    assert _queries(scene, Q3) == len(working)
    keep(scene, Q1)
    assert _queries(scene, Q3) == len(working)
    marked(scene, "two", {Q1: 7, Q2: 3, Q3: 9}, basis="year_to_date")
    first = _queries(scene, Q3)
    assert first <= len(working) + 5
    marked(scene, "three", {Q1: 3, Q2: 30, Q3: 2})
    keep(scene, Q2)
    assert _queries(scene, Q3) == first


KNOWN = {
    Cell: "value numerator denominator",
    Point: "value numerator denominator expected",
    Row: "decimals expected indicator_id measure_id running",
    Movement: "",
}


@pytest.mark.parametrize("kind", KNOWN)
def test_whatever_number_is_added_is_thought_of(kind: type) -> None:
    """A new number of a row has to be hidden as well: add it to ``selectors/hidden.py`` first."""
    numbers = {
        field.name
        for field in fields(kind)
        if re.search(r"\b(int|Decimal|float)\b", str(field.type))
    }
    assert numbers == set(KNOWN[kind].split())

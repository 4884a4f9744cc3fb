"""The indicator's page: its last twelve quarters as a chart and a list, its definition."""

import pytest

from targets.models import SeriesBreak
from targets.selectors.history import past_figures
from tests.support.dom import Document
from tests.targets.scene import Q4, Scene, given, scene

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


def test_twelve_quarters_with_the_returns_own(scene: Scene) -> None:
    measure = scene.measures["entrants"]
    with given():
        for back in range(14):
            scene.add_figure("entrants", 100 + back, Q4 - back)
    history = past_figures(measure, Q4)
    assert [one.quarter for one in history.before] == [Q4 - back for back in range(1, 12)]
    assert history.title == "100 in Q4 2014/15, from 111 in Q1 2012/13"
    assert history.description == (
        "12 figures from Q1 2012/13 to Q4 2014/15. Lowest: 100 in Q4 2014/15. "
        "Highest: 111 in Q1 2012/13."
    )
    assert history.chart is not None
    assert history.chart.count("<circle") == 12


def test_nothing_is_compared_across_a_series_break(scene: Scene) -> None:
    measure = scene.measures["entrants"]
    with given():
        for back, value in enumerate((50, 60, 900, 1000)):
            scene.add_figure("entrants", value, Q4 - back)
        SeriesBreak.objects.create(
            partnership=scene.partnership, measure=measure, quarter=Q4 - 1, note="New counting"
        )
    history = past_figures(measure, Q4)
    assert history.title == "50 in Q4 2014/15, from 60 in Q3 2014/15"
    assert "1,000" not in history.description
    assert history.breaks == ("A new series starts in Q3 2014/15: New counting",)
    assert len(history.before) == 3


def test_a_missing_figure_is_a_gap_and_no_nought(scene: Scene) -> None:
    measure = scene.measures["entrants"]
    with given():
        scene.add_figure("entrants", 5, Q4 - 3)
        scene.add_figure("entrants", None, Q4 - 1, state="not_available", reason="not_released")
        scene.add_figure("entrants", 7)
    history = past_figures(measure, Q4)
    assert history.chart is not None
    assert history.chart.count("<circle") == 2
    assert "2 figures" in history.description
    assert [one.cell.text for one in history.before] == [
        "Not available: not released yet",
        "5",
    ]


def test_too_little_to_draw(scene: Scene) -> None:
    measure = scene.measures["entrants"]
    assert past_figures(measure, Q4).chart is None
    with given():
        scene.add_figure("entrants", 5)
    history = past_figures(measure, Q4)
    assert (history.chart, history.before) == (None, ())


def test_the_page_shows_them(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 5, Q4 - 1, commentary_change="A quiet quarter.")
        scene.add_figure("entrants", 7)
    url = scene.url(f"indicator/{scene.measures['entrants'].pk}/")
    response = scene.client("officer").get(url)
    page = Document(url, 200, response.content.decode())
    assert len(page.find("//figure//*[local-name()='svg']")) == 2  # wide, and for a phone
    assert "7 in Q4 2014/15, from 5 in Q3 2014/15" in page.text
    assert "A quiet quarter." in page.text
    assert "Lower is better" in page.text

"""A figure's own timeline: who, when, from, to, how and why."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from core import clock
from targets.actions.figures import Entry, save_figures
from targets.entry import read
from targets.models import Explanation, Figure
from targets.selectors.returns import read_return
from targets.selectors.timeline import Step, figure_timeline
from targets.terms import How, RevisionKind
from tests.dashboards.revising import change, figure_of, make_published
from tests.targets.scene import TODAY, Scene, given, scene

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def published(db: None) -> Iterator[Scene]:
    with clock.fixed(TODAY):
        yield make_published()


def save(scene: Scene, value: str, how: How = How.TYPED, came_from: str = "", **texts: str) -> None:
    row = read_return(scene.member("officer"), scene.ret, checks=False).row(
        scene.measures["entrants"].pk
    )
    assert row is not None
    from targets.entry import as_typed

    columns = read(row.question, {**as_typed(row.question, row.figure), "v": value, **texts})
    version = row.figure.version if row.figure else 0
    save_figures(
        by=scene.member("officer"), ret=scene.ret, how=how, came_from=came_from,
        entries=[Entry(row.measure.pk, version, columns)],
    )  # fmt: skip


def steps(scene: Scene, **more: Any) -> tuple[Step, ...]:
    figure = Figure.objects.select_related("measure__indicator").get(
        measure=scene.measures["entrants"], belongs_to=scene.ret
    )
    return figure_timeline(figure, **more)


def test_how_each_change_came_in(scene: Scene) -> None:
    save(scene, "1,264")
    save(scene, "1,265", How.PASTED)
    save(scene, "1,266", How.UPLOADED, "Q2 police.xlsx")
    save(scene, "1,267", How.LOADED, "History.xlsx")
    save(scene, "1,268")
    told = steps(scene)
    assert [step.how for step in told] == [
        "Typed", "Loaded from History.xlsx", "Uploaded from Q2 police.xlsx", "Pasted", "Typed",
    ]  # fmt: skip
    assert [step.first for step in told] == [False, False, False, False, True]
    (line,) = told[2].lines
    assert (line.what, line.before, line.after) == ("Value", "1,265", "1,266")
    assert told[0].who == "officer"
    assert told[0].at == clock.now()


def test_a_typed_change_after_an_upload_forgets_the_file(scene: Scene) -> None:
    save(scene, "1", How.UPLOADED, "Q2 police.xlsx")
    save(scene, "2")
    assert scene.figure("entrants").came_from == ""  # type: ignore[union-attr]
    assert steps(scene)[0].how == "Typed"


def test_a_revision_says_of_which_kind_and_why(published: Scene) -> None:
    change(published, "entrants", "97")
    change(published, "entrants", "98", kind=RevisionKind.ERROR, why="A slip: two were one")
    last, before = figure_timeline(figure_of(published, "entrants"))[:2]
    assert (last.how, last.why) == ("Revised: an error in the figure", "A slip: two were one")
    assert (before.how, before.why) == ("Revised: late records", "Late crimes were recorded.")
    assert ("Value", "96", "97") in [(one.what, one.before, one.after) for one in before.lines]


def test_explanations_stand_in_it_too(scene: Scene) -> None:
    save(scene, "5")
    with given():
        explained = Explanation.objects.create(
            partnership=scene.partnership, figure=scene.figure("entrants"), kind="year_ago",
            about="It doubled.", text="A new scheme.",
        )  # fmt: skip
    with given():
        explained.text = "A new scheme began."
        explained.save()
    save(scene, "6")
    told = steps(scene)
    assert [step.lines[0].what for step in told] == [
        "Value",
        "Explained “Far from the same quarter last year”",
        "Explained “Far from the same quarter last year”",
        "State",
    ]
    assert (told[1].lines[0].before, told[1].lines[0].after) == (
        "A new scheme.",
        "A new scheme began.",
    )


def test_in_order_though_the_clock_goes_back(scene: Scene) -> None:
    save(scene, "5")
    with clock.fixed(datetime.datetime(2015, 4, 19, 9, 0, tzinfo=datetime.UTC)):
        save(scene, "6")
    assert [step.lines[-1].after for step in steps(scene)] == ["6", "5"]


def test_the_internal_note_is_for_those_who_enter_it(scene: Scene) -> None:
    save(scene, "5", i="Nobody prints this")
    save(scene, "5", i="Nor this")
    assert len(steps(scene)) == 2
    (first,) = steps(scene, private=False)
    assert "Nobody" not in str(first)


def test_a_fixed_number_of_queries(scene: Scene, django_assert_max_num_queries: Any) -> None:
    for value in ("1", "2", "3"):
        save(scene, value)
    figure = Figure.objects.select_related("measure__indicator").get(
        measure=scene.measures["entrants"], belongs_to=scene.ret
    )
    with django_assert_max_num_queries(4):
        figure_timeline(figure)


def test_on_both_pages(published: Scene) -> None:
    change(published, "entrants", "97")
    measure = published.measures["entrants"].pk
    slug = published.partnership.slug
    for page in (
        f"/p/{slug}/returns/2014-15-q4/indicator/{measure}/",
        f"/p/{slug}/2014-15-q4/indicators/{measure}/",
    ):
        text = published.client("officer").get(page).content.decode()
        assert "Revised: late records" in text
        assert "Late crimes were recorded." in text

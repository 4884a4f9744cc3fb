"""Revising a settled figure: what is recorded, who may, and that there is no other way."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection

from core import clock
from core.models import Conflict
from core.quarters import Quarter
from targets.actions.figures import Entry, save_figures
from targets.actions.revise import revise
from targets.entry import Columns
from targets.models import Figure, Return, Revision
from targets.terms import FigureState, How, Reason, RevisionKind
from tests.dashboards.revising import change, columns, figure_of, make_published
from tests.targets.scene import TODAY, Scene, given, scene

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LAST_YEAR = Quarter(2013, 4)


@pytest.fixture
def published(db: None) -> Iterator[Scene]:
    with clock.fixed(TODAY):
        yield make_published()


def refused(scene: Scene, figure: Figure, columns: Columns, **more: Any) -> str:
    """What the action says when it refuses; nothing is recorded."""
    known = {"by": scene.member("officer"), "kind": RevisionKind.ERROR, "why": "A slip."}
    version = more.pop("expected_version", figure.version)
    before = Revision.objects.count(), Figure.objects.get(pk=figure.pk).version
    with pytest.raises(ValidationError) as error:
        revise(figure=figure, columns=columns, expected_version=version, **{**known, **more})
    assert before == (Revision.objects.count(), Figure.objects.get(pk=figure.pk).version)
    return " ".join(error.value.messages)


def test_a_published_figure_is_revised_and_says_so(published: Scene) -> None:
    revision = change(published, "entrants", "101")
    figure = figure_of(published, "entrants")
    assert (figure.value, figure.revised, figure.how) == (Decimal(101), True, How.REVISED)
    assert figure.version == revision.from_version + 1
    assert (revision.before, revision.after) == ("96", "101")
    assert (revision.kind, revision.why) == (RevisionKind.LATE, "Late crimes were recorded.")
    assert (revision.made_by, revision.made_at) == (published.users["officer"], clock.now())
    assert Return.objects.get(pk=published.ret.pk).status == Return.Status.PUBLISHED


def test_a_past_figure_too(published: Scene) -> None:
    change(published, "entrants", "120", LAST_YEAR, who="manager")
    assert figure_of(published, "entrants", LAST_YEAR).value == 120


def test_parts_status_and_text_in_the_words_of_the_revision(published: Scene) -> None:
    figure = figure_of(published, "crime-rate")
    after = columns(
        figure, value="6.4000", numerator="4275", provisional=True, commentary_change="Late"
    )
    revision = revise(
        by=published.member("officer"), figure=figure, columns=after, kind=RevisionKind.LATE,
        why=" Late ", expected_version=figure.version,
    )  # fmt: skip
    assert revision.before == "6.35 (4,241 / 667,900)"
    assert revision.after == "6.40 (4,275 / 667,900), provisional"
    assert revision.why == "Late"
    assert figure_of(published, "crime-rate").commentary_change == "Late"


def test_a_figure_that_turns_out_not_to_be_known(published: Scene) -> None:
    figure = figure_of(published, "entrants")
    after = columns(
        figure,
        value=None,
        state=FigureState.NOT_AVAILABLE.value,
        reason=Reason.QUALITY_PROBLEM.value,
    )
    revision = revise(
        by=published.member("officer"), figure=figure, columns=after, kind=RevisionKind.ERROR,
        why="The system counted twice", expected_version=figure.version,
    )  # fmt: skip
    assert revision.after == "Not available: quality problem"


def test_what_is_refused_in_a_sentence(published: Scene) -> None:
    figure = figure_of(published, "entrants")
    other = columns(figure, value="101")
    assert refused(published, figure, columns(figure)) == (
        "The figure says this already, so there is nothing to revise."
    )
    words_only = columns(figure, commentary_change="Better words")
    assert "nothing to revise" in refused(published, figure, words_only)
    assert refused(published, figure, other, why="  ") == "Say why the figure is revised."
    assert "ordinary characters" in refused(published, figure, other, why="a\x00b")
    nothing = columns(figure, value=None, state=FigureState.NOT_ENTERED.value)
    assert "Enter the figure" in refused(published, figure, nothing)


@pytest.mark.parametrize("status", ["open", "submitted", "signed_off"])
def test_a_return_that_is_being_collected_is_not_revised(scene: Scene, status: str) -> None:
    with given():
        figure = scene.add_figure("entrants", "5")
        Return.objects.filter(pk=scene.ret.pk).update(status=status)
    assert "changed in the return" in refused(scene, figure, columns(figure, value="6"))


def test_two_people_at_once(published: Scene) -> None:
    seen = figure_of(published, "entrants")
    change(published, "entrants", "101")
    with pytest.raises(Conflict) as conflict:
        revise(
            by=published.member("manager"), figure=seen, columns=columns(seen, value="102"),
            kind=RevisionKind.ERROR, why="Mine", expected_version=seen.version,
        )  # fmt: skip
    assert conflict.value.current.value == 101
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("who", ["other", "board"])
def test_only_the_organisation_and_the_manager(published: Scene, who: str) -> None:
    with pytest.raises(PermissionDenied):
        change(published, "entrants", "101", who=who)
    assert not Revision.objects.exists()


def test_it_is_not_entered_any_more(published: Scene) -> None:
    figure = figure_of(published, "entrants")
    entry = Entry(figure.measure_id, figure.version, columns(figure, value="101"))
    outcome = save_figures(by=published.member("manager"), ret=published.ret, entries=[entry])
    assert outcome.closed == {figure.measure_id}


def by_hand(figure: Figure, *values: Any) -> None:
    """Change the figure in SQL, as somebody with the database open might."""
    with given(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE targets_figure SET value = %s, revised = %s, version = version + %s"
            " WHERE id = %s",
            [*values, figure.pk],
        )


@pytest.mark.parametrize(
    "values",
    [
        (Decimal("101"), True, 1),  # no revision says so
        (Decimal("101"), False, 1),
        (Decimal("96"), True, 0),
    ],
)
def test_the_database_refuses_any_other_way(published: Scene, values: tuple[Any, ...]) -> None:
    with pytest.raises(DatabaseError, match="do not change"):
        by_hand(figure_of(published, "entrants"), *values)


def test_a_recorded_revision_opens_the_door_once_and_for_its_value_only(published: Scene) -> None:
    figure = figure_of(published, "entrants")
    change(published, "entrants", "101")
    for values in ((Decimal(102), True, 1), (Decimal(101), True, 1), (Decimal(101), True, 0)):
        with pytest.raises(DatabaseError, match="do not change"):
            by_hand(figure, *values)
    figure.refresh_from_db()
    with given():
        Revision.objects.create(
            partnership=published.partnership, figure=figure, from_version=figure.version,
            kind="late", why="By hand", before="101", after="102", state="entered",
            value=Decimal(102), made_by=published.users["officer"], made_at=clock.now(),
        )  # fmt: skip
    for values in ((Decimal(103), True, 1), (Decimal(102), False, 1), (Decimal(102), True, 2)):
        with pytest.raises(DatabaseError, match="do not change"):
            by_hand(figure, *values)
    by_hand(figure, Decimal(102), True, 1)
    assert figure_of(published, "entrants").value == 102


def test_a_revision_stays(published: Scene) -> None:
    revision = change(published, "entrants", "101")
    with given(), pytest.raises(DatabaseError, match="never changes"):
        Revision.objects.update(why="Another reason")
    assert Revision.objects.get().why == revision.why

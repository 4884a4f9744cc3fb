"""Unusual figures: what is found, what submitting waits for, and explaining."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from core import clock
from core.models import Conflict
from targets.actions.figures import Entry, Outcome, save_figures
from targets.actions.returns import send_back_part, submit_part
from targets.entry import Question, as_typed, read
from targets.models import Explanation, Figure, SeriesBreak
from targets.selectors.returns import read_return
from targets.terms import Warned
from tests.targets.scene import Q4, TODAY, Scene, given, make_scene, scene
from tests.targets.unusual import (
    LAST,
    WHY,
    YEAR_AGO,
    answer_rest,
    change,
    explained,
    row,
    said,
    submit,
    unusual,
)

__all__ = ["scene", "unusual"]

pytestmark = pytest.mark.django_db


# --- What is found ------------------------------------------------------------------------------


def test_a_return_says_what_needs_checking(unusual: Scene) -> None:
    check = row(unusual, "entrants").check
    assert [(one.kind, one.sentence) for one in check.warnings] == [
        (Warned.YEAR_AGO, "Entrants is 185. That is 85% higher than January to March 2014 (100).")
    ]
    assert (check.state_words, check.needs_explaining) == ("Check needed", True)
    page = read_return(unusual.member("manager"), unusual.ret)
    assert page.progress.to_check == 2
    assert read_return(unusual.member("officer"), unusual.ret).progress.to_check == 1
    quiet = read_return(unusual.member("manager"), unusual.ret, checks=False)
    assert quiet.progress.to_check == 0


def test_a_series_break_and_a_quality_problem_stop_the_comparison(unusual: Scene) -> None:
    measure = unusual.measures["entrants"]
    with given():
        broken = SeriesBreak.objects.create(
            partnership=unusual.partnership, measure=measure, quarter=LAST, note="New rule"
        )
    assert row(unusual, "entrants").check.warnings == ()
    with given():
        broken.delete()
        Figure.objects.filter(measure=measure, quarter=YEAR_AGO).update(quality_problem=True)
    assert row(unusual, "entrants").check.warnings == ()


def test_thresholds_are_the_indicators_own(unusual: Scene) -> None:
    measure = unusual.measures["entrants"]
    with given():
        measure.warn_change_percent = Decimal("85.01")
        measure.save()
    assert row(unusual, "entrants").check.warnings == ()
    with given():
        measure.warn_change_percent, measure.warn_change_events = Decimal(85), Decimal(86)
        measure.save()
    assert row(unusual, "entrants").check.warnings == ()


def test_notes_need_no_explanation(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 20, LAST, provisional=True, commentary_change="More patrols.")
        scene.add_figure("entrants", 21, commentary_change="More patrols.")
    check = row(scene, "entrants").check
    assert check.warnings == ()
    assert check.notes == (
        "The figure for October to December 2014 is still provisional.",
        "The commentary is the same as last quarter’s.",
        "There is no target, so it is not rated.",
    )
    page = scene.client("officer").get(scene.url("unusual/")).content.decode()
    assert "Nothing is unusual" in page
    assert "still provisional" in page


# --- Submitting ---------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_submitting_waits_for_every_explanation(unusual: Scene) -> None:
    """SPEC: saving is never blocked by an unusual figure, submitting is."""
    answer_rest(unusual)
    with pytest.raises(ValidationError) as refused:
        submit(unusual)
    assert refused.value.messages == [
        "Entrants is 185. That is 85% higher than January to March 2014 (100). "
        "Say why, or change the value."
    ]
    assert unusual.part(unusual.police).status == "open"
    outcome = explained(unusual, said(unusual, WHY))
    assert outcome.saved == {(unusual.measures["entrants"].pk, Warned.YEAR_AGO)}
    assert row(unusual, "entrants").check.state_words == "Explained"
    assert submit(unusual) == "submitted"  # the council's own warning is not the police's


def test_a_changed_figure_has_to_be_explained_again(unusual: Scene) -> None:
    answer_rest(unusual)
    explained(unusual, said(unusual, WHY))
    change(unusual, 190)
    warning = row(unusual, "entrants").check.warnings[0]
    assert (warning.explained, warning.explanation, warning.version) == (False, WHY, 1)
    assert "185" in warning.about
    assert "190" in warning.sentence
    with pytest.raises(ValidationError, match="Entrants is 190"):
        submit(unusual)
    change(unusual, 185)  # back again: what was explained is what it says
    assert row(unusual, "entrants").check.warnings[0].explained


def test_what_is_no_longer_unusual_leaves_no_explanation_behind(unusual: Scene) -> None:
    answer_rest(unusual)
    explained(unusual, said(unusual, WHY))
    change(unusual, 101)
    assert row(unusual, "entrants").check.warnings == ()
    submit(unusual)
    assert not Explanation.objects.exists()
    assert row(unusual, "entrants").check.warnings == ()


@pytest.mark.both_databases
def test_explanations_of_submitted_figures_do_not_change(unusual: Scene) -> None:
    answer_rest(unusual)
    explained(unusual, said(unusual, WHY))
    again = said(unusual, "Something else")
    submit(unusual)
    outcome = explained(unusual, again)
    assert outcome.closed == {again.key}
    with pytest.raises(IntegrityError, match="do not change"), given():
        Explanation.objects.update(text="Something else")
    shown = row(unusual, "entrants").check.warnings
    assert [(one.explanation, one.explained) for one in shown] == [(WHY, True)]
    part = unusual.part(unusual.police)
    send_back_part(
        by=unusual.member("manager"), part=part, version=part.version, note="Which recording?"
    )
    assert explained(unusual, again).saved == {again.key}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_nothing_unexplained_slips_in_while_somebody_submits() -> None:
    """TRUST: the warnings are looked at in the transaction that submits."""
    with clock.fixed(TODAY):
        with given():
            scene = make_scene()
            scene.add_figure("entrants", 100, YEAR_AGO)
            scene.add_figure("entrants", 100)
        answer_rest(scene)
        measure, part = scene.measures["entrants"], scene.part(scene.police)
        officer, colleague = scene.member("officer"), scene.member("colleague")
        ready = Barrier(2)
        done: list[object] = []

        def run(act: Callable[[], object]) -> None:
            try:
                with clock.fixed(TODAY):
                    ready.wait(30)
                    done.append(act())
            except (Conflict, ValidationError) as refused:
                done.append(refused)
            finally:
                connection.close()

        def save(value: int, version: int) -> object:
            question = Question(measure, Q4, Q4.period)
            columns = read(question, {**as_typed(question, None), "v": str(value)})
            entry = Entry(measure.pk, version, columns)
            return save_figures(by=officer, ret=scene.ret, entries=[entry])

        def submit_now() -> object:
            return submit_part(by=colleague, part=part, version=part.version)

        both = [Thread(target=run, args=(act,)) for act in (lambda: save(185, 1), submit_now)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert len(done) == 2
        figure = scene.figure("entrants")
        assert figure is not None
        if scene.part(scene.police).status == "submitted":
            assert figure.value == 100
            assert any(isinstance(one, Outcome) and one.closed for one in done)
        else:
            assert figure.value == 185
            assert any(isinstance(one, ValidationError) for one in done)


# --- The action ---------------------------------------------------------------------------------


def test_only_a_current_warning_is_explained(unusual: Scene) -> None:
    old = said(unusual, WHY)
    change(unusual, 190)
    outcome = explained(unusual, old)
    assert not outcome.saved
    now = outcome.conflicts[old.key]
    assert now is not None
    assert "190" in now.sentence
    other = said(unusual, WHY, kind=Warned.TIMES)
    assert explained(unusual, other).conflicts == {other.key: None}
    assert not Explanation.objects.exists()


def test_two_people_explain_the_same(unusual: Scene) -> None:
    mine, theirs = said(unusual, "Mine"), said(unusual, "Theirs")
    explained(unusual, theirs, who="colleague")
    assert explained(unusual, said(unusual, "Theirs", version=0)).unchanged == {mine.key}
    outcome = explained(unusual, mine)
    assert outcome.conflicts[mine.key] is not None
    assert Explanation.objects.get().text == "Theirs"
    assert explained(unusual, said(unusual, "Mine")).saved == {mine.key}
    assert (Explanation.objects.get().text, Explanation.objects.get().version) == ("Mine", 2)


def test_an_empty_text_takes_the_explanation_away(unusual: Scene) -> None:
    assert not explained(unusual, said(unusual, " ")).removed
    explained(unusual, said(unusual, WHY))
    outcome = explained(unusual, said(unusual, " "))
    assert outcome.removed == {(unusual.measures["entrants"].pk, Warned.YEAR_AGO)}
    assert row(unusual, "entrants").check.state_words == "Check needed"


def test_who_may_explain(unusual: Scene) -> None:
    for who in ("other", "board"):
        with pytest.raises(PermissionDenied):
            explained(unusual, said(unusual, WHY), who=who)
    assert explained(unusual, said(unusual, WHY), who="manager").saved
    with pytest.raises(PermissionDenied):
        explained(unusual, said(unusual, WHY, code="fly-tipping"))
    with pytest.raises(ValidationError):
        explained(unusual, said(unusual, "\x00"))

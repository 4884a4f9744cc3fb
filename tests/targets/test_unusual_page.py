"""Explaining unusual figures: the page, the action, and what submitting asks for."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from core import clock
from core.models import Conflict
from targets.actions.explain import Explained, Said, explain
from targets.actions.figures import Entry, Outcome, save_figures
from targets.actions.returns import send_back_part, submit_part
from targets.entry import Question, as_typed, read
from targets.models import Explanation, Figure, Return, SeriesBreak
from targets.selectors.returns import Row, read_return
from targets.terms import Warned
from tests.support.dom import Document, words
from tests.targets.scene import (
    Q4,
    TODAY,
    Scene,
    filled_in,
    given,
    ids_in,
    make_scene,
    scene,
    summary_links,
)

__all__ = ["scene"]

pytestmark = pytest.mark.django_db

YEAR_AGO, LAST = Q4 - 4, Q4 - 1
WHY = "A change of the recording of cautions: about 60 of the 85."


@pytest.fixture
def unusual(scene: Scene) -> Scene:
    """185 entrants after 100 a year ago, and fly-tipping of the council four times the last."""
    with given():
        scene.add_figure("entrants", 100, YEAR_AGO)
        scene.add_figure("entrants", 185)
        scene.add_figure("fly-tipping", 50, LAST)
        scene.add_figure("fly-tipping", 200)
    return scene


def row(scene: Scene, code: str, who: str = "manager") -> Row:
    found = read_return(scene.member(who), scene.ret).row(scene.measures[code].pk)
    assert found is not None
    return found


def said(scene: Scene, text: str, code: str = "entrants", **changes: Any) -> Said:
    """An explanation of the row's first warning, as somebody reads it now."""
    warning = row(scene, code).check.warnings[0]
    known = {"kind": warning.kind, "about": warning.sentence, "version": warning.version}
    return Said(scene.measures[code].pk, text=text, **{**known, **changes})


def explained(scene: Scene, *entries: Said, who: str = "officer") -> Explained:
    return explain(by=scene.member(who), ret=scene.ret, said=entries)


def answer_rest(scene: Scene) -> None:
    """Every other measure of the police is not available."""
    with given():
        for code, measure in scene.measures.items():
            if measure.supplier_id == scene.police.pk and scene.figure(code) is None:
                scene.add_figure(code, None, state="not_available", reason="not_released")


def submit(scene: Scene, who: str = "officer") -> str:
    part = scene.part(scene.police)
    return submit_part(by=scene.member(who), part=part, version=part.version).status


def change(scene: Scene, value: int, code: str = "entrants") -> None:
    figure = scene.figure(code)
    assert figure is not None
    with given():
        Figure.objects.filter(pk=figure.pk).update(value=value, version=figure.version + 1)


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


# --- The page -----------------------------------------------------------------------------------


def card(scene: Scene, code: str = "entrants", kind: str = "year_ago") -> str:
    return f"m{scene.measures[code].pk}-{kind}"


def test_a_card_shows_the_figure_and_leads_to_its_field(unusual: Scene) -> None:
    response = unusual.client("officer").get(unusual.url("unusual/"))
    assert response.status_code == 200
    page = response.content.decode()
    assert "Entrants is 185. That is 85% higher than January to March 2014 (100)." in page
    assert "Fly tipping" not in page
    measure = unusual.measures["entrants"].pk
    assert f'href="{unusual.section_url}#m{measure}-v"' in page
    assert f'id="{card(unusual)}"' in page
    section = unusual.client("officer").get(unusual.section_url)
    assert f"m{measure}-v" in ids_in(section)
    everything = unusual.client("manager").get(unusual.url("unusual/")).content.decode()
    assert "Fly tipping is 200. That is 4 times October to December 2014 (50)." in everything


def test_explaining_on_the_page(unusual: Scene) -> None:
    manager = unusual.client("manager")
    url = unusual.url("unusual/")
    form = filled_in(manager.get(url))
    form[f"{card(unusual)}-t"] = WHY
    response = manager.post(url, form, follow=True)
    page = response.content.decode()
    assert "Saved 1 explanation." in page
    assert WHY in page
    assert f"?change={card(unusual)}#{card(unusual)}" in page
    assert f'id="{card(unusual, "fly-tipping", "times")}-t"' in page  # the other is still asked
    assert row(unusual, "fly-tipping").check.needs_explaining
    opened = manager.get(f"{url}?change={card(unusual)}")
    form = filled_in(opened)
    assert form[f"{card(unusual)}-t"] == WHY
    form[f"{card(unusual)}-t"] = ""
    assert "Took away 1 explanation." in manager.post(url, form, follow=True).content.decode()
    unchanged = manager.post(url, filled_in(manager.get(url)), follow=True)
    assert "Nothing was changed" in unchanged.content.decode()


def test_a_text_that_cannot_be_stored_is_refused_at_its_box(unusual: Scene) -> None:
    client, url = unusual.client("manager"), unusual.url("unusual/")
    form = filled_in(client.get(url))
    form[f"{card(unusual)}-t"] = "x" * 4001
    form[f"{card(unusual, 'fly-tipping', 'times')}-t"] = WHY
    response = client.post(url, form)
    assert response.status_code == 422
    assert "x" * 4001 in response.content.decode()
    assert summary_links(response) == [f"{card(unusual)}-t"]
    assert set(summary_links(response)) <= ids_in(response)
    assert "Saved 1 explanation. 1 explanation was not saved" in response.content.decode()
    assert Explanation.objects.get().text == WHY


def test_a_figure_that_changed_while_somebody_wrote(unusual: Scene) -> None:
    """TRUST: nothing typed is lost, and nothing is explained that nobody has seen."""
    client, url = unusual.client("officer"), unusual.url("unusual/")
    form = filled_in(client.get(url))
    form[f"{card(unusual)}-t"] = WHY
    change(unusual, 190)
    response = client.post(url, form)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Entrants is 190. That is 90% higher" in page
    assert "The figure has changed since you opened this page" in page
    again = filled_in(response)
    assert again[f"{card(unusual)}-t"] == WHY
    assert client.post(url, again).status_code == 302
    assert "190" in Explanation.objects.get().about


def test_a_figure_that_is_no_longer_unusual(unusual: Scene) -> None:
    client, url = unusual.client("officer"), unusual.url("unusual/")
    form = filled_in(client.get(url))
    form[f"{card(unusual)}-t"] = WHY
    change(unusual, 101)
    response = client.post(url, form)
    assert response.status_code == 409
    assert WHY in response.content.decode()
    assert summary_links(response) == [card(unusual)]
    assert card(unusual) in ids_in(response)


def test_somebody_else_explained_it_first(unusual: Scene) -> None:
    client, url = unusual.client("officer"), unusual.url("unusual/")
    form = filled_in(client.get(url))
    form[f"{card(unusual)}-t"] = "Mine"
    explained(unusual, said(unusual, "Theirs"), who="colleague")
    response = client.post(url, form)
    assert response.status_code == 409
    assert summary_links(response) == [f"{card(unusual)}-theirs"]
    assert f"{card(unusual)}-theirs" in ids_in(response)
    again = filled_in(response)
    assert again[f"{card(unusual)}-t"] == "Mine"
    undecided = client.post(url, again)
    assert undecided.status_code == 409
    assert "Choose whose explanation to keep." in undecided.content.decode()
    assert filled_in(undecided)[f"{card(unusual)}-t"] == "Mine"
    again = filled_in(undecided) | {f"{card(unusual)}-w": "theirs"}
    assert client.post(url, again).status_code == 302
    assert Explanation.objects.get().text == "Theirs"
    again[f"{card(unusual)}-w"] = "yours"
    assert client.post(url, again).status_code == 302
    assert Explanation.objects.get().text == "Mine"


def test_an_earlier_explanation_is_offered_again(unusual: Scene) -> None:
    explained(unusual, said(unusual, WHY))
    change(unusual, 190)
    client, url = unusual.client("officer"), unusual.url("unusual/")
    page = client.get(url)
    assert WHY in page.content.decode()
    form = filled_in(page)
    assert form[f"{card(unusual)}-t"] == ""  # nothing is explained by pressing Save
    client.post(url, form)
    assert not row(unusual, "entrants").check.warnings[0].explained
    client.post(url, form | {f"{card(unusual)}-r": "1"})
    warning = row(unusual, "entrants").check.warnings[0]
    assert (warning.explained, warning.explanation) == (True, WHY)


def test_a_submitted_part_is_to_be_read_only(unusual: Scene) -> None:
    answer_rest(unusual)
    explained(unusual, said(unusual, WHY))
    client, url = unusual.client("officer"), unusual.url("unusual/")
    form = filled_in(client.get(f"{url}?change={card(unusual)}"))
    form[f"{card(unusual)}-t"] = "Too late"
    submit(unusual)
    page = client.get(f"{url}?change={card(unusual)}").content.decode()
    assert WHY in page
    assert "<textarea" not in page
    assert "?change=" not in page
    late = client.post(url, form)
    assert late.status_code == 409
    assert "Too late" in late.content.decode()
    assert set(summary_links(late)) <= ids_in(late)
    assert Explanation.objects.get().text == WHY


def test_strangers_and_other_roles(unusual: Scene) -> None:
    url = unusual.url("unusual/")
    assert unusual.client("board").get(url).status_code == 403
    other = unusual.client("other").get(url).content.decode()
    assert "Entrants" not in other
    forged = {
        f"{card(unusual)}-t": WHY,
        f"{card(unusual)}-a": row(unusual, "entrants").check.warnings[0].sentence,
        f"{card(unusual)}-v": "0",
    }
    assert unusual.client("other").post(url, forged).status_code == 302
    assert not Explanation.objects.exists()  # the row is not on their page


def test_the_board_does_not_see_explanations(unusual: Scene) -> None:
    explained(unusual, said(unusual, WHY))
    with given():
        Return.objects.filter(pk=unusual.ret.pk).update(status="published")
    base = f"/p/{unusual.partnership.slug}/dashboard/"
    for path in (base, f"{base}?working=1"):
        assert WHY not in unusual.client("board").get(path, follow=True).content.decode()


def test_every_box_has_a_name_of_its_own(unusual: Scene) -> None:
    response = unusual.client("manager").get(unusual.url("unusual/"))
    page = Document("", 200, response.content.decode())
    labels = [words(label) for label in page.find("//label")]
    assert len(labels) == len(set(labels)) == 2


def test_a_manager_sets_an_indicators_own_thresholds(unusual: Scene) -> None:
    measure = unusual.measures["entrants"]
    base = f"/p/{unusual.partnership.slug}/targets/measures/{measure.pk}/"
    manager = unusual.client("manager")
    page = manager.get(f"{base}change/")
    assert "Empty: 20%." in page.content.decode()
    assert "Empty: 3 times, or a third." in page.content.decode()
    form = filled_in(page)
    wrong = manager.post(f"{base}change/", form | {"warn_times": "1", "warn_change_percent": "0"})
    assert set(summary_links(wrong)) == {"id_warn_times", "id_warn_change_percent"}
    right = form | {"warn_change_percent": "90%", "warn_change_events": "0"}
    assert manager.post(f"{base}change/", right).status_code == 302
    measure.refresh_from_db()
    assert (measure.warn_change_percent, measure.warn_change_events) == (90, 0)
    assert row(unusual, "entrants").check.warnings == ()
    shown = manager.get(base).content.decode()
    assert "A change of 90% and 0 events from the same quarter last year." in shown

"""Signing off and sending back: the pages and their e-mails."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from targets.actions.figures import Entry, save_figures
from targets.actions.returns import send_back_part, submit_part
from targets.entry import as_typed, read
from targets.models import Figure, SeriesBreak
from targets.selectors.differences import since_last
from targets.selectors.people import deputy_words, signed_off_words
from targets.selectors.returns import read_return
from tests.support.dom import Document
from tests.targets.scene import Q4, TODAY, Scene, given, make_scene, scene
from tests.targets.submitting import complete, page, part_of, row_of, sign_off_url
from tests.targets.test_returns_steps import answer_all, sign_off, submit
from tests.targets.unusual import explained, said

__all__ = ["complete", "scene"]

pytestmark = pytest.mark.django_db


# --- Sign off -----------------------------------------------------------------------------------


def test_a_deputy_signs_off_as_deputy_and_words_say_so(complete: Scene) -> None:
    part = part_of(complete)
    inspector = complete.users["colleague"]
    submit_part(by=complete.member("officer"), part=part, version=part.version, asked=inspector)
    asked = page(complete, "colleague", sign_off_url(complete))
    assert "deputy" not in asked.text
    document = page(complete, "manager", sign_off_url(complete))
    assert "it is recorded that you did so as deputy for colleague." in document.text
    client = complete.client("manager")
    data = {"version": part_of(complete).version, "sign_off": "1"}
    response = client.post(sign_off_url(complete), data, follow=True)
    done = Document("/", 200, response.content.decode())
    assert done.heading == "Signed off"
    assert "as deputy for colleague, who was asked" in done.text
    assert f"Reference {part.pk}-20150420-" in done.text
    assert "The board will see this once every organisation’s figures are signed off" in done.text
    words_now = signed_off_words(part_of(complete))
    assert words_now in page(complete, "officer", sign_off_url(complete)).text
    assert deputy_words(part_of(complete)) == ", as deputy for colleague, who was asked"
    assert "as deputy for colleague" in page(complete, "officer", complete.url()).text


def test_signing_off_the_last_part_says_that_it_can_be_published(complete: Scene) -> None:
    answer_all(complete, complete.council)
    submit(complete, "other", complete.council)
    sign_off(complete, "second", complete.council)
    submit(complete, "officer")
    client = complete.client("manager")
    data = {"version": part_of(complete).version, "sign_off": "1"}
    done = client.post(sign_off_url(complete), data, follow=True).content.decode()
    assert "Everything is signed off and can be published to the board." in done
    assert f'href="{complete.url("publish/")}"' in done


def test_sending_back_tells_those_who_entered(
    complete: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    submit(complete, "officer")
    part = part_of(complete)
    with django_capture_on_commit_callbacks(execute=True):
        send_back_part(
            by=complete.member("colleague"),
            part=part,
            version=part.version,
            note="Check the rate, & the <base>",
        )
    [sent] = mail.outbox
    assert sent.to == [complete.users["officer"].email]
    assert "Check the rate, & the <base>" in str(sent.body)
    assert sent.subject == "Sent back to be changed: midshire Police, Q4 2014/15"


def test_nobody_is_told_of_what_a_later_step_undid(
    complete: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submit(complete, "officer")
        sign_off(complete, "colleague")
    assert mail.outbox == []


def change(scene: Scene, code: str, **typed: str) -> None:
    row = read_return(scene.member("officer"), scene.ret).row(scene.measures[code].pk)
    assert row is not None
    assert row.figure is not None
    columns = read(row.question, as_typed(row.question, row.figure) | typed)
    entry = Entry(row.measure.pk, row.figure.version, columns)
    assert save_figures(by=scene.member("officer"), ret=scene.ret, entries=[entry]).saved


def test_what_changed_since_it_was_sent_back(complete: Scene) -> None:
    """The whole difference, whatever stood between: two saves are one change."""
    with given():
        complete.add_figure("entrants", 4, Q4 - 1)
    part = submit(complete, "officer")
    before = page(complete, "colleague", sign_off_url(complete))
    assert "Changed since" not in before.text
    send_back_part(by=complete.member("colleague"), part=part, version=part.version, note="Rate")
    change(complete, "entrants", v="7")
    change(complete, "entrants", v="6", c="Two late.")
    change(complete, "reoffending", v="9")
    change(complete, "reoffending", v="5")  # as it was
    submit(complete, "officer")
    document = page(complete, "colleague", sign_off_url(complete))
    assert "1 figure has changed since then" in document.text
    text = row_of(document, "Entrants")
    assert "Changed since it was sent back: 5 → became 6; also the commentary" in text
    assert "Up 2 (50.0%)" in text  # against the quarter before
    assert "Changed since" not in row_of(document, "Reoffending")


def test_explanations_are_shown_to_whoever_signs_off(complete: Scene) -> None:
    with given():
        complete.add_figure("entrants", 100, Q4 - 4)
    explained(complete, said(complete, "One gang was caught."))
    submit(complete, "officer")
    text = row_of(page(complete, "colleague", sign_off_url(complete)), "Entrants")
    assert "Explained: One gang was caught." in text


def test_differences_are_of_what_is_printed(scene: Scene) -> None:
    with given():
        scene.add_figure("satisfied", "20.04", Q4 - 1)
        scene.add_figure("satisfied", "21.06")
        scene.add_figure("entrants", 0, Q4 - 1)
        scene.add_figure("entrants", 12)
        scene.add_figure("crime-rate", "6.351", Q4 - 1)
        scene.add_figure("crime-rate", "6.349")
        SeriesBreak.objects.create(
            partnership=scene.partnership,
            measure=scene.measures["entrants"],
            quarter=Q4,
            note="New rule",
        )
    found = {
        row.measure.indicator.code: row
        for row in read_return(scene.member("manager"), scene.ret).rows
    }
    assert since_last(found["satisfied"]) == "Up 1.1 points"
    assert since_last(found["crime-rate"]) == "The same"
    assert since_last(found["entrants"]) == "Up 12"  # no share of nothing
    broken = {scene.measures["entrants"].pk}
    assert since_last(found["entrants"], broken) == "Not comparable: a new series starts here"
    assert since_last(found["fly-tipping"]) == ""


# --- The cost -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["submit/{0}/", "sign-off/{0}/", "submit/{0}/done/"])
def test_it_takes_as_many_queries_with_60_rows(db: Any, step: str) -> None:
    counts = []
    with clock.fixed(TODAY):
        for slug, rows in (("small", 2), ("large", 60)):
            with given():
                made = make_scene(slug, measures=rows)
            answer_all(made, made.police)
            part = submit(made, "officer")
            send_back_part(by=made.member("manager"), part=part, version=part.version, note="No")
            with given():
                for figure in Figure.objects.filter(belongs_to=made.ret):
                    figure.value = 6
                    figure.version += 1
                    figure.save()
            submit(made, "officer")
            client = made.client("manager")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(made.url(step.format(made.police.pk))).status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 40

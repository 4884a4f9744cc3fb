"""Faults that a reading of the whole round found: each as somebody would meet it."""

import posixpath
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from partnerships.models import Membership
from targets.actions.returns import send_back_part
from targets.models import Explanation, Figure, Measure, ReturnPart, Upload
from targets.sheets.plan import Plan
from tests.targets.scene import Q4, TODAY, Scene, filled_in, given, make_scene, scene
from tests.targets.submitting import complete, part_of
from tests.targets.test_returns_steps import answer_all, submit
from tests.targets.unusual import explained, said, unusual

__all__ = ["complete", "scene", "unusual"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("now", ["left", "moved"])
def test_who_left_the_organisation_is_not_told_what_comes_back(
    complete: Scene, django_capture_on_commit_callbacks: Any, now: str
) -> None:
    """TRUST: the note is for those who may see the figures now."""
    submit(complete, "officer")
    with given():
        own = Membership.objects.filter(user=complete.users["officer"])
        own.update(**({"active": False} if now == "left" else {"organisation": complete.council}))
    part = part_of(complete)
    with django_capture_on_commit_callbacks(execute=True):
        send_back_part(
            by=complete.member("manager"), part=part, version=part.version, note="One name"
        )
    told = {address for sent in mail.outbox for address in sent.to}
    assert told == {complete.users["colleague"].email}


def test_a_manager_who_submitted_for_them_is_told(
    complete: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    submit(complete, "second")
    part = part_of(complete)
    with django_capture_on_commit_callbacks(execute=True):
        send_back_part(by=complete.member("manager"), part=part, version=part.version, note="Look")
    told = {address for sent in mail.outbox for address in sent.to}
    assert told == {complete.users[name].email for name in ("officer", "colleague", "second")}


def test_a_box_left_empty_is_no_conflict_when_somebody_else_filled_it(unusual: Scene) -> None:
    """Two people share the cards out: each saves theirs, and nobody is asked whose to keep."""
    client, url = unusual.client("officer"), unusual.url("unusual/")
    form = filled_in(client.get(url))
    explained(unusual, said(unusual, "Theirs"), who="colleague")
    assert client.post(url, form).status_code == 302
    assert Explanation.objects.get().text == "Theirs"


HUGE = "9" * 30


@pytest.mark.parametrize("who", ["manager", "officer"])
@pytest.mark.parametrize(
    "rest",
    [
        f"revise/{HUGE}/",
        f"upload/{HUGE}/",
        f"indicator/{HUGE}/",
        f"row/{HUGE}/",
        f"submit/{HUGE}/",
        f"submit/{HUGE}/done/",
        f"sign-off/{HUGE}/ask/",
        f"remind/{HUGE}/",
        f"due/{HUGE}/",
        f"add/{HUGE}/",
        f"exception/{HUGE}/",
        f"blank/?organisation={HUGE}",
        "blank/?organisation=%00",
        "unusual/?change=%00",
        "missing/?organisation=%00",
    ],
)
def test_no_number_in_an_address_is_too_much(scene: Scene, who: str, rest: str) -> None:
    client = scene.client(who)
    for answer in (client.get(scene.url(rest)), client.post(scene.url(rest), {"a": "\x00"})):
        assert answer.status_code < 500


@pytest.mark.parametrize(
    "rest",
    [
        "../../figures/load/" + HUGE + "/",
        "../../denominators/" + HUGE + "/",
        "../../denominators/populations/" + HUGE + "/",
        "../revisions/?quarter=%00",
        "../open/?quarter=%00",
        "../open/?quarter=" + HUGE,
    ],
)
def test_no_number_elsewhere_is_too_much(scene: Scene, rest: str) -> None:
    path, mark, query = scene.url(rest).partition("?")
    address = f"{posixpath.normpath(path)}/{mark}{query}"
    client = scene.client("manager")
    for answer in (client.get(address), client.post(address, {"quarter": HUGE, "seen": "\x00"})):
        assert answer.status_code < 500


@pytest.mark.parametrize("text", [HUGE, "\x00", "-1", "²", ""])
@pytest.mark.parametrize("name", ["version", "asked", "seen", "note", "row", "expected_version"])
def test_no_posted_number_is_too_much(complete: Scene, name: str, text: str) -> None:
    submit(complete, "officer")
    client = complete.client("manager")
    police, entrants = complete.police.pk, complete.measures["entrants"].pk
    fields = {"send_back": "1", "version": "2", "note": "x", name: text}
    more = {f"m{entrants}-o": text, f"m{entrants}-v": text, f"m{entrants}-{name}": text}
    for rest in (
        f"submit/{police}/",
        f"sign-off/{police}/",
        f"sign-off/{police}/ask/",
        f"due/{police}/",
        f"exception/{police}/",
        f"row/{entrants}/",
        f"revise/{entrants}/",
        "paste/",
        "upload/",
        "publish/",
        "../calendar/",
        "../open/",
    ):
        address = f"{posixpath.normpath(complete.url(rest))}/"
        assert client.post(address, fields | more).status_code < 500


def test_a_section_of_two_hundred_rows_is_posted_whole(db: None) -> None:
    """Without JavaScript a page is one form: a refusal of it loses all that was typed."""
    with clock.fixed(TODAY):
        with given():
            made = make_scene(measures=200)
        client = made.client("officer")
        form = filled_in(client.get(made.section_url))
        form[f"m{made.measures['more-199'].pk}-v"] = "5"
        assert client.post(made.section_url, form).status_code == 302
        figure = made.figure("more-199")
    assert figure is not None
    assert figure.value == 5


def test_figures_of_a_part_that_was_submitted_are_not_explained_for_another(
    complete: Scene,
) -> None:
    """An indicator moves to another supplier after its figure was submitted."""
    with given():
        complete.add_figure("entrants", 100, Q4 - 4)
    explained(complete, said(complete, "One gang was caught."))
    submit(complete, "officer")
    with given():
        measure = complete.measures["entrants"]
        Measure.objects.filter(pk=measure.pk).update(supplier=complete.council)
    client, url = complete.client("other"), complete.url("unusual/")
    form = filled_in(client.get(url))
    for name in list(form):
        if name.endswith("-t"):
            form[name] = "Ours"
    assert client.post(url, form).status_code < 500
    page = filled_in(client.get(f"{url}?change=m{measure.pk}-year_ago"))
    page |= {name: "Ours" for name in page if name.endswith("-t")}
    assert client.post(url, page).status_code < 500
    assert Explanation.objects.get().text == "One gang was caught."


def test_submitting_leaves_alone_what_another_part_holds(complete: Scene) -> None:
    """The same, where what was explained is not what the figure is compared with now."""
    with given():
        complete.add_figure("entrants", 100, Q4 - 4)
    explained(complete, said(complete, "One gang was caught."))
    submit(complete, "officer")
    with given():
        Figure.objects.filter(measure=complete.measures["entrants"], quarter=Q4 - 4).update(value=6)
        Measure.objects.filter(pk=complete.measures["entrants"].pk).update(
            supplier=complete.council
        )
    answer_all(complete, complete.council)
    part = submit(complete, "other", complete.council)
    assert part.status == ReturnPart.Status.SUBMITTED
    assert Explanation.objects.get().text == "One gang was caught."


def test_a_preview_keeps_no_more_of_a_cell_than_it_shows(scene: Scene) -> None:
    """A file of 10 MB that nobody knows what to do with is not stored a second time."""
    lines = "".join(f"unknown {number} {'é' * 30_000},1\n" for number in range(20))
    content = f"Code,Value\n{lines}entrants,{'9' * 30_000}\n".encode()
    response = scene.client("officer").post(
        scene.url("upload/"), {"text": "", "file": SimpleUploadedFile("a.csv", content)}
    )
    assert response.status_code == 302
    kept = Upload.objects.get()
    assert len(kept.plan) < 60_000
    plan = Plan.from_json(bytes(kept.plan))
    assert len(plan.unknown) == 20
    assert plan.unknown[0].value.startswith("unknown 0 éé")

"""Checking, submitting, signing off, sending back: the pages, the e-mails and who is asked."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Conflict
from dashboards.models import Scheme, StatedJudgement
from targets.actions.figures import Entry, save_figures
from targets.actions.returns import ask_part, send_back_part, submit_part
from targets.entry import as_typed, read
from targets.models import Figure, ReturnPart, SeriesBreak
from targets.selectors.differences import since_last
from targets.selectors.people import signed_off_words, signers
from targets.selectors.returns import read_return
from tests.support.dom import Document, words
from tests.targets.scene import Q4, TODAY, Scene, filled_in, given, ids_in, make_scene, scene
from tests.targets.test_missing import lands
from tests.targets.test_returns_steps import answer_all, sign_off, submit
from tests.targets.test_unusual_page import explained, said

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def complete(scene: Scene) -> Scene:
    answer_all(scene, scene.police)
    return scene


def submit_url(scene: Scene) -> str:
    return scene.url(f"submit/{scene.police.pk}/")


def sign_off_url(scene: Scene) -> str:
    return scene.url(f"sign-off/{scene.police.pk}/")


def page(scene: Scene, who: str, url: str) -> Document:
    response = scene.client(who).get(url)
    assert response.status_code == 200
    return Document(url, 200, response.content.decode())


def row_of(document: Document, name: str) -> str:
    return words(document.find(f"//tr[th[contains(., '{name}')]]")[0])


def part_of(scene: Scene) -> ReturnPart:
    return scene.part(scene.police)


def post_submit(scene: Scene, who: str = "officer", **changes: str) -> Any:
    client = scene.client(who)
    data = filled_in(client.get(submit_url(scene))) | changes
    return client.post(submit_url(scene), data)


# --- R8: check and submit -----------------------------------------------------------------------


def test_the_check_page_shows_what_the_board_will_see(complete: Scene) -> None:
    measure = complete.measures["entrants"]
    with given():
        complete.add_figure("entrants", 4, Q4 - 1)
        Scheme.objects.create(partnership=complete.partnership, number=1, from_quarter=Q4 - 20)
        StatedJudgement.objects.create(
            partnership=complete.partnership,
            measure=measure,
            quarter=Q4,
            until_quarter=Q4,
            rag="amber",
            reason="The rise is one large case.",
            stated_by="Chair",
            stated_on=TODAY,
        )
    text = row_of(page(complete, "officer", submit_url(complete)), "Entrants")
    assert "Amber" in text
    assert "to Amber: The rise is one large case (Chair, 20 April 2015" in text
    assert "Up 1 (25.0%)" in text


def test_the_declaration_names_partnership_and_organisation(complete: Scene) -> None:
    text = page(complete, "officer", submit_url(complete)).text
    assert (
        "By submitting these figures to Midshire for midshire Police, I confirm that to the best "
        "of my knowledge they are complete and correct" in text
    )


def test_submitting_leads_to_a_confirmation_with_its_reference(complete: Scene) -> None:
    response = post_submit(complete)
    assert response.status_code == 302
    assert response.url == complete.url(f"submit/{complete.police.pk}/done/")
    part = part_of(complete)
    confirmation = page(complete, "officer", response.url)
    assert confirmation.heading == "Submitted for sign-off"
    assert f"Reference {part.pk}-20150420-" in confirmation.text
    assert "Anyone else who may sign off is asked by e-mail" in confirmation.text
    for _, href in confirmation.links():
        if href.startswith("/p/") and "/papers/" not in href:  # the PDF has its own tests
            assert complete.client("officer").get(href).status_code == 200
    assert complete.client("other").get(response.url).status_code == 404


def test_there_is_no_confirmation_of_what_was_not_done(complete: Scene) -> None:
    client = complete.client("officer")
    for step in ("submit", "sign-off"):
        response = client.get(complete.url(f"{step}/{complete.police.pk}/done/"))
        assert (response.status_code, response.url) == (302, complete.url())


def test_what_is_unexplained_stands_in_the_way(complete: Scene) -> None:
    with given():
        complete.add_figure("entrants", 1000, Q4 - 4)
    response = post_submit(complete)
    assert response.status_code == 422
    document = Document("/", 422, response.content.decode())
    assert document.heading == "This cannot be submitted yet"
    assert document.find("//main//form") == []  # no way to submit from here
    [back] = document.find("//main//a[contains(@class, 'govuk-button')]")
    assert (words(back), back.get("href")) == ("Go back", submit_url(complete))
    [item] = document.find("//div[@class='app-interruption']//li/a")
    assert lands(complete.client("officer"), item.get("href"))
    assert part_of(complete).status == "open"


def test_missing_figures_stand_in_the_way_with_links(scene: Scene) -> None:
    response = scene.client("officer").post(submit_url(scene), {"asked": "anyone"})
    assert response.status_code == 422
    document = Document("/", 422, response.content.decode())
    links = [one.get("href") for one in document.find("//div[@class='app-interruption']//li/a")]
    assert len(links) == 4
    assert all(lands(scene.client("officer"), link) for link in links)


def test_missing_rows_of_the_check_page_link_to_their_field(scene: Scene) -> None:
    client = scene.client("officer")
    links = re.findall(r'href="([^"]+#m\d+-\w+)"', client.get(submit_url(scene)).content.decode())
    assert len(links) == 4
    assert all(lands(client, link) for link in links)


def test_enter_in_a_field_submits_nothing(complete: Scene) -> None:
    """PURPOSE: no form of these pages has a field in which Enter would send it."""
    urls = [submit_url(complete), complete.section_url]
    for url in urls:
        document = page(complete, "officer", url)
        for form in document.find("//main//form[@method='post']"):
            single = form.xpath(".//input[not(@type='hidden')][@type='text' or not(@type)]")
            first = form.xpath(".//button[@type='submit']")[0]
            assert not single or words(first) == "Save"
    submit(complete, "officer")
    document = page(complete, "colleague", sign_off_url(complete))
    assert document.find("//main//form//input[@type='text' or not(@type)]") == []


# --- Who is asked -------------------------------------------------------------------------------


def test_who_may_be_asked_is_everybody_but_the_submitter(complete: Scene) -> None:
    document = page(complete, "officer", submit_url(complete))
    options = [words(one) for one in document.find("//select[@name='asked']/option")]
    assert options == [
        "Anyone who may sign off",
        "colleague (midshire Police)",
        "manager (partnership manager)",
        "second (partnership manager)",
    ]


def test_asking_somebody(complete: Scene, django_capture_on_commit_callbacks: Any) -> None:
    colleague = complete.users["colleague"]
    with django_capture_on_commit_callbacks(execute=True):
        response = post_submit(complete, asked=str(colleague.pk))
    assert part_of(complete).asked == colleague
    text = page(complete, "officer", response.url).text
    assert "colleague is asked by e-mail to check the figures and sign them off." in text
    [sent] = mail.outbox
    assert sent.to == [colleague.email]
    assert sent.subject == "Please sign off: midshire Police, Q4 2014/15"
    link = re.search(r"https?://\S+", str(sent.body))
    assert link is not None
    assert link[0].endswith(sign_off_url(complete))


def test_anyone_means_that_all_who_may_are_told(
    complete: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        post_submit(complete)
    [sent] = mail.outbox
    names = ("colleague", "manager", "second")
    assert set(sent.to) == {complete.users[name].email for name in names}


@pytest.mark.parametrize("who", ["officer", "other", "board"])
def test_somebody_who_may_not_sign_off_cannot_be_asked(complete: Scene, who: str) -> None:
    user = complete.users[who]
    response = post_submit(complete, asked=str(user.pk))
    assert response.status_code == 422
    assert "Choose somebody from the list" in response.content.decode()
    assert "id_asked" in ids_in(response)
    part = part_of(complete)
    with pytest.raises(ValidationError, match="may sign off"):
        submit_part(by=complete.member("officer"), part=part, version=part.version, asked=user)
    assert part_of(complete).status == "open"


def test_asking_somebody_else(complete: Scene, django_capture_on_commit_callbacks: Any) -> None:
    submit(complete, "officer")
    client = complete.client("officer")  # also whoever submitted may ask another
    url = sign_off_url(complete) + "ask/"
    data = filled_in(client.get(url))
    assert data["asked"] == "anyone"
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, data | {"asked": str(complete.users["second"].pk)})
    assert (response.status_code, response.url) == (302, sign_off_url(complete))
    assert part_of(complete).asked == complete.users["second"]
    assert [one.to for one in mail.outbox] == [[complete.users["second"].email]]
    assert client.post(url, data).status_code == 409  # of the version before
    wrong = client.post(url, filled_in(client.get(url)) | {"asked": "1"})
    assert wrong.status_code == 422
    assert complete.client("other").post(url, data).status_code == 404
    assert complete.client("board").post(url, data).status_code == 403
    sign_off(complete, "second")
    assert client.get(url).status_code == 302
    assert client.post(url, data).status_code == 302
    part = part_of(complete)
    with pytest.raises(Conflict):
        ask_part(by=complete.member("officer"), part=part, version=part.version, asked=None)
    with pytest.raises(PermissionDenied):
        ask_part(by=complete.member("other"), part=part, version=part.version, asked=None)


def test_signers_know_their_partnership_and_organisation(complete: Scene) -> None:
    with given():
        make_scene("farshire")
        complete.users["colleague"].is_active = False
        complete.users["colleague"].save()
    found = signers(part_of(complete), submitter=complete.users["manager"])
    assert [one.user.name for one in found] == ["officer", "second"]


# --- R9: sign off -------------------------------------------------------------------------------


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

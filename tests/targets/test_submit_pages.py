"""Checking and submitting: the pages, and who is asked to sign off."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from core.models import Conflict
from dashboards.models import Scheme, StatedJudgement
from targets.actions.returns import ask_part, submit_part
from targets.selectors.people import signers
from tests.support.dom import Document, words
from tests.targets.scene import Q4, TODAY, Scene, filled_in, given, ids_in, make_scene, scene
from tests.targets.submitting import (
    complete,
    page,
    part_of,
    post_submit,
    row_of,
    sign_off_url,
    submit_url,
)
from tests.targets.test_missing import lands
from tests.targets.test_returns_steps import sign_off, submit

__all__ = ["complete", "scene"]

pytestmark = pytest.mark.django_db


# --- Check and submit ---------------------------------------------------------------------------


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

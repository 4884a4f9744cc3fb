"""What was typed is kept when the session ended; only for forms that came from our own pages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.dom import Document
from tests.targets.scene import Scene, filled_in, scene

__all__ = ["scene"]

pytestmark = pytest.mark.django_db

OURS = {"origin": "http://testserver"}
LINES = "Fewer than before\nand “quoted” <b>text</b>"


def document(answer: Any) -> Document:
    return Document(answer.request["PATH_INFO"], answer.status_code, answer.content.decode())


def typed_in(scene: Scene) -> dict[str, str]:
    """The officer's page, filled in."""
    data = filled_in(scene.client("officer").get(scene.section_url))
    row = f"m{scene.measures['entrants'].pk}"
    return data | {f"{row}-v": "1,264", f"{row}-c": LINES}


def hidden(page: Document) -> dict[str, str]:
    (form,) = page.find("//main//form")
    return {
        one.get("name"): one.get("value")
        for one in form.xpath(".//input")
        if one.get("name") != "csrfmiddlewaretoken"
    }


def test_a_form_sent_without_a_session_is_kept(scene: Scene) -> None:
    data = typed_in(scene)
    answer = Client().post(f"{scene.section_url}?from=hub", data)
    page = document(answer)
    assert answer.status_code == 401
    assert answer["Cache-Control"] == "no-store"
    assert "You have been signed out" in answer.content.decode()
    assert hidden(page) == data
    (form,) = page.find("//main//form")
    assert form.get("action") == f"{scene.section_url}?from=hub"
    (link,) = page.find("//main//a[@target='_blank']")
    assert link.get("href") == "/accounts/login/"
    assert scene.figure("entrants") is None


def test_and_sent_again_after_signing_in(scene: Scene) -> None:
    """In the same browser: first with the token of before, then with the new one."""
    data = typed_in(scene)
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    old = client.cookies["csrftoken"].value
    kept = client.post(scene.section_url, {**data, "csrfmiddlewaretoken": old}, headers=OURS)
    assert kept.status_code == 401
    for name, cookie in scene.client("officer").cookies.items():
        client.cookies[name] = cookie.value
    client.cookies["csrftoken"] = "b" * 32
    again = client.post(scene.section_url, {**data, "csrfmiddlewaretoken": old}, headers=OURS)
    page = document(again)
    assert again.status_code == 403
    assert "Check, then send again" in again.content.decode()
    assert "officer" in again.content.decode()
    assert scene.figure("entrants") is None
    token = page.find("//main//input[@name='csrfmiddlewaretoken']/@value")[0]
    last = client.post(
        scene.section_url, {**hidden(page), "csrfmiddlewaretoken": token}, headers=OURS
    )
    assert last.status_code == 302
    figure = scene.figure("entrants")
    assert figure is not None
    assert (figure.value, figure.commentary_change) == (1264, LINES)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:81"},
        {"origin": "http://[bad", "referer": "http://testserver/"},
        {"referer": "https://evil.example/?http://testserver/"},
    ],
)
def test_a_form_from_elsewhere_is_not_offered_again(scene: Scene, headers: dict[str, str]) -> None:
    """Else another site could put its own words into a form of ours."""
    for signed_in in (True, False):
        client = Client(enforce_csrf_checks=True)
        if signed_in:
            client.cookies = scene.client("officer").cookies
        answer = client.post(scene.section_url, {"m1-v": "planted"}, headers=headers)
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "Your form was not accepted" in page
        assert "planted" not in page


def test_the_referer_will_do_where_there_is_no_origin(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = scene.client("officer").cookies
    sent = {"referer": f"http://testserver{scene.section_url}"}
    answer = client.post(scene.section_url, {"m1-v": "kept"}, headers=sent)
    assert hidden(document(answer)) == {"m1-v": "kept"}


def test_files_and_passwords_are_not_kept(scene: Scene) -> None:
    data = {
        "note": "kept",
        "password": "secret-1",
        "Old_Password2": "secret-2",
        "csrfmiddlewaretoken": "secret-3",
        "file": SimpleUploadedFile("figures.csv", b"secret-4"),
    }
    answer = Client().post(scene.url("upload/"), data)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert hidden(document(answer)) == {"note": "kept"}
    assert "secret" not in page
    assert "Files are not kept" in page


def test_what_only_reads_is_sent_to_sign_in(scene: Scene) -> None:
    answer = Client().get(scene.section_url)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={scene.section_url}"


def test_addresses_of_no_partnership_keep_nothing(scene: Scene) -> None:
    answer = Client().post("/accounts/password/change/", {"oldpassword": "secret"})
    assert answer.status_code == 302
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"}, headers=OURS)
    assert answer.status_code == 403
    assert "Send again" not in answer.content.decode()

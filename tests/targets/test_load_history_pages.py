"""The pages on which past figures are loaded, and how they show long work."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core import clock
from core.sheets import Column, Table, Workbook, write
from core.sheets.limits import MAX_FILE_BYTES
from targets.actions.uploads import KEPT_FOR
from targets.models import Upload
from tests.targets.past_figures import LONG, kept, loaded, past
from tests.targets.scene import Q4, Scene, given, ids_in, make_scene, scene, summary_links

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


# --- The pages ------------------------------------------------------------------------------------


def address(scene: Scene, rest: str = "") -> str:
    return f"/p/{scene.partnership.slug}/figures/load/{rest}"


def as_file(rows: list[list[str]], kind: str = "xlsx") -> SimpleUploadedFile:
    width = max(map(len, rows))
    columns = tuple(Column(text) for text in rows[0])
    body = tuple(tuple(row + [""] * (width - len(row))) for row in rows[1:])
    content = write(Workbook("T", (), (), (Table("Past", "T", columns, body),)), kind)  # type: ignore[arg-type]
    return SimpleUploadedFile(f"past.{kind}", content)


def upload_page(scene: Scene, rows: list[list[str]], kind: str = "xlsx", **more: str) -> Any:
    client = scene.client("manager")
    return client, client.post(address(scene), {"file": as_file(rows, kind), **more})


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_upload_preview_confirm(scene: Scene, kind: str) -> None:
    client, response = upload_page(scene, LONG, kind)
    upload = Upload.objects.get()
    assert response.url == address(scene, f"{upload.pk}/")
    page = client.get(response.url).content.decode()
    assert "5 will be added, 0 will change, 0 unchanged, 0 not recognised, 0 problems." in page
    assert "2 quarters, Q1 2014/15 to Q2 2014/15, become quarters of past figures" in page
    assert 'name="why"' not in page
    assert past(scene) == {}
    done = client.post(response.url)
    assert done.url == response.url
    assert "Saved: 5 past figures added, 0 changed." in client.get(done.url).content.decode()
    assert len(past(scene)) == 5
    assert client.post(response.url, follow=True).status_code == 200
    assert len(past(scene)) == 5


def test_a_change_asks_why_at_its_field(scene: Scene) -> None:
    loaded(scene, LONG)
    client, response = upload_page(scene, [LONG[0][:3], ["entrants", "Q1 2014/15", "1,300"]])
    page = client.get(response.url).content.decode()
    assert "1,264" in page and "1,300" in page
    refused = client.post(response.url, {"why": ""})
    assert refused.status_code == 422
    assert set(summary_links(refused)) <= ids_in(refused) and summary_links(refused)
    assert "Say why the past figures change." in refused.content.decode()
    assert client.post(response.url, {"why": "Recounted"}).status_code == 302
    assert past(scene)["entrants", "Q1 2014/15"].value == 1300


def test_changed_since_the_preview_on_the_page(scene: Scene) -> None:
    client, response = upload_page(scene, LONG)
    loaded(scene, LONG)
    conflict = client.post(response.url)
    assert conflict.status_code == 409
    assert "nothing was saved. Upload the file again" in conflict.content.decode()
    assert set(summary_links(conflict)) <= ids_in(conflict)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("past.xlsx", b"", "The file is empty"),
        ("past.xlsx", b"nothing", "not such a workbook"),
        ("past.pdf", b"%PDF", "not a spreadsheet"),
        ("past.csv", b"a,b\n1,2\n", "No table of past figures was found"),
        ("past.csv", b"x" * (MAX_FILE_BYTES + 1), "larger than 10 MB"),
    ],
)
def test_files_that_are_refused(scene: Scene, name: str, content: bytes, words: str) -> None:
    response = scene.client("manager").post(
        address(scene), {"file": SimpleUploadedFile(name, content)}
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    assert set(summary_links(response)) <= ids_in(response) and summary_links(response)
    assert not Upload.objects.exists()


def test_no_file(scene: Scene) -> None:
    response = scene.client("manager").post(address(scene), {})
    assert response.status_code == 422 and "Choose a file." in response.content.decode()


def test_who_may_open_the_pages(scene: Scene) -> None:
    upload = kept(scene, LONG)
    own = address(scene, f"{upload.pk}/")
    codes = {
        name: (
            scene.client(name).get(address(scene)).status_code,
            scene.client(name).get(own).status_code,
        )
        for name in ("manager", "second", "officer", "board")
    }
    assert codes == {
        "manager": (200, 200),
        "second": (200, 404),
        "officer": (403, 403),
        "board": (403, 403),
    }
    assert scene.client("manager").get(address(scene, "999999/")).status_code == 404


def test_a_preview_is_kept_for_a_day(scene: Scene) -> None:
    client, response = upload_page(scene, LONG)
    with clock.fixed(clock.now() + KEPT_FOR):
        assert client.get(response.url).url == address(scene)
        assert client.post(response.url).url == address(scene)
        kept(scene, LONG)
        assert bytes(Upload.objects.earliest("pk").plan) == b""
    assert past(scene) == {}


# --- Long work ------------------------------------------------------------------------------------


@contextmanager
def streaming(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A few rows are long work."""
    from targets.history import load, plan
    from targets.views import history

    monkeypatch.setattr(history, "STREAM_FROM", 3)
    monkeypatch.setattr(plan, "BATCH", 2)
    monkeypatch.setattr(load, "BATCH", 2)
    yield


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_long_work_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.fixed(Q4.end.replace(month=4, day=20)), streaming(monkeypatch):
        with given():
            scene = make_scene()
        client, response = upload_page(scene, LONG)
        assert response.streaming and response.status_code == 200
        assert "script-src" in response["Content-Security-Policy"]
        page = response.getvalue().decode()
        for line in ("2 of 5 rows checked", "4 of 5 rows checked", "5 of 5 rows checked"):
            assert f"<li>{line}</li>" in page
        assert page.endswith("</html>\n") or page.rstrip().endswith("</html>")
        upload = Upload.objects.get()
        link = address(scene, f"{upload.pk}/")
        assert f'href="{link}"' in page and "5 will be added" in page
        page = client.post(link).getvalue().decode()
        assert "<li>4 of 5 rows saved</li>" in page
        assert "Saved: 5 past figures added, 0 changed." in page
        assert len(past(scene)) == 5


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_reader_who_goes_away_saves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.fixed(Q4.end.replace(month=4, day=20)), streaming(monkeypatch):
        with given():
            scene = make_scene()
        client, response = upload_page(scene, LONG)
        response.getvalue()
        upload = Upload.objects.get()
        response = client.post(address(scene, f"{upload.pk}/"))
        seen = iter(response.streaming_content)
        while b"2 of 5 rows saved" not in next(seen):
            assert connection is not None
        response.close()
        assert not connection.in_atomic_block
        assert past(scene) == {}
        upload.refresh_from_db()
        assert upload.applied_at is None


@pytest.mark.django_db(transaction=True)
def test_trouble_while_the_page_is_sent_is_said_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.fixed(Q4.end.replace(month=4, day=20)), streaming(monkeypatch):
        with given():
            scene = make_scene()
        client, response = upload_page(scene, LONG)
        response.getvalue()
        upload = Upload.objects.get()
        loaded(scene, LONG)
        page = client.post(address(scene, f"{upload.pk}/")).getvalue().decode()
        assert "Nothing was saved" in page and "changed since the preview" in page
        assert "past figures added" not in page


def test_what_is_downloaded_can_be_loaded_as_it_is(scene: Scene) -> None:
    loaded(scene, LONG)
    client = scene.client("manager")
    for kind in ("xlsx", "ods", "csv"):
        exported = client.get(f"/p/{scene.partnership.slug}/figures/export.{kind}")
        file = io.BytesIO(exported.content)
        response = client.post(
            address(scene), {"file": SimpleUploadedFile(f"figures.{kind}", file.read())}
        )
        page = client.get(response.url).content.decode()
        assert "0 will be added, 0 will change, 5 unchanged, 0 not recognised" in page, kind

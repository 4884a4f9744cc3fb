"""Uploads that are refused, and that every cell of those that are not is accounted for."""

from typing import Any

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import given as given_any
from hypothesis import strategies as st

from core.numbers import NumberError, parse_number
from core.sheets.limits import MAX_FILE_BYTES
from targets.models import Upload
from targets.selectors.returns import read_return
from targets.sheets.columns import match_sheets
from targets.sheets.match import MOST_ROWS, Matcher, Pasted
from targets.sheets.plan import make_plan, wanted
from tests.targets.scene import Q4, Scene, given, ids_in, scene, summary_links
from tests.targets.test_returns_steps import answer_all, submit
from tests.targets.test_upload import everything, kept, post, post_file, words

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def hostile() -> list[tuple[str, bytes, str]]:
    return [
        ("empty.csv", b"", "empty"),
        ("broken.xlsx", b"PK\x03\x04 not really", ""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, ""),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ""),
        ("text.xlsx", b"Code,Value\nentrants,1", ""),
        ("nothing.csv", b",,,\r\n,,,\r\n", "Nothing was found"),
        ("long.csv", b"Code,Value\n" + b"entrants,1\n" * (MOST_ROWS + 5), "too large"),
        ("nul.csv", b"Code,Value\nentr\x00ants,1\n", ""),
    ]


@pytest.mark.parametrize(
    ("name", "content", "words_in_it"), hostile(), ids=lambda one: str(one)[:9]
)
def test_files_that_are_refused(scene: Scene, name: str, content: bytes, words_in_it: str) -> None:
    with given():
        scene.add_figure("entrants", "10")
    before = everything()
    page = post_file(scene, content, name)
    assert page.status_code == 422, words(page)
    assert words_in_it in words(page)
    assert "id_file" in summary_links(page)
    assert set(summary_links(page)) <= ids_in(page)
    assert everything() == before
    assert not Upload.objects.exists()


def test_a_huge_file_is_cut_off_while_it_comes_in(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    kept_file = TemporaryFileUploadHandler.file_complete

    def complete(self: TemporaryFileUploadHandler, file_size: int) -> Any:
        sizes.append(file_size)
        return kept_file(self, file_size)

    monkeypatch.setattr(TemporaryFileUploadHandler, "file_complete", complete)
    page = post_file(scene, b"Code,Value\n" * 1_200_000, "huge.csv")
    assert page.status_code == 422
    assert "10 MB" in words(page)
    assert sizes
    assert MAX_FILE_BYTES < sizes[0] < MAX_FILE_BYTES + 200_000


def test_nothing_and_both(scene: Scene) -> None:
    assert "Paste cells or choose a file." in words(post(scene, "  \n"))
    page = post_file(scene, b"Code,Value\nentrants,1\n", text="Code\tValue\nentrants\t1")
    assert "not both" in words(page)
    assert "entrants\t1" in page.content.decode(), "what was pasted stays"


def test_choices_that_are_none(scene: Scene) -> None:
    page = post(scene, "Code\tValue\nentrants\t1", start="m0", reason="because")
    assert page.status_code == 422
    assert summary_links(page) == ["id_start", "id_reason"]
    assert set(summary_links(page)) <= ids_in(page)


def test_closed_returns_have_no_form(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    page = scene.client("officer").get(scene.url("upload/"))
    assert "Submitted for sign-off by" in words(page)
    assert "See what would change" not in words(page)


def test_who_may(scene: Scene) -> None:
    for address in ("upload/", "template.xlsx"):
        assert scene.client("board").get(scene.url(address)).status_code == 403
    assert scene.client("board").post(scene.url("paste/")).status_code == 403


CELL = st.sampled_from(
    ["12", "1,264", "27%", "", "abc", "1.234,5", "12/03/2015", "n/a", "-4", "4.5", "=1+1", "#REF!"]
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given_any(st.lists(CELL, min_size=3, max_size=3))
def test_every_bad_cell_is_named(scene: Scene, cells: list[str]) -> None:
    """A generated sheet: each cell becomes a change, or a problem at its own place."""
    codes = ["entrants", "reoffending", "crime-rate"]
    rows = [["Code", "Value"], *([code, cell] for code, cell in zip(codes, cells, strict=True))]
    page = read_return(scene.member("officer"), scene.ret, checks=False)
    matcher = Matcher(wanted(page.rows), Q4)
    made = make_plan(page.rows, match_sheets(matcher, [Pasted(rows)]))
    changed = {one.measure for one in made.changes}
    wrong = {one.place for one in made.problems}
    for number, (code, cell) in enumerate(zip(codes, cells, strict=True), start=2):
        measure = scene.measures[code].pk
        if not cell:
            assert measure not in changed
            assert f"B{number}" not in wrong
        else:
            assert (measure in changed) != (f"B{number}" in wrong), (code, cell)
        if cell and measure in changed:
            parse_number(cell)  # what cannot be read is never a change
    for one in made.problems:
        assert one.sentence
        assert one.value in cells
    with pytest.raises(NumberError):
        parse_number("abc")


@pytest.mark.parametrize("page", ["upload", "preview", "paste"])
def test_as_many_queries_for_twelve_rows_as_for_two(scene: Scene, page: str) -> None:
    with given():
        for number in range(12):
            scene.add_measure(f"more-{number}")
    counts = []
    for number in (2, 12):
        text = "\n".join(["Code\tValue", *(f"more-{one}\t{one}" for one in range(number))])
        client = scene.client("officer")
        client.post(scene.url("upload/"), {"text": text})
        with CaptureQueriesContext(connection) as made:
            if page == "upload":
                client.post(scene.url("upload/"), {"text": text})
            elif page == "preview":
                client.get(scene.url(f"upload/{kept().pk}/"))
            else:
                data = {"section": f"priority-{scene.priority.pk}", "field": "v", "text": text}
                data["row"] = f"m{scene.measures['entrants'].pk}"
                assert client.post(scene.url("paste/"), data).json()["fill"] == number
        counts.append(len(made))
    assert counts[0] == counts[1] <= 35

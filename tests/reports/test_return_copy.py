"""The copy of a return's part: what the page says, as a PDF for those who may see it."""

from pathlib import Path

import page as pdf_page
import pytest

from audit.context import context
from core.quarters import Quarter
from reports.pdf import make_pdf
from reports.return_copy import copy_of, printable
from targets.actions.returns import sign_off_part, submit_part
from targets.selectors.returns import read_return
from tests.reports.test_paper import squeezed, text_of
from tests.targets.scene import Q4, Scene, given, scene

__all__ = ["scene"]

pytestmark = pytest.mark.django_db
LAST_YEAR = Quarter(2013, 4)


@pytest.fixture
def filled(scene: Scene) -> Scene:
    """The police's figures are in; the council's are not."""
    with given():
        scene.add_figure("entrants", 212, LAST_YEAR)
        scene.add_figure("entrants", 210, commentary_change="Fewer came.", internal_note="Ring Ann")
        scene.add_figure("crime-rate", "6.3498", numerator=4241, denominator=667900)
        scene.add_figure("satisfied", None, state="not_available", reason="not_released")
        scene.add_figure("reoffending", "27.4", provisional=True, caveat="Six months late.")
        scene.add_figure("fly-tipping", 31)
    return scene


def address(scene: Scene, organisation: int) -> str:
    return f"/p/{scene.partnership.slug}/papers/returns/{Q4.slug}/{organisation}/"


def html(scene: Scene, name: str = "officer") -> str:
    page = read_return(scene.member(name), scene.ret)
    part = page.part(scene.police.pk)
    assert part
    return printable(copy_of(page, part))


def test_it_says_what_the_page_says(filled: Scene, tmp_path: Path) -> None:
    answer = filled.client("officer").get(address(filled, filled.police.pk))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    text = text_of(answer.content, tmp_path)
    said = ["210", "212", "6.35", "4,241 / 667,900", "Not available: not released yet", "27.4%*",
            "Provisional", "* Six months late.", "Fewer came.", "Q4 2014/15 return",
            "midshire Police"]  # fmt: skip
    for words in said:
        assert squeezed(words) in text, words
    for words in ("Ring Ann", "Fly-tipping"):
        assert squeezed(words) not in text, words


def test_it_conforms_and_is_told_apart_from_what_is_submitted(
    filled: Scene, tmp_path: Path
) -> None:
    draft = html(filled)
    assert "not to be relied on" in draft
    part = filled.part(filled.police)
    with given():
        filled.figure("satisfied").delete()
        filled.add_figure("satisfied", "81.5", numerator=163, denominator=200)
    submit_part(by=filled.member("officer"), part=part, version=part.version)
    submitted = html(filled)
    assert "not to be relied on" not in submitted
    assert "officer, " in submitted
    path = tmp_path / "copy.pdf"
    path.write_bytes(make_pdf(submitted).content)
    report = pdf_page.validate_pdf(path, profile=pdf_page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report


def test_a_deputy_is_named_as_one(filled: Scene) -> None:
    part = filled.part(filled.police)
    given_way = filled.users["colleague"]
    submit_part(by=filled.member("officer"), part=part, version=part.version, asked=given_way)
    part.refresh_from_db()
    sign_off_part(by=filled.member("manager"), part=part, version=part.version)
    assert ", as deputy for colleague, who was asked" in html(filled)


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("colleague", 200), ("other", 404), ("board", 403)],
)
def test_it_is_for_those_who_see_the_figures(filled: Scene, who: str, status: int) -> None:
    assert filled.client(who).get(address(filled, filled.police.pk)).status_code == status


def test_what_people_typed_is_never_markup(filled: Scene) -> None:
    with context(by="system: tests", action="tests.given"):
        figure = filled.figure("entrants")
        type(figure).objects.filter(pk=figure.pk).update(commentary_change="<script>x</script>")
    assert "<script>" not in html(filled)
    assert "&lt;script&gt;" in html(filled)

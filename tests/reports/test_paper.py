"""The paper itself: what it says, that it is accessible, that it agrees with the dashboard."""

import re
import subprocess
from dataclasses import replace
from html import escape
from pathlib import Path

import page as pdf_page
import pytest
from django.template.loader import render_to_string

from dashboards.selectors import dashboard_of
from reports import document as documents
from reports.compose import Sources, compose
from reports.models import Paper
from reports.pdf import make_pdf
from reports.selectors import document_of, printable
from targets.terms import Unrated
from tests.dashboards.appendix_one import OUTCOMES, PRINTED
from tests.reports import samples
from tests.reports.conftest import VALUES

pytestmark = pytest.mark.django_db
HASH = "ab" * 32


def sample(rows: int = 12, previous: bool = True, draft: bool = False, **values: str):
    """The words of a paper on a dashboard made by hand."""
    sources = Sources(
        samples.dashboard(rows), HASH, samples.earlier(rows) if previous else None, draft=draft
    )
    return compose(Paper(**VALUES | values), sources)


def text_of(content: bytes, tmp_path: Path) -> str:
    """The text of a PDF, in the order of its content, in one line."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    found = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, text=True
    ).stdout
    return squeezed(found)


def squeezed(text: str) -> str:
    """Without any white space: where lines break is the layout's business."""
    return re.sub(r"\s+", "", text)


def section(document: documents.Document, title: str) -> str:
    """Everything a section says, in one text."""
    (found,) = [one for one in document.sections if one.title == title]
    lines = []
    for part in found.parts:
        lines.append(f"{part.heading} {part.rating}".strip())
        for paragraph in part.paragraphs:
            lines.append(f"{paragraph.number} {paragraph.lead} {paragraph.text}")
            lines += paragraph.points
    return "\n".join(lines)


@pytest.mark.parametrize("rows", [1, 12, 60])
def test_the_pdf_is_tagged_to_ua_1_and_the_same_every_time(rows: int, tmp_path: Path) -> None:
    html = printable(sample(rows, draft=rows == 1))
    first, again = make_pdf(html), make_pdf(html)
    assert first.content == again.content
    path = tmp_path / "paper.pdf"
    path.write_bytes(first.content)
    report = pdf_page.validate_pdf(path, profile=pdf_page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures


def test_lei_14_every_printed_cell_is_in_the_pdf(a_draft: Paper, tmp_path: Path) -> None:
    """LEI-14: twelve indicators, as the council printed them, beside the page's own texts."""
    document = document_of(a_draft)
    text = text_of(make_pdf(printable(document)).content, tmp_path)
    words = {"G": "Green", "A": "Amber", "R": "Red"}
    rows = [row for group in dashboard_of(a_draft.snapshot).groups for row in group.rows]
    assert len(rows) == len(PRINTED)
    for printed, row in zip(PRINTED, rows, strict=True):
        cells = [printed.name, printed.previous, printed.latest]
        cells += [f"{printed.direction} {row.direction.words}"]
        assert squeezed("".join(cells)) in text
        assert row.latest.text == printed.latest
        assert squeezed(f"{words[printed.rag]}") in text.split(squeezed(row.direction.words), 1)[1]
    for title, overall, comment in OUTCOMES:
        assert squeezed(f"{title}Overall progress: {words[overall]}{comment}") in text


def test_every_cell_of_every_state_is_in_the_pdf(tmp_path: Path) -> None:
    board = samples.dashboard(12)
    text = text_of(make_pdf(printable(sample())).content, tmp_path)
    for row in board.rows:
        for cell in (row.name, row.previous.text, row.latest.text, row.direction.words):
            assert squeezed(cell) in text, cell
        assert squeezed(row.rating.explanation) in text
    for printed in ("[c]", "1,259*", "55.4%(Q3 2014-15)", "1.00(Apr-Dec 2014)", "↓Up 11.2%, worse"):
        assert squeezed(printed) in text


def test_page_and_pdf_have_the_same_words(a_draft: Paper, tmp_path: Path) -> None:
    """The HTML edition and the print page differ in nothing between their outermost tags."""
    document = document_of(a_draft)
    body = render_to_string("reports/_document.html", {"document": document})
    assert body in printable(document)


def test_front_matter_and_numbers() -> None:
    """RUT-24, RUT-25: labelled furniture; sections 1, 2, 3 with paragraphs 1.1, 1.2."""
    document = sample(draft=True)
    assert [label.name for label in document.front] == [
        "Committee",
        "Date of meeting",
        "Report number",
        "Report of",
        "Strategic aim",
        "Figures for",
    ]
    titles = [(one.number, one.title) for one in document.sections]
    assert titles == [
        ("1", "Purpose of the report"),
        ("2", "Recommendations"),
        ("3", "Background"),
        ("4", "Summary"),
        ("5", "Exceptions"),
        ("6", "What went well"),
        ("7", "Progress by priority and outcome"),
        ("8", "Data notes"),
        ("9", "Conclusion"),
        ("", "Appendices"),
        ("", "Background papers"),
        ("", "Contact"),
    ]
    for one in document.sections[:9]:
        numbers = [p.number for part in one.parts for p in part.paragraphs]
        assert numbers == [f"{one.number}.{n}" for n in range(1, len(numbers) + 1)]
    asked = section(document, "Recommendations").splitlines()
    assert asked[1:3] == [
        "2.1  The Communities Scrutiny Committee is recommended to:",
        "2.2  Note the performance.",
    ]


def test_empty_texts_leave_no_section() -> None:
    document = sample(background="", summary=" \n", conclusion="")
    titles = [one.title for one in document.sections]
    assert "Background" not in titles
    assert "Conclusion" not in titles
    assert section(document, "Summary").startswith("\n3.1  Of 12 indicators")


def test_the_counts_now_and_then() -> None:
    said = section(sample(), "Summary")
    assert (
        "Of 12 indicators, 1 is red, 1 is amber, 7 are green, 2 are not rated and 1 is without a "
        "figure. 1 figure is provisional." in said
    )
    assert "In October to December 2014, of 12 indicators, 1 was red, 2 were amber" in said
    assert "1 indicator is rated worse than in Q3 2014/15:\nVehicle Crime rate" in said
    assert "from amber to red" in said
    assert "2 indicators are rated better" in said
    assert "No earlier quarter" in section(sample(previous=False), "Summary")


def test_a_rating_lost_is_a_change() -> None:
    now, before = samples.dashboard(2), samples.dashboard(2, samples.QUARTER - 1)
    lost = replace(now.rows[0], rating=samples.rating(None, Unrated.QUALITY))
    now = replace(now, groups=(replace(now.groups[0], rows=(lost,)), *now.groups[1:]))
    said = section(compose(Paper(**VALUES), Sources(now, HASH, before)), "Summary")
    assert "Rated in only one of the two quarters:\nVehicle Crime rate" in said
    assert "from red to not rated" in said
    assert "No rating has changed" not in said


def test_what_is_not_due_is_not_called_final() -> None:
    board = samples.dashboard(1)
    late = replace(
        board.rows[0], commentary_change="", target_text="",
        latest=samples.cell("Not due until Q2 2015/16", absence=Unrated.NOT_DUE),
    )  # fmt: skip
    board = replace(board, groups=(replace(board.groups[0], rows=(late,)),), source_statement="")
    said = section(compose(Paper(**VALUES), Sources(board, HASH)), "Data notes")
    assert "not due yet:" in said
    assert "Not due until Q2 2015/16" in said
    assert "Every indicator has a final figure" not in said


def test_exceptions_red_then_amber_then_getting_worse() -> None:
    document = sample()
    (found,) = [one for one in document.sections if one.title == "Exceptions"]
    assert [(part.heading[:12], part.rating) for part in found.parts] == [
        ("Vehicle Crim", "red"),
        ("Rate of re-o", "amber"),
        ("Hate inciden", "quality_problem"),
    ]
    said = section(document, "Exceptions")
    assert samples.EXPLAINED in said
    assert "What changed and why: More thefts from vans." in said
    assert "What is being done: Patrols and leaflets." in said
    assert "Responsible: Head of Community Safety (Police)." in said
    assert "No commentary was given with this figure." in said


def test_data_notes_are_generated() -> None:
    said = section(sample(), "Data notes")
    for expected in (
        "Repeat victims: Not available: not released yet",
        "Number of referrals: One service counts twice.",
        "First time entrants: 185",
        "% Reduction in offending: 55.4% (Q3 2014-15)",
        "% Reduction in offending: Officers changed the rating from Not rated to Green: level.",
        "Repeat victims: Level, once the pilot is left out (Strategy Board, 17 April 2015",
        "Repeat victims: Its target pulls against another one.",
        "[c] stands in place of a count of 1 to 4",
        "Police recorded crime and the partners’ own records.",
    ):
        assert expected in said


def test_stated_ratings_stand_beside_the_computed_ones(a_draft: Paper) -> None:
    html = printable(document_of(a_draft))
    rows = dashboard_of(a_draft.snapshot).rows
    overruled = sum(row.rating.overruled + row.direction.overruled for row in rows)
    assert html.count("Stated; computed") == overruled > 0
    for row in rows:
        for one in row.stated_sentences:
            assert escape(one) in html


def test_wholly_empty_columns_are_not_drawn() -> None:
    (table, *_) = [b.table for b in sample().appendices[0].blocks if b.table]
    headings = [column.heading for column in table.columns]
    assert "County comparison" in headings
    assert "District comparison" not in headings
    assert all(cell.text for row in table.rows for cell in row)


def test_what_the_appendix_says_of_its_making(a_paper: Paper) -> None:
    text = printable(documents.from_json(a_paper.file.document))
    snapshot = a_paper.snapshot
    assert snapshot.sha256 in text
    assert "version 1, published to the board on 20 April 2015" in text
    assert f"rule version {snapshot.rule_version}" in text
    assert "no more than 5% of it, or by 2 percentage points" in text
    assert re.search(rf"\(chain:entry:hash\): .*{a_paper.partnership_id}:\d+:[0-9a-f]{{64}}", text)


def test_a_document_is_read_back_as_it_was_written() -> None:
    document = sample()
    assert documents.from_json(documents.to_json(document)) == document
    with pytest.raises(ValueError, match="lacks"):
        documents.from_json("{}")


def test_user_text_is_never_markup(tmp_path: Path) -> None:
    """Trust E1: what people type is printed as they typed it."""
    hostile = "<script>alert(1)</script> <img src=file:///etc/passwd> {{ 7|add:7 }} {% now %} &amp;"
    texts = ("title", "committee", "purpose", "recommendations", "summary", "contact")
    document = sample(1, **dict.fromkeys(texts, hostile))
    html = printable(document)
    assert "<script" not in html
    assert "<img" not in html
    text = text_of(make_pdf(html).content, tmp_path)
    assert text.count(squeezed(hostile)) >= len(texts)


def test_rag_is_told_without_colour() -> None:
    """Papers are photocopied: the word stands in the text, the shape is drawn in black."""
    html = printable(sample())
    assert html.count(">Red</strong>") == 2
    sheet = (Path(__file__).parents[2] / "reports" / "print.css").read_text()
    for rating in ("red", "amber", "green", "unrated", "nodata"):
        assert re.search(
            rf"app-rag--{rating} {{[^}}]*background-image: url\(\"data:image/svg", sheet
        )

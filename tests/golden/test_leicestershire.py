"""LEI-13 to LEI-36: the twelve rows of Appendix 1, compared with the paper's own text, everywhere
they are shown."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from dashboards.models import Snapshot
from partnerships.access import Member
from partnerships.models import Membership
from reports.actions import create_paper, publish_paper
from tests.golden.seed import OUTCOME_CELLS, RATINGS, headings, lines
from tests.support.dom import Document, seen, words
from tests.support.person import ClientPerson

pytestmark = pytest.mark.both_databases

KEYS = (
    "outcome", "overall_rag", "overall_comment", "indicator", "previous", "latest", "direction",
    "rag", "county_comparison", "district_comparison",
)  # fmt: skip
AT = "/p/leicestershire/2014-15-q4/"
LINES = lines()

# What the rules compute where the paper prints something else, by place: arrow, rating, and words
# of the reason that stands beside. Everywhere else they agree.
COMPUTED = {
    4: ("-", "-", "one quarter and last year’s twelve months"),
    5: ("-", "-", "increases in re-offending by young people on pre-court"),
    7: ("-", "-", "due to more consistent referral processes"),
    8: ("→", "-", "Referrals to domestic abuse support services have increased slightly"),
    9: ("→", "-", "Following reductions reported hate incidents have increased again"),
}


def printed_by_command(form: str) -> list[dict[str, str]]:
    out = io.StringIO()
    call_command("dashboard", "leicestershire", "Q4 2014/15", "--format", form, stdout=out)
    text = out.getvalue()
    return json.loads(text) if form == "json" else list(csv.DictReader(io.StringIO(text)))


def test_the_seed_itself() -> None:
    assert len(headings()) == 10
    assert len(LINES) == 12
    assert [line.first for line in LINES].count(True) == 4
    assert {len(line.cells) for line in LINES} == {10}
    assert {"55.4% (Q3 2014-15)", "1.00 (Apr-Dec 2014)", "1,259*"} <= {
        cell for line in LINES for cell in line.cells
    }


@pytest.mark.parametrize("form", ["csv", "json"])
def test_command(form: str) -> None:
    found = printed_by_command(form)
    assert [tuple(row[key] for key in KEYS) for row in found] == [line.cells for line in LINES]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_computed_beside_stated(form: str) -> None:
    """LEI-29 to LEI-31: what our rules compute otherwise stands beside, with the reason."""
    for place, (row, line) in enumerate(zip(printed_by_command(form), LINES, strict=True)):
        computed = (row["computed_direction"], row["computed_rag"])
        if place in COMPUTED:
            arrow, rating, reason = COMPUTED[place]
            assert computed == (arrow, rating), line.name
            assert reason in row["reason"], line.name
        else:
            assert computed == line.cells[6:8], line.name
            assert row["reason"] == "", line.name


@pytest.mark.parametrize("form", ["csv", "json"])
def test_overall_ratings_fit_the_headline_indicators(form: str) -> None:
    """LEI-16, LEI-30: total crime and youth re-offending; other outcomes have no headline."""
    rows = printed_by_command(form)
    stated = [row["overall_rag"] for row in rows]
    computed = [row["computed_overall_rag"] for row in rows]
    assert stated[:7] == computed[:7] == ["G"] * 4 + ["A"] * 3
    assert computed[7:] == ["-"] * 5
    assert rows[4]["computed_overall_reason"] == (
        "Amber, as the headline indicator: Rate of re-offending by young offenders (local data)."
    )
    assert rows[7]["computed_overall_reason"] == "No headline indicator is marked."


# --- The page ---


def grid(table: Any) -> list[list[Any]]:
    """The cells of a table's body, those that span rows in each of them."""
    spanning: dict[int, tuple[int, Any]] = {}
    found = []
    for row in table.xpath("./tbody/tr"):
        cells: list[Any] = []
        own = iter(row.xpath("./th|./td"))
        while True:
            left, cell = spanning.get(len(cells), (0, None))
            if not left:
                cell = next(own, None)
                if cell is None:
                    break
                left = int(cell.get("rowspan") or 1)
            spanning[len(cells)] = (left - 1, cell)
            cells.append(cell)
        found.append(cells)
    return found


def as_printed(cell: Any) -> str:
    """What the cell says as the paper prints it, which has to be seen in it."""
    (element,) = cell.xpath(".//*[contains(concat(' ', @class, ' '), ' app-printed ')]")
    text = words(element)
    assert text in seen(cell)
    return text


def table_of(page: Document) -> tuple[list[str], list[list[str]]]:
    (table,) = page.find("//table[@id='appendix']")
    heads = [words(cell) for cell in table.xpath("./thead//th")]
    return heads, [[as_printed(cell) for cell in row] for row in grid(table)]


@pytest.fixture
def board(signed_in: Callable[[str], ClientPerson]) -> ClientPerson:
    return signed_in("board@example.org")


def test_appendix_in_its_classic_layout(board: ClientPerson) -> None:
    """LEI-14: ten columns, in order; LEI-27: "-" is not the same as an empty cell."""
    heads, rows = table_of(board.open(f"{AT}appendix/?layout=classic"))
    assert tuple(heads) == headings()
    assert [tuple(row) for row in rows] == [line.cells for line in LINES]


def test_appendix_without_the_empty_column(board: ClientPerson) -> None:
    heads, rows = table_of(board.open(f"{AT}appendix/"))
    assert tuple(heads) == headings()[:9]
    assert [tuple(row) for row in rows] == [line.cells[:9] for line in LINES]


def test_appendix_says_what_is_stated(board: ClientPerson) -> None:
    """Where officers state something else, the page says so, and its note says why."""
    page = board.open(f"{AT}appendix/")
    (table,) = page.find("//table[@id='appendix']")
    for place, cells in enumerate(grid(table)):
        stated = "Stated" in words(cells[6]) + words(cells[7])
        assert stated == (place in COMPUTED), LINES[place].name
        if stated:
            (link,) = cells[OUTCOME_CELLS].xpath(".//a[@href]")
            (note,) = page.find(f"//*[@id='{link.get('href').removeprefix('#')}']")
            assert COMPUTED[place][2] in words(note)
    assert "does not say why" in page.text  # LEI-23, the asterisk of 1,259


def test_all_indicators(board: ClientPerson) -> None:
    page = board.open(f"{AT}indicators/")
    for place, line in enumerate(LINES):
        row = page.row(line.name)
        cells = {cell.get("data-label"): cell for cell in row.xpath("./td")}
        value, _, period = line.cells[5].partition(" (")
        latest = words(cells["Latest"])
        assert latest.split()[0] == value, line.name
        assert period.rstrip(")") in latest, line.name
        rag = words(cells["Rating"])
        assert RATINGS[line.cells[7]] in rag.split(), line.name
        assert ("computed" in rag.lower()) == (place in COMPUTED), line.name
        county = "Not available" if line.cells[8] == "-" else line.cells[8]
        assert words(cells["County comparison"]) == county
    captions = [words(caption) for caption in page.find("//main//table/caption")]
    expected = [
        f"{line.cells[0]} Overall: {RATINGS[line.cells[1]]}" for line in LINES if line.first
    ]
    for caption, outcome in zip(captions, expected, strict=True):
        assert re.sub(r"^\w\. |[●◆▲] ", "", caption) == outcome


# --- The paper ---


@pytest.fixture(scope="module")
def paper_text(loaded: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The words of a published paper's PDF, without white space and the pages' feet."""
    if shutil.which("pdftotext") is None:
        sentence = "pdftotext cannot be had (on Debian: apt-get install poppler-utils)"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    path = tmp_path_factory.mktemp("paper") / "paper.pdf"
    with transaction.atomic():
        path.write_bytes(published_paper())
        transaction.set_rollback(True)
    result = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, text=True
    )
    return squeezed(re.sub(r"\nReport 1/2015 – page \d+ of \d+", "", result.stdout))


def published_paper() -> bytes:
    """The PDF of a paper on the published quarter."""
    seat = Membership.objects.get(
        user__email="manager@example.org", partnership__slug="leicestershire"
    )
    manager = Member(seat.user, seat.partnership, seat.role)
    values = {
        "report_number": "1/2015", "committee": "Scrutiny Commission",
        "meeting_date": date(2015, 6, 10), "title": "Safer Communities performance",
        "report_of": "Community Safety Manager", "purpose": "To report the year’s performance.",
        "recommendations": "Note the performance", "background_papers": "None",
        "contact": "Community Safety Manager",
    }  # fmt: skip
    snapshot = Snapshot.objects.get(partnership=seat.partnership)
    paper = create_paper(by=manager, snapshot=snapshot, values=values)
    file = publish_paper(by=manager, paper=paper, expected_version=paper.version)
    return bytes(file.content)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_paper(paper_text: str) -> None:
    """Every printed cell stands in the PDF's appendix, in the order of the printed row; a rating
    is a word there, since a letter is not enough in black and white."""
    start, end = (paper_text.rindex(squeezed(f"Appendix {n}: ")) for n in (1, 2))
    text = paper_text[start:end]
    for head in headings()[4:6]:
        assert text.count(squeezed(head)) >= 4  # again where a table goes on
    starts = [text.index(squeezed(line.name)) for line in LINES]
    assert starts == sorted(starts)
    for line, (here, following) in zip(LINES, pairwise([*starts, len(text)]), strict=True):
        name, previous, latest, arrow, rating, county, _ = line.own
        row, at = text[here:following], 0
        for cell in (name, previous, latest, arrow, RATINGS[rating], county):
            found = row.find(squeezed(cell), at)
            assert found >= 0, f"{line.name}: {cell!r} is not in {row[at:][:200]!r}"
            at = found + len(squeezed(cell))


def test_outcomes_in_the_paper(paper_text: str) -> None:
    for number, line in enumerate((line for line in LINES if line.first), start=1):
        title, rating, comment = line.cells[:OUTCOME_CELLS]
        expected = f"Outcome {number}: {title} Overall progress: {RATINGS[rating]} {comment}"
        assert squeezed(expected) in paper_text


def test_stated_in_the_paper(paper_text: str) -> None:
    assert paper_text.count(squeezed("Officers changed the rating")) >= len(COMPUTED)
    for _, _, reason in COMPUTED.values():
        assert squeezed(reason).replace("-", "") in paper_text.replace("-", "")

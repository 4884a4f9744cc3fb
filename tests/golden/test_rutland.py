"""T1 to T37: every target of Rutland's strategy, by kind, as the board reads them.

The table is the checklist's: the paper's own words, the kind, the mark of an outstanding baseline
(the paper's asterisk), the alignment as written, and, where it cannot be rated, why.
"""
# ruff: noqa: E501 - a table is easier to compare with the paper when its rows are lines

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest

from core.quarters import Quarter
from dashboards.selectors import working_dashboard
from partnerships.models import Partnership
from targets.models import Target
from targets.terms import TargetKind as K
from tests.support.dom import Document, words
from tests.support.person import ClientPerson

pytestmark = pytest.mark.both_databases


class Row(NamedTuple):
    number: int
    priority: str
    text: str
    kind: K
    star: bool
    aligned: str
    why_not: str  # nothing where a figure is all that is wanting


STAR = True
OUTSTANDING = "Baseline being established"
MONITOR = "Monitor only"
UNSET = "Target not set yet"

# fmt: off
TARGETS = tuple(Row(*row) for row in (
    (1, "A", "To reduce the levels of repeat victimisation whilst in domestic abuse support services", K.REDUCE, STAR, "", OUTSTANDING),
    (2, "A", "To reduce the levels of repeat victimisation recorded by the Police.", K.REDUCE, STAR, "", OUTSTANDING),
    (3, "A", "90% of people receiving support through the sanctuary scheme are satisfied with the service.", K.AT_LEAST, False, "PCC alignment", ""),
    (4, "A", "X% of people exiting domestic abuse support provision are satisfied with the service", K.PLACEHOLDER, STAR, "", f"{UNSET}: the value is missing"),
    (5, "A", "To maintain the current crime outcome rate of 50% or more for violent domestic incidents with injury", K.AT_LEAST, False, "PCC Target", ""),
    (6, "A", "Number of victims supported to live independently by LW is increased.", K.INCREASE, False, "", f"{OUTSTANDING}: none is recorded yet"),
    (7, "A", "The levels of ASB reported to the Police are maintained at the rolling annual average based on 2013/14 baseline.", K.MAINTAIN_AVERAGE, False, "", ""),
    (8, "A", "Police recorded satisfaction levels for tackling ASB in Rutland are at 85%", K.AT_LEAST, False, "PCC Target", ""),
    (9, "A", "60% of Acceptable Behaviour Contracts end with a positive outcome.", K.AT_LEAST, STAR, "", ""),
    (10, "A", "To reduce the number of high risk ASB cases based on the 2013/14 baseline.", K.REDUCE, STAR, "", f"{OUTSTANDING}: the 2013-14 figure is outstanding"),
    (11, "A", "To baseline the length of time high risk cases remain open within the JAG.", K.ESTABLISH_BASELINE, STAR, "", OUTSTANDING),
    (12, "A", "Service standards – 100% of victims receive 1 working day response to community trigger requests.", K.SERVICE_STANDARD, False, "", ""),
    (13, "A", "To reduce by 40% the number of road traffic casualties on Rutland's roads by 2020.", K.CHANGE_BY_DATE, False, "", f"{OUTSTANDING}: none is recorded yet"),
    (14, "B", "75% of Youth Offending referrals are closed with a positive outcome.", K.AT_LEAST, False, "", ""),
    (15, "B", "The numbers of First Time Entrants into the criminal justice system in Rutland are maintained at 2013-14 levels.", K.MAINTAIN_BASELINE, False, "PCC Alignment", OUTSTANDING),
    (16, "B", "Proven re-offending by young people in the youth justice system", K.MONITOR, False, "", MONITOR),
    (17, "B", "% of all young offenders are in education upon completion of orders.", K.MONITOR, STAR, "", MONITOR),
    (18, "B", "% of all young offenders are in employment upon completion of orders.", K.MONITOR, STAR, "", MONITOR),
    (19, "B", "% of all young offenders are in suitable accommodation upon completion of orders.", K.MONITOR, STAR, "", MONITOR),
    (20, "B", "80% of all individuals supported by the Youth Offending Services are in Education, Employment or Training.", K.AT_LEAST, False, "", ""),
    (21, "B", "The percentage of young people in Education, Employment or Training is maintained at 2%.", K.MAINTAIN_BASELINE, False, "", "Needs context"),
    (22, "B", "50% of families within the changing lives programme achieve payment by result outcomes in employment, offending and school attendance", K.ALL_OF, False, "PCC alignment", "each of its 3 conditions"),
    (23, "B", "Reduction in recorded ASB committed by members of family engaged in the changing lives programme", K.REDUCE, STAR, "PCC Alignment", OUTSTANDING),
    (24, "B", "To support 100% of young people presenting as homeless.", K.AT_LEAST, False, "", ""),
    (25, "B", "To increase the number of homelessness preventions by 15% based on the 2013/14 baseline.", K.INCREASE, False, "", OUTSTANDING),
    (26, "B", "Reduce the number of individuals receiving probation supervision in Rutland.", K.REDUCE, STAR, "", OUTSTANDING),
    (27, "B", "Increase the number of families supported by the CAF process based on 2013/14 baseline.", K.INCREASE, STAR, "", OUTSTANDING),
    (28, "B", "Children Centre referral rates are increased by XX", K.PLACEHOLDER, STAR, "", f"{UNSET}: the size of the change is missing"),
    (29, "C", "Numbers of individuals in treatment services is increased based on 2013/14 baseline.", K.INCREASE, STAR, "", OUTSTANDING),
    (30, "C", "Re-offending rates where drug and alcohol is a factor is reduced.", K.REDUCE, STAR, "", OUTSTANDING),
    (31, "C", "Alcohol related crime is maintained at the 2013/14 baseline (34%).", K.MAINTAIN_BASELINE, STAR, "", ""),
    (32, "C", "Maintain the current rate of completion of treatment orders based on 2013/14 baseline.", K.MAINTAIN_BASELINE, False, "", OUTSTANDING),
    (33, "C", "Reduction in re-entry to treatment services after 6 months.", K.REDUCE, STAR, "", OUTSTANDING),
    (34, "C", "Numbers identified as vulnerable.", K.MONITOR, STAR, "", MONITOR),
    (35, "C", "Number of JAG cases where high vulnerability and risk are reduced.", K.ALL_OF, STAR, "", f"{UNSET}: each of its 2 conditions"),
    (36, "C", "Adult Mental Health referrals XX", K.PLACEHOLDER, STAR, "", f"{UNSET}: the direction is missing"),
    (37, "C", "Numbers of individuals in drug and alcohol treatment services maintained.", K.MAINTAIN_BASELINE, False, "", OUTSTANDING),
))
# fmt: on
# Starred, and yet the paper itself gives what is measured from (T31) or the level to reach (T9).
STATED_ALL_THE_SAME = {31}


@pytest.fixture
def page(signed_in: Callable[[str], ClientPerson]) -> Document:
    return signed_in("board@example.org").open("/p/rutland/strategy/")


def test_the_table_itself() -> None:
    assert [row.number for row in TARGETS] == list(range(1, 38))
    assert Counter(row.priority for row in TARGETS) == {"A": 13, "B": 15, "C": 9}
    assert len({row.kind for row in TARGETS}) == 11


def test_in_the_database() -> None:
    found = Target.objects.filter(partnership__slug="rutland").order_by(
        "priority__position", "position"
    )
    columns = ("priority__code", "text", "kind", "marked_outstanding", "aligned_as")
    assert list(found.values_list(*columns)) == [
        (row.priority, row.text, row.kind.value, row.star, row.aligned) for row in TARGETS
    ]


def test_on_the_page(page: Document) -> None:
    """Its own words, its kind, its tags, its baseline, and why it cannot be rated."""
    shown = page.find("//table[contains(@class, 'app-targets')]/tbody/tr")
    assert len(shown) == len(TARGETS)
    for line, row in zip(shown, TARGETS, strict=True):
        head = words(line.xpath("./th")[0])
        cells = {cell.get("data-label"): words(cell) for cell in line.xpath("./td")}
        assert head.startswith(row.text), row.number
        assert (row.aligned in head) if row.aligned else ("Aligned" not in head), row.number
        assert cells["Kind"] == row.kind.label, row.number
        outstanding = cells["Baseline"].startswith("Outstanding")
        if row.star:
            assert outstanding != (row.number in STATED_ALL_THE_SAME), row.number
        rated = cells["Can it be rated?"]
        assert (row.why_not in rated) if row.why_not else ("Can be rated" in rated), row.number


def test_under_its_priority(page: Document) -> None:
    sections = page.find("//section[contains(@class, 'app-priority')]")
    counts = [len(section.xpath(".//tbody/tr")) for section in sections]
    assert counts == [13, 15, 9, 0]
    assert "37 targets: 13 under priority A, 15 under B, 9 under C and none under D." in page.text


def test_priority_d_visibly_has_no_target(page: Document) -> None:
    last = page.find("//section[contains(@class, 'app-priority')]")[-1]
    assert "Accounting for Cross Cutting influences" in words(last)
    assert "No target has been set under this priority" in words(last)


def test_the_appendix_names_the_priority_without_an_indicator(
    signed_in: Callable[[str], ClientPerson],
) -> None:  # RUT-9
    address = "/p/rutland/2014-15-q4/appendix/?figures=working"
    page = signed_in("manager@example.org").open(address)
    assert "D. Accounting for Cross Cutting influences. It has no indicator." in page.text


def test_without_figures_nothing_is_rated() -> None:
    """LEI and RUT alike: a missing figure is never a rating."""
    partnership = Partnership.objects.get(slug="rutland")
    rows = working_dashboard(partnership, Quarter.parse("Q4 2014/15")).rows
    assert len(rows) == 37
    assert {row.rating.computed for row in rows} == {None}
    assert all(row.rating.explanation.startswith("Not rated") for row in rows)

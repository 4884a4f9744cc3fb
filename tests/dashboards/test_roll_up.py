"""The overall rating that a partnership's rule computes, beside the one that is stated.

Leicestershire's printed overall ratings (G, A, G, G) fit no rule but a headline indicator: total
crime for the first outcome, youth re-offending for the second (LEI-16, LEI-30).
"""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.context import context
from core.quarters import Quarter
from core.sheets import read_sheets
from dashboards.files import KEYS, records
from dashboards.models import Scheme
from dashboards.selectors import published_dashboard, working_dashboard
from dashboards.types import Dashboard, GroupKind
from partnerships.permissions import Role
from targets.models import Measure
from targets.terms import Rag, RollUp
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Built, build

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Q4 = Quarter(2014, 4)
PRINTED = [Rag.GREEN, Rag.AMBER, Rag.GREEN, Rag.GREEN]
TOTAL_CRIME, REOFFENDING = 0, 5
NONE_MARKED = "No headline indicator is marked."


def rule(built: Built, roll_up: RollUp) -> None:
    with context(by="test", action="test.rule"):
        Scheme.objects.filter(partnership=built.partnership).update(roll_up=roll_up.value)


def mark(built: Built, *places: int) -> None:
    with context(by="test", action="test.mark"):
        for place in places:
            Measure.objects.filter(pk=built.measures[place].pk).update(headline=True)


def seen(built: Built) -> Dashboard:
    return working_dashboard(built.partnership, Q4)


def test_by_the_headline_indicator_as_printed(county: Built) -> None:
    """Where one is marked, what is computed is what is printed; elsewhere nothing is."""
    rule(county, RollUp.HEADLINE)
    mark(county, TOTAL_CRIME, REOFFENDING)
    groups = seen(county).groups
    assert [group.overall for group in groups] == PRINTED
    assert [group.computed for group in groups] == [Rag.GREEN, Rag.AMBER, None, None]
    assert [group.computed_why for group in groups] == [
        "Green, as the headline indicator: Total Crime rate (per 1,000 population).",
        "Amber, as the headline indicator: Rate of re-offending by young offenders (local data).",
        NONE_MARKED,
        NONE_MARKED,
    ]


@pytest.mark.parametrize(
    ("roll_up", "computed", "why"),
    [
        # Vehicle crime alone makes ongoing reductions in crime red, which the paper prints green.
        (
            RollUp.WORST,
            [Rag.RED, Rag.AMBER, Rag.GREEN, Rag.GREEN],
            "Red by the worst of 4 rated: 1 red, 3 green.",
        ),
        # Re-offending is green, which the paper prints amber.
        (RollUp.MAJORITY, [Rag.GREEN] * 4, "Green by the majority of 4 rated: 1 red, 3 green."),
        (
            RollUp.MEAN,
            [Rag.GREEN] * 4,
            "Green by the mean of 4 rated: 1 red, 3 green; "
            "a mean of 1.5 where red is 0, amber 1 and green 2.",
        ),
    ],
)
def test_no_other_rule_fits_what_is_printed(county: Built, roll_up, computed, why) -> None:
    """domain.md section 7. The stated one stays as it is."""
    rule(county, roll_up)
    groups = seen(county).groups
    assert [group.computed for group in groups] == computed
    assert groups[0].computed_why == why
    assert [group.overall for group in groups] == PRINTED
    assert computed != PRINTED


def test_it_is_made_of_the_ratings_shown(county: Built) -> None:
    """Three ratings of outcome 3 are stated and none is computed; the stated ones count."""
    rule(county, RollUp.WORST)
    group = seen(county).groups[2]
    assert [row.rating.computed for row in group.rows] == [None] * 3
    assert group.computed_why == "Green by the worst of 3 rated: 3 green."


def test_a_headline_without_a_rating(county: Built) -> None:
    rule(county, RollUp.HEADLINE)
    mark(county, TOTAL_CRIME)
    with context(by="test", action="test.target"):
        county.measures[TOTAL_CRIME].targets.all().delete()
    group = seen(county).groups[0]
    assert group.computed is None
    assert group.computed_why == (
        "The headline indicator is not rated: Total Crime rate (per 1,000 population)."
    )


def test_of_two_marked_the_one_still_asked_for_counts(county: Built) -> None:
    """One that is no longer asked for keeps its mark, for the quarters that it was in."""
    rule(county, RollUp.HEADLINE)
    mark(county, TOTAL_CRIME)
    with context(by="test", action="test.retire"):
        first = Measure.objects.filter(pk=county.measures[TOTAL_CRIME].pk)
        first.update(last_quarter=Q4)
    mark(county, 2)  # vehicle crime, red
    assert seen(county).groups[0].computed is Rag.RED
    with context(by="test", action="test.later"):
        Measure.objects.filter(pk=county.measures[2].pk).update(first_quarter=Q4 + 1)
    assert seen(county).groups[0].computed is Rag.GREEN


def test_those_of_no_priority_are_no_whole(county: Built) -> None:
    with context(by="test", action="test.loose"):
        county.partnership.measures.update(outcome=None)
    (group,) = [one for one in seen(county).groups if one.rows]
    assert group.kind is GroupKind.OTHER
    assert (group.computed, group.computed_why) == (None, "")


def test_an_outcome_without_indicators_has_no_overall(county: Built) -> None:
    with context(by="test", action="test.empty"):
        Measure.objects.filter(outcome=county.outcomes[3]).update(outcome=county.outcomes[0])
    group = seen(county).groups[3]
    assert (group.rows, group.computed, group.computed_why) == ((), None, "")


def test_what_was_published_stays(county: Built) -> None:
    """The rule of that day is in the snapshot, and a later mark changes nothing of it."""
    rule(county, RollUp.HEADLINE)
    mark(county, TOTAL_CRIME)
    publish(county)
    mark(county, REOFFENDING)
    before = published_dashboard(county.partnership, Q4)
    assert before is not None
    assert [group.computed for group in before.groups] == [Rag.GREEN, None, None, None]
    assert seen(county).groups[1].computed is Rag.AMBER


def test_the_files_carry_both_at_the_end(county: Built) -> None:
    """After what was there before, so that nobody's columns move."""
    rule(county, RollUp.WORST)
    publish(county)
    assert KEYS[:3] == ("outcome", "overall_rag", "overall_comment")
    assert KEYS[-2:] == ("computed_overall_rag", "computed_overall_reason")
    client = signed_in(county, Role.BOARD)

    def got(kind: str) -> bytes:
        args = [county.partnership.slug, Q4]
        return bytes(client.get(reverse(f"dashboards:{kind}", args=args)).content)

    as_json = json.loads(got("json"))
    as_csv = list(csv.DictReader(io.StringIO(got("csv").decode("utf-8-sig"))))
    for rows in (as_json, as_csv):
        pairs = [(row["overall_rag"], row["computed_overall_rag"]) for row in rows]
        assert pairs == [*[("G", "R")] * 4, *[("A", "A")] * 3, *[("G", "G")] * 5]
        assert rows[0]["computed_overall_reason"].startswith("Red by the worst of 4 rated")
    for kind in ("xlsx", "ods"):
        sheets = read_sheets(f"a.{kind}", got(kind))
        table = next(one for one in sheets if one.name.startswith("Ratings")).rows
        start = next(place for place, row in enumerate(table) if "Overall rating" in row)
        heads, first = table[start], table[start + 1]
        assert first[heads.index("Overall rating")] == "Green"
        assert first[heads.index("Overall by the rules")] == "Red"
        assert "1 red, 3 green" in first[heads.index("Why overall")]


def test_those_who_state_it_see_what_is_computed(county: Built) -> None:
    rule(county, RollUp.WORST)
    address = reverse("dashboards:judgements", args=[county.partnership.slug, Q4])
    page = signed_in(county, Role.MANAGER).get(address).content.decode()
    assert "By the rules: Red by the worst of 4 rated: 1 red, 3 green." in page
    assert page.count("By the rules: ") == len(PRINTED)


def test_nothing_computed_is_a_dash(county: Built) -> None:
    rule(county, RollUp.HEADLINE)
    found = records(seen(county))[0]
    assert (found["computed_overall_rag"], found["computed_overall_reason"]) == ("-", NONE_MARKED)


def test_the_same_queries_for_few_and_many(db: None) -> None:
    counts = []
    for slug, copies in (("few", 1), ("many", 4)):
        built = build(slug, copies=copies)
        rule(built, RollUp.HEADLINE)
        mark(built, TOTAL_CRIME)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            seen(built)
        counts.append(len(asked))
    assert counts[0] == counts[1]

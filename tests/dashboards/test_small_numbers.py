"""Small numbers cannot be read from what stands around them: domain.md section 12."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from audit.context import context
from core.quarters import Quarter
from dashboards import files
from dashboards.selectors import dashboard_to_publish, working_dashboard
from dashboards.selectors.hidden import Hide, hidden
from dashboards.types import Cell, Point, Row, SnapshotInfo, to_json
from targets import models
from targets.terms import Polarity, TargetKind, Unit
from tests.dashboards.leicestershire import PUBLISHED_ON, Built

pytestmark = pytest.mark.django_db
Q4 = Quarter(2014, 4)
FTE = 6  # first time entrants, a count


def counted(row: Row, latest: str, previous: str, expected: str, kind: TargetKind) -> Row:
    """A row of a count: last year's figure, this year's and what is made of the earlier one."""

    def cell(old: Cell, text: str) -> Cell:
        return replace(old, text=text, value=Decimal(text), value_text=text, phrase=text)

    before, now = cell(row.previous, previous), cell(row.latest, latest)
    long = replace(row.direction.long, earlier=before)
    points = [
        Point(Q4 - back, one.period, one.text, one.value, expected=Decimal(expected))
        for back, one in ((4, before), (0, now))
    ]
    rating = replace(row.rating, explanation=f"Red: {latest} is above the average of {expected}.")
    return replace(
        row, unit=Unit.COUNT, polarity=Polarity.LOWER, latest=now, previous=before,
        direction=replace(row.direction, long=long, short=long), history=tuple(points),
        target_kind=kind.label, target_text="", expected=Decimal(expected),
        expected_text=f"{expected} or lower", rating=rating,
        target_sentence=f"Target: {expected} or lower. Missed by 61.",
    )  # fmt: skip


@pytest.fixture
def row(county: Built) -> Row:
    return working_dashboard(county.partnership, Q4).rows[FTE]


def test_nothing_is_left_of_a_target_that_tells(row: Row) -> None:
    """The average of 64 and 2 is 33, and the 64 is printed: none of it stands anywhere."""
    given = counted(row, "63", "2", "33", TargetKind.MAINTAIN_AVERAGE)
    every = [point.period for point in given.history]
    bare = hidden(given, Hide(periods={given.previous.period}, expected=True, points=every))
    assert bare.expected is None
    assert [point.expected for point in bare.history] == [None, None]
    texts = (bare.expected_text, bare.target_sentence, bare.rating.explanation)
    assert not any(char.isdigit() for text in texts for char in text)
    assert bare.latest.text == "63"


def test_a_stated_target_stays(row: Row) -> None:
    given = counted(row, "63", "2", "50", TargetKind.AT_MOST)
    bare = hidden(given, Hide(periods={given.previous.period}))
    assert (bare.expected, bare.previous.text) == (Decimal(50), "[c]")
    bare = hidden(given, Hide(periods={given.latest.period}, explanation=True))
    assert (bare.expected_text, bare.target_sentence) == ("50 or lower", "Target: 50 or lower.")


def test_not_from_the_sentence_of_another_indicator(county: Built) -> None:
    """An “all of” target names the figures of its conditions."""
    secret, other = county.measures[FTE], county.measures[8]
    with context(by="test", action="test.small"):
        models.Return.objects.filter(pk=county.ret.pk).update(status="open")
        county.ret.parts.update(status="returned", note="Wrong figure")
        secret.suppress_small_numbers = True
        secret.save()
        secret.figures.filter(quarter=Q4).update(value=3)
        target = models.Target.objects.create(
            partnership=county.partnership, measure=other, text="Both", kind="all_of",
            starts=date(2014, 4, 1),
        )  # fmt: skip
        models.TargetCondition.objects.create(
            partnership=county.partnership, target=target, measure=secret, position=1,
            text="First time entrants", comparator="at_most", value=2,
        )  # fmt: skip
    working = working_dashboard(county.partnership, Q4).rows[8]
    assert "First time entrants 3" in working.rating.explanation
    info = SnapshotInfo(1, published_at=PUBLISHED_ON)  # type: ignore[arg-type]
    board = dashboard_to_publish(county.partnership, Q4, info)
    # Red against "at most 2" would say 3 or 4.
    assert board.rows[8].rating.explanation == "Not rated. Not shown: small numbers."
    assert board.rows[8].rating.computed is None
    assert "entrants 3" not in files.as_csv(board) + to_json(board)

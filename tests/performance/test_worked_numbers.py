"""The worked numbers of the specification, and Leicestershire's twelve rows (LEI-13 to LEI-36)."""

from decimal import Decimal

import pytest

from dashboards.performance import cell
from targets.terms import Basis, Rag, TargetKind, Travel, Unit, Unrated
from tests.performance.examples import (
    CONTEXT,
    HIGHER,
    LAST_YEAR,
    LOWER,
    PERCENT,
    RATE,
    RATIO,
    YEAR,
    baseline,
    judged,
    measure,
    seen,
    target,
    year_and_last,
)

PUBLISHED = Basis.AS_PUBLISHED
CRIME = measure(RATE, basis=PUBLISHED)
ENTRANTS = measure(RATE, unit=Unit.COUNT, decimals=0, basis=PUBLISHED)
SHARE = measure(PERCENT, basis=PUBLISHED)
SURVEY = measure(PERCENT, basis=PUBLISHED, decimals=1)
HATE = measure(CRIME, polarity=CONTEXT)


def test_red_sentence() -> None:
    result = judged(CRIME, year_and_last("6.35", "5.71"), target(TargetKind.AT_MOST, "5.50"))
    assert result.rag is Rag.RED
    assert result.explanation == (
        "Red: 6.35 per 1,000 is 15.5% above the target of 5.50; amber allows up to 5%."
    )
    assert result.target_sentence == "Target: 5.50 or lower. Missed by 0.85."


@pytest.mark.parametrize(
    ("terms", "last", "latest", "words", "arrow"),
    [
        (CRIME, "47.18", "45.79", "Down 2.9%, about the same", "→"),
        (CRIME, "3.44", "3.10", "Down 9.9%, about the same", "→"),
        (CRIME, "5.71", "6.35", "Up 11.2%, worse", "↓"),
        (ENTRANTS, "212", "185", "Down 12.7%, better", "↑"),
    ],
)
def test_worked_directions(terms, last, latest, words, arrow) -> None:
    long = judged(terms, year_and_last(latest, last)).long
    assert (long.words, long.arrow) == (words, arrow)


REDUCE, INCREASE = TargetKind.REDUCE, TargetKind.INCREASE

# indicator, last year, latest, its own period, polarity, target kind, computed rating and arrow,
# printed rating and arrow
LEICESTERSHIRE = [
    (CRIME, "47.18", "45.79", "", LOWER, REDUCE, Rag.GREEN, "→", "G→"),
    (CRIME, "3.44", "3.10", "", LOWER, REDUCE, Rag.GREEN, "→", "G→"),
    (CRIME, "5.71", "6.35", "", LOWER, REDUCE, Rag.RED, "↓", "R↓"),
    (CRIME, "3.58", "3.39", "", LOWER, REDUCE, Rag.GREEN, "→", "G→"),
    (SURVEY, "38.9", "55.4", "Q3 2014-15", HIGHER, INCREASE, Unrated.NOT_COMPARABLE, "", "G→"),
    (RATIO, "1.04", "1.00", "Apr-Dec 2014", LOWER, REDUCE, Unrated.NOT_COMPARABLE, "", "A→"),
    (ENTRANTS, "212", "185", "", LOWER, REDUCE, Rag.GREEN, "↑", "G↑"),
    (SHARE, "21", "27", "", LOWER, REDUCE, Rag.RED, "↓", "G→"),
    (ENTRANTS, "1259", "1264", "", HIGHER, INCREASE, Rag.GREEN, "→", "G→"),
    (CRIME, "0.64", "0.68", "", LOWER, REDUCE, Rag.RED, "→", "G↓"),
    (SURVEY, "7.7", "5.3", "", LOWER, REDUCE, Rag.GREEN, "↑", "G↑"),
    (SURVEY, "79.0", "86.1", "", HIGHER, INCREASE, Rag.GREEN, "↑", "G↑"),
]


@pytest.mark.parametrize(
    ("terms", "last", "latest", "period", "polarity", "kind", "rating", "arrow", "printed"),
    LEICESTERSHIRE,
)
def test_leicestershire_rows(
    terms, last, latest, period, polarity, kind, rating, arrow, printed
) -> None:
    """Eight of the twelve come out as printed (LEI-24, LEI-25); the others need a statement."""
    terms = measure(terms, polarity=polarity, basis=PUBLISHED)
    history = [seen(last, "Q4 2013/14", "2013-14"), seen(latest, period=period or "2014-15")]
    result = judged(terms, history, target(kind, baseline=baseline(last)))
    assert (result.rag or result.unrated, result.long.arrow) == (rating, arrow)
    letter = result.rag.label[0] if result.rag else ""
    as_printed = f"{letter}{result.long.arrow}" == printed
    assert as_printed == (latest not in ("55.4", "1.00", "27", "0.68"))


def test_different_lengths_say_so() -> None:
    """LEI-21, LEI-22: a quarter or nine months against a whole year."""
    ratio = measure(RATIO, basis=PUBLISHED)
    history = [seen("1.04", "Q4 2013/14", "2013-14"), seen("1.00", period="Apr-Dec 2014")]
    result = judged(ratio, history, target(REDUCE, baseline=baseline("1.04")))
    assert result.unrated is Unrated.NOT_COMPARABLE
    assert result.explanation == (
        "Not rated: 1.00 is for Apr-Dec 2014 (9 months) and "
        "the baseline of 1.04 is for 2013-14 (12 months)."
    )
    assert result.long.explanation == (
        "Not comparable: 1.00 is for Apr-Dec 2014 (9 months) and 1.04 is for 2013-14 (12 months)."
    )
    assert result.long.earlier.text == "1.04"


def test_cells_print_their_own_period_and_mark() -> None:
    """LEI-21 to LEI-23."""
    survey = judged(SURVEY, [seen("55.4", period="Q3 2014-15")]).figure
    ratio = judged(measure(RATIO, basis=PUBLISHED), [seen("1.00", period="Apr-Dec 2014")]).figure
    marked = seen("1259", "Q4 2013/14", "2013-14", caveat="Not explained in the paper")
    referrals = judged(ENTRANTS, [marked, seen("1264", period="2014-15")]).long.earlier
    assert cell(survey, YEAR) == "55.4% (Q3 2014-15)"
    assert cell(ratio, YEAR) == "1.00 (Apr-Dec 2014)"
    assert cell(referrals, LAST_YEAR) == "1,259*"


def test_hate_incidents_need_context() -> None:
    """LEI-29: a rise in reports may be good, so nothing is said of better or worse."""
    result = judged(HATE, year_and_last("0.68", "0.64"))
    assert result.unrated is Unrated.CONTEXT
    assert result.long.words == "Up 6.3%, about the same"
    up = judged(HATE, year_and_last("0.75", "0.64")).long
    assert (up.travel, up.words, up.arrow) == (Travel.UP, "Up 17.2%", "")


def test_percent_change_in_the_comment_agrees() -> None:
    """LEI-32: "First Time Entrants have further reduced by 12.7%"."""
    change = judged(ENTRANTS, year_and_last("185", "212")).long.change_percent
    assert change is not None
    assert round(change, 1) == Decimal("-12.7")

"""What an indicator's page says beside its rating, and what its chart shows."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dashboards.drawings import average_at, averages, chart, description, in_band, point_note
from dashboards.indicator_sheet import indicator_book
from dashboards.indicator_words import finding, statements_of, subtitle
from dashboards.insight import Insight
from dashboards.types import Dashboard, Rating, Row
from targets.terms import Polarity, Rag, Travel, Unit, Unrated
from tests.dashboards.drawn import BREAK, INSIGHT, LAST, SET, points, row

SERIES, GREY, BAND = "#12436D", "#6b7276", "#e4ecf2"


def without(one: Row) -> Row:
    return replace(one, insight=None, compared=())


# --- The chart ----------------------------------------------------------------------------------


def test_the_chart_has_everything_and_labels_it() -> None:
    drawn = chart(row())
    assert drawn is not None
    for label in ("Usual range", "New counting rule", "Hollow marker: provisional.", "6.4"):
        assert label in drawn
    assert f"Average: {SET}".split()[0] in drawn
    assert drawn.count("<rect") == 1
    assert drawn.count('fill="#ffffff"') == 1  # the provisional one
    assert "Gap: no figure." in drawn


def test_the_usual_range_starts_with_its_series() -> None:
    """It says nothing of the figures before a change of definition."""
    one = row()
    assert [in_band(one, point) for point in one.history] == [False] * BREAK + [True] * 16
    drawn = str(chart(one))
    left = float(drawn.split("<rect x=")[1].split('"')[1])
    circles = [float(part.split('"')[1]) for part in drawn.split("<circle cx=")[1:]]
    assert circles[2] < left < circles[3]  # the fourth quarter has no figure


def test_a_row_without_a_second_opinion_is_drawn_as_before() -> None:
    drawn = str(chart(without(row())))
    assert "<rect" not in drawn
    assert "Average" not in drawn
    assert drawn.count("<circle") == 19


def test_no_average_of_fewer_than_two_quarters() -> None:
    one = row()
    lone = replace(one.compared[0], points=one.compared[0].points[:1])
    assert averages(replace(one, compared=(lone,))) is None
    other = replace(one.compared[0], set_name="Other")
    assert averages(replace(one, compared=(lone, other))) == other
    assert average_at(one, one.history[-1]) == Decimal("5.2")
    assert average_at(one, one.history[0]) is None


def test_the_text_alternative() -> None:
    said = description(row())
    assert said.startswith("From 5.2 in Q1 2011/12 to 6.4 in Q4 2014/15. Against Q4 2013-14: up")
    assert "A new series starts in Q1 2011/12: New counting rule. Earlier figures" in said
    assert "The last 4 figures are above the target." in said
    assert "Above its usual range, 3.80 to 6.30." in said
    assert f"The grey line is the average of {SET}." in said
    assert "usual range" not in description(without(row()))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("5.5", "6.0"), ""),  # one
        (("6.0", "5.5"), ""),  # on it
        (("6.0", None, "6.1"), "The last 2 figures are above the target."),
        (("5.0", "6.0", "5.4", "5.3"), "The last 2 figures are below the target."),
    ],
)
def test_how_long_on_one_side_of_the_target(values: tuple[str | None, ...], said: str) -> None:
    history = tuple(
        replace(point, expected=Decimal("5.5"), break_note=None) for point in points(values)
    )
    found = description(without(row(history=history)))
    assert (said in found) if said else ("The last" not in found)


def test_a_point_without_a_target_ends_the_run() -> None:
    history = tuple(
        replace(point, expected=None if place == 1 else Decimal("5.5"), break_note=None)
        for place, point in enumerate(points(("6.0", "6.0", "6.0")))
    )
    assert "The last" not in description(without(row(history=history)))


def test_a_revised_point_says_so() -> None:
    assert point_note(points(revised=True)[-1]) == "Revised"


# --- The finding --------------------------------------------------------------------------------


def rated(one: Row, rag: Rag | None) -> Row:
    rating = Rating(rag, rag, None if rag else Unrated.NO_TARGET, "")
    met = "Target: 5.5 or lower. Met."
    sentence = met if rag is Rag.GREEN else one.target_sentence
    return replace(one, rating=rating, target_sentence=sentence)


def turned(one: Row, travel: Travel, words: str = "") -> Row:
    return replace(one, direction=replace(one.direction, shown=travel, words=words))


def test_a_title_states_the_finding() -> None:
    one, bare = row(), without(row())
    assert finding(one) == "Unusual deterioration, and missing its target"
    assert finding(bare) == "Worse than in Q4 2013-14, and missing its target"
    assert finding(rated(bare, Rag.GREEN)) == "Worse than in Q4 2013-14, but meeting its target"
    better = turned(bare, Travel.BETTER)
    assert finding(better) == "Better than in Q4 2013-14, but missing its target"
    assert finding(rated(better, Rag.GREEN)) == "Better than in Q4 2013-14, and meeting its target"
    same = turned(bare, Travel.SAME)
    assert finding(rated(same, Rag.AMBER)) == (
        "About the same as in Q4 2013-14, and missing its target"
    )
    up = turned(rated(bare, None), Travel.UP, "Up 42.2%")
    assert finding(up) == "Up 42.2% on Q4 2013-14"
    unknown = turned(bare, Travel.NOT_COMPARABLE, "Not comparable")
    assert finding(unknown) == "Missing its target"
    assert finding(rated(unknown, None)) == "6.4 in January to March 2015"
    missing = replace(unknown.latest, value=None, text="Not entered")
    assert finding(rated(replace(unknown, latest=missing), None)) == (
        "No figure for January to March 2015"
    )


def test_green_within_a_tolerance_is_not_said_to_meet_the_target() -> None:
    """Tolerance and direction: green, and missed by 0.2."""
    one = rated(without(row()), Rag.GREEN)
    missed = replace(one, target_sentence="Target: 5.5 or lower. Missed by 0.2.")
    assert finding(missed) == "Worse than in Q4 2013-14, but within the tolerance of its target"
    strict = replace(one, target_sentence="Target: below 5.5. Not met.")
    assert finding(turned(strict, Travel.NOT_COMPARABLE)) == "Within the tolerance of its target"


def test_a_signal_that_the_last_year_contradicts_is_no_title() -> None:
    """Seven quarters below the mean, and the last one a fifth up: the rise is the title."""
    low = replace(INSIGHT, signals=("Unusual improvement: below its mean for seven quarters.",))
    assert finding(row(insight=low)) == "Worse than in Q4 2013-14, and missing its target"
    better = turned(row(insight=low), Travel.BETTER)
    assert finding(better) == "Unusual improvement, but missing its target"
    assert finding(turned(row(), Travel.BETTER)).startswith("Better than in Q4 2013-14")
    assert finding(turned(row(), Travel.SAME)).startswith("Unusual deterioration")


def test_nothing_unusual_is_no_finding() -> None:
    calm = replace(INSIGHT, signals=("No unusual change.",))
    assert finding(row(insight=calm)).startswith("Worse than in")


def test_the_subtitle() -> None:
    assert subtitle(row(), "Rutland") == (
        "Vehicle crime, Rutland, Q1 2010/11 to Q4 2014/15, rate per 1,000 population"
    )


# --- The four questions -------------------------------------------------------------------------


def test_every_sentence_once_under_its_question() -> None:
    """LEI-26: where it stands among others is said with the set, the period and the average."""
    found = dict(statements_of(row()).headed)
    assert list(found) == [
        "Is it unusual?", "Which way is it going?", "Will it reach its target?",
        "How do others do?",
    ]  # fmt: skip
    texts = [one.text for said in found.values() for one in said]
    assert len(set(texts)) == len(texts)
    for sentence in (*INSIGHT.signals, INSIGHT.usual, INSIGHT.assurance, INSIGHT.chance):
        assert sentence in texts
    assert "Recent trend: increasing and getting worse." in texts
    assert INSIGHT.forecast is not None
    assert INSIGHT.forecast.sentence in texts
    assert "rank 7 of 8" in texts[-1]
    assert found["How do others do?"][0].more == "Source: Police recorded crime."
    assert "12 figures of Q1 2011/12 to Q4 2013/14" in found["Is it unusual?"][1].more


def test_what_is_not_known_is_not_said() -> None:
    bare = statements_of(without(row()))
    assert [heading for heading, _ in bare.headed] == ["Which way is it going?"]
    still = turned(without(row()), Travel.NOT_COMPARABLE, "Not comparable")
    assert statements_of(still).headed == ()
    reason = row(insight=Insight(forecast_why="No forecast: March 2015 has come."))
    assert [one.text for one in statements_of(reason).target] == [
        "No forecast: March 2015 has come."
    ]
    hidden = replace(row().compared[0], sentence="", why_not="Not compared: small numbers.")
    said = statements_of(row(compared=(hidden,))).others[0]
    assert said.text == "Not compared: small numbers."


# --- The file -----------------------------------------------------------------------------------


def book(one: Row):
    period = LAST.period
    shown = Dashboard(
        "Safer Rutland", "rutland", "Rutland", LAST, "Scheme 1", "1", "", period, period, "", ""
    )
    return indicator_book(shown, one)


def cells(one: Row) -> list[dict[str, object]]:
    [table] = book(one).tables
    names = [column.heading for column in table.columns]
    return [dict(zip(names, line, strict=True)) for line in table.rows]


def test_the_file_has_the_points_of_the_page() -> None:
    found = cells(row(history=points(provisional=True, revised=True, estimated=True)))
    assert len(found) == 20
    last, gap, start = found[-1], found[3], found[BREAK]
    assert (last["Value"], last["Target"], last["Comparator average"]) == (
        Decimal("6.4"), Decimal("5.5"), Decimal("5.2"),
    )  # fmt: skip
    assert last["Shorthand"] == "[p] [r] [e]"
    assert (last["Usual range, lower"], last["Usual range, upper"]) == (
        Decimal("3.800"), Decimal("6.300"),
    )  # fmt: skip
    assert (gap["Value"], gap["Shorthand"], gap["Usual range, mean"]) == ("[x]", "[x]", None)
    assert start["Shorthand"] == "[b]"
    assert start["Note"] == "New series: New counting rule"


def test_a_hidden_point_is_hidden_in_every_column() -> None:
    history = points(text="[c]", value=None, numerator=None, denominator=None)
    last = cells(row(history=history))[-1]
    assert [last[name] for name in ("Value", "Numerator", "Denominator", "Shorthand")] == [
        "[c]"
    ] * 4


def test_every_sentence_of_the_page_is_in_the_notes() -> None:
    one = row(commentary_action="Patrols.", action_owner="Inspector")
    notes = " ".join(f"{term}: {text}" for term, text in book(one).notes)
    for _, said in statements_of(one).headed:
        for sentence in said:
            assert sentence.text in notes
    for text in (one.rating.explanation, one.target_sentence, "Scheme 1", "Who is doing it: Insp"):
        assert text in notes


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("polarity", list(Polarity))
def test_any_unit_and_polarity(unit: Unit, polarity: Polarity) -> None:
    one = row(unit=unit, polarity=polarity)
    assert chart(one) is not None
    assert description(one)
    assert cells(one)

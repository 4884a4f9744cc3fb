"""Cells to rows of a return: headings, codes, names, positions; every fault with its place."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quarters import Quarter
from targets.sheets.columns import by_position, match_sheets
from targets.sheets.match import (
    MOST_ROWS,
    Matched,
    Matcher,
    Pasted,
    TooMuch,
    Wanted,
    number_kind,
    pasted_rows,
)
from targets.sheets.words import read_heading, tidy

Q4 = Quarter(2014, 4)
CRIME = Wanted(1, "total-crime", "Total crime")
RATE = Wanted(2, "vehicle-crime", "Vehicle crime", "Offences", "Population")
SATISFIED = Wanted(3, "satisfied", "Satisfied – victims", "Satisfied", "Asked")
ARSON = Wanted(4, "arson", "Arson")
WANTED = [CRIME, RATE, SATISFIED, ARSON]


@dataclass
class Sheet:
    rows: list[list[str]]
    name: str = "Sheet 1"
    extra: list[str] = field(default_factory=list)


def match(*rows: list[str], name: str = "Sheet 1") -> Matched:
    return match_sheets(Matcher(WANTED, Q4), [Sheet(list(rows), name)])


def found(matched: Matched) -> dict[int, dict[str, str]]:
    return {one.key: {name: cell.text for name, cell in one.cells.items()} for one in matched.rows}


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Jan-Mar 2015", "v"),
        ("Q4 2014/15", "v"),
        ("2014-15 Q4", "v"),
        ("January to March 2015", "v"),
        ("Value (Q4 2014/15)", "v"),
        ("Jan–Mar 2015: value", "v"),
        ("Q4", "v"),
        ("Q3", ""),
        ("Jan-Mar 2014 (same quarter last year)", ""),
        ("Oct-Dec 2014 value", ""),
        ("2014/15", ""),
        ("Numerator Jan-Mar 2015", "n"),
        ("Target Jan-Mar 2015", ""),
        ("DATA  STATUS:", "s"),
        ("Why there is no figure", "s"),
        ("RAG status", ""),
        ("What changed and why?", "c"),
        ("Comments", "c"),
        ("Indicator", "name"),
        ("Indicator code", "code"),
    ],
)
def test_headings(heading: str, role: str) -> None:
    assert read_heading(heading, Q4).role == role


def test_rows_by_code_then_name() -> None:
    matched = match(
        ["Safer Midshire: figures"],
        [],
        ["Code", "Owner", "Indicator", "Jan-Mar 2014", "Jan-Mar 2015", "Commentary"],
        ["arson", "Fire", "Arson", "4", "6", "More."],
        ["", "Police", "TOTAL  CRIME", "9", "1,264", ""],
        ["unknown-1", "Police", "Vehicle crime", "5", "6.35", ""],
        ["nothing", "", "Nothing known", "", "7", ""],
        ["Priority B", "", "", "", "", ""],
    )
    assert found(matched) == {
        4: {"v": "6", "c": "More."},
        1: {"v": "1,264"},
        2: {"v": "6.35"},
    }
    assert [(one.place, one.value) for one in matched.unknown] == [("Sheet 1, row 7", "nothing")]
    assert matched.faults == []
    assert matched.unused == ["Owner", "Jan-Mar 2014"]
    assert str(matched.rows[0].cells["v"].place) == "Sheet 1, E4"


def test_parts_by_the_indicators_own_words() -> None:
    matched = match(
        ["Indicator", "Offences", "Population", "Satisfied", "Asked"],
        ["Vehicle crime", "4,241", "667,900", "", ""],
        ["Satisfied - victims", "", "", "27", "50"],
    )
    assert found(matched) == {2: {"n": "4,241", "d": "667,900"}, 3: {"n": "27", "d": "50"}}


def test_look_alikes_and_dashes() -> None:
    assert tidy("Сrime — Меdium") == "crime-medium"
    matched = match(["Сode", "Value"], ["аrson", "3"])
    assert found(matched) == {4: {"v": "3"}}


def test_what_contradicts_itself_is_no_guess() -> None:
    matched = match(
        ["Code", "Indicator", "Value"],
        ["arson", "Total crime", "3"],
        ["vehicle-crime", "Vehicle crime", "5"],
        ["vehicle-crime", "Vehicle crime", "6"],
        ["satisfied", "", "27%"],
        ["satisfied", "", ""],
    )
    assert found(matched) == {3: {"v": "27%"}}
    assert [one.place for one in matched.faults] == [
        "Sheet 1, row 2",
        "Sheet 1, row 3",
        "Sheet 1, row 4",
    ]
    assert "also at Sheet 1, row 4" in matched.faults[1].sentence


def test_two_columns_that_say_the_same() -> None:
    matched = match(["Code", "Value", "Jan-Mar 2015"], ["arson", "3", "4"])
    assert matched.rows == []
    assert [one.place for one in matched.faults] == ["Sheet 1, C1"]
    assert "Column B" in matched.faults[0].sentence


def test_numerator_in_two_places() -> None:
    matched = match(
        ["Code", "Numerator", "Offences", "Population"], ["vehicle-crime", "1", "2", "9"]
    )
    assert matched.rows == []
    assert [one.place for one in matched.faults] == ["Sheet 1, C2"]


def test_same_name_twice() -> None:
    matcher = Matcher([CRIME, Wanted(9, "total-crime-2", "Total crime")], Q4)
    matched = match_sheets(matcher, [Sheet([["Indicator", "Value"], ["Total crime", "3"]])])
    assert matched.rows == []
    assert "Give both" in matched.faults[0].sentence


def test_same_code_twice_is_told_apart_by_the_name() -> None:
    matcher = Matcher([CRIME, Wanted(9, "total-crime", "All crime")], Q4)
    rows = [["Code", "Indicator", "Value"], ["total-crime", "All crime", "3"]]
    assert found(match_sheets(matcher, [Sheet(rows)])) == {9: {"v": "3"}}
    rows = [["Code", "Value"], ["total-crime", "3"]]
    assert match_sheets(matcher, [Sheet(rows)]).rows == []


def test_only_another_quarter() -> None:
    matched = match(["Indicator", "Oct-Dec 2014"], ["Total crime", "212"])
    assert matched.rows == []
    assert matched.faults[0].sentence == "No column is headed Jan-Mar 2015, Q4 2014/15 or Value."


def test_sheets_of_other_quarters_are_left_aside() -> None:
    rows = [["Indicator", "Value"], ["Arson", "3"]]
    other = [["Indicator", "Value"], ["Arson", "9"]]
    sheets = [Sheet(other, "Q3 2014-15"), Sheet(rows, "Q4 2014-15"), Sheet([["Notes"]], "Notes")]
    matched = match_sheets(Matcher(WANTED, Q4), sheets)
    assert found(matched) == {4: {"v": "3"}}
    assert matched.unused == ["the sheet “Q3 2014-15”"]


def test_headings_again_further_down() -> None:
    matched = match(
        ["Indicator", "Value"],
        ["Arson", "3"],
        ["Indicator", "Owner", "Value"],
        ["Total crime", "Police", "5"],
    )
    assert found(matched) == {4: {"v": "3"}, 1: {"v": "5"}}


def test_names_without_headings() -> None:
    matched = match(["Arson", "3"], ["Total crime", "1,264"], ["Something else", "9"])
    assert found(matched) == {4: {"v": "3"}, 1: {"v": "1,264"}}
    assert [one.value for one in matched.unknown] == ["Something else"]


def test_codes_names_and_parts_without_headings() -> None:
    matched = match(
        ["vehicle-crime", "Vehicle crime", "4,241", "667,900"], ["arson", "Arson", "3", ""]
    )
    assert found(matched) == {2: {"n": "4,241", "d": "667,900"}, 4: {"v": "3"}}


def test_neither_headings_nor_names() -> None:
    matched = match(["3"], ["4"])
    assert matched.rows == []
    assert "No headings were found" in matched.faults[0].sentence


# --- By position --------------------------------------------------------------------------------


def paste(text: str, order: tuple[int, ...] = (1, 2, 3, 4), first: str = "v") -> Matched:
    return by_position(Matcher(WANTED, Q4), Pasted(pasted_rows(text)), order, first)


def test_a_column_by_position() -> None:
    matched = paste("1,264\n\n27%\nn/a\n")
    assert found(matched) == {1: {"v": "1,264"}, 2: {}, 3: {"v": "27%"}, 4: {"v": "n/a"}}


def test_one_number_where_two_are_asked() -> None:
    matched = paste("1,264\n212")
    assert found(matched) == {1: {"v": "1,264"}}
    assert [(one.place, one.value, one.key) for one in matched.faults] == [("A2", "212", 2)]
    assert "“Offences” and “Population”" in matched.faults[0].sentence


def test_two_columns_are_numerator_and_denominator() -> None:
    matched = paste("4,241\t667,900\n27\t50\n3", order=(2, 3, 4), first="n")
    assert found(matched) == {
        2: {"n": "4,241", "d": "667,900"},
        3: {"n": "27", "d": "50"},
        4: {"v": "3"},
    }


def test_numerators_alone() -> None:
    assert found(paste("4,241\n27", order=(2, 3), first="n")) == {2: {"n": "4,241"}, 3: {"n": "27"}}
    assert found(paste("9\n50", order=(2, 3), first="d")) == {2: {"d": "9"}, 3: {"d": "50"}}


def test_more_values_than_rows() -> None:
    matched = paste("1\n2", order=(4,))
    assert found(matched) == {4: {"v": "1"}}
    assert [one.place for one in matched.unknown] == ["A2"]


def test_a_heading_is_no_value() -> None:
    assert found(paste("Jan-Mar 2015\n3", order=(4,))) == {4: {"v": "3"}}
    matched = paste("Oct-Dec 2014\n3", order=(4,))
    assert matched.rows == []
    assert "headed Oct-Dec 2014" in matched.faults[0].sentence


def test_codes_win_over_position() -> None:
    matched = paste("arson\t3\ntotal-crime\t5\nno-such-thing\t7")
    assert found(matched) == {4: {"v": "3"}, 1: {"v": "5"}}
    assert [one.value for one in matched.unknown] == ["no-such-thing"]


def test_names_that_nobody_knows_are_not_taken_by_position() -> None:
    matched = paste("Burglary\t3\nRobbery\t5\nFraud\t7")
    assert matched.rows == []
    assert len(matched.unknown) == 3


def test_a_value_beside_a_single_one() -> None:
    matched = paste("3\t4", order=(4,))
    assert matched.rows == []
    assert [one.place for one in matched.faults] == ["B1"]


# --- The clipboard ------------------------------------------------------------------------------


def test_cells_of_a_clipboard() -> None:
    assert pasted_rows("a\tb\r\nc\td\r\n") == [["a", "b"], ["c", "d"]]
    assert pasted_rows('"two\nlines"\tx\n') == [["two\nlines", "x"]]
    assert pasted_rows('"not closed\tx') == [['"not closed', "x"]]
    assert pasted_rows("\n\n3") == [[], [], ["3"]]


def test_too_much_is_refused() -> None:
    with pytest.raises(TooMuch, match="rows"):
        pasted_rows("1\n" * (MOST_ROWS + 1))
    with pytest.raises(TooMuch, match="columns"):
        match(["x"] * 300)


# --- Whatever stands in a sheet -----------------------------------------------------------------

TEXT = st.text(max_size=12)
NUMBER = st.sampled_from(["1", "1,264", "27%", "n/a", "", "..", "=1+1", "1.234,5", "12/03/2015"])
WHO = st.sampled_from(["arson", "total-crime", "Vehicle crime", "satisfied", "zzz", ""])
HEADS = st.lists(
    st.sampled_from(["Code", "Indicator", "Value", "Jan-Mar 2015", "Offences", "Notes", "Owner"]),
    min_size=1,
    max_size=6,
)


@given(st.lists(st.lists(TEXT | NUMBER | WHO, max_size=6), max_size=12))
def test_no_sheet_breaks_it(rows: list[list[str]]) -> None:
    matched = match(*rows)
    keys = [one.key for one in matched.rows]
    assert len(keys) == len(set(keys))
    assert set(keys) <= {1, 2, 3, 4}


@given(HEADS, st.lists(st.lists(NUMBER | WHO, min_size=6, max_size=6), max_size=10))
def test_a_row_is_used_or_named_and_never_both(heads: list[str], rows: list[list[str]]) -> None:
    matched = match(heads, *rows)
    used = {one.key for one in matched.rows}
    faulty = {one.key for one in matched.faults if one.key}
    assert not used & faulty
    for one in matched.rows:
        for cell in one.cells.values():
            source = [heads, *rows][cell.place.row]
            assert source[cell.place.column].strip() == cell.text
    for fault in (*matched.faults, *matched.unknown):
        assert fault.place
        assert fault.sentence.endswith((".", "!"))


@given(st.text(max_size=30))
def test_every_text_is_some_kind(text: str) -> None:
    assert number_kind(text) in ("blank", "mark", "percent", "number", "text")
    tidy(text)
    read_heading(text, Q4)

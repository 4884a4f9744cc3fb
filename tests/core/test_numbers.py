"""The parser of typed cells, rounding, and numbers in print."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import (
    Blank,
    NoValue,
    Number,
    NumberError,
    format_change,
    format_number,
    format_signed,
    format_value,
    parse_number,
    remembered,
    round_half_up,
)

storable = st.decimals(
    min_value=Decimal("-99999999999.9999"),
    max_value=Decimal("99999999999.9999"),
    allow_nan=False,
    allow_infinity=False,
    places=4,
)


@pytest.mark.parametrize(
    ("text", "value", "symbol"),
    [
        ("1,264", "1264", ""),
        ("1264", "1264", ""),
        ("£1,200.00", "1200.00", "£"),
        ("£ 1,200", "1200", "£"),
        ("27%", "27", "%"),
        ("27 %", "27", "%"),
        ("55.4%", "55.4", "%"),
        ("(12)", "-12", ""),
        ("( 1,264.5 )", "-1264.5", ""),
        ("(£1,200)", "-1200", "£"),
        ("£(1,200)", "-1200", "£"),
        ("(12%)", "-12", "%"),
        ("(12)%", "-12", "%"),
        ("'1264", "1264", ""),
        ("\u20191264", "1264", ""),
        ("1\u00a0264", "1264", ""),
        ("1\u2009264\u202f000", "1264000", ""),
        ("\u00a012\u00a0", "12", ""),
        ("\u221212", "-12", ""),
        ("\u201312", "-12", ""),
        ("-12", "-12", ""),
        ("-£12", "-12", "£"),
        ("£-12", "-12", "£"),
        ("+5", "5", ""),
        (".5", "0.5", ""),
        ("12.", "12", ""),
        ("007", "7", ""),
        ("0", "0", ""),
        ("-0", "0", ""),
        ("(0)", "0", ""),
        ("0.00", "0.00", ""),
        ("12\r\n", "12", ""),
        ("\u200b12\ufeff", "12", ""),
        ("1.50000", "1.5", ""),
        ("99,999,999,999.9999", "99999999999.9999", ""),
    ],
)
def test_what_people_type(text: str, value: str, symbol: str) -> None:
    found = parse_number(text)
    assert isinstance(found, Number)
    assert found.value == Decimal(value)
    assert found.symbol == symbol
    assert not (found.value == 0 and found.value.is_signed())


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u200b", "\t", "'"])
def test_nothing_is_blank_and_not_zero(text: str) -> None:
    assert parse_number(text) == Blank()


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("n/a", "not_available"),
        ("N/A", "not_available"),
        ("x", "not_available"),
        ("[x]", "not_available"),
        ("..", "not_available"),
        ("-", "not_available"),
        ("\u2013", "not_available"),
        ("Not available", "not_available"),
        ("not\u00a0available", "not_available"),
        ("[c]", "not_available"),
        ("not applicable", "not_applicable"),
        ("[z]", "not_applicable"),
    ],
)
def test_marks_for_no_value(text: str, state: str) -> None:
    found = parse_number(text)
    assert isinstance(found, NoValue)
    assert found.state == state


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12/03/2015", "looks like a date"),
        ("2015-03-12", "looks like a date"),
        ("2015-03-12 00:00:00", "looks like a date"),
        ("12.03.2015", "looks like a date"),
        ("3-Apr", "looks like a date"),
        ("3 April 2015", "looks like a date"),
        ("Apr-15", "looks like a date"),
        ("April 2015", "looks like a date"),
        ("3/4", "looks like a date or a range"),
        ("5-7", "looks like a date or a range"),
        ("1.234,5", "comma between thousands"),
        ("1.234.567", "comma between thousands"),
        ("1,26,4", "unusual place"),
        ("12,34", "unusual place"),
        ("0,5", "unusual place"),
        ("0,123", "unusual place"),
        (",123", "unusual place"),
        ("1,234,", "unusual place"),
        ("1,234 567", "unusual place"),
        ("12 5", "unusual place"),
        ("1.2.3", "looks like a date|unusual place"),
        ("1e5", "scientific notation"),
        ("1.2E+10", "scientific notation"),
        ("NaN", "not a number"),
        ("sNaN", "not a number"),
        ("inf", "not a number"),
        ("Infinity", "not a number"),
        ("-inf", "not a number"),
        ("0x10", "not a number"),
        ("1_000", "not a number"),
        ("12 days", "not a number"),
        ("twelve", "not a number"),
        ("$5", "not a number"),
        (".", "not a number|unusual place"),
        ("%", "not a number"),
        ("£", "not a number"),
        ("()", "not a number"),
        ("(12", "not a number"),
        ("12-", "not a number"),
        ("--5", "not a number"),
        ("=1+1", "not a number"),
        ("<b>5</b>", "not a number"),
        ("(-12)", "too many signs"),
        ("£5%", "too many signs"),
        ("(5%)%", "too many signs"),
        ("1234567890123456", "too large"),
        ("100,000,000,000", "too large"),
        ("9" * 400, "too large"),
        ("1.23456", "at most 4"),
        ("0.12345678901234567890", "at most 4"),
        ("1\x002", "cannot be stored"),
        ("\x00", "cannot be stored"),
        ("\u0661\u0662", "digits 0 to 9"),
        ("\uff11\uff12", "digits 0 to 9"),
        ("1\u00bd", "digits 0 to 9"),
        ("12\u00b2", "digits 0 to 9"),
        ("1,259*", "a mark after it"),
        ("1,264 [p]", "a mark after it"),
        ("#DIV/0!", "error from a spreadsheet"),
        ("#N/A", "error from a spreadsheet"),
        ("12\t13", "more than one line or cell"),
        ("12\n13", "more than one line or cell"),
    ],
)
def test_what_is_refused_and_how(text: str, sentence: str) -> None:
    with pytest.raises(NumberError, match=sentence) as refusal:
        parse_number(text)
    message = str(refusal.value)
    assert message.endswith(".")
    assert message.isprintable()
    assert len(message) < 160


@given(st.text(max_size=40) | st.text("0123456789,. -+()£%e/'\u00a0\u2212", max_size=20))
def test_any_text_is_read_or_refused_with_a_sentence(text) -> None:
    try:
        found = parse_number(text)
    except NumberError as refusal:
        assert str(refusal).endswith(".")
    else:
        if isinstance(found, Number):
            digits = found.value.as_tuple()
            assert found.value.is_finite()
            assert len(digits.digits) <= 15
            assert digits.exponent in range(-4, 1)


@given(storable, st.booleans(), st.booleans())
def test_what_is_printed_can_be_typed(value, percent, pounds) -> None:
    pounds = pounds and not percent
    printed = format_value(value, 4, percent=percent, pounds=pounds)
    assert parse_number(printed) == Number(
        value if value else Decimal("0.0000"), "%" if percent else "£" if pounds else ""
    )
    assert parse_number(format_signed(value, 4)) == Number(value if value else Decimal("0.0000"))


@given(storable)
def test_brackets_are_a_minus(value) -> None:
    if value > 0:
        assert parse_number(f"({value})") == Number(-value)


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("-2.5", 0, "-3"),
        ("6.345", 2, "6.35"),
        ("6.3449999", 2, "6.34"),
        ("-0.04", 1, "0.0"),
        ("55.35", 1, "55.4"),
        ("1264", 2, "1264.00"),
    ],
)
def test_halves_are_rounded_up(value: str, decimals: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), decimals)) == rounded


def test_rounding_refuses_what_is_not_a_figure() -> None:
    with pytest.raises(TypeError, match="float"):
        round_half_up(0.5, 1)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="bool"):
        round_half_up(True, 1)
    with pytest.raises(ValueError, match="finite"):
        round_half_up(Decimal("NaN"), 1)
    with pytest.raises(ValueError, match="fewer than 0"):
        round_half_up(Decimal(1), -1)
    assert round_half_up(7, 1) == Decimal("7.0")


@pytest.mark.parametrize(
    ("value", "decimals", "options", "printed"),
    [
        ("1264", 0, {}, "1,264"),
        ("55.35", 1, {"percent": True}, "55.4%"),
        ("1200", 0, {"pounds": True}, "£1,200"),
        ("-1200.5", 2, {"pounds": True}, "\u2212£1,200.50"),
        ("47.18", 2, {}, "47.18"),
        ("-12", 0, {}, "\u221212"),
        ("-0.001", 2, {}, "0.00"),
        ("99999999999.9999", 4, {}, "99,999,999,999.9999"),
    ],
)
def test_numbers_in_print(value: str, decimals: int, options: dict, printed: str) -> None:
    assert format_value(Decimal(value), decimals, **options) == printed


def test_the_unit_as_a_word() -> None:
    assert format_number(Decimal("55.4"), 1, "percentage") == "55.4%"
    assert format_number(Decimal(1200), 0, "pounds") == "£1,200"
    assert format_number(Decimal("6.35"), 2, "rate") == "6.35"


def test_signed_numbers() -> None:
    assert format_signed(Decimal("11.21"), 1, percent=True) == "+11.2%"
    assert format_signed(Decimal("-2.94"), 1, percent=True) == "\u22122.9%"
    assert format_signed(Decimal("-0.01"), 1) == "0.0"


def test_a_change_in_words() -> None:
    assert format_change(Decimal("11.208"), percent=True) == "Up 11.2%"
    assert format_change(Decimal("-2.4"), points=True) == "Down 2.4 points"
    assert format_change(Decimal(1), 0, points=True) == "Up 1 point"
    assert format_change(Decimal(-27), 0) == "Down 27"
    assert format_change(Decimal(-300), 0, pounds=True) == "Down £300"
    assert format_change(Decimal("0.04")) == "No change"


def test_what_is_remembered_of_cells_is_bounded() -> None:
    """4,096 texts are kept between requests: not those of two million spaces."""
    before = remembered.cache_info().currsize
    assert parse_number("( 1" + " " * 100_000 + ")") == Number(Decimal(-1))
    assert remembered.cache_info().currsize == before
    parse_number("98,765.4321")
    hits = remembered.cache_info().hits
    assert parse_number("98,765.4321") == Number(Decimal("98765.4321"))
    assert remembered.cache_info().hits == hits + 1

"""Cells without headings: columns of which one holds codes or names, or nothing but figures that
stand in the order of the page."""

from collections.abc import Iterable, Sequence
from typing import Final

from targets.sheets.match import (
    HEADER_WITHIN,
    UNKNOWN,
    Cell,
    Fault,
    Match,
    Matched,
    Matcher,
    Place,
    SheetLike,
    Wanted,
    check_size,
    fault,
    number_kind,
    other_quarter,
)
from targets.sheets.words import CODE, NAME, read_heading

RESULT: Final = "result"
NO_HEADINGS: Final = (
    "No headings were found, and no codes or names of indicators. Put a row of headings above the "
    "figures, such as Code, Indicator and {quarter}, or say with which indicator they begin."
)
UNCLEAR: Final = (
    "Without headings it is not clear which column is which. Put a row of headings above them."
)
WHICH: Final = (
    "{name} asks for “{top}” and “{bottom}”. Give both in two columns, or put a heading above "
    "this column: “{top}” or “Value”."
)


def match_sheets(matcher: Matcher, sheets: Iterable[SheetLike]) -> Matched:
    """The rows of all sheets that have headings, or else codes or names in their columns.

    Raises ``TooMuch``.
    """
    matched = Matched()
    plain = []
    for sheet in sheets:
        check_size(sheet.rows)
        if other_quarter(sheet.name, matcher.quarter):
            matched.unused.append(f"the sheet “{sheet.name}”")
        elif not matcher.with_headings(sheet, matched):
            plain.append(sheet)
    if not matched.rows and not matched.unknown and not matched.faults:
        for sheet in plain:
            by_columns(matcher, sheet, matched)
    return matcher.settle(matched)


def by_columns(matcher: Matcher, sheet: SheetLike, matched: Matched) -> None:
    """Add the rows of a sheet without headings in which a column holds codes or names."""
    used = _used_columns(sheet.rows)
    if not used:
        return
    if headings := _unusable_headings(matcher, sheet):
        matched.faults.append(headings)
        return
    names = _name_columns(matcher, sheet.rows)
    if not names:
        text = NO_HEADINGS.format(quarter=matcher.quarter.short)
        matched.faults.append(Fault(sheet.name or "What was pasted", "", text))
        return
    columns = [column for column in used if column not in names]
    if not columns or len(columns) > 2:
        matched.faults.append(Fault(sheet.name or "What was pasted", "", UNCLEAR))
        return
    for number, row in enumerate(sheet.rows):
        said = [row[column].strip() for column in names if column < len(row)]
        cells = [_cell(sheet, number, row, column) for column in columns]
        if not any(said) and not any(cell.text for cell in cells):
            continue
        code = next((text for text in said if matcher.identify(text, "")[0]), "")
        name = next((text for text in said if text != code), "")
        key, why = matcher.identify(code or name, name)
        place = str(Place(sheet.name, number))
        if why:
            matched.faults.append(Fault(place, code or name, why))
        elif not key:
            if any(cell.text for cell in cells):
                matched.unknown.append(Fault(place, code or name, UNKNOWN))
        else:
            _take(matcher.by_key[key], Place(sheet.name, number), cells, "v", matched)


def by_position(
    matcher: Matcher, sheet: SheetLike, order: Sequence[int], first: str = "v"
) -> Matched:
    """The rows of pasted figures, for the indicators of ``order`` one below the other.

    ``first`` is the field that the first column is for: ``v``, ``n``, ``d``, or ``RESULT`` for
    values where parts are asked for too. Where a column holds codes or names, those decide.
    Raises ``TooMuch``.
    """
    matched = Matched()
    check_size(sheet.rows)
    if _is_table(matcher, sheet.rows):
        return match_sheets(matcher, [sheet])
    rows = list(enumerate(sheet.rows))
    while rows and not any(text.strip() for text in rows[-1][1]):
        rows.pop()
    if rows and (other := _heading_fault(matcher, sheet, rows[0])):
        matched.faults.append(other)
        return matched
    if rows and _is_heading(matcher, rows[0][1]):
        rows = rows[1:]
    for place, (number, row) in enumerate(rows):
        cells = [_cell(sheet, number, row, column) for column in range(len(row))]
        filled = [cell for cell in cells if cell.text]
        if place < len(order):
            one = matcher.by_key[order[place]]
            _take(one, Place(sheet.name, number), cells, first, matched)
        elif filled:
            last = matcher.by_key[order[-1]].name if order else "it"
            sentence = f"There is no indicator for this below {last}."
            matched.unknown.append(fault(filled[0], sentence))
    return matcher.settle(matched)


def _cell(sheet: SheetLike, number: int, row: Sequence[str], column: int) -> Cell:
    text = row[column].strip() if column < len(row) else ""
    return Cell(text, Place(sheet.name, number, column))


def _take(one: Wanted, place: Place, cells: list[Cell], first: str, matched: Matched) -> None:
    """Add a row of one or two cells without headings; a fault where it is not clear what they are.

    ``first`` is the field that the first cell is for, in rows that have it.
    """
    found: dict[str, Cell] = {}
    filled = [cell for cell in cells if cell.text]
    extra = [cell for cell in cells[2 if one.has_parts and first != "d" else 1 :] if cell.text]
    if extra:
        matched.faults.append(fault(extra[0], f"{one.name} has no place for it here.", one.key))
        return
    if not one.has_parts:
        found = {"v": cells[0]} if filled else {}
    elif len(cells) > 1 and cells[1].text:
        found = {name: cell for name, cell in zip("nd", cells, strict=False) if cell.text}
    elif filled and (first == RESULT or number_kind(cells[0].text) in ("mark", "percent")):
        found = {"v": cells[0]}
    elif filled and first in ("n", "d"):
        found = {first: cells[0]}
    elif filled:
        words = WHICH.format(name=one.name, top=one.numerator, bottom=one.denominator)
        matched.faults.append(fault(cells[0], words, one.key))
        return
    matched.rows.append(Match(one.key, place, found))


# --- What the columns look like -----------------------------------------------------------------


def _unusable_headings(matcher: Matcher, sheet: SheetLike) -> Fault | None:
    """That there is a row of headings, and none of them is for this quarter."""
    for number, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        headings = [read_heading(text, matcher.quarter) for text in row if text.strip()]
        if len(headings) > 1 and any(one.role in (CODE, NAME) for one in headings):
            said = ", ".join(" ".join(text.split()) for text in row if text.strip())
            quarter = matcher.quarter
            sentence = f"No column is headed {quarter.short}, {quarter.label} or Value."
            return Fault(str(Place(sheet.name, number)), said[:200], sentence)
    return None


def _used_columns(rows: Sequence[Sequence[str]]) -> list[int]:
    used = {column for row in rows for column, text in enumerate(row) if text.strip()}
    return sorted(used)


def _name_columns(matcher: Matcher, rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns that hold codes or names, by most of what stands in them."""
    found = []
    for column in _used_columns(rows):
        texts = [row[column] for row in rows if column < len(row) and row[column].strip()]
        known = sum(1 for text in texts if any(matcher.identify(text, text)))
        letters = sum(1 for text in texts if number_kind(text) == "text" and _has_word(text))
        if known * 2 >= len(texts) or (column == 0 and letters * 2 > len(texts)):
            found.append(column)
    return found


def _has_word(text: str) -> bool:
    return sum(letter.isalpha() for letter in text) > 2


def _is_table(matcher: Matcher, rows: Sequence[Sequence[str]]) -> bool:
    """Whether pasted cells say whose they are: a column of codes or names, and more."""
    roles = {read_heading(text, matcher.quarter).role for row in rows[:1] for text in row}
    wide = len(_used_columns(rows)) > 1
    return wide and (bool({CODE, NAME} & roles) or bool(_name_columns(matcher, rows)))


def _is_heading(matcher: Matcher, row: Sequence[str]) -> bool:
    """Whether the first pasted row is one of headings, which is no figure."""
    headings = [read_heading(text, matcher.quarter) for text in row if text.strip()]
    return bool(headings) and all(one.role or one.words in matcher.labels for one in headings)


def _heading_fault(
    matcher: Matcher, sheet: SheetLike, first: tuple[int, Sequence[str]]
) -> Fault | None:
    """That the figures are headed as those of another quarter."""
    for column, text in enumerate(first[1]):
        heading = read_heading(text, matcher.quarter)
        if heading.other_quarter and number_kind(text) == "text":
            sentence = f"These are headed {text.strip()}, but the return is for {matcher.quarter}."
            return fault(_cell(sheet, first[0], first[1], column), sentence)
    return None

"""What a new version of a published quarter says that the one before did not, in sentences.

Plain Python: two dashboards in, texts out. Both are as the board sees them, so what is hidden
there stays hidden here.
"""

from collections.abc import Mapping, Sequence

from dashboards.types import Cell, Dashboard, Row

NOT_SHOWN = "not shown: small numbers"
Kinds = Mapping[int, Sequence[str]]  # by measure: of which kinds its revisions are, in lower case


def what_changed(old: Dashboard, new: Dashboard, kinds: Kinds) -> tuple[str, ...]:
    """A text for each indicator whose figure was revised or that is not as it was, in order."""
    before = {row.measure_id: row for row in old.rows}
    now = {row.measure_id for row in new.rows}
    found = []
    for row in new.rows:
        earlier = before.get(row.measure_id)
        if earlier is None:
            found.append(f"{row.name}: new on the list.")
            continue
        text = _of_row(earlier, row, kinds.get(row.measure_id, ()))
        if text:
            found.append(text)
    found += [f"{row.name}: no longer listed." for row in old.rows if row.measure_id not in now]
    return tuple(found)


def _of_row(old: Row, new: Row, kinds: Sequence[str]) -> str:
    why = f" ({', '.join(kinds)})" if kinds else ""
    said = []
    if _shown(old.latest) != _shown(new.latest):
        said.append(f"{_became(old.latest, new.latest)}{why}.")
        why = ""
    elif kinds and old.latest != new.latest:
        shown = NOT_SHOWN if new.latest.hidden else f"{new.latest.text} as before, once rounded"
        said.append(f"revised{why}, {shown}.")
        why = ""
    if _shown(old.previous) != _shown(new.previous):
        said.append(f"the figure it is compared with: {_became(old.previous, new.previous)}{why}.")
        why = ""
    said += _consequences(old, new, expected=bool(said))
    if not said and kinds and old != new:
        said = [f"an earlier figure is revised{why}; only its course over time changes."]
    if not said and old != new:
        said = _other_words(old, new)
    return f"{new.name}: {said[0]} {' '.join(said[1:])}".strip() if said else ""


def _shown(cell: Cell) -> tuple[str, bool]:
    return cell.text, cell.hidden


def _became(old: Cell, new: Cell) -> str:
    if old.hidden or new.hidden:
        return f"revised, {NOT_SHOWN}"
    if old.period_note != new.period_note:
        return f"{old.text} became {new.text}"
    return f"{_alone(old)} became {_alone(new)}"


def _alone(cell: Cell) -> str:
    """A figure without the period that its cell prints."""
    return cell.value_text if cell.value is not None else cell.text


def _consequences(old: Row, new: Row, *, expected: bool) -> list[str]:
    """The rating always where a figure changed; direction and target where they did."""
    said = []
    was, now = _rating(old), _rating(new)
    if was != now:
        said.append(f"Rating: {was} became {now}.")
    elif expected:
        said.append(f"Rating: {now}, as before.")
    if _turn(old) != _turn(new):
        said.append(f"Direction of travel: {_turn(old)} became {_turn(new)}.")
    if old.expected_text != new.expected_text:
        said.append(f"Target: {old.expected_text} became {new.expected_text}.")
    return said


def _rating(row: Row) -> str:
    if row.rating.shown:
        stated = " (stated)" if row.rating.stated else ""
        return f"{row.rating.shown.label}{stated}"
    return row.rating.short_reason or "Not rated"


def _turn(row: Row) -> str:
    return row.direction.shown.label.lower()


def _other_words(old: Row, new: Row) -> list[str]:
    """What is no figure: names, definitions, commentary."""
    told = {
        "name": "name",
        "definition": "definition",
        "target_text": "target’s words",
        "commentary_change": "commentary",
        "commentary_action": "commentary",
        "action_owner": "note of who does what by when",
        "action_due": "note of who does what by when",
        "supplier": "supplier",
        "history": "course over time",
    }
    names = dict.fromkeys(
        word for name, word in told.items() if getattr(old, name) != getattr(new, name)
    )
    return [f"its {' and '.join(names)} changed."] if names else []

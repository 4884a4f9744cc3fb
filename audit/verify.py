"""Checking the log: that its chains are whole, and that the rows are as the log says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from audit.chain import HASHED, NO_PREVIOUS, entry_hash
from audit.models import ChainHead, LogEntry
from audit.pieces import LOG
from audit.selectors import Head

BATCH = 2000

# The columns as they were hashed: as text, except for the numbers, and without any conversion by
# the model's fields, which would stumble over what somebody may have put there.
_AT = {
    "sqlite": 'CAST("at" AS text)',  # uncast it comes as a datetime, which drops ".000000"
    "postgresql": "to_char(\"at\" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}


@dataclass(frozen=True)
class Fault:
    """The first fault of a chain. ``entry_id`` is None when the row itself is gone."""

    chain: int
    number: int
    entry_id: int | None
    said: str

    def __str__(self) -> str:
        row = f"log row {self.entry_id}" if self.entry_id else "no log row"
        return f"Chain {self.chain}, number {self.number} ({row}): {self.said}"


def check_chains(printed: Iterable[Head] = ()) -> tuple[int, list[Fault]]:
    """How many rows were verified, and the first fault of each chain that has one.

    ``printed``: heads noted elsewhere, in a published paper for instance, which must still be in
    the log.
    """
    verified, faults = 0, []
    stored = [Head(head.chain, head.number, head.hash) for head in ChainHead.objects.all()]
    noted = [*stored, *printed]
    chains = set(LogEntry.objects.values_list("chain", flat=True).distinct())
    for chain in sorted(chains | {head.chain for head in noted}):
        heads = [head for head in noted if head.chain == chain]
        count, fault = _check_chain(chain, heads)
        verified += count
        if fault:
            faults.append(fault)
    return verified, faults


def _check_chain(chain: int, heads: list[Head]) -> tuple[int, Fault | None]:
    previous, number = NO_PREVIOUS, 0
    expected = {head.number: head.hash for head in heads}
    for row in _rows(chain):
        entry_id, values, follows, digest = row[0], row[1:-2], row[-2], row[-1]
        found = values[HASHED.index("number")]
        number += 1
        if found != number:
            gone = f"{number}" if found == number + 1 else f"{number} to {found - 1}"
            return number - 1, Fault(chain, number, None, f"removed from the log: {gone}.")
        if follows != previous:
            said = "does not follow the row before it; one of the two was replaced."
            return number - 1, Fault(chain, number, entry_id, said)
        if digest != entry_hash(previous, *values):
            return number - 1, Fault(chain, number, entry_id, "was changed after it was written.")
        if expected.pop(number, digest) != digest:
            said = "is not the row whose hash was noted; the chain was written anew."
            return number - 1, Fault(chain, number, entry_id, said)
        previous = digest
    if expected:
        said = f"the end of the chain was cut off; it went on to number {max(expected)} or further."
        return number, Fault(chain, number + 1, None, said)
    return number, None


def _rows(chain: int) -> Iterator[tuple[Any, ...]]:
    """The rows of a chain in order, a batch at a time: id, hashed columns, both hashes."""
    text = {
        "at": _AT[connection.vendor],
        "before": 'CAST("before" AS text)',
        "after": 'CAST("after" AS text)',
    }
    columns = ", ".join(text.get(name, f'"{name}"') for name in HASHED)
    sql = (
        f"SELECT id, {columns}, previous_hash, hash FROM {LOG}"  # noqa: S608 - constants only
        " WHERE chain = %s AND number > %s ORDER BY number LIMIT %s"
    )
    last = -(2**63)  # whatever number a row may have been given
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [chain, last, BATCH])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1][1 + HASHED.index("number")]

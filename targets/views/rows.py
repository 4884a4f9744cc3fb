"""Rows of figures in a posted form: what was typed, and what became of it.

Beside its typed fields (see ``targets.entry``) each row carries ``o``, its origin: the version of
the figure that the page showed and a digest of what stood in the row, so that a row nobody typed
in is not written. ``4-…`` is a row as it was; ``4!…`` one in conflict with version 4, for which
``w`` says whose figure to keep.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from partnerships.access import MemberRequest
from targets.actions.figures import Entry, save_figures
from targets.entry import EntryErrors, Question, Typed, digest, posted, read
from targets.models import Return
from targets.selectors.words import counted
from targets.terms import How

ORIGIN = re.compile(r"([0-9]{1,9})([-!])([0-9a-f]{12})")
UNKNOWN = -1  # the version of a row whose origin cannot be read: a conflict with any
THEIRS, YOURS = "theirs", "yours"


@dataclass
class Attempt:
    """A row that was typed in and not saved."""

    typed: Typed
    origin: str
    errors: dict[str, str] = field(default_factory=dict)
    conflict: bool = False
    closed: bool = False
    choice: str = ""


@dataclass
class Posted:
    """What became of a posted page."""

    saved: set[int]
    attempts: dict[int, Attempt]  # by measure: those that were not saved

    @property
    def problems(self) -> bool:
        return bool(self.attempts)

    @property
    def http_status(self) -> int:
        """409 when somebody else was there first, else 422."""
        clash = any(one.conflict or one.closed for one in self.attempts.values())
        return 409 if clash else 422

    @property
    def note(self) -> str:
        saved = f"Saved {counted(len(self.saved), 'figure')}. " if self.saved else ""
        left = counted(len(self.attempts), "figure")
        are = "was" if len(self.attempts) == 1 else "were"
        return f"{saved}{left} {are} not saved; what you typed is still there."


def save_rows(
    request: MemberRequest, ret: Return, questions: Collection[Question], how: How = How.TYPED
) -> Posted:
    """Save what was typed in these rows; rows that the form does not have are left alone."""
    attempts: dict[int, Attempt] = {}
    entries: list[Entry] = []
    for question in questions:
        attempt, version = _typed_in(request.POST, question.key)
        if attempt is None:
            continue
        attempts[question.measure.pk] = attempt
        try:
            columns = read(question, attempt.typed)
        except EntryErrors as problem:
            attempt.errors.update(problem.errors)
        if not attempt.errors:
            entries.append(Entry(question.measure.pk, version, columns))
    outcome = save_figures(by=request.member, ret=ret, entries=entries, how=how)
    for measure_id in outcome.saved | outcome.unchanged:
        del attempts[measure_id]
    for measure_id in outcome.conflicts:
        attempts[measure_id].conflict = True
    for measure_id in outcome.closed:
        attempts[measure_id].closed = True
    return Posted(outcome.saved, attempts)


def _typed_in(data: Mapping[str, str], key: str) -> tuple[Attempt | None, int]:
    """The row's attempt and the version it rests on; none where nobody typed or they gave way."""
    origin = data.get(f"{key}-o")
    if origin is None:
        return None, UNKNOWN
    typed = posted(data, key)
    attempt = Attempt(typed, origin)
    found = ORIGIN.fullmatch(origin)
    if found is None:
        return attempt, UNKNOWN
    version = int(found[1])
    if found[2] == "!":
        attempt.conflict = True
        attempt.choice = data.get(f"{key}-w", "")
        if attempt.choice == THEIRS:
            return None, version
        if attempt.choice != YOURS:
            attempt.errors["w"] = "Choose which figure to keep."
    elif digest(typed) == found[3]:
        return None, version
    return attempt, version

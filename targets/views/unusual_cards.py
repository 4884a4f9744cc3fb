"""Warnings as the page of unusual figures draws them, and what was typed into them.

Each card has the fields ``t`` (the explanation), ``a`` (the sentence that it explains, as the page
showed it), ``v`` (the version of the explanation then, 0 for none), ``e`` where it was explained
then and, where they are asked, ``r`` (use the earlier explanation again) and ``w`` (whose
explanation to keep).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from targets.actions.explain import Explained, Key, Said, fault_in
from targets.checks import Warning
from targets.selectors.returns import Row
from targets.selectors.words import counted
from targets.terms import Warned

THEIRS, YOURS = "theirs", "yours"
FIGURE_CHANGED = (
    "The figure has changed since you opened this page, and the sentence above with it. "
    "Check what you wrote, then save again."
)
EXPLANATION_CHANGED = (
    "The explanation has changed since you opened this page. Check what you wrote, then save again."
)
GONE = "the figure has changed since you opened this page, and is no longer unusual."
CHOOSE = "Choose whose explanation to keep."


@dataclass
class Attempt:
    """An explanation that was typed and not saved."""

    row: Row
    kind: Warned
    text: str
    about: str
    version: int
    clashing: bool = False  # the card asked whose explanation to keep
    choice: str = ""
    error: str = ""
    changed: bool = False  # the figure, or the explanation that there was, has changed meanwhile
    gone: bool = False  # the figure has, and is no longer unusual in this way
    theirs: bool = False  # somebody else has explained it meanwhile
    closed: bool = False

    @property
    def key(self) -> Key:
        return self.row.measure.pk, self.kind

    @property
    def name(self) -> str:
        return self.row.question.name

    @property
    def id(self) -> str:
        return card_id(self.row, self.kind)

    @property
    def said(self) -> Said:
        return Said(self.row.measure.pk, self.kind, self.about, self.text, self.version)


@dataclass
class Posted:
    """What became of a posted page."""

    attempts: dict[Key, Attempt] = field(default_factory=dict)  # those that were not saved
    saved: int = 0
    removed: int = 0

    @property
    def http_status(self) -> int:
        """409 when somebody else was there first, else 422."""
        first = (
            one.changed or one.gone or one.theirs or one.closed for one in self.attempts.values()
        )
        return 409 if any(first) else 422

    @property
    def note(self) -> str:
        saved = f"Saved {counted(self.saved, 'explanation')}. " if self.saved else ""
        left = counted(len(self.attempts), "explanation")
        are = "was" if len(self.attempts) == 1 else "were"
        return f"{saved}{left} {are} not saved; what you typed is still there."


@dataclass(frozen=True)
class Card:
    """One warning. ``text`` is what stands in its box; ``attempt`` what was typed and not saved."""

    row: Row
    warning: Warning
    change_href: str  # the field in which the figure is entered
    explain_href: str  # this page with the card open
    may_explain: bool
    opened: bool = False  # explained, and to be changed
    attempt: Attempt | None = None

    @property
    def id(self) -> str:
        return card_id(self.row, self.warning.kind)

    @property
    def has_box(self) -> bool:
        if self.attempt is not None:
            return True
        return self.may_explain and (not self.warning.explained or self.opened)

    @property
    def text(self) -> str:
        if self.attempt is not None:
            return self.attempt.text
        return self.warning.explanation if self.warning.explained else ""

    @property
    def error(self) -> str:
        if self.attempt is None:
            return ""
        if not self.attempt.changed:
            return self.attempt.error
        same = self.attempt.about == self.warning.sentence
        return EXPLANATION_CHANGED if same else FIGURE_CHANGED

    @property
    def clash(self) -> bool:
        """Whether two people explained it, and one of the two has to go."""
        return self.attempt is not None and self.attempt.theirs

    @property
    def earlier(self) -> str:
        """What somebody wrote when the figure was another one."""
        return "" if self.warning.explained else self.warning.explanation

    @property
    def figures(self) -> tuple[tuple[str, object], ...]:
        """The figure and those it is compared with, each with its quarter."""
        quarter = self.row.question.quarter
        return (
            (quarter.words, self.row.now_cell),
            (quarter.same_quarter_last_year.words, self.row.year_ago_cell),
            ((quarter - 1).words, self.row.last_cell),
        )

    @property
    def error_lines(self) -> list[dict[str, str]]:
        name, one = self.row.question.name, self.attempt
        if one is None:
            return []
        if one.closed:
            text = f"{name}: the explanation was not saved. {self.row.closed}"
        elif one.theirs:
            text = f"{name}: somebody else has explained it since you opened this page."
        else:
            text = f"{name}: {self.error}"
        return [{"text": text, "href": f"#{self.id}-{THEIRS if one.theirs else 't'}"}]


def card_id(row: Row, kind: Warned) -> str:
    """``m12-year_ago``: the id of the card, and what its fields' names begin with."""
    return f"{row.key}-{kind.value}"


def typed_in(data: Mapping[str, str], rows: Sequence[Row]) -> Iterator[Attempt]:
    """What was typed in the cards of these rows; those left empty are left alone."""
    for row in rows:
        for kind in Warned:
            key = card_id(row, kind)
            about = data.get(f"{key}-a")
            if about is None:
                continue
            one = Attempt(
                row,
                kind,
                text=_lines(data.get(f"{key}-t", "")),
                about=_lines(about),
                version=_number(data.get(f"{key}-v", "")),
                clashing=f"{key}-x" in data,
                choice=data.get(f"{key}-w", ""),
            )
            known = next((one for one in row.check.warnings if one.kind is kind), None)
            if not one.text and f"{key}-r" in data and known is not None:
                one.text = known.explanation
            if not (one.text or one.clashing or f"{key}-e" in data):
                continue  # the box was empty, and still is
            if one.clashing and one.choice == THEIRS:
                continue
            if one.clashing and one.choice != YOURS:
                one.error, one.theirs = CHOOSE, True
            one.error = one.error or fault_in(one.text)
            yield one


def after(attempts: Sequence[Attempt], outcome: Explained) -> Posted:
    """The attempts that were not saved, each with what stood in its way."""
    posted = Posted(saved=len(outcome.saved), removed=len(outcome.removed))
    for one in attempts:
        if one.key in outcome.conflicts:
            warning = outcome.conflicts[one.key]
            one.gone = warning is None
            one.theirs = warning is not None and warning.explained
            one.changed = warning is not None and not warning.explained
        one.closed = one.key in outcome.closed
        if one.error or one.closed or one.key in outcome.conflicts:
            posted.attempts[one.key] = one
    return posted


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(text: str) -> int:
    """A version; one that no explanation has where it cannot be read."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

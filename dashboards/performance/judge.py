"""The one door to the rules: everything about one measure in, one frozen judgement out."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.quarters import Quarter
from targets.terms import Rag, Travel, Unrated

from .direction import Direction, arrow_of, direction_of
from .expected import Expected, contradiction, expected_of
from .figures import figure_at, previous, years_before
from .part_year import Withheld
from .rating import Rating, rate
from .stated import Stated, sentence, stated_for
from .tolerance import scheme_for
from .types import (
    Compares,
    Figure,
    History,
    MeasureTerms,
    SchemeTerms,
    StatedTerms,
    TargetTerms,
)
from .version import RULE_VERSION


@dataclass(frozen=True, slots=True)
class Judgement:
    """A figure with its rating and its directions, computed and stated, and why.

    What a page shows is ``shown_…``; what the rules made of it stays in ``rating``, ``long`` and
    ``short``. The inputs are kept, so that a rating can be checked by hand years later.
    """

    measure: MeasureTerms
    target: TargetTerms | None
    quarter: Quarter
    figure: Figure
    expected: Expected | Withheld
    rating: Rating
    long: Direction
    short: Direction
    compares: Compares
    stated: Stated
    scheme: SchemeTerms
    warnings: tuple[str, ...] = ()
    rule_version: str = RULE_VERSION

    @property
    def rag(self) -> Rag | None:
        """The computed rating."""
        return self.rating.rag

    @property
    def unrated(self) -> Unrated | None:
        """Why there is no computed rating."""
        return self.rating.unrated

    @property
    def explanation(self) -> str:
        """The computed rating in one sentence."""
        return self.rating.explanation

    @property
    def direction(self) -> Direction:
        """The computed direction that this partnership's arrow shows."""
        return self.long if self.compares == Compares.LONG else self.short

    @property
    def shown_rag(self) -> Rag | None:
        """The stated rating where one is in force, else the computed one."""
        return self.stated.rag.rag if self.stated.rag else self.rag

    @property
    def shown_unrated(self) -> Unrated | None:
        """Why no rating is shown; None when one is."""
        return None if self.shown_rag else self.unrated

    @property
    def shown_travel(self) -> Travel:
        """The stated direction where one is in force, else the computed one."""
        stated = self.stated.direction.direction if self.stated.direction else None
        return stated or self.direction.travel

    @property
    def shown_arrow(self) -> str:
        """``↑``, ``→`` or ``↓``, or empty."""
        return arrow_of(self.shown_travel)

    @property
    def shown_words(self) -> str:
        """The movement as computed, with the meaning that is shown: "Up 6.3%, worse"."""
        if self.shown_travel == self.direction.travel:
            return self.direction.words
        if self.direction.travel == Travel.NOT_COMPARABLE:
            return self.shown_travel.label
        return f"{self.direction.movement}, {self.shown_travel.label.lower()}"

    @property
    def differs(self) -> bool:
        """Whether anything shown is not what the rules computed."""
        return self.shown_rag != self.rag or self.shown_travel != self.direction.travel

    @property
    def stated_sentences(self) -> tuple[str, ...]:
        """What officers stated and why, a sentence each."""
        made = []
        if self.stated.rag and self.stated.rag.rag:
            computed = self.rag.label if self.rag else f"Not rated ({self._unrated_label})"
            made.append(
                sentence(self.stated.rag, "the rating", computed, self.stated.rag.rag.label)
            )
        if self.stated.direction and self.stated.direction.direction:
            stated = self.stated.direction.direction.label
            made.append(
                sentence(self.stated.direction, "the arrow", self.direction.travel.label, stated)
            )
        return tuple(made)

    @property
    def target_label(self) -> str:
        """For the target's column: "5.50 or lower", "Target not set yet"."""
        return self.expected.label

    @property
    def target_sentence(self) -> str:
        """ "Target: 5.50 or lower. Missed by 0.85." """
        if self.rag is None:
            return f"Target: {self.target_label}."
        if self.rating.met:
            return f"Target: {self.target_label}. Met."
        missed = f"Missed by {self.rating.missed_by}" if self.rating.missed_by else "Not met"
        return f"Target: {self.target_label}. {missed}."

    @property
    def _unrated_label(self) -> str:
        return self.unrated.label.lower() if self.unrated else ""


def judge(
    measure: MeasureTerms,
    history: History,
    quarter: Quarter,
    *,
    target: TargetTerms | None = None,
    schemes: Sequence[SchemeTerms] = (),
    stated: Sequence[StatedTerms] = (),
    as_of: Quarter | None = None,
    compares: Compares = Compares.LONG,
) -> Judgement:
    """Judge one measure in one quarter.

    ``history`` holds the observations of that quarter and of as many before it as are known.
    ``schemes`` are all versions of the partnership's scheme: the one in force in the quarter is
    used. ``as_of`` is the latest quarter that has ended, which decides whether a figure is due.
    """
    scheme = scheme_for(schemes, quarter)
    figure = figure_at(measure, history, quarter, as_of)
    expected = expected_of(measure, target, history, quarter, figure)
    last_year = years_before(measure, history, quarter, figure.period, as_of=as_of)
    before = previous(measure, history, quarter, figure.period, as_of=as_of)
    long = direction_of(measure, history, figure, last_year, scheme, compares=Compares.LONG)
    warning = contradiction(target, measure)
    return Judgement(
        measure=measure,
        target=target,
        quarter=quarter,
        figure=figure,
        expected=expected,
        rating=rate(measure, target, figure, expected, scheme, last_year=long),
        long=long,
        short=direction_of(measure, history, figure, before, scheme, compares=Compares.SHORT),
        compares=compares,
        stated=stated_for(stated, quarter, figure),
        scheme=scheme,
        warnings=(warning,) if warning else (),
    )

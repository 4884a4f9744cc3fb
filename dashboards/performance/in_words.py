"""The rules in plain words, for people who read ratings. No rule is decided here."""

from dataclasses import dataclass
from decimal import Decimal

from targets.terms import Rag, Travel, Unrated

from .types import SchemeTerms
from .words import plain, points

NOT_RATED: dict[Unrated, str] = {
    Unrated.NO_TARGET: "nobody has set a target for it.",
    Unrated.CONTEXT: "neither up nor down is better by itself, so it is for people to judge.",
    Unrated.PLACEHOLDER: "the strategy names a target and not yet its value, size or direction.",
    Unrated.BASELINE: "what it will be measured from is still to be established.",
    Unrated.MONITOR: "the strategy asks only to watch it.",
    Unrated.NO_FIGURE: "none has been entered for the quarter.",
    Unrated.NOT_AVAILABLE: "it cannot be had this quarter; the reason is given beside it.",
    Unrated.NOT_APPLICABLE: "it does not apply to the quarter.",
    Unrated.NOT_DUE: "the figure comes later than the quarter that it is for.",
    Unrated.INCOMPLETE: "a sum of several quarters lacks one of them.",
    Unrated.QUALITY: "the figure is shown, but a known fault in it could look like success.",
    Unrated.NOT_COMPARABLE: "the figure and what it is held against do not cover the same: other "
    "lengths of period, or a change of definition between them.",
}

# What no scheme changes.
SPECIAL_CASES = (
    "A target or an indicator may have a tolerance or a band of its own. It is then used instead.",
    "A target to do better than a baseline is met by doing better, not by staying the same.",
    "A range is met anywhere inside it; outside, the nearer end counts.",
    "A target of several conditions is green when each is met, else red: it has no amber.",
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word that stands beside a figure (``value`` is the stored one) and what it means."""

    value: str
    word: str
    meaning: str


def ratings_in_words(scheme: SchemeTerms) -> tuple[Meaning, ...]:
    """What green, amber and red mean by a scheme, with its numbers."""
    amber = (
        f"worse by no more than {plain(scheme.relative)}% of what is expected; where the figure "
        f"is a percentage, by no more than {in_points(scheme.points)}."
    )
    return (
        _meaning(Rag.GREEN, "at or better than what is expected."),
        _meaning(Rag.AMBER, amber),
        _meaning(Rag.RED, "worse than that."),
    )


def zero_in_words(scheme: SchemeTerms) -> str:
    """What happens where 0 is expected, of which a share in per cent would be 0."""
    if scheme.absolute is None:
        return f"Where 0 is expected, anything worse is red: {plain(scheme.relative)}% of 0 is 0."
    return (
        f"Where 0 is expected, amber allows up to {plain(scheme.absolute)}, "
        "in the indicator’s own unit."
    )


def directions_in_words(scheme: SchemeTerms) -> tuple[Meaning, ...]:
    """What the words beside an arrow mean by a scheme, with its numbers."""
    same = (
        f"within {plain(scheme.band_relative)}% of the earlier figure; where the figure is a "
        f"percentage, within {in_points(scheme.band_points)}."
    )
    return (
        _meaning(Travel.SAME, same),
        _meaning(Travel.BETTER, "a greater change, the right way."),
        _meaning(Travel.WORSE, "a greater change, the wrong way."),
        Meaning("up", "Up or Down", "a greater change where neither is better by itself."),
        _meaning(
            Travel.NOT_COMPARABLE,
            "one of the two figures is missing or has a fault, they cover different lengths of "
            "time, or a definition changed between them.",
        ),
    )


def _meaning(term: Rag | Travel, meaning: str) -> Meaning:
    return Meaning(term.value, term.label, meaning)


def amber_in_short(scheme: SchemeTerms) -> str:
    """``5% or 2 points; nothing where 0 is expected``."""
    zero = "nothing" if scheme.absolute is None else plain(scheme.absolute)
    return f"{plain(scheme.relative)}% or {in_points(scheme.points)}; {zero} where 0 is expected"


def band_in_short(scheme: SchemeTerms) -> str:
    """``10% or 2 points``."""
    return f"{plain(scheme.band_relative)}% or {in_points(scheme.band_points)}"


def in_points(size: Decimal) -> str:
    """``1 point``, ``2.5 points``."""
    return points(size, plain(size))

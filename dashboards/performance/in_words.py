"""The rules in plain words, for people who read ratings. No rule is decided here."""

from dataclasses import dataclass
from decimal import Decimal

from targets.terms import Rag, RollUp, SchemeKind, Travel, Unrated

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


# What a kind of scheme needs, as people choose between them.
KINDS: dict[SchemeKind, str] = {
    SchemeKind.TOLERANCE: "Green at the target, amber within the tolerance of it, else red.",
    SchemeKind.DIRECTION: "Green within the tolerance of the target. Beyond it amber if no worse "
    "than the same period last year, else red.",
    SchemeKind.FLOOR: "Green at the target, amber down to the floor that is set with it, else red.",
}
ROLL_UPS: dict[RollUp, str] = {
    RollUp.WORST: "One red indicator makes the priority red.",
    RollUp.MAJORITY: "Where two colours have as many, the worse counts.",
    RollUp.MEAN: "Red counts 0, amber 1 and green 2; the mean is rounded half up.",
    RollUp.HEADLINE: "One indicator is marked for each priority or outcome, and its rating counts.",
}


def ratings_in_words(scheme: SchemeTerms) -> tuple[Meaning, ...]:
    """What green, amber and red mean by a scheme, with its numbers."""
    green, amber, red = _RATINGS[scheme.kind](scheme)
    return _meaning(Rag.GREEN, green), _meaning(Rag.AMBER, amber), _meaning(Rag.RED, red)


def _within(scheme: SchemeTerms) -> str:
    """How much worse is still within the tolerance."""
    return (
        f"worse by no more than {plain(scheme.relative)}% of what is expected; where the figure "
        f"is a percentage, by no more than {in_points(scheme.points)}"
    )


def _tolerance_in_words(scheme: SchemeTerms) -> tuple[str, str, str]:
    return "at or better than what is expected.", f"{_within(scheme)}.", "worse than that."


def _direction_in_words(scheme: SchemeTerms) -> tuple[str, str, str]:
    return (
        f"at or better than what is expected, or {_within(scheme)}.",
        "worse than that, and no worse than the same period last year.",
        "worse than that, and worse than the same period last year. Also where last year’s figure "
        "is missing or not comparable: then nothing says that it is no worse.",
    )


def _floor_in_words(scheme: SchemeTerms) -> tuple[str, str, str]:
    return (
        "at or better than what is expected.",
        f"worse, and no worse than the target’s floor. Where it has no floor: {_within(scheme)}.",
        "worse than that.",
    )


_RATINGS = {
    SchemeKind.TOLERANCE: _tolerance_in_words,
    SchemeKind.DIRECTION: _direction_in_words,
    SchemeKind.FLOOR: _floor_in_words,
}


def special_cases(scheme: SchemeTerms) -> tuple[str, ...]:
    """What no tolerance changes, and what is particular to the kind of scheme."""
    return (*SPECIAL_CASES, *_PARTICULAR[scheme.kind])


_PARTICULAR: dict[SchemeKind, tuple[str, ...]] = {
    SchemeKind.TOLERANCE: (),
    SchemeKind.DIRECTION: (
        "A target to do better than a baseline is also green within the tolerance of the baseline.",
        "For a range, no worse than last year means no further outside it.",
    ),
    SchemeKind.FLOOR: (
        "Where lower is better, the floor is the most that is still amber. The floor itself is "
        "amber.",
        "For a range, a floor counts on its own side; on the other, the tolerance does.",
        "A floor for a whole year is shared out over the quarters as its target is.",
    ),
}


def roll_up_in_words(scheme: SchemeTerms) -> str:
    """``By the rule “the worst of its indicators”. One red indicator makes the priority red.``"""
    label = scheme.roll_up.label
    return f"By the rule “{label[:1].lower()}{label[1:]}”. {ROLL_UPS[scheme.roll_up]}"


def zero_in_words(scheme: SchemeTerms) -> str:
    """What happens where 0 is expected, of which a share in per cent would be 0."""
    direction = scheme.kind == SchemeKind.DIRECTION
    if scheme.absolute is None:
        nothing = f"{plain(scheme.relative)}% of 0 is 0."
        beyond = "anything worse is beyond the tolerance" if direction else "anything worse is red"
        floor = ", unless the target has a floor" if scheme.kind == SchemeKind.FLOOR else ""
        return f"Where 0 is expected, {beyond}{floor}: {nothing}"
    colour = "green" if direction else "amber"
    return (
        f"Where 0 is expected, {colour} allows up to {plain(scheme.absolute)}, "
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

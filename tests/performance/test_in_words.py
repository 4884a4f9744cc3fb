"""How ratings are made, in words: each kind of scheme and each rule, with its numbers."""

from decimal import Decimal

from dashboards.performance import SchemeTerms
from dashboards.performance.in_words import (
    KINDS,
    ROLL_UPS,
    ratings_in_words,
    roll_up_in_words,
    special_cases,
    zero_in_words,
)
from targets.terms import RollUp, SchemeKind


def test_each_kind_in_words_has_its_numbers() -> None:
    wide = {"relative": Decimal("7.5"), "points": Decimal(1)}
    within = (
        "worse by no more than 7.5% of what is expected; where the figure is a percentage, by no "
        "more than 1 point."
    )
    green, amber, red = ratings_in_words(SchemeTerms("Any", kind=SchemeKind.DIRECTION, **wide))
    assert green.meaning == f"at or better than what is expected, or {within}"
    assert amber.meaning == "worse than that, and no worse than the same period last year."
    assert "missing or not comparable" in red.meaning
    green, amber, red = ratings_in_words(SchemeTerms("Any", kind=SchemeKind.FLOOR, **wide))
    assert amber.meaning == (
        f"worse, and no worse than the target’s floor. Where it has no floor: {within}"
    )


def test_every_kind_and_every_rule_is_described() -> None:
    assert set(KINDS) == set(SchemeKind)
    assert set(ROLL_UPS) == set(RollUp)
    for rule in RollUp:
        said_of_it = roll_up_in_words(SchemeTerms("Any", roll_up=rule))
        assert rule.label.lower() in said_of_it.lower()
        assert said_of_it.endswith(ROLL_UPS[rule])
    cases = {special_cases(SchemeTerms("Any", kind=kind)) for kind in SchemeKind}
    assert len(cases) == len(SchemeKind)


def test_an_expected_0_in_the_words_of_each_kind() -> None:
    words = {kind: zero_in_words(SchemeTerms("Any", kind=kind)) for kind in SchemeKind}
    assert words[SchemeKind.TOLERANCE].endswith("anything worse is red: 5% of 0 is 0.")
    assert "anything worse is beyond the tolerance: 5% of 0" in words[SchemeKind.DIRECTION]
    assert "red, unless the target has a floor: 5% of 0" in words[SchemeKind.FLOOR]
    two = SchemeTerms("Any", absolute=Decimal(2), kind=SchemeKind.DIRECTION)
    assert "green allows up to 2," in zero_in_words(two)

"""A floor is worse than what its target states, and only where the target states something."""

import pytest

from targets.floors import KINDS, wrong_side
from targets.forms_targets import FIELDS
from targets.terms import Polarity, TargetKind, Unit
from tests.targets.test_wording import baseline, target

K, PER_CENT = TargetKind, Unit.PERCENTAGE
HIGHER, LOWER, CONTEXT = Polarity.HIGHER, Polarity.LOWER, Polarity.CONTEXT


def kept(polarity: Polarity, floor: str) -> object:
    return target(
        K.MAINTAIN_BASELINE, polarity=polarity, baseline=baseline("12"), value="3", floor=floor
    )


@pytest.mark.parametrize(
    ("one", "wrong"),
    [
        (target(K.AT_LEAST, PER_CENT, value="90"), ""),
        (target(K.AT_LEAST, PER_CENT, value="90", floor="80"), ""),
        (
            target(K.AT_LEAST, PER_CENT, value="90", floor="90"),
            "Enter a floor below the target of 90%.",
        ),
        (
            target(K.SERVICE_STANDARD, PER_CENT, value="95", floor="97"),
            "Enter a floor below the target of 95%.",
        ),
        (target(K.AT_MOST, Unit.RATE, value="5.5", floor="6"), ""),
        (
            target(K.AT_MOST, Unit.RATE, value="5.5", floor="5"),
            "Enter a floor above the target of 5.5 per 1,000.",
        ),
        (target(K.RANGE, low="8", high="11", floor="7"), ""),
        (target(K.RANGE, low="8", high="11", floor="14"), ""),
        (
            target(K.RANGE, low="8", high="11", floor="11"),
            "Enter a floor outside the range of 8 to 11.",
        ),
        # The baseline comes before the level that stands in for one.
        (kept(LOWER, "13"), ""),
        (kept(LOWER, "4"), "Enter a floor above the level of 12."),
        (kept(HIGHER, "11"), ""),
        (kept(HIGHER, "13"), "Enter a floor below the level of 12."),
        (kept(CONTEXT, "13"), ""),
        # What they expect is known only when there are figures.
        (target(K.REDUCE, change_percent="5", floor="1"), ""),
        (target(K.MAINTAIN_AVERAGE, years=3, floor="1"), ""),
        (
            target(K.MONITOR, floor="1"),
            "A target of this kind expects no value, so it has no floor.",
        ),
    ],
)
def test_where_a_floor_may_stand(one, wrong) -> None:
    assert wrong_side(one) == wrong


def test_the_form_asks_for_a_floor_where_one_may_stand() -> None:
    assert {kind for kind, names in FIELDS.items() if "floor" in names} == KINDS

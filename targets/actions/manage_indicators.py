"""Writing indicators, their use by a partnership, and baselines."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from audit.context import context
from core.editing import changed, check_row, only, remove_row
from core.models import save_versioned
from partnerships.access import Member
from targets import rules
from targets.actions.manage_rights import may_edit, same_partnership
from targets.models import Baseline, Figure, Indicator, Measure

INDICATOR_FIELDS = (
    "name",
    "code",
    "definition",
    "unit",
    "rate_per",
    "decimals",
    "polarity",
    "basis",
    "numerator_label",
    "denominator_label",
    "source",
    "frequency",
    "lag_quarters",
)
# What a recorded figure was recorded in: it cannot change under the figure.
FIXED_BY_FIGURES = ("unit", "rate_per", "basis")
MEASURE_FIELDS = (
    "priority",
    "outcome",
    "headline",
    "supplier",
    "owner_post",
    "first_quarter",
    "last_quarter",
    "tolerance_percent",
    "tolerance_units",
    "band_percent",
    "band_units",
    "suppress_small_numbers",
    "part_of",
    "warn_change_percent",
    "warn_change_events",
    "warn_times",
    "warn_denominator_percent",
)
BASELINE_FIELDS = ("period_start", "period_end", "value", "outstanding", "due", "note")


# --- Indicators ---


def create_indicator(*, by: Member, values: Mapping[str, Any]) -> Indicator:
    """An indicator of the partnership's own. Raises ``ValidationError`` by field."""
    may_edit(by)
    indicator = Indicator(partnership=by.partnership, **only(values, INDICATOR_FIELDS))
    with context(by=by.user, action="targets.create_indicator", partnership=by.partnership):
        check_row(indicator, rules.INDICATOR)
        indicator.save()
    return indicator


def change_indicator(
    *, by: Member, indicator: Indicator, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change an own indicator. Its unit and basis stay once figures are recorded in them."""
    may_edit(by, indicator)
    values = only(values, INDICATOR_FIELDS)
    with context(by=by.user, action="targets.change_indicator", partnership=by.partnership):
        check_indicator(indicator, changed(indicator, values))
        save_versioned(indicator, expected_version, **values)


def check_indicator(before: Indicator, after: Indicator) -> None:
    """Raise ``ValidationError``, by field, where it cannot be so. Its unit stays under figures."""
    check_row(after, rules.INDICATOR)
    moved = [name for name in FIXED_BY_FIGURES if getattr(before, name) != getattr(after, name)]
    if moved and Figure.objects.filter(measure__indicator=before).exists():
        text = "Figures are recorded in this, so it no longer changes. Define a new indicator."
        raise ValidationError(dict.fromkeys(moved, text))


def remove_indicator(*, by: Member, indicator: Indicator, expected_version: int) -> None:
    """Remove an own indicator that is not in use."""
    may_edit(by, indicator)
    with context(by=by.user, action="targets.remove_indicator", partnership=by.partnership):
        remove_row(indicator, expected_version)


# --- Measures: indicators in use ---


def create_measure(*, by: Member, indicator: Indicator, values: Mapping[str, Any]) -> Measure:
    """Put an indicator of the library, or an own one, to use. It comes last in order."""
    may_edit(by)
    if indicator.partnership_id not in (None, by.partnership.pk):
        raise PermissionDenied
    values = only(values, MEASURE_FIELDS)
    _check_pointers(by, values)
    with context(by=by.user, action="targets.create_measure", partnership=by.partnership):
        last = by.partnership.measures.order_by("-position").first()
        measure = Measure(
            partnership=by.partnership,
            indicator=indicator,
            position=last.position + 1 if last else 1,
            **values,
        )
        check_measure(measure)
        measure.save()
    return measure


def change_measure(
    *, by: Member, measure: Measure, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change where a measure stands, who supplies it, or from when until when it is asked for."""
    may_edit(by, measure)
    values = only(values, MEASURE_FIELDS)
    _check_pointers(by, values)
    with context(by=by.user, action="targets.change_measure", partnership=by.partnership):
        check_measure(changed(measure, values))
        save_versioned(measure, expected_version, **values)


def _check_pointers(by: Member, values: Mapping[str, Any]) -> None:
    same_partnership(by, *(values.get(name) for name in ("priority", "outcome", "part_of")))


def check_measure(measure: Measure) -> None:
    """Raise ``ValidationError``, by field, where it cannot be so."""
    check_row(measure, rules.MEASURE)
    outcome = measure.outcome
    if (
        outcome is not None
        and outcome.priority_id is not None
        and measure.priority_id not in (None, outcome.priority_id)
    ):
        raise ValidationError({"outcome": "Choose an outcome of the same priority."})
    if measure.headline and outcome is None and measure.priority_id is None:
        raise ValidationError(
            {"headline": "Choose a priority or an outcome: it is the headline of that."}
        )
    if _is_among_its_parts(measure):
        raise ValidationError(
            {"part_of": f"{measure.part_of} is itself part of this one. Choose another."}
        )


def _is_among_its_parts(measure: Measure) -> bool:
    """Whether what it is said to be part of is part of it, however many steps away."""
    if measure.pk is None or measure.part_of_id is None:
        return False
    rows = Measure.objects.filter(partnership_id=measure.partnership_id, part_of__isnull=False)
    above: dict[int, int | None] = dict(rows.values_list("pk", "part_of_id"))
    step: int | None = measure.part_of_id
    seen: set[int] = set()
    while step is not None and step not in seen:
        if step == measure.pk:
            return True
        seen.add(step)
        step = above.get(step)
    return False


def remove_measure(*, by: Member, measure: Measure, expected_version: int) -> None:
    """Take an indicator out of use if it has no figure, baseline or target; else end it."""
    may_edit(by, measure)
    with context(by=by.user, action="targets.remove_measure", partnership=by.partnership):
        remove_row(measure, expected_version)


# --- Baselines ---


def create_baseline(*, by: Member, measure: Measure, values: Mapping[str, Any]) -> Baseline:
    """A measure's baseline, or that it is outstanding. Raises ``ValidationError`` by field."""
    may_edit(by, measure)
    baseline = Baseline(
        partnership=by.partnership, measure=measure, **only(values, BASELINE_FIELDS)
    )
    with context(by=by.user, action="targets.create_baseline", partnership=by.partnership):
        check_row(baseline, rules.BASELINE)
        baseline.save()
    return baseline


def change_baseline(
    *, by: Member, baseline: Baseline, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change a baseline: enter the value of an outstanding one, or correct it."""
    may_edit(by, baseline)
    values = only(values, BASELINE_FIELDS)
    with context(by=by.user, action="targets.change_baseline", partnership=by.partnership):
        check_row(changed(baseline, values), rules.BASELINE)
        save_versioned(baseline, expected_version, **values)


def remove_baseline(*, by: Member, baseline: Baseline, expected_version: int) -> None:
    """Remove a baseline that no target is measured from."""
    may_edit(by, baseline)
    with context(by=by.user, action="targets.remove_baseline", partnership=by.partnership):
        remove_row(baseline, expected_version)

"""What must hold of indicators, targets, returns and figures, the database holds: one by one.

Each case makes one row that breaks one constraint and nothing else, and names the constraint that
refuses it; a last test sees that no constraint of this room is left out.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from core.quarters import Quarter
from strategies.models import Outcome, Priority, Strategy
from targets.models import (
    Baseline,
    Denominator,
    DueRule,
    Explanation,
    Figure,
    Indicator,
    LockException,
    Measure,
    Reminder,
    Return,
    ReturnPart,
    Revision,
    SeriesBreak,
    Target,
    TargetCondition,
    Upload,
)
from tests.targets.scene import Q4, Scene, given, scene

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

Break = Callable[[Scene], Any]
MOMENT = "2015-04-20T10:00Z"


def indicator(scene: Scene, **fields: Any) -> Indicator:
    known = {"code": "new", "name": "New", "unit": "count", "polarity": "lower"}
    return Indicator.objects.create(**{"partnership": scene.partnership, **known, **fields})


def measure(scene: Scene, **fields: Any) -> Measure:
    known = {"first_quarter": Q4, "supplier": scene.police, "partnership": scene.partnership}
    if "indicator" not in fields:
        fields["indicator"] = indicator(scene)
    return Measure.objects.create(**{**known, **fields})


def figure(scene: Scene, value: Any = 5, **fields: Any) -> Figure:
    return scene.add_figure("entrants", value, **fields)


def change_part(scene: Scene, **fields: Any) -> int:
    return ReturnPart.objects.filter(pk=scene.part(scene.police).pk).update(**fields)


def submitted(scene: Scene) -> dict[str, Any]:
    return {"submitted_by": scene.users["officer"], "submitted_at": MOMENT}


def baseline(scene: Scene, **fields: Any) -> Baseline:
    known = {
        "partnership": scene.partnership,
        "measure": scene.measures["entrants"],
        "period_start": date(2013, 4, 1),
        "period_end": date(2014, 3, 31),
        "value": 212,
    }
    return Baseline.objects.create(**{**known, **fields})


def target(scene: Scene, kind: str, **fields: Any) -> Target:
    known = {
        "partnership": scene.partnership,
        "measure": scene.measures["entrants"],
        "text": "Fewer",
        "starts": date(2014, 4, 1),
    }
    return Target.objects.create(**{**known, "kind": kind, **fields})


def condition(scene: Scene, of: Target | None = None, **fields: Any) -> TargetCondition:
    of = of or target(scene, "all_of")
    known = {"partnership": scene.partnership, "target": of, "text": "One"}
    return TargetCondition.objects.create(**{**known, **fields})


def series_break(scene: Scene) -> SeriesBreak:
    return SeriesBreak.objects.create(
        partnership=scene.partnership, measure=scene.measures["entrants"], quarter=Q4, note="New"
    )


def explanation(scene: Scene, of: Figure | None = None, **fields: Any) -> Explanation:
    known = {"kind": "year_ago", "about": "It is 5.", "text": "Because."}
    of = of or figure(scene)
    return Explanation.objects.create(
        **{"partnership": scene.partnership, "figure": of, **known, **fields}
    )


def revision(scene: Scene, of: Figure | None = None, **fields: Any) -> Revision:
    known = {"from_version": 1, "kind": "error", "why": "Counted twice.", "before": "5"}
    new = {"after": "4", "state": "entered", "value": 4}
    made = {"made_by": scene.users["officer"], "made_at": MOMENT}
    of = of or figure(scene)
    return Revision.objects.create(
        **{"partnership": scene.partnership, "figure": of, **known, **new, **made, **fields}
    )


def due_rule(scene: Scene, **fields: Any) -> DueRule:
    return DueRule.objects.create(**{"partnership": scene.partnership, "due_after": 20, **fields})


def of_part(scene: Scene, model: Any, **fields: Any) -> Any:
    made = {"made_by": scene.users["officer"], "made_at": MOMENT}
    part = scene.part(scene.police)
    return model.objects.create(
        **{"partnership": scene.partnership, "part": part, **made, **fields}
    )


def denominator(scene: Scene, **fields: Any) -> Denominator:
    known = {"name": "Households", "quarter": Q4, "value": 900, "source": "Council"}
    return Denominator.objects.create(**{"partnership": scene.partnership, **known, **fields})


def upload(scene: Scene, **fields: Any) -> Upload:
    made = {"made_by": scene.users["officer"], "made_at": MOMENT}
    known = {"partnership": scene.partnership, "sha256": "0" * 64, "plan": b"{}"}
    return Upload.objects.create(**{**known, **made, **fields})


def twice(make: Break) -> Break:
    return lambda scene: (make(scene), make(scene))


def two_conditions(scene: Scene) -> None:
    of = target(scene, "all_of")
    condition(scene, of)
    condition(scene, of)


def _strategy(scene: Scene) -> Strategy:
    return Strategy.objects.create(
        partnership=scene.partnership,
        title="Agreement",
        slug="agreement",
        starts=date(2014, 4, 1),
        ends=date(2017, 3, 31),
    )


def part_of_itself(scene: Scene) -> None:
    made = measure(scene)
    Measure.objects.filter(pk=made.pk).update(part_of=made)


def two_headlines_of_an_outcome(scene: Scene) -> None:
    outcome = Outcome.objects.create(
        partnership=scene.partnership, strategy=_strategy(scene), position=1
    )
    for code in ("one", "two"):
        measure(scene, indicator=indicator(scene, code=code), outcome=outcome, headline=True)


def two_headlines_of_a_priority(scene: Scene) -> None:
    priority = Priority.objects.create(
        partnership=scene.partnership, strategy=_strategy(scene), code="A", position=1
    )
    for code in ("one", "two"):
        measure(scene, indicator=indicator(scene, code=code), priority=priority, headline=True)


CASES: list[tuple[str, Break]] = [
    ("indicator_code_unique", twice(indicator)),
    ("indicator_library_code_unique", twice(lambda s: indicator(s, partnership=None))),
    ("indicator_decimals", lambda s: indicator(s, decimals=5)),
    ("indicator_rate_per", lambda s: indicator(s, rate_per=0)),
    ("indicator_unit_known", lambda s: indicator(s, unit="acres")),
    ("indicator_polarity_known", lambda s: indicator(s, polarity="sideways")),
    ("indicator_basis_known", lambda s: indicator(s, basis="weekly")),
    ("measure_indicator_once", lambda s: measure(s, indicator=s.measures["entrants"].indicator)),
    ("measure_quarters_in_order", lambda s: measure(s, last_quarter=Q4 - 1)),
    ("measure_tolerance_percent", lambda s: measure(s, tolerance_percent=-1)),
    ("measure_tolerance_units", lambda s: measure(s, tolerance_units=-1)),
    ("measure_bands", lambda s: measure(s, band_percent=-1)),
    ("measure_bands", lambda s: measure(s, band_units=-1)),
    ("measure_not_part_of_itself", part_of_itself),
    ("measure_one_headline_of_outcome", two_headlines_of_an_outcome),
    ("measure_one_headline_of_priority", two_headlines_of_a_priority),
    ("baseline_period_unique", twice(baseline)),
    ("baseline_dates_in_order", lambda s: baseline(s, period_end=date(2013, 4, 1))),
    ("baseline_value_or_outstanding", lambda s: baseline(s, value=None)),
    ("baseline_value_or_outstanding", lambda s: baseline(s, outstanding=True)),
    ("target_kind_known", lambda s: target(s, "hope")),
    ("target_has_its_value", lambda s: target(s, "at_least")),
    ("target_has_its_value", lambda s: target(s, "at_most")),
    ("target_has_its_value", lambda s: target(s, "service_standard", value=100)),
    ("target_range_in_order", lambda s: target(s, "range", low=2, high=1)),
    ("target_range_in_order", lambda s: target(s, "range", low=2)),
    ("target_change_by_date_complete", lambda s: target(s, "change_by_date", change_percent=-40)),
    ("target_average_has_years", lambda s: target(s, "maintain_at_rolling_average")),
    ("target_average_has_years", lambda s: target(s, "maintain_at_rolling_average", years=0)),
    ("target_size_positive", lambda s: target(s, "reduce_on_baseline", change_percent=-4)),
    ("target_placeholder_says_what_is_missing", lambda s: target(s, "placeholder")),
    (
        "target_placeholder_says_what_is_missing",
        lambda s: target(s, "monitor_only", missing="size"),
    ),
    ("target_tolerance", lambda s: target(s, "monitor_only", tolerance=-1)),
    ("target_dates_in_order", lambda s: target(s, "monitor_only", ends=date(2014, 3, 31))),
    ("condition_position", two_conditions),
    ("condition_comparator_with_value", lambda s: condition(s, comparator="at_least")),
    ("condition_comparator_with_value", lambda s: condition(s, value=Decimal(1))),
    (
        "return_one_a_quarter",
        lambda s: Return.objects.create(
            partnership=s.partnership, quarter=Q4, opened_on=date(2015, 4, 1), due=date(2015, 4, 2)
        ),
    ),
    (
        "return_due_after_opening",
        lambda s: Return.objects.filter(pk=s.ret.pk).update(due=date(2015, 4, 19)),
    ),
    ("return_status_known", lambda s: Return.objects.filter(pk=s.ret.pk).update(status="lost")),
    (
        "part_one_per_organisation",
        lambda s: ReturnPart.objects.create(
            partnership=s.partnership, belongs_to=s.ret, organisation=s.police, due=s.ret.due
        ),
    ),
    ("part_status_known", lambda s: change_part(s, status="lost", **submitted(s))),
    ("part_submitted_by_somebody", lambda s: change_part(s, status="submitted")),
    (
        "part_signed_off_by_somebody",
        lambda s: ReturnPart.objects.create(
            partnership=s.partnership,
            belongs_to=s.ret,
            organisation=s.add_measure("x", supplier=_third(s)).supplier,
            due=s.ret.due,
            status="signed_off",
            **submitted(s),
        ),
    ),
    (
        "part_signed_off_by_another",
        lambda s: change_part(s, signed_off_by=s.users["officer"], **submitted(s)),
    ),
    ("part_sent_back_with_note", lambda s: change_part(s, status="returned")),
    ("figure_one_a_quarter", twice(figure)),
    ("figure_period_in_order", lambda s: figure(s, period_end=Q4.start)),
    ("figure_state_known", lambda s: figure(s, None, state="guessed")),
    ("figure_value_when_entered", lambda s: figure(s, None)),
    ("figure_value_when_entered", lambda s: figure(s, numerator=1)),
    ("figure_value_when_entered", lambda s: figure(s, state="not_entered")),
    ("figure_value_when_entered", lambda s: figure(s, state="not_applicable")),
    (
        "figure_reason_when_not_available",
        lambda s: figure(s, None, state="not_available", reason=""),
    ),
    (
        "figure_reason_when_not_available",
        lambda s: figure(s, None, state="not_entered", reason="not_released"),
    ),
    ("figure_denominator_positive", lambda s: figure(s, numerator=1, denominator=0)),
    ("break_one_a_quarter", twice(series_break)),
    ("measure_warnings", lambda s: measure(s, warn_change_percent=0)),
    ("measure_warnings", lambda s: measure(s, warn_change_events=-1)),
    ("measure_warnings", lambda s: measure(s, warn_times=1)),
    ("measure_warnings", lambda s: measure(s, warn_denominator_percent=0)),
    ("part_closes_after_due", lambda s: change_part(s, closes_on=date(2015, 4, 1))),
    ("explanation_one_of_a_kind", twice(lambda s: explanation(s, s.figure("entrants")))),
    ("explanation_kind_known", lambda s: explanation(s, kind="mood")),
    ("explanation_says_something", lambda s: explanation(s, text="")),
    ("explanation_says_something", lambda s: explanation(s, about="")),
    ("revision_one_of_a_version", twice(lambda s: revision(s, s.figure("entrants")))),
    ("revision_kind_known", lambda s: revision(s, kind="whim")),
    ("revision_has_reason", lambda s: revision(s, why="")),
    ("due_rule_one_per_organisation", twice(lambda s: due_rule(s, organisation=s.police))),
    ("due_rule_one_for_all", twice(due_rule)),
    ("due_rule_days", lambda s: due_rule(s, due_after=0)),
    ("due_rule_days", lambda s: due_rule(s, due_after=121)),
    ("exception_has_reason", lambda s: of_part(s, LockException, until=Q4.end, reason="")),
    (
        "reminder_once_of_a_kind",
        twice(lambda s: of_part(s, Reminder, kind="soon", day=Q4.end, made_by=None)),
    ),
    ("reminder_kind_known", lambda s: of_part(s, Reminder, kind="shout", day=Q4.end)),
    ("denominator_one_a_quarter", twice(denominator)),
    ("denominator_positive", lambda s: denominator(s, value=0)),
    ("upload_of_its_kind", lambda s: upload(s, kind="return")),
    ("upload_of_its_kind", lambda s: upload(s, kind="history", belongs_to=s.ret)),
]


def _third(scene: Scene) -> Any:
    from partnerships.models import Organisation

    return Organisation.objects.create(name="Third", kind="other")


@pytest.mark.parametrize(("name", "break_it"), CASES)
def test_constraint(scene: Scene, name: str, break_it: Break) -> None:
    with pytest.raises(IntegrityError) as caught, given():
        break_it(scene)
    # SQLite names the columns of a unique constraint and not the constraint itself.
    if connection.vendor == "postgresql" or "UNIQUE" not in str(caught.value):
        assert name in str(caught.value)


@pytest.mark.parametrize("quarter", [Quarter(2014, 4).index + 10_000, -1])
def test_quarters_of_no_calendar_are_refused(scene: Scene, quarter: int) -> None:
    with pytest.raises(IntegrityError), given(), connection.cursor() as cursor:
        cursor.execute("UPDATE targets_return SET quarter = %s", [quarter])


def test_every_constraint_has_a_case() -> None:
    declared = {
        constraint.name
        for model in apps.get_app_config("targets").get_models()
        for constraint in model._meta.constraints
    }
    assert declared == {name for name, _ in CASES}

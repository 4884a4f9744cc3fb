"""What must hold of the board’s own rows, the database holds: one constraint after another.

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

from dashboards.models import (
    ComparatorArea,
    ComparatorFigure,
    ComparatorSet,
    CostClaim,
    CostTable,
    CostYear,
    GroupAssessment,
    QuarterSummary,
    Scheme,
    Snapshot,
    StatedJudgement,
    UnitCost,
)
from strategies.models import Outcome
from tests.targets.scene import Q4, TODAY, Scene, given, scene

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

Break = Callable[[Scene], Any]
STATED = {"stated_by": "Head of Community Safety", "stated_on": TODAY}


def scheme(scene: Scene, number: int = 1, **fields: Any) -> Scheme:
    known = {"partnership": scene.partnership, "from_quarter": Q4, "reason": "Agreed in March"}
    return Scheme.objects.create(**{**known, "number": number, **fields})


def snapshot(scene: Scene, number: int = 1, **fields: Any) -> Snapshot:
    known = {"partnership": scene.partnership, "belongs_to": scene.ret, "quarter": Q4}
    kept = {"published_at": "2015-05-01T10:00Z", "rule_version": "1", "payload": "{}"}
    return Snapshot.objects.create(
        **{**known, **kept, "number": number, "sha256": "0" * 64, **fields}
    )


def judgement(scene: Scene, **fields: Any) -> StatedJudgement:
    known = {"partnership": scene.partnership, "measure": scene.measures["entrants"]}
    said = {"quarter": Q4, "until_quarter": Q4, "rag": "green", "reason": "A late return"}
    return StatedJudgement.objects.create(**{**known, **said, **STATED, **fields})


def assessment(scene: Scene, **fields: Any) -> GroupAssessment:
    known = {"partnership": scene.partnership, "quarter": Q4, "comment": "Going well"}
    if not fields.keys() & {"priority", "outcome"}:
        fields["priority"] = scene.priority
    return GroupAssessment.objects.create(**{**known, **STATED, **fields})


def outcome(scene: Scene) -> Outcome:
    found, _ = Outcome.objects.get_or_create(
        partnership=scene.partnership, strategy=scene.priority.strategy, position=1
    )
    return found


def summary(scene: Scene, **fields: Any) -> QuarterSummary:
    known = {"partnership": scene.partnership, "quarter": Q4, "headline": "Fewer burglaries"}
    return QuarterSummary.objects.create(**{**known, "written_by": "Chair", **fields})


def area_set(scene: Scene, **fields: Any) -> ComparatorSet:
    known = {"partnership": scene.partnership, "name": "Most similar", "first_quarter": Q4}
    return ComparatorSet.objects.create(**{**known, **fields})


def area(scene: Scene, of: ComparatorSet | None = None, **fields: Any) -> ComparatorArea:
    known = {"partnership": scene.partnership, "name": "Daventry"}
    return ComparatorArea.objects.create(
        **{**known, "comparator_set": of or area_set(scene), **fields}
    )


def area_figure(scene: Scene, of: ComparatorArea | None = None, **fields: Any) -> ComparatorFigure:
    known = {"indicator": scene.measures["entrants"].indicator, "source": "Police.uk"}
    period = {"period_start": date(2015, 1, 1), "period_end": date(2015, 3, 31)}
    own = {"partnership": scene.partnership, "area": of or area(scene), "value": Decimal(7)}
    return ComparatorFigure.objects.create(**{**own, **known, **period, **fields})


def unit_cost(scene: Scene, **fields: Any) -> UnitCost:
    known = {"partnership": scene.partnership, "name": "domestic burglary", "amount": 2300}
    whence = {"price_year": "2000", "source": "Home Office Research Study 217"}
    return UnitCost.objects.create(**{**known, **whence, **fields})


def cost_table(scene: Scene, of: UnitCost | None = None, **fields: Any) -> CostTable:
    known = {"partnership": scene.partnership, "title": "Domestic burglary"}
    return CostTable.objects.create(**{**known, "unit_cost": of or unit_cost(scene), **fields})


def cost_year(scene: Scene, of: CostTable | None = None, **fields: Any) -> CostYear:
    known = {"partnership": scene.partnership, "table": of or cost_table(scene), "year": 2013}
    return CostYear.objects.create(**{**known, **fields})


def claim(scene: Scene, **fields: Any) -> CostClaim:
    known = {"partnership": scene.partnership, "text": "Savings of £25,300", "of": "chained"}
    return CostClaim.objects.create(
        **{**known, "amount": 25300, "printed_in": "The plan for 2014 to 2017", **fields}
    )


def twice(make: Break) -> Break:
    return lambda scene: (make(scene), make(scene))


def twice_of(parent: Callable[[Scene], Any], make: Callable[..., Any], **fields: Any) -> Break:
    """Two rows alike of one and the same parent."""

    def both(scene: Scene) -> None:
        of = parent(scene)
        make(scene, of, **fields)
        make(scene, of, **fields)

    return both


def the_same_member_twice(scene: Scene) -> None:
    of = area_set(scene)
    for name in ("Rugby", "Rugby again"):
        area(scene, of, name=name, member=scene.partnership)


CASES: list[Any] = [
    ("scheme_number_unique", lambda s: (scheme(s), scheme(s, from_quarter=Q4 + 1))),
    ("scheme_one_from_a_quarter", lambda s: (scheme(s), scheme(s, number=2))),
    ("scheme_absolute_not_negative", lambda s: scheme(s, tolerance_absolute=-1)),
    ("scheme_nothing_negative", lambda s: scheme(s, tolerance_percent=-1)),
    ("scheme_nothing_negative", lambda s: scheme(s, tolerance_points=-1)),
    ("scheme_nothing_negative", lambda s: scheme(s, band_percent=-1)),
    ("scheme_nothing_negative", lambda s: scheme(s, band_points=-1)),
    ("scheme_kind_known", lambda s: scheme(s, kind="mood")),
    ("scheme_roll_up_known", lambda s: scheme(s, roll_up="best")),
    ("scheme_later_has_reason", lambda s: scheme(s, number=2, reason="")),
    ("snapshot_number_unique", twice(snapshot)),
    ("snapshot_new_version_has_reason", lambda s: snapshot(s, number=2)),
    ("stated_one_a_quarter", twice(judgement)),
    ("stated_quarters_in_order", lambda s: judgement(s, until_quarter=Q4 - 1)),
    ("stated_has_reason", lambda s: judgement(s, reason="")),
    ("stated_has_reason", lambda s: judgement(s, rag="", direction="better", reason="")),
    ("stated_says_something", lambda s: judgement(s, rag="")),
    ("assessment_of_one_thing", lambda s: assessment(s, priority=None)),
    ("assessment_of_one_thing", lambda s: assessment(s, priority=s.priority, outcome=outcome(s))),
    ("assessment_priority_once", twice(assessment)),
    ("assessment_outcome_once", twice(lambda s: assessment(s, outcome=outcome(s)))),
    ("assessment_says_something", lambda s: assessment(s, comment="")),
    ("summary_one_a_quarter", twice(summary)),
    ("summary_says_something", lambda s: summary(s, headline="")),
    ("comparator_set_unique", twice(area_set)),
    ("comparator_set_quarters_in_order", lambda s: area_set(s, last_quarter=Q4 - 1)),
    ("comparator_set_has_name", lambda s: area_set(s, name="")),
    ("comparator_area_name_unique", twice_of(area_set, area)),
    ("comparator_area_member_once", the_same_member_twice),
    ("comparator_area_has_name", lambda s: area(s, name="")),
    ("comparator_figure_once", twice_of(area, area_figure)),
    (
        "comparator_figure_period_in_order",
        lambda s: area_figure(s, period_end=date(2015, 1, 1)),
    ),
    ("comparator_figure_value_or_not_available", lambda s: area_figure(s, value=None)),
    ("comparator_figure_value_or_not_available", lambda s: area_figure(s, not_available=True)),
    ("comparator_figure_value_or_not_available", lambda s: area_figure(s, denominator=1)),
    ("comparator_figure_value_or_not_available", lambda s: area_figure(s, numerator=1)),
    (
        "comparator_figure_value_or_not_available",
        lambda s: area_figure(s, numerator=1, denominator=0),
    ),
    ("comparator_figure_has_source", lambda s: area_figure(s, source="")),
    ("unit_cost_once", twice(unit_cost)),
    ("unit_cost_above_nothing", lambda s: unit_cost(s, amount=0)),
    ("unit_cost_says_what_and_whence", lambda s: unit_cost(s, name="")),
    ("unit_cost_says_what_and_whence", lambda s: unit_cost(s, source="")),
    ("unit_cost_says_what_and_whence", lambda s: unit_cost(s, price_year="")),
    ("cost_table_title_unique", twice_of(unit_cost, cost_table)),
    ("cost_table_has_title", lambda s: cost_table(s, title="")),
    ("cost_year_once", twice_of(cost_table, cost_year)),
    ("cost_year_plausible", lambda s: cost_year(s, year=1980)),
    ("cost_year_plausible", lambda s: cost_year(s, year=2101)),
    ("cost_year_count", lambda s: cost_year(s, count=-1)),
    ("cost_claim_of_known", lambda s: claim(s, of="guessed")),
    ("cost_claim_says_where", lambda s: claim(s, text="")),
    ("cost_claim_says_where", lambda s: claim(s, printed_in="")),
]


@pytest.mark.parametrize(("name", "break_it"), CASES)
def test_constraint(scene: Scene, name: str, break_it: Break) -> None:
    with pytest.raises(IntegrityError) as caught, given():
        break_it(scene)
    # SQLite names the columns of a unique constraint and not the constraint itself.
    if connection.vendor == "postgresql" or "UNIQUE" not in str(caught.value):
        assert name in str(caught.value)


@pytest.mark.parametrize(
    "make",
    [
        scheme, snapshot, judgement, assessment, summary, area_set, area, area_figure, unit_cost,
        cost_table, cost_year, claim,
    ],
)  # fmt: skip
def test_the_row_that_the_cases_break_is_itself_taken(
    scene: Scene, make: Callable[[Scene], Any]
) -> None:
    with given():
        assert make(scene).pk


def test_every_constraint_has_a_case() -> None:
    declared = {
        constraint.name
        for model in apps.get_app_config("dashboards").get_models()
        for constraint in model._meta.constraints
    }
    assert declared == {next(iter(getattr(case, "values", case))) for case in CASES}

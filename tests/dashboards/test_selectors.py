"""How rows of the database become a dashboard."""

from datetime import date
from decimal import Decimal

import pytest

from audit.context import context
from core.quarters import Period, Quarter
from dashboards.selectors import working_dashboard
from dashboards.types import GroupKind
from strategies.models import Priority, PriorityWording, Strategy, StrategyVersion
from targets import models
from targets.terms import Basis, Unrated
from tests.dashboards.leicestershire import Built

pytestmark = pytest.mark.django_db
Q4 = Quarter(2014, 4)


def quarterly(county: Built, first: Quarter, values: list[str], basis: Basis) -> models.Measure:
    """A count with a figure each quarter."""
    with context(by="test", action="test.quarterly"):
        indicator = models.Indicator.objects.create(
            partnership=county.partnership, code="q", name="Burglaries", unit="count",
            polarity="lower", basis=basis.value,
        )  # fmt: skip
        measure = models.Measure.objects.create(
            partnership=county.partnership, indicator=indicator, supplier=county.police,
            outcome=county.outcomes[0], first_quarter=first,
        )  # fmt: skip
        for place, value in enumerate(values):
            quarter = first + place
            ret, _ = models.Return.objects.get_or_create(
                partnership=county.partnership, quarter=quarter,
                defaults={"status": "history", "opened_on": date(2015, 4, 1),
                          "due": date(2015, 4, 1)},
            )  # fmt: skip
            if ret.status != "history":
                continue
            models.Figure.objects.create(
                partnership=county.partnership, belongs_to=ret, measure=measure, quarter=quarter,
                state="entered", value=Decimal(value), period_start=quarter.start,
                period_end=quarter.end,
            )  # fmt: skip
    return measure


def test_a_rolling_year_starts_with_its_first_whole_year(county: Built) -> None:
    measure = quarterly(county, Quarter(2013, 1), ["10"] * 8, Basis.ROLLING_YEAR)
    row = working_dashboard(county.partnership, Quarter(2014, 3)).row(measure.pk)
    assert row is not None
    assert [point.text for point in row.history] == ["40", "40", "40", "40"]
    assert row.latest.period == Period.rolling_year(Quarter(2014, 3))


def test_a_quarter_without_a_figure_is_a_gap(county: Built) -> None:
    measure = quarterly(county, Quarter(2013, 1), ["10"] * 7, Basis.QUARTER)
    row = working_dashboard(county.partnership, Q4).row(measure.pk)
    assert row is not None
    assert [point.text for point in row.history][-2:] == ["10", "Not entered"]
    assert (row.rating.unrated, row.latest.value) == (Unrated.NO_TARGET, None)
    assert row.latest.absence is Unrated.NO_FIGURE


def test_no_line_crosses_a_series_break(county: Built) -> None:
    measure = quarterly(county, Quarter(2013, 1), ["10"] * 7, Basis.QUARTER)
    with context(by="test", action="test.break"):
        models.SeriesBreak.objects.create(
            partnership=county.partnership, measure=measure, quarter=Quarter(2014, 1), note="New"
        )
    row = working_dashboard(county.partnership, Quarter(2014, 3)).row(measure.pk)
    assert row is not None
    assert [point.break_note for point in row.history] == [None] * 4 + ["New", None, None]


def test_a_figure_of_a_later_quarter_is_not_looked_at(county: Built) -> None:
    measure = quarterly(county, Quarter(2013, 1), ["1", "2", "3", "4", "5"], Basis.QUARTER)
    row = working_dashboard(county.partnership, Quarter(2013, 3)).row(measure.pk)
    assert row is not None
    assert [point.text for point in row.history] == ["1", "2", "3"]


def test_a_priority_without_an_indicator_is_seen(county: Built) -> None:
    with context(by="test", action="test.priorities"):
        strategy = Strategy.objects.create(
            partnership=county.partnership, title="Second", slug="second",
            starts=date(2014, 4, 1), ends=date(2017, 3, 31),
        )  # fmt: skip
        version = StrategyVersion.objects.create(
            partnership=county.partnership, strategy=strategy, number=1, status="adopted"
        )
        for place, code in enumerate("ABC"):
            priority = Priority.objects.create(
                partnership=county.partnership, strategy=strategy, code=code, position=place
            )
            PriorityWording.objects.create(
                partnership=county.partnership, priority=priority, strategy_version=version,
                heading=f"Heading {code}", change="dropped" if code == "C" else "new",
                reason="No longer needed",
            )  # fmt: skip
        models.Measure.objects.filter(pk=county.measures[0].pk).update(
            outcome=None, priority=Priority.objects.get(code="A")
        )
        models.Measure.objects.filter(pk=county.measures[1].pk).update(outcome=None)
    groups = working_dashboard(county.partnership, Q4).groups
    assert [(group.code, len(group.rows)) for group in groups] == [
        ("A", 1), ("B", 0), ("", 2), ("", 3), ("", 3), ("", 2), ("", 1),
    ]  # fmt: skip
    assert groups[-1].kind is GroupKind.OTHER

"""Indicators with a figure in each quarter up to Q4 2014/15, in Leicestershire's database."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from audit.context import context
from core.quarters import Quarter
from targets import models
from tests.dashboards.leicestershire import Built

Q4 = Quarter(2014, 4)
TWELVE = (52, 48, 55, 50, 47, 53, 49, 51, 46, 54, 50, 45)  # domain.md 6: the usual range


def given() -> Any:
    return context(by="test", action="test.opinions")


def measured(
    county: Built,
    values: Sequence[int | None],
    *,
    target: int | None = None,
    status: str = "history",
    code: str = "burglaries",
    **indicator: Any,
) -> models.Measure:
    """A count of the police with a figure each quarter, the last of them in Q4 2014/15.

    Earlier returns have the ``status``; a ``target`` is "at most" from the beginning.
    """
    known = {"name": "Burglaries", "unit": "count", "polarity": "lower", "basis": "quarter"}
    first = Q4 - (len(values) - 1)
    with given():
        made = models.Indicator.objects.create(
            partnership=county.partnership, code=code, **{**known, **indicator}
        )
        measure = models.Measure.objects.create(
            partnership=county.partnership, indicator=made, supplier=county.police,
            outcome=county.outcomes[0], first_quarter=first,
        )  # fmt: skip
        if target is not None:
            models.Target.objects.create(
                partnership=county.partnership, measure=measure, text="At most", position=1,
                kind="at_most", value=target, starts=first.start,
            )  # fmt: skip
        models.Return.objects.filter(pk=county.ret.pk).update(status="open")
        models.ReturnPart.objects.filter(belongs_to=county.ret).update(status="open")
        for place, value in enumerate(values):
            if value is not None:
                record(county, measure, first + place, value, status)
    return measure


def record(
    county: Built, measure: models.Measure, quarter: Quarter, value: int, status: str
) -> None:
    ret = county.ret
    if quarter != Q4:
        ret, _ = models.Return.objects.get_or_create(
            partnership=county.partnership, quarter=quarter,
            defaults={"status": status, "opened_on": quarter.end, "due": quarter.end},
        )  # fmt: skip
    models.Figure.objects.create(
        partnership=county.partnership, belongs_to=ret, measure=measure, quarter=quarter,
        state="entered", value=Decimal(value), period_start=quarter.start, period_end=quarter.end,
    )  # fmt: skip

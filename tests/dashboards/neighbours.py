"""A county board with districts that measure the same indicators of the library."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from audit.context import context
from core import clock
from core.numbers import round_half_up
from core.quarters import Quarter
from dashboards.models import ComparatorArea, ComparatorSet, Scheme, Snapshot
from dashboards.selectors import dashboard_to_publish
from dashboards.types import SnapshotInfo, to_json
from partnerships.access import Member, get_member
from partnerships.models import Membership, Organisation, Partnership, Population
from partnerships.permissions import Role
from targets.models import Figure, Indicator, Measure, Return

Q4 = Quarter(2014, 4)
NOW = datetime(2015, 4, 20, 9, tzinfo=UTC)
TODAY = date(2015, 4, 20)
Parts = tuple[int, int]  # numerator and denominator


@dataclass
class Place:
    """One partnership with its figures of Q4 2014/15."""

    partnership: Partnership
    measures: list[Measure]
    ret: Return
    users: dict[Role, User] = field(default_factory=dict)

    def member(self, role: Role = Role.MANAGER) -> Member:
        return get_member(self.users[role], self.partnership.slug)


def library(codes: Sequence[str], **fields: Any) -> list[Indicator]:
    """Rates per 1,000 that everybody may use; ``fields`` make them something else."""
    known = {"unit": "rate", "decimals": 2, "polarity": "lower", "numerator_label": "Offences",
             "denominator_label": "Population"}  # fmt: skip
    with context(by="test", action="test.library"):
        return [
            Indicator.objects.create(code=code, name=code.title(), **{**known, **fields})
            for code in codes
        ]


def place(
    slug: str,
    figures: Mapping[Indicator, Parts | int | None],
    *,
    parent: Partnership | None = None,
    shares: str = "nobody",
    published: bool = True,
    small: bool = False,
    quarter: Quarter = Q4,
    **fields: Any,
) -> Place:
    """A partnership with these figures. A number alone is a value without parts."""
    with clock.fixed(TODAY), context(by="test", action="test.place"):
        partnership = Partnership.objects.create(
            slug=slug, name=f"{slug.title()} Partnership", place=slug.title(), parent=parent,
            shares_with=shares, **fields,
        )  # fmt: skip
        Scheme.objects.create(partnership=partnership, number=1, from_quarter=Quarter(2010, 1))
        police, _ = Organisation.objects.get_or_create(name="Police", defaults={"kind": "police"})
        ret = Return.objects.create(
            partnership=partnership, quarter=quarter, status="open", opened_on=date(2015, 4, 1),
            due=date(2015, 4, 10),
        )  # fmt: skip
        measures = [
            _measure(partnership, ret, police, indicator, given, small)
            for indicator, given in figures.items()
        ]
        found = Place(partnership, measures, ret, _users(partnership))
    if published:
        publish(found)
    return found


def _users(partnership: Partnership) -> dict[Role, User]:
    users = {}
    for role in (Role.MANAGER, Role.BOARD, Role.SCRUTINY):
        email = f"{role}@{partnership.slug}.example"
        users[role] = User.objects.create(email=email, name=f"{role} of {partnership.slug}")
        Membership.objects.create(partnership=partnership, user=users[role], role=role.value)
    return users


def _measure(
    partnership: Partnership,
    ret: Return,
    police: Organisation,
    indicator: Indicator,
    given: Parts | int | None,
    small: bool,
) -> Measure:
    measure = Measure.objects.create(
        partnership=partnership, indicator=indicator, supplier=police, first_quarter=ret.quarter,
        suppress_small_numbers=small, position=partnership.measures.count(),
    )  # fmt: skip
    if given is not None:
        add_figure(measure, ret, given)
    return measure


def add_figure(measure: Measure, ret: Return, given: Parts | int) -> Figure:
    """A figure of the return’s own quarter."""
    parts = given if isinstance(given, tuple) else (None, None)
    value = Decimal(given) if isinstance(given, int) else rate(*given)
    return Figure.objects.create(
        partnership=measure.partnership, belongs_to=ret, measure=measure, quarter=ret.quarter,
        period_start=ret.quarter.start, period_end=ret.quarter.end, state="entered", value=value,
        numerator=parts[0], denominator=parts[1],
    )  # fmt: skip


def rate(numerator: int, denominator: int) -> Decimal:
    return round_half_up(Decimal(numerator) * 1000 / denominator, 4)


def publish(one: Place, number: int = 1, at: datetime = NOW) -> Snapshot:
    """The quarter as the board sees it, kept as publishing keeps it."""
    with clock.fixed(TODAY), context(by="test", action="test.publish"):
        Return.objects.filter(pk=one.ret.pk).update(status="published")
        info = SnapshotInfo(number, at, "", "" if number == 1 else "again")
        payload = to_json(dashboard_to_publish(one.partnership, one.ret.quarter, info))
        return Snapshot.objects.create(
            partnership=one.partnership, belongs_to=one.ret, quarter=one.ret.quarter,
            number=number, published_at=at, reason=info.reason, rule_version="1",
            payload=payload, sha256=hashlib.sha256(payload.encode()).hexdigest(),
        )  # fmt: skip


def area_set(own: Partnership, members: Sequence[Partnership], **fields: Any) -> ComparatorSet:
    """A set of the partnership itself and others that are here."""
    known = {"name": "The county’s districts", "first_quarter": Quarter(2010, 1)}
    with context(by="test", action="test.set"):
        row = ComparatorSet.objects.create(partnership=own, **{**known, **fields})
        for one in (own, *members):
            ComparatorArea.objects.create(
                partnership=own, comparator_set=row, name=one.place, member=one
            )
        return row


def outside(row: ComparatorSet, *names: str) -> list[ComparatorArea]:
    """Areas that are not here."""
    with context(by="test", action="test.areas"):
        return [
            ComparatorArea.objects.create(
                partnership=row.partnership, comparator_set=row, name=name
            )
            for name in names
        ]


def population(partnership: Partnership, people: int, year: int = 2014) -> None:
    with context(by="test", action="test.population"):
        Population.objects.create(
            partnership=partnership, mid_year=year, value=people, source="ONS"
        )

"""A country: county boards, 30 partnerships under each, 60 indicators with 20 quarters of figures.

Made with the triggers off, as a restored backup is: what is measured is reading. The last two
quarters are published. The figures follow from the keys, so every run makes the same ones.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from accounts.models import User
from core import clock
from core.quarters import Quarter
from dashboards.models import Snapshot
from dashboards.selectors import dashboard_to_publish
from dashboards.types import SnapshotInfo, to_json
from partnerships.models import Membership, Organisation, Partnership, Population
from strategies.models import Priority, PriorityWording, Strategy, StrategyVersion
from targets.models import Figure, Indicator, Measure, Return, Target
from tests.targets.scene import TODAY

PASSWORD = "a password of the benchmarks"  # noqa: S105 - of a database that lives for a minute
LAST = Quarter(2014, 4)
PRIORITIES = 5
PUBLISHED_AT = datetime(2015, 4, 18, 9, tzinfo=UTC)
UNITS = ("count", "rate", "percentage", "rate")
HEADLINES = {
    "rate": ("Offences", "Population"),
    "percentage": ("Satisfied", "Asked"),
    "count": ("", ""),
}


@dataclass(frozen=True)
class Country:
    """How large it is. ``districts`` are the partnerships under each county board."""

    districts: int
    indicators: int
    quarters: int

    @property
    def all_quarters(self) -> list[Quarter]:
        return [LAST - back for back in reversed(range(self.quarters))]


def slug_of(county: int, district: int) -> str:
    return f"district-{county}-{district}"


def county_slug(county: int) -> str:
    return f"county-{county}"


def email_of(slug: str, role: str = "board") -> str:
    return f"{role}@{slug}.example.org"


@contextmanager
def _triggers_off() -> Iterator[None]:
    """As when a backup is restored: nothing is logged again, nothing is checked again."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")


def add_counties(country: Country, numbers: Sequence[int]) -> None:
    """Add these counties with everything that is theirs. The first publishes, others copy."""
    with clock.fixed(TODAY), _triggers_off():
        indicators = _indicators(country.indicators)
        police = Organisation.objects.get_or_create(name="Police of the country", kind="police")[0]
        for number in numbers:
            _county(country, number, indicators, police)
        _figures(numbers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with clock.fixed(TODAY), _triggers_off():
        for number in numbers:
            _publish(number, first=numbers[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def figures_there_are() -> int:
    return Figure.objects.count()


def _indicators(count: int) -> list[Indicator]:
    """Of the library, which every partnership uses; some lower, some higher is better."""
    if not Indicator.objects.filter(code__startswith="bench-").exists():
        Indicator.objects.bulk_create(
            Indicator(
                code=f"bench-{number}",
                name=f"Indicator {number} of what a partnership watches",
                definition="What is counted, by whom, and what is left out. " * 3,
                unit=(unit := UNITS[number % len(UNITS)]),
                decimals=0 if unit == "count" else 2,
                polarity="higher" if number % 3 == 0 else "lower",
                numerator_label=HEADLINES[unit][0],
                denominator_label=HEADLINES[unit][1],
                source="Recorded crime",
            )
            for number in range(count)
        )
    return list(Indicator.objects.filter(code__startswith="bench-").order_by("pk"))


def _county(
    country: Country, number: int, indicators: list[Indicator], police: Organisation
) -> None:
    parent = Partnership.objects.create(
        slug=county_slug(number), name=f"County {number}", place=f"County {number}",
        kind="county_board",
    )  # fmt: skip
    districts = Partnership.objects.bulk_create(
        Partnership(
            slug=slug_of(number, each), name=f"District {each} of county {number}",
            place=f"District {each}", parent=parent, shares_with="county",
        )
        for each in range(country.districts)
    )  # fmt: skip
    everybody = [parent, *districts]
    _people(everybody)
    Population.objects.bulk_create(
        Population(partnership=one, mid_year=year, value=90_000 + one.pk % 7000, source="ONS")
        for one in everybody
        for year in range(2009, 2015)
    )
    priorities = _strategies(everybody)
    measures = Measure.objects.bulk_create(
        Measure(
            partnership=one,
            indicator=indicator,
            supplier=police,
            priority=priorities[one.pk][place % PRIORITIES],
            position=place + 1,
            first_quarter=country.all_quarters[0],
        )
        for one in everybody
        for place, indicator in enumerate(indicators)
    )
    Target.objects.bulk_create(
        Target(
            partnership_id=measure.partnership_id,
            measure=measure,
            priority_id=measure.priority_id,
            text="To be where the strategy says",
            kind="at_least" if measure.indicator.polarity == "higher" else "at_most",
            value=110 if measure.indicator.unit == "count" else "1.20",
            starts=country.all_quarters[0].start,
            due=LAST.end.replace(year=2017),
        )
        for measure in measures
    )
    Return.objects.bulk_create(
        Return(
            partnership=one,
            quarter=quarter,
            status="published" if LAST - quarter < 2 else "history",
            opened_on=quarter.end,
            due=quarter.end,
        )
        for one in districts
        for quarter in country.all_quarters
    )


def _people(partnerships: list[Partnership]) -> None:
    """A board member and a manager of each; one password, since making it is slow on purpose."""
    template = User(email="nobody@example.org", name="")
    template.set_password(PASSWORD)
    for role in ("board", "manager"):
        users = User.objects.bulk_create(
            User(
                email=email_of(one.slug, role), name=f"{role} {one.pk}", password=template.password
            )
            for one in partnerships
        )
        Membership.objects.bulk_create(
            Membership(user=user, partnership=one, role=role)
            for user, one in zip(users, partnerships, strict=True)
        )


def _strategies(partnerships: list[Partnership]) -> dict[int, list[Priority]]:
    strategies = Strategy.objects.bulk_create(
        Strategy(
            partnership=one, title="The plan", slug="plan",
            starts=Quarter(2010, 1).start, ends=Quarter(2017, 4).end,
        )
        for one in partnerships
    )  # fmt: skip
    versions = StrategyVersion.objects.bulk_create(
        StrategyVersion(partnership_id=one.partnership_id, strategy=one, number=1, status="adopted")
        for one in strategies
    )
    found: dict[int, list[Priority]] = {}
    for strategy, version in zip(strategies, versions, strict=True):
        own = Priority.objects.bulk_create(
            Priority(
                partnership_id=strategy.partnership_id, strategy=strategy,
                code="ABCDEFGH"[place], position=place + 1,
            )
            for place in range(PRIORITIES)
        )  # fmt: skip
        PriorityWording.objects.bulk_create(
            PriorityWording(
                partnership_id=strategy.partnership_id, priority=one, strategy_version=version,
                heading=f"Priority {one.code}: what matters",
            )
            for one in own
        )  # fmt: skip
        found[strategy.partnership_id] = own
    return found


# A figure for every measure and every return of its partnership, in one statement. The value of a
# rate or a percentage is that of its parts.
_FIGURES = """
INSERT INTO targets_figure (version, partnership_id, belongs_to_id, measure_id, quarter,
  period_start, period_end, state, reason, value, numerator, denominator, provisional, revised,
  estimated, quality_problem, caveat, commentary_change, commentary_action, action_owner,
  internal_note, how, came_from)
SELECT 1, made.partnership_id, made.return_id, made.measure_id, made.quarter,
  made.first, (made.first + interval '3 months' - interval '1 day')::date, 'entered', '',
  CASE WHEN made.unit = 'count' THEN made.events
       WHEN made.unit = 'rate' THEN round(made.events * 1000.0 / 95000, 4)
       ELSE round(made.events * 100.0 / 400, 4) END,
  CASE WHEN made.unit <> 'count' THEN made.events END,
  CASE made.unit WHEN 'rate' THEN 95000 WHEN 'percentage' THEN 400 END,
  false, false, false, false, '',
  'Calls rose in the last month of the quarter, as they did a year before.',
  'Patrols at weekends; the next meeting hears what came of them.', 'Inspector', '', 'file', ''
FROM (
  SELECT measure.partnership_id, ret.id AS return_id, measure.id AS measure_id, ret.quarter,
    indicator.unit,
    100 + (measure.id * 7919 + ret.quarter * 104729) %% 41 AS events,
    make_date(ret.quarter / 4, (ret.quarter %% 4) * 3 + 1, 1) + interval '3 months' AS first
  FROM targets_measure measure
  JOIN targets_indicator indicator ON indicator.id = measure.indicator_id
  JOIN targets_return ret ON ret.partnership_id = measure.partnership_id
  JOIN partnerships_partnership place ON place.id = measure.partnership_id
  JOIN partnerships_partnership parent ON parent.id = place.parent_id
  WHERE parent.slug = ANY(%s)
) made
"""


def _figures(counties: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [[county_slug(number) for number in counties]])


def _publish(county: int, *, first: int) -> None:
    """The last two quarters of each district: made for the first county, copied for the others."""
    rows = Return.objects.filter(
        partnership__parent__slug=county_slug(county), status="published"
    ).select_related("partnership")
    snapshots = []
    for ret in rows:
        if county != first:
            twin = ret.partnership.slug.replace(f"-{county}-", f"-{first}-")
            payload = Snapshot.objects.values_list("payload", flat=True).get(
                partnership__slug=twin, quarter=ret.quarter
            )
            payload = payload.replace(twin, ret.partnership.slug)
        else:
            info = SnapshotInfo(1, PUBLISHED_AT, "The manager")
            payload = to_json(dashboard_to_publish(ret.partnership, ret.quarter, info))
        snapshots.append(
            Snapshot(
                partnership=ret.partnership,
                belongs_to=ret,
                quarter=ret.quarter,
                number=1,
                published_at=PUBLISHED_AT,
                rule_version="1",
                payload=payload,
                sha256=hashlib.sha256(payload.encode()).hexdigest(),
            )
        )
    Snapshot.objects.bulk_create(snapshots, batch_size=20)

"""Every page of a partnership takes as many queries with 12 indicators as with 2."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from dashboards.models import Scheme
from partnerships import policy
from partnerships.access import Member
from partnerships.permissions import Permission, Role
from targets.models import Baseline, Measure, Return, Target
from targets.views import returns
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import PUBLISHED_ON, Built, build

pytestmark = pytest.mark.django_db
CEILING = 40
PARAMETER = re.compile(r"<\w+:(\w+)>")

# Addresses of things that this partnership has none of; their rooms' tests count them.
WITHOUT_ROWS_HERE = {
    *("link", "approval", "priority", "paper", "upload"),
    *("population", "denominator"),
    *("comparator_set", "comparator_area"),  # see tests/dashboards/test_comparator_pages.py
    *("unit_cost", "cost_table", "cost_year", "cost_claim"),
}


def objects_of(built: Built) -> dict[str, str]:
    """A value for each parameter of an address."""
    partnership = built.partnership
    snapshot = partnership.snapshots.first()
    return {
        "partnership": partnership.slug,
        "quarter": "2014-15-q4",
        "measure": str(built.measures[0].pk),
        "measure_id": str(built.measures[0].pk),
        "indicator": str(built.measures[0].indicator_id),
        "scheme": str(Scheme.objects.get(partnership=partnership).pk),
        "strategy": "agreement",
        "number": "1",
        "outcome": str(built.outcomes[0].pk),
        "group_id": str(built.outcomes[0].pk),
        "section": f"outcome-{built.outcomes[0].pk}",
        "group": f"outcome-{built.outcomes[0].pk}",
        "organisation": str(built.police.pk),
        "target": str(Target.objects.filter(partnership=partnership).earliest("pk").pk),
        "baseline": str(Baseline.objects.filter(partnership=partnership).earliest("pk").pk),
        "snapshot": str(snapshot.pk) if snapshot else "",
    }


def addresses(built: Built) -> dict[str, str]:
    """By route, the address of every page of the partnership that has its objects here."""
    values, found = objects_of(built), {}
    for route, _, declared in policy.addresses():
        names = set(PARAMETER.findall(route))
        if declared not in set(Permission) or names & WITHOUT_ROWS_HERE:
            continue
        own = values | {"kind": "outcome" if "judgements" in route else "at_least"}
        if "<filekind:kind>" in route:
            own["kind"] = "csv"
        path = PARAMETER.sub(lambda match, own=own: own[match[1]], route)
        if "//" not in path:
            found[route] = f"/{path}"
    return found


def count(client: Client, path: str) -> tuple[int, int]:
    """The status and the number of queries."""
    with CaptureQueriesContext(connection) as made:
        status = client.get(path).status_code
    return status, len(made)


def counted(published: bool) -> dict[str, list[tuple[int, int]]]:
    """By route, status and queries with 2 indicators, then with 12."""
    counts: dict[str, list[tuple[int, int]]] = {}
    with clock.fixed(PUBLISHED_ON):
        for slug, rows in (("small", 2), ("large", 12)):
            built = build(slug, rows=rows)
            if published:
                publish(built)
            client = signed_in(built, Role.MANAGER)
            client.get(f"/p/{slug}/")  # what is read once and kept is read now
            for route, path in addresses(built).items():
                counts.setdefault(route, []).append(count(client, path))
    return counts


def differing(counts: dict[str, list[tuple[int, int]]]) -> set[str]:
    """The routes of pages whose queries grow with the rows, or differ otherwise."""
    return {route for route, pair in counts.items() if pair[0][0] == 200 and pair[0] != pair[1]}


@pytest.mark.parametrize("published", [False, True], ids=["signed off", "published"])
def test_every_page(published: bool) -> None:
    counts = counted(published)
    answered = [pair for pair in counts.values() if pair[0][0] == 200]
    assert len(answered) >= 40
    assert [route for route, pair in counts.items() if pair[0][0] >= 500] == []
    assert differing(counts) == set()
    assert max(queries for pair in answered for _, queries in pair) <= CEILING


def test_a_query_for_each_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    read = returns.read_return

    def careless(member: Member, ret: Return) -> object:
        for measure in Measure.objects.filter(partnership=ret.partnership):
            assert measure.indicator.name
        return read(member, ret)

    monkeypatch.setattr(returns, "read_return", careless)
    found = differing(counted(published=False))
    assert "p/<slug:partnership>/returns/<quarter:quarter>/" in found

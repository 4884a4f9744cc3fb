"""Schemes of each kind, from the form to the page: who sets them, what everybody reads of them."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit.context import context
from core.quarters import Quarter
from dashboards import scheme_actions as actions
from dashboards.forms import SchemeForm
from dashboards.models import Scheme
from dashboards.performance import SchemeTerms
from dashboards.selectors import working_dashboard
from dashboards.selectors.terms import scheme_terms
from partnerships.permissions import Role
from targets.models import Target
from targets.terms import Rag, RollUp, SchemeKind
from tests.dashboards.conftest import signed_in
from tests.dashboards.leicestershire import Built
from tests.dashboards.test_schemes import POSTED, VALUES, member, read, url
from tests.support.previewed import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Q4, NEXT = Quarter(2014, 4), Quarter(2015, 1)
VEHICLE_CRIME = 2


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("scheme_kind_known", {"kind": "hope"}),
        ("scheme_roll_up_known", {"roll_up": "best"}),
        ("scheme_absolute_not_negative", {"tolerance_absolute": -1}),
        ("scheme_nothing_negative", {"band_points": -1}),
    ],
)
def test_the_database_refuses(county: Built, name: str, fields: dict[str, Any]) -> None:
    values: dict[str, Any] = {"number": 2, "from_quarter": NEXT, "reason": "Because", **fields}
    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        context(by="test", action="test.break"),
    ):
        Scheme.objects.create(partnership=county.partnership, **values)


@pytest.mark.parametrize(
    ("fields", "field"), [({"kind": "hope"}, "kind"), ({"roll_up": "best"}, "roll_up")]
)
def test_the_actions_refuse_at_the_field(county: Built, fields, field) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.start_scheme(by=member(county), values={**VALUES, **fields})
    assert field in caught.value.message_dict


@pytest.mark.parametrize("kind", SchemeKind)
@pytest.mark.parametrize("roll_up", RollUp)
def test_a_row_becomes_terms(county: Built, kind: SchemeKind, roll_up: RollUp) -> None:
    row = Scheme(
        partnership=county.partnership, number=3, from_quarter=NEXT, kind=kind.value,
        roll_up=roll_up.value, tolerance_percent=Decimal(7),
    )  # fmt: skip
    assert scheme_terms(row) == SchemeTerms(
        "Scheme 3", NEXT, relative=Decimal(7), kind=kind, roll_up=roll_up
    )


def vehicle_crime(built: Built, kind: SchemeKind, **target: Any) -> tuple[Rag | None, str]:
    """Printed 6.35 in 2014-15 and 5.71 in 2013-14, with a target of its own."""
    with context(by="test", action="test.kind"):
        Scheme.objects.filter(partnership=built.partnership).update(kind=kind.value)
        measure = built.measures[VEHICLE_CRIME]
        values = {"kind": "at_most", "baseline": None, "text": "At most", **target}
        Target.objects.filter(measure=measure).update(**values)
    row = working_dashboard(built.partnership, Q4).rows[VEHICLE_CRIME]
    return row.rating.computed, row.rating.explanation


def test_each_kind_rates_what_is_entered(county: Built) -> None:
    """Held against 5.50: red by tolerance and after a better year; amber above a floor of 6.40."""
    red, why = vehicle_crime(county, SchemeKind.TOLERANCE, value="5.5", floor="6.4")
    assert (red, why) == (
        Rag.RED,
        "Red: 6.35 per 1,000 is 15.5% above the target of 5.50; amber allows up to 5%.",
    )
    red, why = vehicle_crime(county, SchemeKind.DIRECTION, value="5.5")
    assert red is Rag.RED
    assert "it is worse than 5.71 per 1,000 a year earlier (2013-14)" in why
    amber, why = vehicle_crime(county, SchemeKind.FLOOR, value="5.5", floor="6.4")
    assert (amber, why) == (
        Rag.AMBER,
        "Amber: 6.35 per 1,000 is 0.85 above the target of 5.50; it is no worse than the floor "
        "of 6.40 (Scheme 1: floor).",
    )


def test_through_the_form(published: Built) -> None:
    client = signed_in(published, Role.MANAGER)
    form = read(client, url("new_scheme"))
    for kind in SchemeKind:
        assert f'name="kind" value="{kind.value}"' in form
    for rule in RollUp:
        assert f'name="roll_up" value="{rule.value}"' in form
    assert 'value="tolerance" id="id_kind_0" checked' in form  # as in the latest version
    assert "Beyond it amber if no worse than the same period last year, else red." in form
    assert 'aria-describedby="id_kind_1-hint"' in form
    for name, wanted in (
        ("kind", "Choose how ratings are made."),
        ("roll_up", "Choose how an overall rating is made."),
    ):
        for wrong in ("", "hope"):
            bad = client.post(url("new_scheme"), {**POSTED, name: wrong})
            assert wanted in bad.content.decode()
    posted = {**POSTED, "kind": "direction", "roll_up": "headline"}
    confirmed(client, url("new_scheme"), posted)
    made = Scheme.objects.get(number=2)
    assert (made.kind, made.roll_up) == ("direction", "headline")
    again = SchemeForm(None, partnership=published.partnership)  # the next one begins as this one
    assert (again["kind"].value(), again["roll_up"].value()) == ("direction", "headline")


def test_the_page_says_how_each_version_rates(published: Built) -> None:
    actions.start_scheme(
        by=member(published), values={**VALUES, "kind": "floor", "roll_up": "headline"}
    )
    client = signed_in(published, Role.BOARD)
    now = read(client, url())
    assert "The scheme is of the kind “tolerance”." in now
    assert "By the rule “the worst of its indicators”. One red indicator makes" in now
    for words in ("Overall: the worst of its indicators", "Overall: its headline indicator"):
        assert words in now
    later = read(client, url() + f"?quarter={NEXT.slug}")
    assert "The scheme is of the kind “floor”." in later
    assert "worse, and no worse than the target’s floor. Where it has no floor: worse by" in later
    assert "The floor itself is amber." in later
    assert "By the rule “its headline indicator”. One indicator is marked" in later

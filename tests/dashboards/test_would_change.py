"""Before a scheme, a tolerance or a target is saved, the ratings that would change are shown."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.context import context
from core.editing import changed
from dashboards import scheme_actions
from dashboards.models import Scheme
from dashboards.selectors import published_dashboard, working_dashboard
from dashboards.selectors.would_change import Judged, WouldChange, would_change
from partnerships.permissions import Role
from targets.models import Figure, Measure, Return, Target
from targets.previews import Proposed, preview
from targets.terms import Rag, SchemeKind
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Q4, Built, build
from tests.dashboards.test_schemes import NEXT, POSTED, VALUES, member
from tests.dashboards.test_stated_register import next_quarter
from tests.support.previewed import carried, confirmed, preview_in, removed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
UNCHANGED = "No rating would change"
VEHICLE = 2  # 6.35 against below 5.71: 11.2% worse


def url(name: str, *more: Any) -> str:
    return reverse(name, args=["leicestershire", *more])


def scheme(built: Built, **values: Any) -> Scheme:
    """A second version, not saved."""
    return Scheme(partnership=built.partnership, number=2, **{**VALUES, **values})


def found(built: Built, *rows: Any, gone: tuple[Any, ...] = ()) -> WouldChange:
    return would_change(built.partnership, Proposed(rows, gone))


def only(change: WouldChange) -> Judged:
    assert len(change.quarters) == 1
    return change.quarters[0]


def target_of(built: Built, place: int) -> Target:
    return Target.objects.select_related("baseline").get(measure=built.measures[place])


def measure_of(built: Built, place: int) -> Measure:
    return Measure.objects.select_related("indicator", "supplier").get(pk=built.measures[place].pk)


# --- Schemes ---


def test_a_wider_tolerance_makes_vehicle_crime_amber(published: Built) -> None:
    """Domain 5: 11.2% worse is red within 5% and amber within 15% (LEI-14, LEI-26)."""
    before = published_dashboard(published.partnership, Q4)
    change = found(published, scheme(published))
    one = only(change)
    assert change.heading == "1 of 12 ratings would change"
    assert (one.quarter, one.published, one.moves) == (Q4, True, "1 from Red to Amber")
    line = one.ratings[0]
    assert line.row.measure_id == published.measures[VEHICLE].pk
    assert line.group == "Ongoing reductions in crime"
    assert line.before is not None and line.after is not None
    assert line.before.rating.explanation.endswith("amber allows up to 5%.")
    assert line.after.rating.explanation.endswith("amber allows up to 15%.")
    assert line.row.latest.text == "6.35"
    assert published_dashboard(published.partnership, Q4) == before
    assert not Scheme.objects.filter(number=2).exists()


def test_a_wider_band_moves_arrows_too(published: Built) -> None:
    """Up 11.2% and down 12.7% are about the same within 20% (domain 6)."""
    one = only(found(published, scheme(published)))
    assert one.arrows_sentence == "3 of 12 arrows would change"
    moved = [line.row.measure_id for line in one.arrows]
    assert moved == [published.measures[place].pk for place in (VEHICLE, 6, 10)]
    assert one.arrows[0].after is not None
    assert one.arrows[0].after.direction.words == "Up 11.2%, about the same"


def test_an_overall_rating_by_the_rule_changes_with_its_indicators(published: Built) -> None:
    """Crime: red by the worst of four, then amber; it is stated green, which stays (domain 9)."""
    crime = only(found(published, scheme(published))).groups[0]
    assert (crime.before, crime.after, crime.stated) == (Rag.RED, Rag.AMBER, Rag.GREEN)
    assert crime.why_after == "Amber by the worst of 4 rated: 1 amber, 3 green."


def test_another_roll_up_alone_changes_no_rating_but_overall_ones(published: Built) -> None:
    """By the majority, three green of four are green."""
    same = {
        "tolerance_percent": Decimal(5), "tolerance_points": Decimal(2),
        "tolerance_absolute": None, "band_percent": Decimal(10), "band_points": Decimal(2),
    }  # fmt: skip
    change = found(published, scheme(published, **same, roll_up="majority"))
    one = only(change)
    assert change.heading == "2 of 4 overall ratings would change"
    assert (one.ratings, one.arrows) == ((), ())
    titles = {line.title: (line.before, line.after) for line in one.groups}
    assert titles["Ongoing reductions in crime"] == (Rag.RED, Rag.GREEN)


def test_another_kind_of_scheme(published: Built) -> None:
    """Domain 5: with direction 15% is green; with a floor of 6.5, 6.35 is amber."""
    way = scheme(published, kind=SchemeKind.DIRECTION.value)
    assert only(found(published, way)).moves == "1 from Red to Green"
    floored = changed(
        target_of(published, VEHICLE),
        {"kind": "at_most", "value": Decimal(6), "baseline": None, "floor": Decimal("6.5")},
    )
    both = only(found(published, scheme(published, kind=SchemeKind.FLOOR.value), floored))
    assert both.moves == "1 from Red to Amber"
    assert both.ratings[0].after is not None
    assert "6.5" in both.ratings[0].after.rating.explanation


def test_a_headline_indicator_makes_the_overall_rating(county: Built) -> None:
    """Total crime alone, green, as the county’s own overall ratings fit (domain 9)."""
    values = {**VALUES, "from_quarter": Q4, "roll_up": "headline"}
    scheme_actions.start_scheme(by=member(county), values=values)
    one = only(found(county, changed(measure_of(county, 0), {"headline": True})))
    assert one.ratings == ()
    assert [(line.title, line.before, line.after) for line in one.groups] == [
        ("Ongoing reductions in crime", None, Rag.GREEN)
    ]


def test_a_scheme_that_starts_later_is_applied_as_if_it_had_started(published: Built) -> None:
    later = found(published, scheme(published, from_quarter=NEXT + 6))
    assert later.heading == "1 of 12 ratings would change"
    assert later.notes == (
        "Scheme 2 starts in Q3 2016/17. It is applied here as if it had started already, so that "
        "its effect can be seen.",
    )


def test_the_open_quarter_is_judged_by_its_working_figures(published: Built) -> None:
    next_quarter(published)
    change = found(published, scheme(published))
    assert [(one.quarter, one.working) for one in change.quarters] == [(Q4, False), (NEXT, True)]
    with context(by="test", action="test.better"):
        Figure.objects.filter(quarter=NEXT, measure=published.measures[VEHICLE]).update(value=5)
    again = found(published, scheme(published))
    assert [len(one.ratings) for one in again.quarters] == [1, 0]
    assert again.heading == "1 of 12 ratings would change in Q4 2014/15"
    assert again.seen != change.seen


def test_a_removed_scheme_gives_way_to_the_one_before(published: Built) -> None:
    """What rates nothing yet changes nothing; what rates the open quarter does."""
    made = scheme_actions.start_scheme(by=member(published), values=VALUES)
    assert found(published, gone=(made,)).heading == UNCHANGED
    next_quarter(published)
    change = found(published, gone=(made,))
    assert [len(one.ratings) for one in change.quarters] == [0, 1]
    assert change.quarters[1].moves == "1 from Amber to Red"


def test_without_figures_it_says_so(db: None) -> None:
    built = build(rows=0)
    change = found(built, scheme(built))
    assert (change.quarters, change.heading) == ((), "No rating would change")
    assert change.notes == ("No quarter has figures yet, so there is nothing to rate.",)


# --- Targets and tolerances ---


def test_an_own_tolerance(published: Built) -> None:
    measure = changed(measure_of(published, VEHICLE), {"tolerance_percent": Decimal(12)})
    one = only(found(published, measure))
    assert one.moves == "1 from Red to Amber" and one.arrows == ()


def test_an_own_band(published: Built) -> None:
    measure = changed(measure_of(published, VEHICLE), {"band_percent": Decimal(12)})
    one = only(found(published, measure))
    assert one.ratings == () and len(one.arrows) == 1
    assert one.arrows_sentence == "1 of 12 arrows would change"


def test_an_indicator_that_is_asked_for_no_longer(published: Built) -> None:
    measure = changed(measure_of(published, VEHICLE), {"last_quarter": Q4 - 1})
    one = only(found(published, measure))
    assert one.moves == "1 from Red to Not asked for" and one.total == 12
    assert one.ratings[0].after is None and one.arrows == ()


def test_a_target_changed_removed_and_ended(published: Built) -> None:
    target = target_of(published, VEHICLE)
    kinder = {"kind": "at_most", "value": Decimal("6.35"), "baseline": None}
    assert only(found(published, changed(target, kinder))).moves == "1 from Red to Green"
    assert only(found(published, gone=(target,))).moves == "1 from Red to No target"
    ended = changed(target, {"ends": date(2014, 12, 31)})
    change = found(published, ended)
    assert only(change).moves == "1 from Red to No target"
    assert change.notes == ("The target applies in none of the quarters that are judged here.",)


def test_a_new_target_takes_the_place_of_an_earlier_one(published: Built) -> None:
    new = Target(
        partnership=published.partnership, measure=measure_of(published, VEHICLE), text="Steady",
        kind="at_most", value=Decimal(7), starts=date(2015, 1, 1), position=99,
    )  # fmt: skip
    assert only(found(published, new)).moves == "1 from Red to Green"
    early = changed(new, {"starts": date(2013, 1, 1)})
    assert found(published, early).heading == UNCHANGED
    late = found(published, changed(new, {"starts": date(2016, 4, 1)}))
    assert late.heading == UNCHANGED
    assert late.notes == ("The target applies from 1 April 2016, so it rates no figure yet.",)


def test_what_is_stated_stays_and_is_told(published: Built) -> None:
    """The rating of repeat cases is stated; a target changes only what stands beside it."""
    target = Target(
        partnership=published.partnership, measure=measure_of(published, 7), text="Few",
        kind="at_most", value=Decimal(20), starts=date(2014, 4, 1), position=99,
    )  # fmt: skip
    indicator = changed(measure_of(published, 7).indicator, {"polarity": "lower"})
    one = only(found(published, target, indicator))
    assert one.ratings == ()
    line = one.beneath[0]
    assert line.before is not None and line.after is not None
    assert (line.before.rating.computed_word, line.after.rating.computed_word) == (
        "Not rated: needs context", "Red",
    )  # fmt: skip


def test_a_baseline_and_the_conditions_of_a_target(published: Built) -> None:
    target = target_of(published, VEHICLE)
    assert target.baseline is not None
    baseline = changed(target.baseline, {"value": Decimal(7)})
    assert only(found(published, baseline)).moves == "1 from Red to Green"


# --- The same as what happens ---

NUMBER = st.decimals(0, 30, places=2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(percent=NUMBER, points=NUMBER, band=NUMBER)
def test_what_is_foretold_is_what_happens(
    county: Built, percent: Decimal, points: Decimal, band: Decimal
) -> None:
    """Saving a version that rates the quarter changes just the ratings and arrows foretold."""
    from django.db import transaction

    values: dict[str, Any] = {
        **VALUES, "from_quarter": Q4, "tolerance_percent": percent, "tolerance_points": points,
        "band_percent": band, "band_points": points,
    }  # fmt: skip
    one = only(found(county, scheme(county, **values)))
    before = working_dashboard(county.partnership, Q4).rows
    with transaction.atomic():
        scheme_actions.start_scheme(by=member(county), values=values)
        after = working_dashboard(county.partnership, Q4).rows
        transaction.set_rollback(True)
    pairs = list(zip(before, after, strict=True))
    assert [line.row.measure_id for line in one.ratings] == [
        was.measure_id for was, now in pairs if was.rating.value != now.rating.value
    ]
    assert [line.row.measure_id for line in one.arrows] == [
        was.measure_id for was, now in pairs if was.direction.shown != now.direction.shown
    ]
    rows = {row.measure_id: row for row in after}
    for line in one.ratings:
        assert line.after is not None
        assert line.after.rating == rows[line.row.measure_id].rating


# --- Queries ---


def test_queries_do_not_grow(db: None) -> None:
    """As many with 60 indicators as with 3, for two quarters."""
    counts = []
    for slug, rows, copies in (("small", 3, 1), ("large", 12, 5)):
        built = build(slug, rows=rows, copies=copies)
        publish(built)
        next_quarter(built)
        for proposed in (
            Proposed((scheme(built),)),
            Proposed((changed(measure_of(built, 1), {"tolerance_percent": Decimal(9)}),)),
            Proposed(gone=(target_of(built, VEHICLE),)),
        ):
            with CaptureQueriesContext(connection) as made:
                would_change(built.partnership, proposed)
            counts.append(len(made))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 25


# --- The pages ---


def shown(client: Client, address: str, data: dict[str, str]) -> str:
    answer = client.post(address, data)
    assert answer.status_code == 200
    assert preview_in(address, answer) is not None
    return answer.content.decode()


def test_the_page_shows_it_and_saves_nothing(published: Built) -> None:
    client = signed_in(published, Role.MANAGER)
    text = shown(client, url("dashboards:new_scheme"), POSTED)
    assert '<h1 class="govuk-heading-l app-title">1 of 12 ratings would change</h1>' in text
    assert "Q4 2014/15 is published and stays as the board saw it." in text
    assert "Nothing is saved yet. What is published keeps its ratings." in text
    assert "amber allows up to 15%." in text and "amber allows up to 5%." in text
    assert url("dashboards:indicator", Q4, published.measures[VEHICLE].pk) in text
    assert "app-rag--red" in text and "app-rag--amber" in text
    assert not Scheme.objects.filter(number=2).exists()
    assert confirmed(client, url("dashboards:new_scheme"), POSTED).status_code == 302
    assert Scheme.objects.get(number=2).tolerance_percent == 15


def test_going_back_keeps_what_was_typed(published: Built) -> None:
    client, address = signed_in(published, Role.MANAGER), url("dashboards:new_scheme")
    answer = client.post(address, {**POSTED, "tolerance_percent": "17.25"})
    form = preview_in(address, answer)
    assert form is not None
    back = client.post(address, carried(form, "edit")).content.decode()
    assert 'value="17.25"' in back and "Wider, as agreed" in back
    assert "There is a problem" not in back and preview_in(address, back) is None
    assert not Scheme.objects.filter(number=2).exists()


def test_nothing_that_changes_is_said_and_confirmed_too(published: Built) -> None:
    client, target = signed_in(published, Role.MANAGER), target_of(published, 0)
    address = url("targets:change_target", target.pk)
    typed = {
        "text": "In other words", "measure": str(target.measure_id), "change_percent": "",
        "baseline": str(target.baseline_id), "starts_day": "1", "starts_month": "4",
        "starts_year": "2014", "expected_version": "1",
    }  # fmt: skip
    text = shown(client, address, typed)
    assert "No rating would change" in text and "No arrow would change" in text
    assert confirmed(client, address, typed).status_code == 302
    target.refresh_from_db()
    assert target.text == "In other words"


def test_a_wrong_form_never_gets_so_far(published: Built) -> None:
    address = url("dashboards:new_scheme")
    answer = signed_in(published, Role.MANAGER).post(address, {**POSTED, "reason": ""})
    assert preview_in(address, answer) is None
    assert "Say why the rules change." in answer.content.decode()


def test_what_moved_meanwhile_is_shown_again(published: Built) -> None:
    """Another figure, other effects: nothing is saved that nobody looked at."""
    client, address = signed_in(published, Role.MANAGER), url("dashboards:new_scheme")
    next_quarter(published)
    first = preview_in(address, client.post(address, POSTED))
    assert first is not None
    with context(by="test", action="test.better"):
        Figure.objects.filter(quarter=NEXT, measure=published.measures[VEHICLE]).update(value=5)
    again = client.post(address, carried(first))
    assert again.status_code == 409
    assert "is no longer what you looked at" in again.content.decode()
    assert not Scheme.objects.filter(number=2).exists()
    second = preview_in(address, again)
    assert second is not None
    assert client.post(address, carried(second)).status_code == 302


def test_a_made_up_confirmation_saves_nothing(published: Built) -> None:
    client, address = signed_in(published, Role.MANAGER), url("dashboards:new_scheme")
    for more in ({"step": "confirm"}, {"step": "confirm", "seen": "0" * 24}):
        assert client.post(address, {**POSTED, **more}).status_code == 409
    assert not Scheme.objects.filter(number=2).exists()


def test_two_people_and_one_tolerance(published: Built) -> None:
    client, measure = signed_in(published, Role.MANAGER), measure_of(published, VEHICLE)
    address = url("targets:change_measure", measure.pk)
    typed = {
        "outcome": str(measure.outcome_id), "supplier": str(measure.supplier_id),
        "first_quarter": measure.first_quarter.slug, "tolerance_percent": "12",
        "expected_version": "1",
    }  # fmt: skip
    form = preview_in(address, client.post(address, typed))
    assert form is not None
    with context(by="test", action="test.meanwhile"):
        Measure.objects.filter(pk=measure.pk).update(owner_post="Another", version=2)
    answer = client.post(address, carried(form))
    assert answer.status_code == 409
    assert "Another" in answer.content.decode() and preview_in(address, answer) is None
    assert confirmed(client, address, {**typed, "expected_version": "2"}).status_code == 302
    measure.refresh_from_db()
    assert (measure.tolerance_percent, measure.owner_post) == (12, "")


def test_an_owners_post_needs_no_look(published: Built) -> None:
    """What no rating rests on is saved at once."""
    client, measure = signed_in(published, Role.MANAGER), measure_of(published, VEHICLE)
    typed = {
        "outcome": str(measure.outcome_id), "supplier": str(measure.supplier_id),
        "first_quarter": measure.first_quarter.slug, "owner_post": "Head of Safety",
        "expected_version": "1",
    }  # fmt: skip
    answer = client.post(url("targets:change_measure", measure.pk), typed)
    assert answer.status_code == 302
    measure.refresh_from_db()
    assert measure.owner_post == "Head of Safety"


def test_removing_shows_it_and_asks(published: Built) -> None:
    client = signed_in(published, Role.MANAGER)
    made = scheme_actions.start_scheme(by=member(published), values=VALUES)
    next_quarter(published)
    address = url("dashboards:remove_scheme", made.pk)
    page = client.get(address).content.decode()
    assert "1 of 12 ratings would change in Q1 2015/16" in page
    unseen = client.post(address, {"expected_version": "1"})
    assert unseen.status_code == 409 and Scheme.objects.filter(pk=made.pk).exists()
    assert removed(client, address, 1).status_code == 302
    assert not Scheme.objects.filter(pk=made.pk).exists()


def test_it_is_for_those_who_may_change_it(published: Built) -> None:
    for role in (Role.OFFICER, Role.BOARD):
        with pytest.raises(PermissionDenied):
            preview(member(published, role), Proposed((scheme(published),)))
    assert Return.objects.filter(partnership=published.partnership, status="published").exists()


def test_names_are_escaped(published: Built) -> None:
    nasty = "<script>alert(1)</script>"
    with context(by="test", action="test.rename"):
        indicator = published.measures[VEHICLE].indicator
        indicator.name = nasty
        indicator.save()
    data = {**POSTED, "reason": nasty}
    text = shown(signed_in(published, Role.MANAGER), url("dashboards:new_scheme"), data)
    assert nasty not in text and "&lt;script&gt;" in text

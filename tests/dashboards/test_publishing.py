"""Publishing a quarter, and what managers state before it."""

import hashlib
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.urls import reverse

from audit.context import context
from core.models import Conflict
from core.quarters import Quarter
from dashboards import actions
from dashboards.models import GroupAssessment, Snapshot, StatedJudgement
from dashboards.selectors import published_dashboard, working_dashboard
from dashboards.types import Group, GroupKind, from_json
from dashboards.views.publish import unassessed
from partnerships.access import Member, get_member
from partnerships.permissions import Role
from targets.models import Return
from targets.terms import Rag, Travel
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Built, build

pytestmark = pytest.mark.django_db
Q4 = Quarter(2014, 4)


@pytest.fixture
def manager(county: Built) -> Member:
    return get_member(county.users[Role.MANAGER], "leicestershire")


def url(name: str, *more: Any) -> str:
    return reverse(f"dashboards:{name}", args=["leicestershire", Q4, *more])


@pytest.mark.both_databases
def test_a_snapshot_is_whole_and_stays(county: Built) -> None:
    snapshot = publish(county)
    assert snapshot.number == 1
    assert snapshot.sha256 == hashlib.sha256(snapshot.payload.encode()).hexdigest()
    assert len(from_json(snapshot.payload).rows) == 12
    county.ret.refresh_from_db()
    assert county.ret.status == Return.Status.PUBLISHED
    with pytest.raises(DatabaseError), context(by="test", action="test.change"):
        Snapshot.objects.update(payload="{}")


def test_a_later_change_does_not_reach_what_was_published(published: Built) -> None:
    before = published_dashboard(published.partnership, Q4)
    with context(by="test", action="test.rename"):
        indicator = published.measures[0].indicator
        indicator.name = "Another name"
        indicator.save()
    assert published_dashboard(published.partnership, Q4) == before
    assert working_dashboard(published.partnership, Q4).rows[0].name == "Another name"


def test_only_what_is_signed_off(county: Built, manager: Member) -> None:
    with context(by="test", action="test.open"):
        Return.objects.filter(pk=county.ret.pk).update(status="submitted")
    with pytest.raises(ValidationError, match="signed off can be published"):
        actions.publish(by=manager, ret=county.ret, expected_version=county.ret.version)
    assert not Snapshot.objects.exists()


def test_not_twice(published: Built, manager: Member) -> None:
    with pytest.raises(ValidationError, match="published to the board"):
        actions.publish(by=manager, ret=published.ret, expected_version=published.ret.version)


def test_not_what_has_changed_meanwhile(county: Built, manager: Member) -> None:
    with pytest.raises(Conflict):
        actions.publish(by=manager, ret=county.ret, expected_version=county.ret.version - 1)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.BOARD, Role.SCRUTINY])
def test_only_managers(county: Built, role: Role) -> None:
    member = get_member(county.users[role], "leicestershire")
    with pytest.raises(PermissionDenied):
        actions.publish(by=member, ret=county.ret, expected_version=county.ret.version)
    for name in ("publish", "judgements"):
        assert signed_in(county, role).get(url(name)).status_code == 403


def test_not_another_partnerships(county: Built, manager: Member) -> None:
    other = build("rutland")
    with pytest.raises(PermissionDenied):
        actions.publish(by=manager, ret=other.ret, expected_version=other.ret.version)
    with pytest.raises(PermissionDenied):
        actions.state_judgement(
            by=manager, measure=other.measures[0], quarter=Q4, until_quarter=Q4,
            stated_by="Board", rag="green", reason="Because",
        )  # fmt: skip
    with pytest.raises(PermissionDenied):
        actions.assess_group(
            by=manager, group=other.outcomes[0], quarter=Q4, stated_by="Board", rag="green"
        )


def test_through_the_page(county: Built) -> None:
    client = signed_in(county, Role.MANAGER)
    page = client.get(url("publish")).content.decode()
    assert "Of 12 indicators, 1 is red, 1 amber and 10 green." in page
    assert "Publish to the board" in page
    stale = client.post(url("publish"), {"expected_version": county.ret.version + 7}, follow=True)
    assert "The return changed while you looked at it" in stale.content.decode()
    done = client.post(url("publish"), {"expected_version": county.ret.version}, follow=True)
    assert "Q4 2014/15 is published to the board as version 1." in done.content.decode()
    assert "published already" in client.get(url("publish")).content.decode()


def test_stating_a_judgement(county: Built) -> None:
    client = signed_in(county, Role.MANAGER)
    page = url("judge", county.measures[2].pk)
    form = {
        "rag": "amber", "direction": "same", "county_comparison": "bottom",
        "district_comparison": "", "reason": "One town only", "stated_by": "Chair",
        "until_quarter": "2014-15-q4", "expected_version": "1",
    }  # fmt: skip
    missing = client.post(page, {**form, "reason": ""})
    assert "Say why the rating or the direction is stated." in missing.content.decode()
    assert client.post(page, form)["Location"] == url("judgements")
    row = working_dashboard(county.partnership, Q4).rows[2]
    assert (row.rating.shown, row.rating.computed) == (Rag.AMBER, Rag.RED)
    assert (row.direction.shown, row.direction.computed) == (Travel.SAME, Travel.WORSE)
    assert "One town only (Chair, 20 April 2015" in row.stated_sentences[0]
    assert client.post(page, form).status_code == 409
    client.post(url("withdraw", county.measures[2].pk), {"expected_version": "2"})
    assert working_dashboard(county.partnership, Q4).rows[2].rating.shown is Rag.RED


def test_somebody_else_stated_it_first(county: Built, manager: Member) -> None:
    with context(by="test", action="test.clear"):
        county.measures[0].stated.all().delete()
    page = url("judge", county.measures[0].pk)
    client = signed_in(county, Role.MANAGER)
    assert 'name="expected_version" value="0"' in client.get(page).content.decode()
    actions.state_judgement(
        by=manager, measure=county.measures[0], quarter=Q4, until_quarter=Q4, stated_by="Chair",
        county_comparison="top",
    )  # fmt: skip
    mine = {"rag": "red", "reason": "Mine", "stated_by": "Me", "until_quarter": "2014-15-q4"}
    assert client.post(page, {**mine, "expected_version": "0"}).status_code == 409
    assert working_dashboard(county.partnership, Q4).rows[0].rating.shown is Rag.GREEN


def test_assessing_an_outcome(county: Built) -> None:
    client = signed_in(county, Role.MANAGER)
    page = url("assess", "outcome", county.outcomes[0].pk)
    version = county.outcomes[0].assessments.get().version
    form = {"rag": "amber", "comment": "Less good", "stated_by": "Chair"}
    client.post(page, {**form, "expected_version": str(version)})
    group = working_dashboard(county.partnership, Q4).groups[0]
    assert (group.overall, group.comment) == (Rag.AMBER, "Less good")
    assert client.get(url("assess", "theme", county.outcomes[0].pk)).status_code == 404
    other = build("rutland")
    assert client.get(url("assess", "outcome", other.outcomes[0].pk)).status_code == 404


def test_the_first_overall_rating_of_a_group(county: Built) -> None:
    group = county.outcomes[0]
    with context(by="test", action="test.clear"):
        group.assessments.get().delete()
    client = signed_in(county, Role.MANAGER)
    page = url("assess", "outcome", group.pk)
    form = {"rag": "amber", "comment": "Behind", "expected_version": "0"}
    refused = client.post(page, {**form, "stated_by": ""})
    assert refused.status_code == 200
    assert "Enter the post or body that states it" in refused.content.decode()
    assert "is violated" not in refused.content.decode()
    assert client.post(page, {**form, "stated_by": "Chair"}).status_code == 302
    assert group.assessments.get().comment == "Behind"


def test_only_what_can_have_an_overall_rating_is_said_to_lack_it() -> None:
    groups = [Group(key=kind, kind=kind, code="", title=str(kind)) for kind in GroupKind]
    assert [one.title for one in unassessed(groups)] == ["outcome", "priority"]


def test_judgements_close_with_publication(published: Built, manager: Member) -> None:
    with pytest.raises(ValidationError, match="can no longer change"):
        actions.assess_group(
            by=manager, group=published.outcomes[0], quarter=Q4, stated_by="Chair", rag="red",
            expected_version=1,
        )  # fmt: skip


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["stated", "assessments"])
def test_the_database_holds_it_too(published: Built, name: str) -> None:
    rows = {"stated": StatedJudgement.objects, "assessments": GroupAssessment.objects}[name]
    with pytest.raises(DatabaseError), context(by="test", action="test.change"):
        rows.update(stated_by="Somebody else")
    with pytest.raises(DatabaseError), context(by="test", action="test.change"):
        rows.all().delete()


def test_a_statement_past_its_end_is_listed(county: Built) -> None:
    row = working_dashboard(county.partnership, Q4 + 1).rows[4]
    assert row.rating.stated is None
    assert [one.until for one in row.lapsed] == [Q4]


def test_small_numbers_are_hidden_from_the_board(county: Built) -> None:
    with context(by="test", action="test.small"):
        Return.objects.filter(pk=county.ret.pk).update(status="open")
        county.ret.parts.update(status="returned", note="Wrong figure")
        measure = county.measures[6]
        measure.suppress_small_numbers = True
        measure.save()
        measure.figures.filter(quarter=Q4).update(value=3)
        county.ret.parts.update(status="submitted")
        county.ret.parts.update(status="signed_off")
        Return.objects.filter(pk=county.ret.pk).update(status="submitted")
        Return.objects.filter(pk=county.ret.pk).update(status="signed_off")
    assert working_dashboard(county.partnership, Q4).rows[6].latest.text == "3"
    row = from_json(publish(county).payload).rows[6]
    assert (row.latest.text, row.latest.value, row.history[-1].text) == ("[c]", None, "[c]")
    assert row.rating.shown is Rag.GREEN
    said = " ".join([row.rating.explanation, row.target_sentence, row.direction.words])
    assert " 3 " not in said
    assert "98." not in said  # the change in per cent would give it away


def test_what_is_still_open_does_not_slip_into_a_later_publication(county: Built) -> None:
    """The earlier quarter's return is open again: nobody has signed off its figures."""
    before = Q4 - 4
    with context(by="test", action="test.reopen"):
        Return.objects.filter(partnership=county.partnership, quarter=before).update(status="open")
    working = working_dashboard(county.partnership, Q4)
    assert any(row.direction.long.earlier.value is not None for row in working.rows)
    publish(county)
    published = published_dashboard(county.partnership, Q4)
    assert published is not None
    assert all(row.direction.long.earlier.value is None for row in published.rows)
    assert all(len(row.history) == 1 for row in published.rows if row.has_figure)

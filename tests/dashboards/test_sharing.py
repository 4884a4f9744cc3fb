"""A partnership’s published figures are seen by another only if it says so (trust A1)."""

from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.test import Client

from audit.context import context
from audit.models import LogEntry
from core.models import Conflict
from dashboards import comparator_actions as actions
from dashboards.selectors import shared
from partnerships.models import Partnership
from partnerships.permissions import Role
from tests.dashboards.neighbours import Q4, Place, area_set, library, place, publish

pytestmark = pytest.mark.django_db
SECRET = "9.61"  # the rate of the partnership whose sharing is tested

# Setting, and to whom it opens what is published.
OPENS = {
    "nobody": set(),
    "county": {"parent"},
    "neighbours": {"parent", "sibling"},
}
RELATIONS = ("parent", "sibling", "stranger", "child", "cousin", "itself")


@pytest.fixture
def family(db: None) -> dict[str, Place]:
    """One partnership, and others in every relation to it, all with the same indicator."""
    (one,) = library(["burglary"])
    parent = place("county", {one: (300, 30_000)}, kind="county_board")
    other_county = place("elsewhere", {}, kind="county_board")
    itself = place("itself", {one: (961, 100_000)}, parent=parent.partnership)
    found = {
        "parent": parent,
        "itself": itself,
        "sibling": place("sibling", {one: (200, 20_000)}, parent=parent.partnership),
        "stranger": place("stranger", {one: (210, 20_000)}),
        "child": place("child", {one: (30, 9_000)}, parent=itself.partnership),
        "cousin": place("cousin", {one: (40, 9_000)}, parent=other_county.partnership),
    }
    for place_ in found.values():
        others = [one.partnership for one in found.values() if one is not place_]
        area_set(place_.partnership, others)
    return found


def set_sharing(one: Place, setting: str) -> None:
    with context(by="test", action="test.share"):
        Partnership.objects.filter(pk=one.partnership.pk).update(shares_with=setting)


def texts(who: Place, quarter: str = Q4.slug) -> str:
    """Everything that a manager reads on the pages and in the files that compare."""
    client = Client()
    with context(by="test", action="test.sign_in"):
        client.force_login(who.users[Role.MANAGER])
    base = f"/p/{who.partnership.slug}/{quarter}"
    paths = ["compare/", "compare/?priority=other", "compare/?order=value", "county/"]
    paths += ["compare.json", "compare.csv", "compare.json?priority=other", "county.json"]
    return "\n".join(client.get(f"{base}/{path}").content.decode() for path in paths)


@pytest.mark.parametrize("relation", [one for one in RELATIONS if one != "itself"])
@pytest.mark.parametrize("setting", OPENS)
def test_who_sees_what(family: dict[str, Place], setting: str, relation: str) -> None:
    """Each setting to each relation, by the selector and on every page and file."""
    set_sharing(family["itself"], setting)
    viewer = family[relation]
    areas = {area.slug for area in shared.areas_shared_with(viewer.partnership)}
    assert ("itself" in areas) == (relation in OPENS[setting])
    assert (SECRET in texts(viewer)) == (relation in OPENS[setting])


@pytest.mark.parametrize("role", [Role.BOARD, Role.SCRUTINY])
def test_the_table_of_permissions_holds_too(family: dict[str, Place], role: Role) -> None:
    set_sharing(family["itself"], "neighbours")
    client = Client()
    with context(by="test", action="test.sign_in"):
        client.force_login(family["sibling"].users[role])
    answer = client.get(f"/p/sibling/{Q4.slug}/compare/")
    assert answer.status_code == (200 if role is Role.BOARD else 403)
    assert client.get("/p/sibling/comparators/").status_code == 403
    assert client.get(f"/p/itself/{Q4.slug}/compare/").status_code == 404


def test_a_hole_in_the_rule_is_found(family: dict[str, Place]) -> None:
    """A planted fault: the rule asks who is related, and forgets who shares."""

    def related(partnership: Partnership) -> Q:
        return Q(parent=partnership) | Q(parent=partnership.parent_id)

    assert SECRET not in texts(family["sibling"])
    with mock.patch.object(shared, "_shares_with", related):
        assert SECRET in texts(family["sibling"])


def test_a_set_that_names_a_partnership_opens_nothing(family: dict[str, Place]) -> None:
    """Whoever stopped sharing is still named in a set, without its figures."""
    set_sharing(family["itself"], "neighbours")
    assert SECRET in texts(family["sibling"])
    set_sharing(family["itself"], "nobody")
    assert SECRET not in texts(family["sibling"])


def test_working_figures_are_never_shared(db: None) -> None:
    """Not a figure of a quarter that is not published, by any door."""
    (one,) = library(["burglary"])
    county = place("county", {}, kind="county_board")
    own = place("own", {one: (100, 10_000)}, parent=county.partnership)
    late = place("late", {one: (961, 100_000)}, parent=county.partnership, published=False,
                 shares="neighbours")  # fmt: skip
    area_set(own.partnership, [late.partnership])
    assert SECRET not in texts(own)
    assert SECRET not in texts(county)
    assert "Not published yet" in texts(county)
    publish(late)
    assert SECRET in texts(own)
    assert SECRET in texts(county)


def test_of_a_district_that_does_not_share_nothing_but_its_name_is_told(
    family: dict[str, Place],
) -> None:
    client = Client()
    with context(by="test", action="test.sign_in"):
        client.force_login(family["parent"].users[Role.MANAGER])
    told = client.get(f"/p/county/{Q4.slug}/county.json").json()["tables"]
    states = {row["District"]: (row["State"], row["Return"]) for row in told[1]["rows"]}
    assert states == dict.fromkeys(("Itself", "Sibling"), ("Does not share its figures", ""))
    assert told[0]["rows"] == []


# --- Saying who may see them ---


def test_the_manager_says_who_and_it_is_recorded(family: dict[str, Place]) -> None:
    itself = family["itself"]
    actions.share(by=itself.member(), expected_version=1, shares_with="county")
    itself.partnership.refresh_from_db()
    assert itself.partnership.shares_with == "county"
    entry = LogEntry.objects.filter(table_name="partnerships_partnership").latest("id")
    assert (entry.action, entry.who_id) == ("dashboards.share", itself.users[Role.MANAGER].pk)
    assert entry.after["shares_with"] == "county"


def test_saying_who_refuses(family: dict[str, Place]) -> None:
    itself = family["itself"]
    with pytest.raises(Conflict):
        actions.share(by=itself.member(), expected_version=7, shares_with="county")
    with pytest.raises(ValidationError):
        actions.share(by=itself.member(), expected_version=1, shares_with="everybody")
    with pytest.raises(PermissionDenied):
        actions.share(by=itself.member(Role.BOARD), expected_version=1, shares_with="county")


def test_the_page_saves_it(family: dict[str, Place]) -> None:
    itself = family["itself"]
    client = Client()
    with context(by="test", action="test.sign_in"):
        client.force_login(itself.users[Role.MANAGER])
    path = "/p/itself/comparators/sharing/"
    assert "Working figures are never shared" in client.get(path).content.decode()
    sent = {"shares_with": "neighbours", "expected_version": "1"}
    assert client.post(path, sent).status_code == 302
    itself.partnership.refresh_from_db()
    assert itself.partnership.shares_with == "neighbours"
    assert client.post(path, sent).status_code == 409


def test_only_those_who_share_are_offered_for_a_set(family: dict[str, Place]) -> None:
    sibling = family["sibling"]
    with pytest.raises(ValidationError):
        actions.start_set(
            by=sibling.member(), values={"name": "New", "first_quarter": Q4},
            members=[family["itself"].partnership.pk],
        )  # fmt: skip
    set_sharing(family["itself"], "neighbours")
    row = actions.start_set(
        by=sibling.member(), values={"name": "New", "first_quarter": Q4},
        members=[family["itself"].partnership.pk],
    )  # fmt: skip
    assert set(row.areas.values_list("name", flat=True)) == {"Sibling", "Itself"}

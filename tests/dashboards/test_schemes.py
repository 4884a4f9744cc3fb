"""How a partnership rates: its versions, who changes them, and that nothing published moves."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from audit.context import context
from core.models import Conflict
from core.quarters import Quarter
from dashboards import scheme_actions as actions
from dashboards.models import Scheme
from dashboards.performance import RULE_VERSION, SchemeTerms
from dashboards.performance.in_words import (
    NOT_RATED,
    directions_in_words,
    ratings_in_words,
    zero_in_words,
)
from dashboards.selectors import published_dashboard, working_dashboard
from dashboards.selectors.schemes import startable
from partnerships.access import Member, get_member
from partnerships.permissions import Role
from targets.models import Return
from targets.terms import Rag, Unrated
from tests.dashboards.conftest import signed_in
from tests.dashboards.leicestershire import Built, build
from tests.support.previewed import confirmed, removed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Q4, NEXT = Quarter(2014, 4), Quarter(2015, 1)
NUMBERS: dict[str, Any] = {
    "tolerance_percent": Decimal(15),
    "tolerance_points": Decimal(3),
    "tolerance_absolute": Decimal(1),
    "band_percent": Decimal(20),
    "band_points": Decimal(4),
}
VALUES = {"from_quarter": NEXT, **NUMBERS, "reason": "Wider, as agreed"}
POSTED = {
    **{name: str(value) for name, value in NUMBERS.items()},
    "from_quarter": NEXT.slug,
    "kind": "tolerance",
    "roll_up": "worst",
    "reason": "Wider, as agreed",
}


def member(built: Built, role: Role = Role.MANAGER) -> Member:
    return get_member(built.users[role], built.partnership.slug)


def url(name: str = "schemes", *more: Any, slug: str = "leicestershire") -> str:
    return reverse(f"dashboards:{name}", args=[slug, *more])


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


# --- In words ---


def test_the_numbers_are_in_the_words() -> None:
    scheme = SchemeTerms("Any", None, Decimal("7.5"), Decimal(1), None, Decimal(12), Decimal(3))
    green, amber, red = ratings_in_words(scheme)
    assert (green.word, red.word) == ("Green", "Red")
    assert amber.meaning == (
        "worse by no more than 7.5% of what is expected; where the figure is a percentage, "
        "by no more than 1 point."
    )
    assert "anything worse is red: 7.5% of 0 is 0." in zero_in_words(scheme)
    assert "amber allows up to 2," in zero_in_words(SchemeTerms("Any", absolute=Decimal("2.0000")))
    assert directions_in_words(scheme)[0].meaning.startswith("within 12% of the earlier figure")
    assert "within 3 points" in directions_in_words(scheme)[0].meaning


def test_every_state_without_a_rating_is_explained() -> None:
    assert set(NOT_RATED) == set(Unrated)


# --- Ratings stay ---


def test_a_later_version_changes_no_earlier_rating(published: Built) -> None:
    """6.35 against below 5.71 is 11.2% worse: red within 5%, amber within 15%."""
    before = published_dashboard(published.partnership, Q4)
    working = working_dashboard(published.partnership, Q4)
    actions.start_scheme(by=member(published), values=VALUES)
    after = working_dashboard(published.partnership, Q4)
    assert after.rows[2].rating.computed is Rag.RED
    assert after.scheme_label == "Scheme 1"
    assert [row.rating for row in after.rows] == [row.rating for row in working.rows]
    assert published_dashboard(published.partnership, Q4) == before
    assert working_dashboard(published.partnership, NEXT).scheme_label == "Scheme 2"


def test_what_is_not_published_is_rated_by_it(county: Built) -> None:
    actions.start_scheme(by=member(county), values={**VALUES, "from_quarter": Q4})
    dashboard = working_dashboard(county.partnership, Q4)
    assert dashboard.rows[2].rating.computed is Rag.AMBER
    assert dashboard.scheme_label == "Scheme 2"


# --- The actions ---


def test_a_version_starts_after_what_is_published(published: Built) -> None:
    for quarter in (Q4, Q4 - 8):
        with pytest.raises(ValidationError, match="is published and keeps its ratings"):
            actions.start_scheme(by=member(published), values={**VALUES, "from_quarter": quarter})
    made = actions.start_scheme(by=member(published), values=VALUES)
    assert (made.number, made.partnership) == (2, published.partnership)


def test_versions_follow_each_other(published: Built) -> None:
    manager = member(published)
    second = actions.start_scheme(by=manager, values={**VALUES, "from_quarter": NEXT + 3})
    with pytest.raises(ValidationError, match="Choose a quarter from Q1 2016/17"):
        actions.start_scheme(by=manager, values=VALUES)
    third = actions.start_scheme(by=manager, values={**VALUES, "from_quarter": NEXT + 4})
    between = startable(published.partnership, second)
    assert (between[0], between[-1]) == (NEXT, NEXT + 3)
    assert startable(published.partnership, third)[0] == NEXT + 4


def test_a_reason_after_the_first_and_nothing_negative(published: Built) -> None:
    for wrong in (
        {"reason": ""},
        {"band_points": Decimal(-1)},
        {"tolerance_absolute": Decimal(-1)},
    ):
        with pytest.raises(ValidationError):
            actions.start_scheme(by=member(published), values={**VALUES, **wrong})
    with pytest.raises(ValueError, match="Not to be set here"):
        actions.start_scheme(by=member(published), values={**VALUES, "number": 9})
    assert published.partnership.schemes.count() == 1


def test_the_first_version_needs_no_reason(county: Built) -> None:
    only = county.partnership.schemes.get()
    actions.remove_scheme(by=member(county), scheme=only, expected_version=1)
    assert working_dashboard(county.partnership, Q4).scheme_label == "Default tolerance"
    made = actions.start_scheme(
        by=member(county), values={**VALUES, "from_quarter": Quarter(2013, 4), "reason": ""}
    )
    assert made.number == 1


def test_what_has_rated_a_published_quarter_stays(published: Built) -> None:
    only = published.partnership.schemes.get()
    with pytest.raises(ValidationError, match="can no longer be changed or removed"):
        actions.change_scheme(by=member(published), scheme=only, expected_version=1, values=VALUES)
    with pytest.raises(ValidationError, match="can no longer be changed or removed"):
        actions.remove_scheme(by=member(published), scheme=only, expected_version=1)


def test_two_people_and_one_version(published: Built) -> None:
    manager = member(published)
    made = actions.start_scheme(by=manager, values=VALUES)
    actions.change_scheme(
        by=manager, scheme=made, expected_version=1, values={**VALUES, "from_quarter": NEXT + 2}
    )
    with pytest.raises(Conflict):
        actions.change_scheme(by=manager, scheme=made, expected_version=1, values=VALUES)
    with pytest.raises(Conflict):
        actions.remove_scheme(by=manager, scheme=made, expected_version=1)
    actions.remove_scheme(by=manager, scheme=made, expected_version=2)
    with pytest.raises(Conflict):
        actions.remove_scheme(by=manager, scheme=made, expected_version=2)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.BOARD, Role.SCRUTINY])
def test_only_managers_change_it(county: Built, role: Role) -> None:
    by, only = member(county, role), county.partnership.schemes.get()
    with pytest.raises(PermissionDenied):
        actions.start_scheme(by=by, values=VALUES)
    with pytest.raises(PermissionDenied):
        actions.change_scheme(by=by, scheme=only, expected_version=1, values=VALUES)
    with pytest.raises(PermissionDenied):
        actions.remove_scheme(by=by, scheme=only, expected_version=1)


def test_not_another_partnerships(county: Built) -> None:
    other = build("rutland").partnership.schemes.get()
    with pytest.raises(PermissionDenied):
        actions.change_scheme(by=member(county), scheme=other, expected_version=1, values=VALUES)
    client = signed_in(county, Role.MANAGER)
    for name in ("change_scheme", "remove_scheme"):
        assert client.get(url(name, other.pk)).status_code == 404
        assert client.post(url(name, other.pk), POSTED).status_code == 404
    assert client.get(url(slug="rutland")).status_code == 404


# --- The database ---


def test_the_database_holds_it_too(published: Built) -> None:
    with context(by="test", action="test.start"):
        later = Scheme.objects.create(
            partnership=published.partnership, number=2, from_quarter=NEXT, reason="Later"
        )
    rows = Scheme.objects.filter(partnership=published.partnership)
    writes = (
        lambda: rows.filter(number=1).update(tolerance_percent=50),
        lambda: rows.filter(number=1).update(from_quarter=NEXT + 8),
        lambda: rows.filter(number=1).delete(),
        lambda: rows.filter(pk=later.pk).update(from_quarter=Q4),
        lambda: Scheme.objects.create(
            partnership=published.partnership, number=3, from_quarter=Q4 - 1, reason="Earlier"
        ),
        lambda: rows.filter(pk=later.pk).update(reason=""),
    )
    for write in writes:
        with pytest.raises(DatabaseError), context(by="test", action="test.change"):
            write()
    with context(by="test", action="test.change"):
        assert rows.filter(pk=later.pk).update(tolerance_percent=50) == 1
        assert rows.filter(pk=later.pk).delete()[0] == 1


def test_another_partnerships_publication_fixes_nothing(published: Built) -> None:
    other = build("rutland").partnership.schemes.get()
    with context(by="test", action="test.change"):
        assert Scheme.objects.filter(pk=other.pk).update(tolerance_percent=50) == 1


# --- The pages ---


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OFFICER, Role.BOARD])
def test_everybody_who_reads_ratings_reads_the_rules(published: Built, role: Role) -> None:
    text = read(signed_in(published, role), url())
    assert "Q4 2014/15, the latest published quarter, is rated by scheme 1, in force" in text
    assert "worse by no more than 5% of what is expected" in text
    assert "within 10% of the earlier figure" in text
    assert "5% or 2 points; nothing where 0 is expected" in text
    assert "not before Q1 2015/16" in text
    assert f"The rules themselves are version {RULE_VERSION}," in text
    assert "Default tolerance" in text and "Before Q1 2012/13" in text
    assert all(f"<strong>{code.label}</strong>" in text for code in Unrated)
    assert ("Start a new version" in text) is (role is Role.MANAGER)
    assert url("change_scheme", published.partnership.schemes.get().pk) not in text


def test_scrutiny_sees_neither(published: Built) -> None:
    client = signed_in(published, Role.SCRUTINY)
    only = published.partnership.schemes.get().pk
    for address in (url(), url("new_scheme"), url("change_scheme", only)):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICER, Role.BOARD])
def test_forms_are_for_managers(county: Built, role: Role) -> None:
    client, only = signed_in(county, role), county.partnership.schemes.get().pk
    for name, more in (("new_scheme", ()), ("change_scheme", (only,)), ("remove_scheme", (only,))):
        assert client.get(url(name, *more)).status_code == 403
        assert client.post(url(name, *more), POSTED).status_code == 403


def test_the_overview_leads_there(published: Built) -> None:
    client = signed_in(published, Role.BOARD)
    overview = read(client, reverse("dashboards:overview", args=["leicestershire", Q4]))
    assert f'href="{url()}?quarter=2014-15-q4">scheme 1' in overview


def test_of_another_quarter(published: Built) -> None:
    actions.start_scheme(by=member(published), values=VALUES)
    client = signed_in(published, Role.BOARD)
    later = read(client, url() + "?quarter=2015-16-q1")
    assert "Q1 2015/16 is rated by scheme 2, in force since Q1 2015/16." in later
    assert "worse by no more than 15% of what is expected" in later
    assert "Where 0 is expected, amber allows up to 1," in later
    early = read(client, url() + "?quarter=2011-12-q1")
    assert "is rated by the default tolerance: no version had started." in early
    now = read(client, url() + "?quarter=nonsense")
    assert "the latest published quarter, is rated by scheme 1" in now
    assert "To come" in now and "Wider, as agreed" in now


def test_through_the_pages(published: Built) -> None:
    client = signed_in(published, Role.MANAGER)
    form = read(client, url("new_scheme"))
    assert "Later than Q4 2014/15, which is published." in form
    assert "2014-15-q4" not in form and "2015-16-q1" in form
    assert 'value="5"' in form  # the numbers in force, to begin with
    bad = client.post(url("new_scheme"), {**POSTED, "reason": "", "band_points": "-1"})
    assert "Say why the rules change." in bad.content.decode()
    assert "Enter 0 or more." in bad.content.decode()
    early = client.post(url("new_scheme"), {**POSTED, "from_quarter": Q4.slug})
    assert "Choose a quarter from the list." in early.content.decode()
    done = confirmed(client, url("new_scheme"), POSTED, follow=True).content.decode()
    assert "The new version is started." in done
    made = Scheme.objects.get(number=2)
    assert made.tolerance_absolute == Decimal(1)
    change = url("change_scheme", made.pk)
    assert change in done and url("remove_scheme", made.pk) in done
    wider = {**POSTED, "tolerance_percent": "12.5", "expected_version": "1"}
    answer = confirmed(client, change, wider)
    assert answer["Location"] == url()
    conflict = client.post(change, {**POSTED, "expected_version": "1"})
    assert conflict.status_code == 409
    assert "12.5" in conflict.content.decode() and "15" in conflict.content.decode()
    remove = url("remove_scheme", made.pk)
    assert "Remove scheme 2?" in read(client, remove)
    removed(client, remove, 2)
    assert not Scheme.objects.filter(pk=made.pk).exists()


def test_a_page_that_was_open_when_the_quarter_was_published(published: Built) -> None:
    client, only = signed_in(published, Role.MANAGER), published.partnership.schemes.get()
    for name in ("change_scheme", "remove_scheme"):
        for answer in (
            client.get(url(name, only.pk), follow=True),
            client.post(url(name, only.pk), {**POSTED, "expected_version": "1"}, follow=True),
        ):
            assert "can no longer be changed or removed" in answer.content.decode()
    only.refresh_from_db()
    assert (only.version, only.tolerance_percent) == (1, Decimal(5))


def test_reasons_are_escaped(published: Built) -> None:
    nasty = "<script>alert(1)</script>"
    actions.start_scheme(by=member(published), values={**VALUES, "reason": nasty})
    text = read(signed_in(published, Role.BOARD), url())
    assert nasty not in text and "&lt;script&gt;" in text


def test_before_anything_is_published(county: Built) -> None:
    text = read(signed_in(county, Role.BOARD), url())
    assert "Q4 2014/15 is rated by scheme 1, in force since Q1 2012/13." in text
    assert Return.objects.filter(status="published").count() == 0


def test_as_many_queries_for_one_version_as_for_nine(
    published: Built, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(published, Role.MANAGER)
    counts = []
    for number in range(2, 10):
        with django_assert_max_num_queries(8) as found:
            read(client, url())
        counts.append(len(found))
        values = {**VALUES, "from_quarter": NEXT + number}
        actions.start_scheme(by=member(published), values=values)
    assert len(set(counts)) == 1

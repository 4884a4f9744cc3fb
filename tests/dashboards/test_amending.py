"""A new version of a published quarter: when, by whom, what it says, and what stays."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core import clock
from core.models import Conflict
from core.quarters import Quarter
from dashboards import actions
from dashboards.codec import load
from dashboards.models import Snapshot
from dashboards.selectors import dashboard_of, published_dashboard
from dashboards.selectors.amendment import amendment_of
from dashboards.selectors.revisions import untold
from dashboards.types import Dashboard, SnapshotInfo, to_json
from targets.actions.revise import revise
from targets.models import Return
from targets.terms import RevisionKind
from tests.dashboards.revising import (
    change,
    columns,
    figure_of,
    make_published,
    measure_id,
    return_of,
)
from tests.support.dom import Document
from tests.targets.scene import Q4, TODAY, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WHY = "Late crimes came in after the meeting."


@pytest.fixture
def published() -> Iterator[Scene]:
    with clock.fixed(TODAY):
        yield make_published()


def publish(scene: Scene, who: str = "second", **more: Any) -> Snapshot:
    ret = return_of(scene)
    known = {"expected_version": ret.version, "reason": WHY}
    return actions.publish(by=scene.member(who), ret=ret, **{**known, **more})


def address(scene: Scene, name: str, *more: Any) -> str:
    return reverse(f"dashboards:{name}", args=[scene.partnership.slug, Q4, *more])


def text(scene: Scene, who: str, url: str) -> str:
    response = scene.client(who).get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_version_2_says_what_changed_and_version_1_stays(published: Scene) -> None:
    first = Snapshot.objects.get()
    payload, digest = first.payload, first.sha256
    change(published, "entrants", "101")
    second = publish(published)
    first.refresh_from_db()
    assert (first.number, first.payload, first.sha256) == (1, payload, digest)
    assert hashlib.sha256(first.payload.encode()).hexdigest() == digest
    assert (second.number, second.reason) == (2, WHY)
    assert second.sha256 == hashlib.sha256(second.payload.encode()).hexdigest()
    info = dashboard_of(second).published
    assert info is not None
    assert info.changes[0] == (
        "Entrants: 96 became 101 (late records). Rating: Green became Amber."
        " Direction of travel: better became about the same."
    )
    assert return_of(published).status == Return.Status.PUBLISHED
    assert dashboard_of(first).row(measure_id(published, "entrants")).latest.text == "96"  # type: ignore[union-attr]
    latest = published_dashboard(published.partnership, Q4)
    assert latest is not None
    row = latest.row(measure_id(published, "entrants"))
    assert row is not None
    assert (row.latest.text, row.latest.marks) == ("101", ("Revised",))


def test_as_before_is_said_too(published: Scene) -> None:
    change(published, "entrants", "97")
    info = dashboard_of(publish(published)).published
    assert info is not None
    assert info.changes[0] == "Entrants: 96 became 97 (late records). Rating: Green, as before."


def test_old_payloads_still_load(published: Scene) -> None:
    """Versions published before there were amendments say nothing of changes."""
    first = Snapshot.objects.get()
    without = first.payload.replace('"changes":[],', "")
    assert without != first.payload
    assert load(Dashboard, without) == dashboard_of(first)
    assert to_json(load(Dashboard, without)) == first.payload


def test_nothing_revised_is_nothing_to_publish(published: Scene) -> None:
    with pytest.raises(ValidationError, match="nothing that the board sees was revised"):
        publish(published)
    change(published, "entrants", "97")
    publish(published)
    with pytest.raises(ValidationError, match="nothing that the board sees was revised"):
        publish(published)
    assert Snapshot.objects.count() == 2


def test_a_reason_is_needed(published: Scene) -> None:
    change(published, "entrants", "97")
    with pytest.raises(ValidationError, match="Give a reason"):
        publish(published, reason="  ")


def test_not_by_anybody_who_revised(published: Scene) -> None:
    change(published, "entrants", "97", who="manager")
    change(published, "fly-tipping", "51", who="second")
    for who in ("manager", "second"):
        with pytest.raises(ValidationError, match="somebody else has to publish it"):
            publish(published, who)
    with pytest.raises(PermissionDenied):
        publish(published, "officer")
    assert Snapshot.objects.count() == 1


def test_not_what_nobody_has_looked_at(published: Scene) -> None:
    change(published, "entrants", "97")
    seen = amendment_of(published.partnership, Q4, SnapshotInfo(0, clock.now()))
    assert seen is not None
    change(published, "entrants", "98")
    with pytest.raises(Conflict):
        publish(published, seen=seen.seen)
    with pytest.raises(Conflict):
        publish(published, expected_version=return_of(published).version - 1)
    assert Snapshot.objects.count() == 1


def test_not_a_revision_that_reads_the_same_as_the_one_looked_at(published: Scene) -> None:
    """TRUST: the sentences are equal, and the commentary that goes to the board is another."""
    change(published, "entrants", "97")
    seen = amendment_of(published.partnership, Q4, SnapshotInfo(0, clock.now()))
    assert seen is not None
    change(published, "entrants", "98")
    figure = figure_of(published, "entrants")
    revise(
        by=published.member("officer"),
        figure=figure,
        columns=columns(figure, value="97", commentary_change="Nobody has read this."),
        kind=RevisionKind.LATE,
        why="As it was.",
        expected_version=figure.version,
    )
    now = amendment_of(published.partnership, Q4, SnapshotInfo(0, clock.now()))
    assert now is not None
    assert now.changes == seen.changes
    with pytest.raises(Conflict):
        publish(published, seen=seen.seen)
    publish(published, seen=now.seen)


def test_an_earlier_quarters_revision_reaches_what_compares_with_it(published: Scene) -> None:
    change(published, "entrants", "80", Quarter(2013, 4), who="manager")
    found = untold(published.partnership)[Q4]
    assert (len(found.own), len(found.earlier)) == (0, 1)
    info = dashboard_of(publish(published)).published
    assert info is not None
    assert info.changes[0].startswith(
        "Entrants: the figure it is compared with: 110 became 80 "
        "(Q4 2013/14: late records). Rating: Green, as before. Direction of travel: "
    )


def test_a_revision_that_the_board_cannot_see_makes_no_version(published: Scene) -> None:
    """Of a measure that is not on the list any more, and rounded away in no column."""
    change(published, "entrants", "97")
    publish(published)
    assert untold(published.partnership) == {}


def test_small_numbers_stay_hidden(published: Scene) -> None:
    from tests.targets.scene import given

    with given():
        measure = published.measures["entrants"]
        measure.suppress_small_numbers = True
        measure.save()
    change(published, "entrants", "3")
    info = dashboard_of(publish(published)).published
    assert info is not None
    assert info.changes[0].startswith(
        "Entrants: revised, not shown: small numbers (late records). Rating: Green"
    )
    assert " 3 " not in info.changes[0]


def test_through_the_pages(published: Scene) -> None:
    page = address(published, "publish")
    assert "published already" in text(published, "second", page)
    change(published, "entrants", "97")
    offered = text(published, "second", page)
    assert "Q4 2014/15: 1 figure was revised since version 1." in offered
    assert "Entrants: 96 became 97 (late records). Rating: Green, as before." in offered
    client = published.client("second")
    form = {"expected_version": str(return_of(published).version), "reason": ""}
    missing = client.post(page, form)
    assert missing.status_code == 422
    assert "Give a reason for publishing a new version." in missing.content.decode()
    unseen = client.post(page, {**form, "reason": WHY})
    assert unseen.status_code == 409
    assert WHY in unseen.content.decode()
    amendment = amendment_of(published.partnership, Q4, SnapshotInfo(0, clock.now()))
    assert amendment is not None
    done = client.post(page, {**form, "reason": WHY, "seen": amendment.seen}, follow=True)
    assert "Version 2 of Q4 2014/15 is published to the board." in done.content.decode()
    shown = text(published, "board", address(published, "overview"))
    assert "version 2" in shown
    assert WHY in shown
    assert "Entrants: 96 became 97 (late records). Rating: Green, as before." in shown


def test_those_who_revised_are_told_so(published: Scene) -> None:
    change(published, "entrants", "97", who="manager")
    page = address(published, "publish")
    shown = text(published, "manager", page)
    assert "somebody else has to publish it" in shown
    assert "Publish version 2 to the board" not in shown
    refused = published.client("manager").post(
        page, {"expected_version": str(return_of(published).version), "reason": WHY, "seen": "x"}
    )
    assert refused.status_code == 422
    assert "somebody else has to publish it" in refused.content.decode()


def test_the_board_can_read_every_version(published: Scene) -> None:
    change(published, "entrants", "97")
    publish(published)
    overview = address(published, "overview")
    first = text(published, "board", f"{overview}?version=1")
    assert "as it was published on" in first
    assert ": version 1." in first
    assert "Entrants: 96 became 97" not in first
    for name, more in (("indicators", ()), ("appendix", ()),
                       ("indicator", (measure_id(published, "entrants"),))):  # fmt: skip
        old = text(published, "board", address(published, name, *more) + "?version=1")
        assert ": version 1." in old
        # Of the words only: the form to sign out has a token, which may hold any digits.
        assert "97" not in Document("/", 200, old).text or name != "indicators"
    data = published.client("board").get(address(published, "csv") + "?version=1")
    assert "-v1.csv" in data["Content-Disposition"]
    assert published.client("board").get(f"{overview}?version=3").status_code == 404
    assert published.client("board").get(f"{overview}?version=x").status_code == 404


def test_judgements_stay_frozen(published: Scene) -> None:
    change(published, "entrants", "101")
    with pytest.raises(ValidationError, match="can no longer change"):
        actions.state_judgement(
            by=published.member("manager"), measure=published.measures["entrants"], quarter=Q4,
            until_quarter=Q4, stated_by="Chair", rag="green", reason="Because",
        )  # fmt: skip


def test_a_revision_twice_over(published: Scene) -> None:
    change(published, "entrants", "97")
    publish(published)
    change(published, "entrants", "96", why="It was right.")
    info = dashboard_of(publish(published)).published
    assert info is not None
    assert info.number == 3
    assert info.changes[0].startswith("Entrants: 97 became 96")


def test_a_change_too_small_to_print(published: Scene) -> None:
    figure = figure_of(published, "crime-rate")
    from targets.actions.revise import revise
    from targets.terms import RevisionKind

    revise(
        by=published.member("officer"), figure=figure, kind=RevisionKind.ERROR, why="One off",
        columns=columns(figure, value="6.3512", numerator="4242"),
        expected_version=figure.version,
    )  # fmt: skip
    info = dashboard_of(publish(published)).published
    assert info is not None
    assert (
        "Crime rate: revised (an error in the figure), 6.35 as before, once rounded."
        in (info.changes[0])
    )


def test_the_managers_are_told_where_they_look(published: Scene) -> None:
    change(published, "entrants", "97")
    change(published, "fly-tipping", "51", who="other")
    slug = published.partnership.slug
    for page in (f"/p/{slug}/returns/", f"/p/{slug}/returns/{Q4.slug}/"):
        assert "2 figures were revised since version 1." in text(published, "second", page)
        assert "Publish version 2" in text(published, "second", page)
        assert "since version 1" not in text(published, "officer", page)
    publish(published)
    assert "since version" not in text(published, "second", f"/p/{slug}/returns/")

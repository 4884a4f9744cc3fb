"""What’s missing: one list for the page, the hub and reminders; each line leads to its field."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from dashboards.models import Scheme
from partnerships.models import Membership
from targets.models import Reminder, Target
from targets.selectors.missing import Item, Lack, missing_items
from targets.selectors.returns import read_return
from targets.terms import Rag
from tests.support.dom import Document
from tests.targets.scene import Q4, Scene, given, ids_in, make_scene, scene
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["scene"]

pytestmark = pytest.mark.django_db

MISSING = "missing/"


def items(scene: Scene, who: str = "manager") -> tuple[Item, ...]:
    return missing_items(read_return(scene.member(who), scene.ret))


def page_of(scene: Scene, who: str = "manager", query: str = "") -> str:
    response = scene.client(who).get(scene.url(MISSING) + query)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def lands(client: Client, href: str) -> bool:
    """Whether an address leads to an id that is on its page."""
    path, _, field = href.partition("#")
    response = client.get(path)
    assert response.status_code == 200, path
    return field in ids_in(response)


@pytest.fixture
def mixed(scene: Scene) -> Scene:
    """One unusual figure, one red without commentary, one settled; the rest missing."""
    with given():
        scene.add_figure("entrants", 100, Q4 - 4)
        scene.add_figure("entrants", 185)
        scene.add_figure("fly-tipping", 50)
        Scheme.objects.create(partnership=scene.partnership, number=1, from_quarter=Q4 - 20)
        Target.objects.create(
            partnership=scene.partnership,
            measure=scene.measures["fly-tipping"],
            text="10 or fewer",
            kind="at_most",
            value=10,
            starts=date(2014, 4, 1),
        )
    return scene


def test_every_kind_is_listed_by_organisation(mixed: Scene) -> None:
    found = {(one.organisation, one.name): one.kind for one in items(mixed)}
    police, council = mixed.police, mixed.council
    assert found == {
        (police, "Entrants"): Lack.EXPLANATION,
        (police, "Crime rate"): Lack.FIGURE,
        (police, "Satisfied"): Lack.FIGURE,
        (police, "Reoffending"): Lack.FIGURE,
        (council, "Fly tipping"): Lack.COMMENTARY,
    }
    text = page_of(mixed)
    assert "midshire Council (1)" in text
    assert "midshire Police (4)" in text
    assert text.index("midshire Council (1)") < text.index("midshire Police (4)")


def test_every_line_lands_on_its_field(mixed: Scene) -> None:
    """PURPOSE: a line of the list, and so a link in a reminder, is where the work is."""
    client = mixed.client("manager")
    found = items(mixed)
    assert {one.kind for one in found} == set(Lack)
    for one in found:
        assert one.href in page_of(mixed).replace("&amp;", "&")
        assert lands(client, one.href), one.href
    assert not lands(client, mixed.section_url + "#m0-v")  # the planted fault


def test_a_red_with_commentary_is_not_listed_and_none_blocks(mixed: Scene) -> None:
    found = items(mixed)
    [red] = [one for one in found if one.kind is Lack.COMMENTARY]
    assert not red.blocks
    assert all(one.blocks for one in found if one is not red)
    row = read_return(mixed.member("manager"), mixed.ret).row(red.measure_id)
    assert row is not None
    assert row.opinion is not None
    assert row.opinion.rating == Rag.RED
    with given():
        assert row.figure is not None
        row.figure.commentary_action = "Two more patrols."
        row.figure.version += 1
        row.figure.save()
    assert Lack.COMMENTARY not in {one.kind for one in items(mixed)}


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?kind=figure", "Crime rate", "Entrants"),
        ("?kind=explanation", "Entrants", "Crime rate"),
        ("?kind=commentary", "Fly tipping", "Crime rate"),
        ("?organisation={council}", "Fly tipping", "Crime rate"),
        ("?priority=priority-{priority}&kind=figure", "Crime rate", "Fly tipping"),
        ("?kind=nonsense&organisation=9999999999999999999999", "Crime rate", "Nothing that"),
    ],
)
def test_filters(mixed: Scene, query: str, shown: str, hidden: str) -> None:
    query = query.format(council=mixed.council.pk, priority=mixed.priority.pk)
    links = _lines(page_of(mixed, query=query))
    assert shown in links
    assert hidden not in links


def _lines(text: str) -> list[str]:
    page = Document("/", 200, text)
    return [one.text_content() for one in page.find("//ul[@class='app-missing__list']/li/a")]


def test_chosen_filters_can_be_taken_away_one_by_one(mixed: Scene) -> None:
    query = f"?organisation={mixed.police.pk}&kind=figure"
    page = Document("/", 200, page_of(mixed, query=query))
    chosen = {
        one.text_content().split("✕")[0].strip(): one.get("href")
        for one in page.find("//ul[@class='app-filter-chosen']//a")
    }
    here = mixed.url(MISSING)
    assert chosen == {
        "Remove filter Organisation: midshire Police": f"{here}?kind=figure",
        "Remove filter What is missing: No figure and no reason": (
            f"{here}?organisation={mixed.police.pk}"
        ),
        "Clear all filters": here,
    }
    nothing = page_of(mixed, query=f"?organisation={mixed.council.pk}&kind=figure")
    assert "Nothing that matches is missing" in nothing


def test_an_officer_sees_their_own_organisation_only(mixed: Scene) -> None:
    text = page_of(mixed, "other")
    assert "Fly tipping" in text
    assert "Entrants" not in text
    assert "Organisation</label>" not in text  # one organisation is no choice
    assert mixed.client("board").get(mixed.url(MISSING)).status_code == 403
    assert mixed.client("other").get(mixed.url(MISSING).replace("q4", "q3")).status_code == 404


def test_nothing_missing_is_said(scene: Scene) -> None:
    answer_all(scene, scene.police)
    assert "Nothing is missing" in page_of(scene, "officer")
    submit(scene, "officer")
    text = page_of(scene, "officer")
    assert "Everything here is submitted" in text
    assert items(scene, "officer") == ()


def test_what_cannot_be_entered_any_more_leads_to_its_row(scene: Scene) -> None:
    part = scene.part(scene.police)
    with given():
        part.closes_on = part.due
        part.save()
    with clock.fixed(date(2015, 6, 1)):
        found = items(scene, "officer")
        assert len(found) == 4
        client = scene.client("officer")
        assert all(lands(client, one.href) for one in found)


def test_it_takes_as_many_queries_with_60_rows(db: Any) -> None:
    counts = []
    with clock.fixed(date(2015, 4, 20)):
        for slug, rows in (("small", 2), ("large", 60)):
            with given():
                made = make_scene(slug, measures=rows)
            client = made.client("manager")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(made.url(MISSING)).status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 40


def test_a_manager_reminds_from_the_list(mixed: Scene) -> None:
    assert "Send reminder" not in page_of(mixed, "officer")
    text = page_of(mixed)
    address = mixed.url(f"remind/{mixed.police.pk}/")
    assert f'action="{address}"' in text
    assert "Not reminded yet" in text
    with given():
        Reminder.objects.create(
            partnership=mixed.partnership,
            part=mixed.part(mixed.police),
            kind="by_hand",
            day=date(2015, 4, 20),
            made_at=clock.now(),
            sent_at=clock.now(),
            people=2,
        )
    text = page_of(mixed)
    assert "Reminded at" in text
    form = text[text.index(f'action="{address}"') :]
    assert "Send reminder" not in form[: form.index("</form>")]  # once a day
    assert mixed.client("manager").post(address).status_code == 302


def test_nobody_is_reminded_where_there_is_nobody(mixed: Scene) -> None:
    with given():
        Membership.objects.filter(user=mixed.users["other"]).update(active=False)
    text = page_of(mixed)
    assert "No officer of this organisation has an account here" in text
    assert mixed.url(f"remind/{mixed.council.pk}/") not in text
    assert mixed.url(f"remind/{mixed.police.pk}/") in text

"""The list of returns and the page of one: what each member is told, in how many queries."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.quarters import Quarter
from targets.models import Figure, Return
from tests.targets.scene import (
    Q4,
    Scene,
    filled_in,
    given,
    ids_in,
    make_scene,
    scene,
)
from tests.targets.test_returns_steps import answer_all, sign_off, submit

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


def list_of(scene: Scene, who: str) -> str:
    return scene.client(who).get(f"/p/{scene.partnership.slug}/returns/").content.decode()


def hub_of(scene: Scene, who: str) -> str:
    return scene.client(who).get(scene.url()).content.decode()


def test_officer_is_told_what_to_do(scene: Scene) -> None:
    page = list_of(scene, "officer")
    assert "Needs your action" in page
    assert "Q4 2014/15: January to March 2015" in page
    assert "Due Thursday 30 April 2015, 8 working days left" in page
    assert "0 of 4 entered" in page
    assert "Continue Q4 2014/15" in page
    assert "Council" not in page.split("</header>")[1].split("<footer")[0]


def test_manager_sees_every_organisation(scene: Scene) -> None:
    answer_all(scene, scene.council)
    page = list_of(scene, "manager")
    assert "1 of 5 entered" in page
    assert "midshire Police: 0 of 4 entered, due 30 April 2015" in page
    assert "midshire Council: ready to submit" in page
    hub = hub_of(scene, "manager")
    assert "Organisations in this return" in hub
    assert "0 of 4 indicators entered." in hub
    assert "1 of 1 indicator entered." in hub


def test_where_a_return_stands_in_the_list(scene: Scene) -> None:
    answer_all(scene, scene.police)
    answer_all(scene, scene.council)
    submit(scene, "officer")
    assert "Waiting for others" in list_of(scene, "officer")
    assert "Needs your action" in list_of(scene, "colleague")
    sign_off(scene, "colleague")
    submit(scene, "other", scene.council)
    sign_off(scene, "manager", scene.council)
    assert "publish it to the board" in list_of(scene, "manager")
    assert "Waiting for others" in list_of(scene, "officer")
    with given():
        Return.objects.filter(pk=scene.ret.pk).update(status="published")
    page = list_of(scene, "officer")
    assert "Recent" in page
    assert "Needs your action" not in page
    assert "Published to the board" in hub_of(scene, "officer")


def test_nothing_open(scene: Scene) -> None:
    with given():
        scene.ret.parts.all().delete()
        scene.ret.delete()
    assert "No returns are open" in list_of(scene, "officer")
    assert "Open a quarter" in list_of(scene, "manager")
    assert scene.client("officer").get(scene.url()).status_code == 404


def test_past_figures_are_no_return_to_enter(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 3, Q4 - 1)
    url = f"/p/{scene.partnership.slug}/returns/{(Q4 - 1).slug}/"
    assert scene.client("manager").get(url).status_code == 404
    assert "Q3 2014/15" not in list_of(scene, "manager")


def test_why_a_section_is_closed_is_said_in_words(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    page = scene.client("colleague").get(scene.section_url).content.decode()
    assert "Submitted for sign-off by officer at" in page
    assert ">Save<" not in page
    hub = hub_of(scene, "officer")
    assert "You submitted these figures, so somebody else signs them off" in hub
    assert "no longer open to changes" in hub


def test_overdue_is_said(scene: Scene) -> None:
    with clock.fixed(date(2015, 5, 5)):
        assert "Overdue by 3 working days" in hub_of(scene, "officer")


def test_roles_without_returns(scene: Scene) -> None:
    assert scene.client("board").get(scene.url()).status_code == 403
    assert scene.client("board").get(f"/p/{scene.partnership.slug}/returns/").status_code == 403


def test_administrator_sees_progress_and_no_figure(scene: Scene) -> None:
    from accounts.models import User

    with given():
        scene.users["root"] = User.objects.create_superuser("root@example.org", name="root")
        scene.add_figure("entrants", 987_654)
    hub = hub_of(scene, "root")
    assert "1 of 5 indicators entered" in hub
    assert scene.client("root").get(scene.section_url).status_code == 403
    assert "987" not in hub
    assert "priority-" not in hub


def test_headings_without_priorities(scene: Scene) -> None:
    with given():
        for one in scene.measures.values():
            one.priority = None
            one.save()
    hub = hub_of(scene, "officer")
    assert "Indicators without a priority" not in hub
    assert scene.client("officer").get(scene.url("indicators/")).status_code == 200


def test_some_without_a_priority(scene: Scene) -> None:
    with given():
        scene.add_measure("loose", priority=None)
    hub = hub_of(scene, "officer")
    assert "A: Reducing crime" in hub
    assert "Indicators without a priority" in hub


# --- The cost of a page -------------------------------------------------------------------------

PAGES: list[tuple[str, Callable[[Scene], str], int]] = [
    ("list", lambda s: f"/p/{s.partnership.slug}/returns/", 32),
    ("hub", lambda s: s.url(), 26),
    ("section", lambda s: s.section_url, 24),
    ("indicator", lambda s: s.url(f"indicator/{s.measures['entrants'].pk}/"), 29),
    ("unusual", lambda s: s.url("unusual/"), 24),
    ("submit", lambda s: s.url(f"submit/{s.police.pk}/"), 29),
    ("sign-off", lambda s: s.url(f"sign-off/{s.police.pk}/"), 27),
    ("open", lambda s: f"/p/{s.partnership.slug}/returns/open/", 14),
]


def cost(scene: Scene, url: str) -> int:
    client = scene.client("manager")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("name", "url", "ceiling"), PAGES)
def test_a_page_costs_the_same_with_2_and_with_12_rows(
    db: None, name: str, url: Callable[[Scene], str], ceiling: int
) -> None:
    with clock.fixed(date(2015, 4, 20)):
        scenes = []
        for slug, rows in (("small", 0), ("large", 10)):
            with given():
                made = make_scene(slug, measures=rows)
            for code in list(made.measures):
                with given():
                    made.add_figure(code, 5)
                    made.add_figure(code, 6, Q4 - 1)
                    made.add_figure(code, 7, Quarter(2013, 4))
            scenes.append(made)
        small, large = (cost(made, url(made)) for made in scenes)
    assert small == large
    assert small <= ceiling


def test_saving_twelve_figures_costs_what_two_do(db: None) -> None:
    with clock.fixed(date(2015, 4, 20)):
        with given():
            made = make_scene(measures=12)
        client = made.client("officer")

        def post(value: int, rows: int) -> int:
            data = filled_in(client.get(made.section_url))
            for number in range(rows):
                data[f"m{made.measures[f'more-{number}'].pk}-v"] = str(value)
            with CaptureQueriesContext(connection) as queries:
                assert client.post(made.section_url, data).status_code == 302
            return len(queries)

        two, ten = post(1, 2), post(2, 12)
        changed_two, changed_twelve = post(3, 2), post(4, 12)
    assert Figure.objects.filter(quarter=Q4).count() == 12
    assert ten - two == 1  # the statement for those that change, beside that for first ones
    assert changed_twelve == changed_two


def test_sixty_rows_stay_below_djangos_limit_of_fields(db: None) -> None:
    with clock.fixed(date(2015, 4, 20)):
        with given():
            made = make_scene(measures=0)
            for number in range(60):
                made.add_measure(
                    f"more-{number}",
                    unit="percentage",
                    basis="as_published",
                    numerator_label="Some",
                    denominator_label="All",
                )
        client = made.client("officer")
        response = client.get(made.section_url)
        data = filled_in(response)
        for measure in made.measures.values():
            if f"m{measure.pk}-q" in ids_in(response):
                data[f"m{measure.pk}-q"] = "1"
        assert len(data) + 2 < 1000
        assert client.post(made.section_url, data).status_code == 302

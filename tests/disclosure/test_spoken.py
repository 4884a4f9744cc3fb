"""Texts that say a number which is not published: a warning before publishing, no more."""

from decimal import Decimal

import pytest
from django.urls import reverse

from dashboards.selectors.spoken import says, spoken
from tests.disclosure.publishing import marked
from tests.targets.scene import Q4, Scene, given, scene

__all__ = ["scene"]


@pytest.mark.parametrize(
    ("text", "number", "found"),
    [
        ("Three people came back.", 3, "Three"),
        ("It was 3, down from 9.", 3, "3"),
        ("A single case in May.", 1, "single"),
        ("Both were children.", 2, "Both"),
        ("Some 1,204 people.", 1204, "1,204"),
        ("In 2013 there were 30.", 3, ""),
        ("Up 3.5% since 3/4/2014.", 3, ""),
        ("Threefold.", 3, ""),
        ("", 3, ""),
    ],
)
def test_a_number_in_a_text(text: str, number: int, found: str) -> None:
    assert says(text, Decimal(number)) == found


@pytest.fixture
def told(scene: Scene) -> Scene:
    marked(scene, "stalking", {Q4: 3})
    with given():
        scene.measures["stalking"].figures.update(commentary_change="All three were neighbours.")
    return scene


@pytest.mark.django_db
def test_commentary_with_the_hidden_number(told: Scene) -> None:
    (one,) = spoken(told.partnership, Q4)
    assert (one.name, one.number, one.where) == ("Stalking", "three", "What changed and why")


@pytest.mark.django_db
def test_the_publish_page_says_so(told: Scene) -> None:
    address = reverse("dashboards:publish", args=[told.partnership.slug, Q4])
    page = told.client("manager").get(address).content.decode()
    assert "Look at this before publishing" in page
    assert "All three were neighbours." in page
    with given():
        told.measures["stalking"].figures.update(commentary_change="Fewer than before.")
    assert "Look at this" not in told.client("manager").get(address).content.decode()


@pytest.mark.django_db
def test_nothing_is_said_of_what_is_shown(scene: Scene) -> None:
    marked(scene, "stalking", {Q4: 3}, suppress=False)
    with given():
        scene.measures["stalking"].figures.update(commentary_change="All three were neighbours.")
    assert spoken(scene.partnership, Q4) == []

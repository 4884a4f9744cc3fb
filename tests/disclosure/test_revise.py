"""What an officer who revises a figure is shown of other organisations' figures."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from dashboards.views.revise import OTHERS
from targets.models import TargetCondition
from tests.dashboards.revising import make_published, measure_id
from tests.targets.scene import Q4, TODAY, Scene, given

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> Iterator[Scene]:
    """``family`` of the council is met when ``entrants`` of the police is at most 96."""
    with clock.fixed(TODAY):
        yield make_published()


def effect(scene: Scene, who: str, code: str, value: str) -> str:
    """The page that shows what a revision would change."""
    args = [scene.partnership.slug, Q4, measure_id(scene, code)]
    name = f"m{measure_id(scene, code)}"
    client = scene.client(who)
    form = {f"{name}-v": value, f"{name}-kind": "late", f"{name}-why": "Late records"}
    page = client.get(reverse("dashboards:revise", args=args)).content.decode()
    assert f"{name}-v" in page
    version = page.partition(f'name="{name}-expected_version" value="')[2].partition('"')[0]
    answer = client.post(
        reverse("dashboards:revise", args=args), {**form, f"{name}-expected_version": version}
    )
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_officer_does_not_read_another_organisations_figure(published: Scene) -> None:
    """The rating of the council's indicator names the police's 96."""
    said = effect(published, "other", "family", "49")
    assert "Check what the revision changes" in said
    assert OTHERS in said
    assert "Entrants 96" not in said


def test_those_who_may_see_both_read_the_sentence(published: Scene) -> None:
    said = effect(published, "second", "family", "49")
    assert OTHERS not in said
    with given():  # and an officer whose own organisation supplies every condition
        condition = TargetCondition.objects.get(partnership=published.partnership)
        condition.measure = published.measures["fly-tipping"]
        condition.value = Decimal(60)
        condition.save()
    assert OTHERS not in effect(published, "other", "family", "49")

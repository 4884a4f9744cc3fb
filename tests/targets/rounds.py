"""What the tests of the round share: the bank holidays, a rule, its pages."""

from collections.abc import Iterator
from typing import Any

import pytest

from partnerships.holidays import OURS, load, read_file
from partnerships.models import Organisation
from targets.models import DueRule
from tests.targets.scene import Scene, given


@pytest.fixture
def holidays(db: None) -> Iterator[None]:
    """The bank holidays that come with the application."""
    load(by="system: tests", holidays=read_file(OURS.read_bytes()))
    yield


def rule(scene: Scene, organisation: Organisation | None, due: int, closes: int | None = None):
    with given():
        return DueRule.objects.create(
            partnership=scene.partnership,
            organisation=organisation,
            due_after=due,
            closes_after=closes,
        )


def page_of(scene: Scene, who: str, rest: str) -> Any:
    return scene.client(who).get(f"/p/{scene.partnership.slug}/returns/{rest}")

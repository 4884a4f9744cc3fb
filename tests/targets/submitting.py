"""What the tests of submitting and signing off share."""

from typing import Any

import pytest

from targets.models import ReturnPart
from tests.support.dom import Document, words
from tests.targets.scene import Scene, filled_in
from tests.targets.test_returns_steps import answer_all


@pytest.fixture
def complete(scene: Scene) -> Scene:
    answer_all(scene, scene.police)
    return scene


def submit_url(scene: Scene) -> str:
    return scene.url(f"submit/{scene.police.pk}/")


def sign_off_url(scene: Scene) -> str:
    return scene.url(f"sign-off/{scene.police.pk}/")


def page(scene: Scene, who: str, url: str) -> Document:
    response = scene.client(who).get(url)
    assert response.status_code == 200
    return Document(url, 200, response.content.decode())


def row_of(document: Document, name: str) -> str:
    return words(document.find(f"//tr[th[contains(., '{name}')]]")[0])


def part_of(scene: Scene) -> ReturnPart:
    return scene.part(scene.police)


def post_submit(scene: Scene, who: str = "officer", **changes: str) -> Any:
    client = scene.client(who)
    data = filled_in(client.get(submit_url(scene))) | changes
    return client.post(submit_url(scene), data)

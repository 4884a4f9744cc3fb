"""What the tests of unusual figures share: a return with two of them, and their explanations."""

from typing import Any

import pytest

from targets.actions.explain import Explained, Said, explain
from targets.actions.returns import submit_part
from targets.models import Figure
from targets.selectors.returns import Row, read_return
from tests.targets.scene import Q4, Scene, given

YEAR_AGO, LAST = Q4 - 4, Q4 - 1
WHY = "A change of the recording of cautions: about 60 of the 85."


@pytest.fixture
def unusual(scene: Scene) -> Scene:
    """185 entrants after 100 a year ago, and fly-tipping of the council four times the last."""
    with given():
        scene.add_figure("entrants", 100, YEAR_AGO)
        scene.add_figure("entrants", 185)
        scene.add_figure("fly-tipping", 50, LAST)
        scene.add_figure("fly-tipping", 200)
    return scene


def row(scene: Scene, code: str, who: str = "manager") -> Row:
    found = read_return(scene.member(who), scene.ret).row(scene.measures[code].pk)
    assert found is not None
    return found


def said(scene: Scene, text: str, code: str = "entrants", **changes: Any) -> Said:
    """An explanation of the row's first warning, as somebody reads it now."""
    warning = row(scene, code).check.warnings[0]
    known = {"kind": warning.kind, "about": warning.sentence, "version": warning.version}
    return Said(scene.measures[code].pk, text=text, **{**known, **changes})


def explained(scene: Scene, *entries: Said, who: str = "officer") -> Explained:
    return explain(by=scene.member(who), ret=scene.ret, said=entries)


def answer_rest(scene: Scene) -> None:
    """Every other measure of the police is not available."""
    with given():
        for code, measure in scene.measures.items():
            if measure.supplier_id == scene.police.pk and scene.figure(code) is None:
                scene.add_figure(code, None, state="not_available", reason="not_released")


def submit(scene: Scene, who: str = "officer") -> str:
    part = scene.part(scene.police)
    return submit_part(by=scene.member(who), part=part, version=part.version).status


def change(scene: Scene, value: int, code: str = "entrants") -> None:
    figure = scene.figure(code)
    assert figure is not None
    with given():
        Figure.objects.filter(pk=figure.pk).update(value=value, version=figure.version + 1)

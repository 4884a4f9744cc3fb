"""Every page of a return is valid HTML, also with errors, in conflict and closed."""

from pathlib import Path

import pytest

from core.quarters import Quarter
from tests.support.html import html_faults
from tests.targets.scene import Scene, filled_in, given, scene
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


def test_pages_are_valid(scene: Scene, tmp_path: Path) -> None:
    with given():
        scene.add_figure(
            "entrants", 212, Quarter(2013, 4), commentary_change="One", commentary_action="Two"
        )
        scene.add_figure("entrants", 190, Quarter(2014, 3), caveat="Note", provisional=True)
        scene.add_figure("entrants", 185, commentary_change="Three", caveat="Four")
    officer, colleague = scene.client("officer"), scene.client("colleague")
    root = f"/p/{scene.partnership.slug}/returns/"
    entrants, rate = (f"m{scene.measures[code].pk}" for code in ("entrants", "crime-rate"))
    pages = {
        "list": officer.get(root),
        "open": scene.client("manager").get(f"{root}open/"),
        "open-errors": scene.client("manager").post(f"{root}open/", {}),
        "hub": scene.client("manager").get(scene.url()),
        "section": officer.get(scene.section_url),
        "submit": officer.get(scene.url(f"submit/{scene.police.pk}/")),
        "submit-errors": officer.post(scene.url(f"submit/{scene.police.pk}/")),
    }
    ours = filled_in(pages["section"])
    colleague.post(scene.section_url, ours | {f"{entrants}-v": "212", f"{entrants}-c": "New"})
    wrong = {f"{rate}-n": "abc", f"{rate}-v": "x", f"{rate}-d": "", f"{rate}-s": "y"}
    pages["clash"] = officer.post(scene.section_url, ours | {f"{entrants}-v": "1"} | wrong)
    indicator = scene.url(f"indicator/{scene.measures['entrants'].pk}/")
    pages["indicator"] = officer.get(indicator)
    answer_all(scene, scene.police)
    pages["ready"] = officer.get(scene.url(f"submit/{scene.police.pk}/"))
    submit(scene, "officer")
    pages["closed"] = officer.get(scene.section_url)
    pages["waiting"] = officer.get(scene.url())
    pages["missing"] = scene.client("manager").get(scene.url("missing/"))
    pages["blank"] = scene.client("manager").get(scene.url("blank/"))
    pages["submitted"] = officer.get(scene.url(f"submit/{scene.police.pk}/done/"))
    pages["ask"] = officer.get(scene.url(f"sign-off/{scene.police.pk}/ask/"))
    pages["sign-off"] = colleague.get(scene.url(f"sign-off/{scene.police.pk}/"))
    pages["note"] = colleague.post(scene.url(f"sign-off/{scene.police.pk}/"), {"send_back": "1"})
    pages["closed-indicator"] = officer.get(indicator)
    assert pages["clash"].status_code == 409
    texts = {name: page.content.decode() for name, page in pages.items()}
    assert html_faults(texts, tmp_path) == []

"""Cells pasted into a page of entry: what the page's script is told."""

from typing import Any

import pytest

from targets.models import Figure
from targets.sheets.match import MOST_ROWS
from tests.targets.scene import Scene, scene

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def paste(
    scene: Scene, text: str, code: str, field: str = "v", who: str = "officer", **more: str
) -> Any:
    data = {
        "text": text,
        "section": f"priority-{scene.priority.pk}",
        "row": f"m{scene.measures[code].pk}",
        "field": field,
        **more,
    }
    return scene.client(who).post(scene.url("paste/"), data)


def test_paste_into_a_page(scene: Scene) -> None:
    answer = paste(scene, "1,264\nn/a", "satisfied", "n")
    assert answer.status_code == 200
    data = answer.json()
    satisfied, reoffending = (f"m{scene.measures[c].pk}" for c in ("satisfied", "reoffending"))
    assert data["asks_reason"] is True
    assert data["fill"] == 0
    assert [(one["name"], one["set"]) for one in data["rows"]] == [
        ("Satisfied", None),
        ("Reoffending", None),
    ]
    assert "Enter “Asked” too" in data["rows"][0]["problem"]

    data = paste(scene, "27\t50\nn/a", "satisfied", "n", reason="not_released").json()
    assert data["title"] == "Paste 2 values starting at Satisfied"
    first, second = data["rows"]
    assert first["key"] == satisfied
    assert first["now"] == "Not entered"
    assert first["then"] == "54.0% (27 / 50)"
    assert {name: first["set"][name] for name in "vnd"} == {"v": "", "n": "27", "d": "50"}
    assert (second["key"], second["set"]["s"]) == (reoffending, "not_released")
    assert second["then"] == "Not available: not released yet"
    assert Figure.objects.count() == 0, "nothing is written"


def test_paste_by_code_into_a_page(scene: Scene) -> None:
    text = "reoffending\t38.9%\nentrants\t12\nfly-tipping\t3"
    data = paste(scene, text, "entrants", who="manager").json()
    assert [one["name"] for one in data["rows"]] == ["Entrants", "Reoffending", "Fly tipping"]
    data = paste(scene, text, "entrants").json()
    assert [one["name"] for one in data["rows"]] == ["Entrants", "Reoffending", "fly-tipping"]
    assert data["rows"][2]["set"] is None
    assert data["fill_words"] == "Fill these 2 values"


def test_paste_into_the_box_for_results(scene: Scene) -> None:
    data = paste(scene, "6.35\n54", "crime-rate").json()
    assert [one["then"] for one in data["rows"]] == ["6.35 per 1,000", "54.0%"]
    data = paste(scene, "5\n6.35", "entrants").json()
    assert [one["then"] for one in data["rows"]] == ["5", ""]
    assert "“Offences” and “Population”" in data["rows"][1]["problem"]


def test_paste_refuses(scene: Scene) -> None:
    assert paste(scene, "1", "fly-tipping").status_code == 404
    assert paste(scene, "1", "entrants", "s").status_code == 404
    assert paste(scene, "1", "entrants", section="priority-0").status_code == 404
    answer = paste(scene, "1\n" * (MOST_ROWS + 1), "entrants")
    assert answer.status_code == 422
    assert "too large" in answer.json()["sentence"]
    assert scene.client("officer").get(scene.url("paste/")).status_code == 405

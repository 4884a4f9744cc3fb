"""No door of a published quarter lets a hidden number out: trust.md C4.

7,919 people are hidden because the 3 beside them would follow from the total of 7,922; 2 of 5,347
is hidden as it is. Every page that a board member can reach from the overview is read, every file
of it unpacked, and the paper made of the quarter.
"""

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from dashboards.selectors import protected
from dashboards.types import to_json
from reports import actions
from targets.models import Return
from tests.dashboards.revising import carry_on
from tests.disclosure.publishing import aim, board, marked
from tests.reports.conftest import VALUES
from tests.targets.scene import Q4, TODAY, Scene, given, make_scene

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r"7[,.]?919(?!\d)|(?<!\d)7919|5[,.]?347(?!\d)")
SHOWN = "7,922"
MOST_PAGES = 150


@pytest.fixture
def published(db: None) -> Iterator[Scene]:
    with clock.fixed(TODAY):
        with given():
            scene = make_scene()
        marked(scene, "victims", {Q4: 7922, Q4 - 4: 8000}, suppress=False)
        marked(scene, "young", {Q4: 3, Q4 - 4: 40}, total="victims")
        marked(scene, "grown", {Q4: 7919, Q4 - 4: 7960}, total="victims")
        marked(scene, "again", {Q4: "2/5347"}, unit="percentage", decimals=1)
        aim(scene, "young", "at_most", value=Decimal(50))
        with given():
            scene.add_figure("entrants", 96)
            scene.add_figure(
                "crime-rate", "6.35", numerator=Decimal(4241), denominator=Decimal(667900)
            )
            for code in ("satisfied", "reoffending", "fly-tipping"):
                scene.add_figure(code, "50")
        carry_on(scene)
        yield scene


def address(scene: Scene, name: str) -> str:
    return reverse(f"dashboards:{name}", args=[scene.partnership.slug, Q4])


def unpacked(content: bytes) -> str:
    """The text of a page, or of everything in a spreadsheet."""
    if content[:2] != b"PK":
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def reached(client: Client, start: str, inside: str) -> dict[str, str]:
    """Every address that links lead to, with its text."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting and len(found) < MOST_PAGES:
        where = waiting.pop(0)
        if where in found:
            continue
        answer = client.get(where)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[where] = unpacked(content)
        if answer.status_code in (301, 302):
            waiting.append(answer["Location"])
        if "html" in answer.get("Content-Type", ""):
            for link in re.findall(r'href="(/[^"#]*)', found[where]):
                href = link.replace("&amp;", "&")
                if href.startswith(inside) and href not in found:
                    waiting.append(href)
    return found


def test_every_door(published: Scene) -> None:
    root = f"/p/{published.partnership.slug}/"
    pages = reached(published.client("board"), address(published, "overview"), root)
    assert len(pages) > 20
    kinds = {where.split("?")[0].rpartition(".")[2] for where in pages}
    assert {"csv", "xlsx", "ods", "json"} <= kinds
    assert sum(SHOWN in text or "7922" in text for text in pages.values()) >= 4
    for where, text in pages.items():
        assert not HIDDEN.search(text), (where, HIDDEN.search(text))


def test_the_manager_sees_them(published: Scene) -> None:
    """So the search above can find what it looks for."""
    client = published.client("manager")
    answer = client.get(address(published, "indicators") + "?figures=working")
    assert HIDDEN.search(answer.content.decode())


def test_the_snapshot_itself(published: Scene) -> None:
    payload = published.partnership.snapshots.get().payload
    found = HIDDEN.search(payload)
    assert found is None, payload[found.start() - 200 : found.end() + 50]
    rows = {
        row["measure_id"]: row for group in json.loads(payload)["groups"] for row in group["rows"]
    }
    for code in ("young", "grown", "again"):
        row = rows[published.measures[code].pk]
        assert (row["latest"]["value"], row["latest"]["numerator"]) == (None, None)
        assert row["latest"]["denominator"] is None
    shown = rows[published.measures["victims"].pk]["latest"]["value"]
    assert Decimal(shown) == 7922


def test_without_the_second_number_hidden_it_is_found(
    published: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: only what is small itself is hidden."""
    monkeypatch.setattr(protected, "protect", lambda *_, never, **__: frozenset(never))
    assert HIDDEN.search(to_json(board(published, Q4)))
    monkeypatch.undo()
    assert not HIDDEN.search(to_json(board(published, Q4)))


def test_the_paper(published: Scene) -> None:
    """The text layer and the properties of the PDF."""
    values: dict[str, Any] = {**VALUES, "meeting_date": date(2015, 5, 14)}
    snapshot = published.partnership.snapshots.get()
    manager = published.member("manager")
    paper = actions.create_paper(by=manager, snapshot=snapshot, values=values)
    copy = actions.publish_paper(by=manager, paper=paper, expected_version=paper.version)
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=bytes(copy.content), capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    assert SHOWN in text or "7922" in text
    assert not HIDDEN.search(text)
    assert "[c]" in text
    assert Return.objects.get(pk=published.ret.pk).status == "published"

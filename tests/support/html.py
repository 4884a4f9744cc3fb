"""HTML validity, by the Nu Html Checker."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def html_faults(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What is invalid in these pages: one line each. Give all pages at once, the start is slow.

    pages: a name (letters, digits, hyphens) and the HTML text of each; folder: an empty one, to
    write them to. Skips the test when there is no Java to be had; with CI=true fails it.
    """
    java = shutil.which("java")
    if java is None:
        sentence = "Java cannot be had (on Debian: apt-get install default-jre-headless)"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    if not CHECKER.exists():
        pytest.fail("node_modules/vnu-jar is missing: run `make css`")
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    result = subprocess.run(
        [java, "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always",
         str(folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    messages = json.loads(result.stdout)["messages"]
    return [
        f"{Path(message.get('url', '')).stem}:{message.get('lastLine', '?')}: {message['message']}"
        for message in messages
        if message["type"] in {"error", "non-document-error"} or message.get("subType") == "warning"
    ]

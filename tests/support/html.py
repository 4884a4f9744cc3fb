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

    pages: a name (letters, digits, hyphens) and the HTML text of each; folder: where to write
    them. Skips the test when there is no Java to be had; with CI=true fails it.
    """
    java = shutil.which("java")
    if java is None:
        sentence = "Java cannot be had (on Debian: apt-get install default-jre-headless)"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    if not CHECKER.exists():
        pytest.fail("node_modules/vnu-jar is missing: run `make css`")
    files = [folder / f"{name}.html" for name in pages]
    for file, text in zip(files, pages.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    result = subprocess.run(
        [java, "-jar", str(CHECKER), *options, *map(str, files)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(result.stdout)["messages"]
    return [
        f"{Path(message.get('url', '')).stem}:{message.get('lastLine', '?')}: {message['message']}"
        for message in messages
        if message["type"] in {"error", "non-document-error"} or message.get("subType") == "warning"
    ]

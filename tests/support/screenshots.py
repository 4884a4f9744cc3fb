"""Pictures of every page of every role, on a desktop and on a phone, for people to look at.

    python -m tests.support.screenshots OUT [ACCOUNT…]

Starts a demonstration of its own; writes OUT/<account>/<number>-<page>-<size>.png.
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTHS = {"desktop": 1280, "phone": 390}


def main(out: Path, accounts: list[str]) -> None:
    os.environ.setdefault("CSP_MODE", "demonstration")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp.settings")
    import django

    django.setup()
    from tests.browser.scene import STARTS, Walker, prepare
    from tests.support.browser import FLAGS
    from tests.support.live import manage, serve

    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Path(folder) / "pictures.sqlite3"
        for command in (["migrate", "--verbosity=0"], ["createcachetable"], ["load_demo"]):
            manage(database, *command)
        with serve(database, Path(folder) / "log") as app:
            prepare(app.url)
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=flags
            )
            for name in accounts or list(STARTS):
                walker = Walker.of(name, app.url)
                pages = [found.path for found in walker.found if found.page is not None]
                cookies = walker.person.cookies()
                _take(chromium, app.url, cookies, pages, out / (name or "nobody"))


def _take(chromium, base, cookies, pages, folder: Path) -> None:  # type: ignore[no-untyped-def]
    folder.mkdir(parents=True, exist_ok=True)
    context = chromium.new_context(locale="en-GB")
    context.add_cookies(cookies)
    page = context.new_page()
    for number, path in enumerate(pages):
        page.goto(base + path)
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
        for size, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=folder / f"{number:02}-{name[:80]}-{size}.png", full_page=True)
    context.close()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:])

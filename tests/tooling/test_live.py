"""The served application and the browser that the browser tests stand on."""

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browser import PHONE, Faults, PageMaker
from tests.support.html import html_faults
from tests.support.live import LiveApp

pytestmark = pytest.mark.browser


def test_each_server_has_a_copy_of_its_own(demonstration: Path, live_app: LiveApp) -> None:
    def users(database: Path) -> int:
        connection = sqlite3.connect(database)
        try:
            return int(connection.execute("SELECT count(*) FROM accounts_user").fetchone()[0])
        finally:
            connection.close()

    assert live_app.database != demonstration
    assert users(live_app.database) == users(demonstration) > 0


def test_a_page_is_styled_with_and_without_scripts(
    new_page: PageMaker, shared_live_app: LiveApp
) -> None:
    for javascript in (True, False):
        page = new_page(shared_live_app.url, javascript=javascript, size=PHONE)
        answer = page.goto("/accounts/login/")
        assert answer is not None
        assert answer.ok
        assert page.locator("link[rel=stylesheet]").count() >= 1


def test_what_goes_wrong_in_a_page_is_noticed(chromium: Browser) -> None:
    page = chromium.new_page()
    page.route("**/*", lambda route: route.abort())
    faults = Faults()
    faults.watch(page)
    page.set_content(
        '<img src="http://elsewhere.invalid/picture.png"><script>throw Error("oops")</script>'
    )
    page.close()
    assert "request to another origin: http://elsewhere.invalid/picture.png" in faults.found
    assert "script error: oops" in faults.found


def test_invalid_html_is_found(tmp_path: Path) -> None:
    good = "<!DOCTYPE html><html lang=en><title>Good</title><p>Good</p></html>"
    bad = "<!DOCTYPE html><html lang=en><title>Bad</title><p>Bad<ul></p></html>"
    faults = html_faults({"good": good, "bad": bad}, tmp_path)
    assert faults
    assert all(fault.startswith("bad:") for fault in faults)

"""An entry page by keyboard: every control is reached, in order, and one sees where one is."""

from typing import Any

import pytest

from tests.support.browser import PageMaker

pytestmark = pytest.mark.browser

# What a person can type in or press in the form, and is on the page (texts are folded away).
CONTROLS = """
[...document.querySelectorAll('main form')].flatMap(form => [...form.querySelectorAll(
  'input:not([type=hidden]), select, textarea, button, summary, a[href]')])
  .filter(element => element.checkVisibility()
    && !element.closest('details:not([open]) > :not(summary)'))
  .map(element => element.id || element.name || element.textContent.trim())
"""
HERE = """
(() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return [element.id || element.name || element.textContent.trim(),
          outlined || style.boxShadow !== 'none', element.tagName];
})()
"""
MOST_STEPS = 400


def test_every_control_in_order(new_page: PageMaker, shared_live_app: Any) -> None:
    page = new_page(shared_live_app.url)
    page.goto("/")
    page.get_by_role("button", name="Sign in as Police Performance Analyst", exact=True).click()
    page.goto("/p/rutland/returns/2014-15-q4/")
    page.locator("main section a").first.click()
    expected = page.evaluate(CONTROLS)
    assert len(expected) > 20
    page.locator("main").focus()
    visited, unseen = [], []
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        name, visible, tag = page.evaluate(HERE)
        if tag == "BODY":
            break
        visited.append(name)
        if not visible:
            unseen.append(name)
    assert [name for name in visited if name in expected] == expected
    assert unseen == []

"""The priority's page on which the tests of entering with JavaScript work."""

from typing import Any

from playwright.sync_api import Page, expect

RETURN = "/p/rutland/returns/2014-15-q4/"
OFFICER, MANAGER = "Police Performance Analyst", "Partnership Manager"


def sign_in(page: Page, email: str) -> None:
    """By the form of the sign-in page, as somebody of the demonstration."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill("demonstration-2015")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

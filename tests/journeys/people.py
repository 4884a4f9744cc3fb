"""What people do in the journeys, a step a function."""

from typing import Any

from tests.support.dom import Document, words
from tests.support.loaded import PASSWORD
from tests.support.person import ClientPerson

RETURN = "/p/rutland/returns/2014-15-q4/"


def signed_in(name: str) -> ClientPerson:
    """Somebody of the demonstration, through the form of the sign-in page."""
    person = ClientPerson()
    person.sign_in(f"{name}@example.org", PASSWORD)
    assert "Sign out" in person.page.text
    return person


def key(page: Document, indicator: str) -> str:
    """The name of an indicator's row in the form."""
    for name in page.find("//*[contains(@class, 'app-entry__name')]"):
        if words(name) == indicator:
            return str(name.get("id")).removesuffix("-name")
    raise AssertionError(f"{page.address} does not ask for {indicator}")


def typed(page: Document, rows: dict[str, dict[str, str]]) -> dict[str, str]:
    """Fields by name, from fields by indicator: ``{"ASB reported": {"v": "212"}}``."""
    return {
        f"{key(page, indicator)}-{field}": text
        for indicator, fields in rows.items()
        for field, text in fields.items()
    }


def sections(person: ClientPerson) -> list[str]:
    """Where the figures of the return are entered, page by page."""
    page = person.open(RETURN)
    return [str(href) for href in page.find("//section[1]//a/@href")]


def leave_out_the_rest(person: ClientPerson) -> None:
    """Give a reason for every figure that this person is asked for and has not given."""
    for address in sections(person):
        page = person.open(address)
        open_rows = page.find("//tbody[.//select[@name]][.//strong[.='Not entered']]")
        if open_rows:
            fields = {f"{row.get('id')}-s": "not_collected" for row in open_rows}
            page = person.press("Save", fields)
            assert page.status == 200
            assert f"Saved {len(open_rows)} figure" in page.text


def submit(person: ClientPerson, link: str) -> Document:
    person.open(RETURN)
    person.click(link)
    return person.press("Submit for sign-off")


def sign_off(person: ClientPerson, organisation: str) -> Document:
    person.open(RETURN)
    person.click(f"Check and sign off: {organisation}")
    return person.press("Sign off")


def value_of(page: Document, field: str) -> Any:
    """What stands in a control of the page."""
    (control,) = page.find(f"//*[@name='{field}']")
    return control.value

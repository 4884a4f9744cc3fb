"""A page as a person without JavaScript has it: its links, forms, tables and words."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

# Where no focus or scroll position would ever be taken.
HIDDEN = "ancestor-or-self::*[@hidden] or self::input[@type='hidden']"


def words(element: Any) -> str:
    """The text of an element with single spaces, words for screen readers included."""
    return " ".join(" ".join(element.itertext()).split())


def seen(element: Any) -> str:
    """The text of an element as it is seen: without what only screen readers are told."""
    if "govuk-visually-hidden" in (element.get("class") or ""):
        return ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(seen(child))
        parts.append(child.tail or "")
    return " ".join(" ".join(parts).split())


class Document:
    """One page. ``address`` is where it was found; ``status`` its HTTP status."""

    def __init__(self, address: str, status: int, source: str) -> None:
        self.address, self.status, self.source = address, status, source
        self.root = html.document_fromstring(source)

    def find(self, path: str) -> list[Any]:
        """The elements of an XPath."""
        return list(self.root.xpath(path))

    @cached_property
    def text(self) -> str:
        """All words of the page's body."""
        return words(self.root.body)

    def html_of(self, element: Any) -> str:
        """The source of one element."""
        return str(html.tostring(element, encoding="unicode"))

    @property
    def heading(self) -> str:
        return words(self.find("//h1")[0])

    @property
    def title(self) -> str:
        return words(self.find("//title")[0])

    def links(self) -> Iterator[tuple[str, str]]:
        """Words and absolute path, with query and fragment, of every link."""
        for link in self.find("//a[@href]"):
            yield words(link), urljoin(self.address, link.get("href"))

    def link(self, text: str) -> str:
        """Where the first link with these words leads; with these words in it, if none is exact."""
        found = list(self.links())
        for exactly in (True, False):
            for label, href in found:
                if label == text or (not exactly and text in label):
                    return href
        raise AssertionError(f"{self.address} has no link “{text}”, only {[t for t, _ in found]}")

    def button(self, text: str) -> Any:
        """The first submit button with these words."""
        buttons = self.find("//form//button[@type='submit' or not(@type)]")
        for button in buttons:
            if words(button) == text:
                return button
        raise AssertionError(
            f"{self.address} has no button “{text}”, only {[words(one) for one in buttons]}"
        )

    def sent_by(self, button: Any, typed: Mapping[str, str]) -> dict[str, str]:
        """What the button's form sends when these fields are filled in, by name.

        "" takes a box's cross away. Raises AssertionError for a field that the form lacks.
        """
        form = next(button.iterancestors("form"))
        names = {one.get("name") for one in form.xpath(".//input|.//select|.//textarea")}
        unknown = set(typed) - names
        assert not unknown, f"{self.address} has no field {', '.join(sorted(unknown))}"
        sent = {name: value for name, value in form.form_values() if name not in typed}
        boxes = {one.get("name") for one in form.xpath(".//input[@type='checkbox']")}
        sent |= {name: value for name, value in typed.items() if value or name not in boxes}
        if button.get("name"):
            sent[button.get("name")] = button.get("value") or ""
        return sent

    def action(self, button: Any) -> str:
        """The path to which the button's form is sent."""
        return urljoin(self.address, next(button.iterancestors("form")).get("action") or "")

    def errors(self) -> list[tuple[str, str]]:
        """Words and link of every line of the error summary."""
        summary = "//*[contains(@class, 'govuk-error-summary__list')]//li"
        return [
            (words(line), next(iter(line.xpath(".//a/@href")), "")) for line in self.find(summary)
        ]

    def broken_anchors(self) -> list[str]:
        """Links into this page that lead nowhere, and references to elements that are not there."""
        ids = set(self.find("//@id"))
        here = urlsplit(self.address).path
        faults = [
            f"link to #{address.fragment}"
            for address in (urlsplit(href) for _, href in self.links())
            if address.fragment and address.path == here and address.fragment not in ids
        ]
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
            for value in self.find(f"//@{name}"):
                faults += [f"{name}={one}" for one in value.split() if one not in ids]
        return faults

    def misses(self, fragment: str) -> bool:
        """Whether ``#fragment`` is not something that can be jumped to."""
        return not self.find(f"//*[@id='{fragment}'][not({HIDDEN})]")

    def row(self, heading: str) -> Any:
        """The row of a table that is headed so."""
        for row in self.find("//tr[th[@scope='row']]"):
            if words(row.xpath("./th[@scope='row']")[0]).startswith(heading):
                return row
        raise AssertionError(f"{self.address} has no row “{heading}”")

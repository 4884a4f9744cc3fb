"""Every page that somebody can reach by following links."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.support.dom import Document
from tests.support.person import Answer, Person

# The Django admin is a library's: its pages are not ours to mend.
NOT_WALKED = ("/admin/", "/static/")

Limit = Callable[[str, str], int]


@dataclass(frozen=True)
class Found:
    """Something that was reached. ``route`` is the address that was followed, as the URLconf has
    it: where it redirects, another than that of ``path``."""

    route: str
    answer: Answer
    page: Document | None  # None for a file

    @property
    def path(self) -> str:
        return self.answer.address


def walk(person: Person, start: str, limit: Limit) -> Iterator[Found]:
    """``start``, then every link from there, to at most ``limit(route, path)`` places of a route.

    Links that only differ in their fragment are one. A redirection counts where it leads.
    """
    waiting, known, visited, counts = deque([start]), {start}, set(), Counter[str]()
    while waiting:
        path = waiting.popleft()
        route = route_of(path) or (path if path == start else "")
        if not route or (path != start and counts[route] >= limit(route, path)):
            continue
        counts[route] += 1
        answer = person.ask(path)
        if answer.address in visited:
            continue
        visited.add(answer.address)
        page = None
        if answer.is_page:
            page = Document(answer.address, answer.status, answer.content.decode())
            new = [one for one in _followed(page) if one not in known]
            known.update(new)
            waiting.extend(dict.fromkeys(new))
        yield Found(route, answer, page)


def _followed(page: Document) -> Iterator[str]:
    for _, href in page.links():
        address = urlsplit(href)
        if not address.netloc and address.scheme in ("", "http", "https"):
            yield address.path + (f"?{address.query}" if address.query else "")


def route_of(path: str) -> str | None:
    """The address as the URLconf has it; None for what it does not have, or is not walked."""
    plain = urlsplit(path).path
    if plain.startswith(NOT_WALKED):
        return None
    try:
        return str(resolve(plain).route)
    except Resolver404:
        return None

"""The board's pages of a whole country, against an empty signed-in page of the same application.

300 partnerships with 60 indicators and 20 quarters each, on PostgreSQL behind gunicorn with two
workers; first with three partnerships, so that growth shows. Over HTTP, by board members who each
keep a connection open, one at a time and ten at once. The pages take turns, so that what else the
machine does falls on all alike. Published pages are asked for by members of different
partnerships, so that not one snapshot serves them all.
"""

import gzip
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.context import context
from benchmarks.country import (
    LAST,
    PASSWORD,
    Country,
    add_counties,
    county_slug,
    email_of,
    figures_there_are,
    slug_of,
)
from benchmarks.results import Ratio, Said
from tests.support.served import Server, Visitor

EMPTY_PAGE = "/accessibility/"
EMPTY = "an empty signed-in page"
FULL = Country(districts=30, indicators=60, quarters=20)
COUNTIES = 10
SMALL = Country(districts=3, indicators=60, quarters=20)
TINY = Country(districts=2, indicators=4, quarters=8)
ROUNDS, CLIENTS, AT_A_TIME = 40, 10, 3
LIMITS = {"overview": 6.0, "all indicators with sparklines": 11.0, "county view": 25.0}
GROWTH = 1.2
MOST_BYTES = 60_000
OK, NOT_MODIFIED = 200, 304


@dataclass
class Page:
    """A page by the short name of the partnership whose member asks for it."""

    name: str
    path: Callable[[str], str]
    slugs: tuple[str, ...]
    role: str = "board"


@dataclass
class Times:
    """Seconds of each request by the page's name. Filled by many at once."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, seconds: float) -> None:
        with self.lock:
            self.seconds.setdefault(name, []).append(seconds)

    def ratio(self, name: str, suffix: str, limit: float | None = None) -> Ratio:
        return Ratio.of_medians(
            f"{name}{suffix}", self.seconds[name], EMPTY, self.seconds["empty"], limit
        )


def run(database: str, *, tiny: bool = False) -> Iterator[Ratio | Said]:
    """See above. ``tiny``: two partnerships and a few requests, to see that it works."""
    small, full, rounds = (TINY, TINY, 2) if tiny else (SMALL, FULL, ROUNDS)
    add_counties(small, [99])
    with tempfile.TemporaryDirectory() as folder:
        before = _growing(database, Path(folder), rounds)
        yield Said(f"figures at first: {figures_there_are():,}")
        add_counties(full, range(1 if tiny else COUNTIES))
        yield Said(f"figures: {figures_there_are():,}")
        after = _growing(database, Path(folder), rounds)
        for name in before.seconds.keys() - {"empty"}:
            yield _growth(name, before, after)
        yield from _pages(database, Path(folder), full, rounds)


def _growing(database: str, folder: Path, rounds: int) -> Times:
    """A partnership's pages, of the same partnership before and after the others came."""
    pages = _of_partnership((slug_of(99, 0),))
    with Server(database, folder / "log", workers=1, threads=1) as server:
        return _alone(server, pages, rounds)


def _growth(name: str, before: Times, after: Times) -> Ratio:
    """Each as a multiple of the empty page of its own run, so that the machine's mood is out."""
    then, now = before.ratio(name, ""), after.ratio(name, "")
    return Ratio(
        f"{name} with the whole country",
        now.multiple * then.unit_seconds,
        "with three partnerships",
        then.multiple * then.unit_seconds,
        GROWTH,
    )


def _of_partnership(slugs: tuple[str, ...]) -> list[Page]:
    def at(rest: str) -> Callable[[str], str]:
        return lambda slug: f"/p/{slug}/{LAST.slug}/{rest}"

    return [
        Page("overview", at(""), slugs),
        Page("all indicators with sparklines", at("indicators/"), slugs),
        Page("published data as JSON", at("dashboard.json"), slugs),
        Page("working figures, judged now", at("?figures=working"), slugs, role="manager"),
    ]


def _all_pages(country: Country) -> list[Page]:
    slugs = tuple(slug_of(0, number) for number in range(min(CLIENTS, country.districts)))
    county = Page("county view", lambda slug: f"/p/{slug}/{LAST.slug}/county/", (county_slug(0),))
    return [*_of_partnership(slugs), county]


def _pages(database: str, folder: Path, country: Country, rounds: int) -> Iterator[Ratio | Said]:
    pages = _all_pages(country)
    with Server(database, folder / "log", workers=2, threads=4) as server:
        alone = _alone(server, pages, rounds)
        for page in pages:
            yield alone.ratio(page.name, ", one client", LIMITS.get(page.name))
        many = _together(server, pages, max(2, rounds // CLIENTS))
        for page in pages:
            yield many.ratio(page.name, f", {CLIENTS} clients", LIMITS.get(page.name))
        yield from _again(server, pages, rounds)
        for page in pages[:2]:
            yield from _weight(server, page)
        yield Said(f"memory of a worker after all that: {_memory(server):.0f} MB")
    for page in pages:
        yield Said(f"queries of {page.name}: {_queries(page)}")


def _member(server: Server, slug: str, role: str) -> Visitor:
    visitor = Visitor(server.port)
    try:
        visitor.sign_in(email_of(slug, role), PASSWORD)
    except RuntimeError as error:
        raise RuntimeError(server.log.read_text()[-3000:]) from error
    return visitor


Members = Mapping[tuple[str, str], Visitor]


def _members(server: Server, pages: list[Page], slugs: Sequence[str] = ()) -> Members:
    """Who asks for these pages, by partnership and role; of some partnerships where given."""
    wanted = dict.fromkeys(
        (slug, page.role) for page in pages for slug in page.slugs if not slugs or slug in slugs
    )
    return {(slug, role): _member(server, slug, role) for slug, role in wanted}


def _round(members: Members, pages: list[Page], number: int, times: Times) -> None:
    for page in pages:
        slug = page.slugs[number % len(page.slugs)]
        member = members[slug, page.role]
        _ask(member, EMPTY_PAGE, "empty", times)
        _ask(member, page.path(slug), page.name, times)


def _ask(visitor: Visitor, path: str, name: str, times: Times) -> None:
    reply = visitor.get(path)
    if reply.status != OK:
        raise RuntimeError(f"{path} was answered with {reply.status}")
    times.note(name, reply.seconds)


def _alone(server: Server, pages: list[Page], rounds: int) -> Times:
    members = _members(server, pages)
    warm, times = Times(), Times()
    for number in range(2 * max(len(page.slugs) for page in pages)):  # both workers have read all
        _round(members, pages, number, warm)
    for number in range(rounds):
        _round(members, pages, number, times)
    for visitor in members.values():
        visitor.close()
    return times


def _together(server: Server, pages: list[Page], rounds: int) -> Times:
    """Ten at once, all with the same kind of page, then all with the next: who waits, waits for
    others with the same page, so the multiple is that of the work."""
    times = Times()
    own = [tuple(page.slugs[place % len(page.slugs)] for page in pages) for place in range(CLIENTS)]
    every = [_members(server, pages, slugs) for slugs in own]
    start = threading.Barrier(CLIENTS)

    def client(place: int) -> None:
        for _ in range(rounds):
            for page, slug in zip(pages, own[place], strict=True):
                visitor = every[place][slug, page.role]
                for path, name in ((EMPTY_PAGE, "empty"), (page.path(slug), page.name)):
                    start.wait()
                    for _ in range(AT_A_TIME):
                        _ask(visitor, path, name, times)

    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(_or_stop, start, client, place) for place in range(CLIENTS)]:
            done.result()
    for members in every:
        for visitor in members.values():
            visitor.close()
    return times


def _or_stop(start: threading.Barrier, client: Callable[[int], None], place: int) -> None:
    """A client that fails lets the others go, so that the failure is heard."""
    try:
        client(place)
    except Exception:
        start.abort()
        raise


def _again(server: Server, pages: list[Page], rounds: int) -> Iterator[Ratio]:
    """What a browser pays that has the page already and asks whether it is still so."""
    times = Times()
    for page in pages[:3]:
        slug = page.slugs[0]
        visitor = _member(server, slug, page.role)
        visitor.get(page.path(slug))  # which may bring the token that its forms then carry
        etag = visitor.get(page.path(slug)).headers["ETag"]
        for _ in range(rounds):
            _ask(visitor, EMPTY_PAGE, "empty", times)
            reply = visitor.get(page.path(slug), {"If-None-Match": etag})
            if reply.status != NOT_MODIFIED:
                raise RuntimeError(f"{page.name} was answered with {reply.status}, not 304")
            times.note(page.name, reply.seconds)
        visitor.close()
    for name in times.seconds.keys() - {"empty"}:
        yield times.ratio(name, ", asked for again (304)")


def _weight(server: Server, page: Page) -> Iterator[Said]:
    visitor = _member(server, page.slugs[0], page.role)
    reply = visitor.get(page.path(page.slugs[0]))
    visitor.close()
    sheet = Path("static/built/app.css").read_bytes()
    size = len(gzip.compress(reply.content)) + len(gzip.compress(sheet))
    limit = MOST_BYTES if page.name == "overview" else None
    yield Said(
        f"{page.name}: {size / 1000:.1f} kB compressed with its style sheet",
        over=limit is not None and size > limit,
    )


def _memory(server: Server) -> float:
    """The largest worker's resident memory in MB."""
    parent = str(server.process.pid) if server.process else ""
    sizes = [0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(
                line.split(":", 1) for line in status.read_text().splitlines() if ":" in line
            )
        except OSError:
            continue
        if lines.get("PPid", "").strip() == parent and "VmRSS" in lines:
            sizes.append(int(lines["VmRSS"].split()[0]))
    return max(sizes) / 1000


def _queries(page: Page) -> int:
    client = Client()
    with context(by="system: benchmark", action="benchmarks.sign_in"):
        client.force_login(
            User.objects.get(email=email_of(page.slugs[0], page.role)), "accounts.backends.Backend"
        )
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.path(page.slugs[0]))
    if answer.status_code != OK:
        raise RuntimeError(f"{page.name} was answered with {answer.status_code}")
    return len(captured)

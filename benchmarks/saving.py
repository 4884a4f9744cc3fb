"""Saving a section of 40 figures, against an empty signed-in page of the same application.

Over HTTP, by one signed-in officer with a connection kept open, so that everything counts that a
person waits for: sign-in, permissions, reading the form, the figures, their history, the commit.
The empty page is the accessibility statement, the lightest there is for who is signed in: menus and
a text, nothing of a partnership. The requests take turns, so that what else the machine does falls
on all of them alike.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.results import Ratio
from benchmarks.world import PASSWORD, Place, make_place
from targets.models import Figure
from tests.support.served import Reply, Server, Visitor
from tests.targets.scene import filled_in

ROWS = 40
ROUNDS = 60
LIMIT = 8.0
EMPTY_PAGE = "/accessibility/"
EMPTY = "an empty signed-in page"


class Measured:
    """Somebody who enters a section again and again; how long each request took, by its name."""

    def __init__(self, visitor: Visitor, place: Place) -> None:
        self.visitor, self.place = visitor, place
        self.address = place.scene.section_url
        self.times: dict[str, list[float]] = {}

    def round(self, number: int) -> None:
        """A section entered for the first time and then changed, with empty pages between."""
        self.empty()
        self.place.forget_figures()
        self.save("first", 2 * number)
        self.empty()
        self.save("change", 2 * number + 1)
        self.empty()
        self.save_row(2 * number + 2)

    def empty(self) -> None:
        self._note("empty", self.visitor.get(EMPTY_PAGE), 200)

    def save(self, name: str, number: int) -> None:
        page = self.visitor.get(self.address)
        self._note("page", page, 200)
        fields = filled_in(page)
        fields.update(self.figures(number))
        self._note(name, self.visitor.post(self.address, fields), 302)

    def save_row(self, number: int) -> None:
        """One row by itself, as the page's JavaScript sends it."""
        measure = self.place.measures[0]
        page = self.visitor.get(self.address)
        fields = {**filled_in(page), **dict(self.figures(number))}
        key = f"m{measure.pk}-"
        sent = {name: text for name, text in fields.items() if name.startswith(key)}
        address = self.place.scene.url(f"row/{measure.pk}/")
        self._note("row", self.visitor.post(address, {**sent, "how": "typed"}), 200)

    def figures(self, number: int) -> Iterator[tuple[str, str]]:
        """Another figure for every row, in the boxes that its indicator has."""
        for position, measure in enumerate(self.place.measures):
            value = 100 + (number * 5 + position * 3) % 40
            if measure.indicator.numerator_label:
                yield f"m{measure.pk}-n", str(value)
                yield f"m{measure.pk}-d", "667,900"
            else:
                yield f"m{measure.pk}-v", f"{value:,}"

    def _note(self, name: str, reply: Reply, status: int) -> None:
        if reply.status != status:
            raise RuntimeError(f"{name} was answered with {reply.status}, not {status}")
        self.times.setdefault(name, []).append(reply.seconds)


def run(database: str, *, tiny: bool = False) -> list[Ratio]:
    """See the package. ``tiny``: three rows and a round, to see that it works."""
    return measure(database, *((3, 1) if tiny else (ROWS, ROUNDS)))


def measure(database: str, rows: int, rounds: int) -> list[Ratio]:
    place = make_place("bench-saving", rows)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with Server(database, log, workers=1, threads=1) as server:
            visitor = Visitor(server.port)
            visitor.sign_in(place.email, PASSWORD)
            measured = Measured(visitor, place)
            for number in range(3):  # templates, plans and caches
                measured.round(number)
            measured.times.clear()
            for number in range(3, 3 + rounds):
                measured.round(number)
            visitor.close()
    _check(place, rows)
    return _ratios(measured.times, rows)


def _check(place: Place, rows: int) -> None:
    """What was timed was saving: every figure is there, entered, changed, one of them again."""
    figures = Figure.objects.filter(belongs_to=place.scene.ret).order_by("version")
    versions = list(figures.values_list("version", flat=True))
    if versions != [2] * (rows - 1) + [3]:
        raise RuntimeError(f"what was to be saved is not there: versions {versions}")


def _ratios(times: dict[str, list[float]], rows: int) -> list[Ratio]:
    def ratio(what: str, name: str, limit: float | None = None) -> Ratio:
        return Ratio.of_medians(what, times[name], EMPTY, times["empty"], limit)

    return [
        ratio(f"saving a section of {rows} figures with its history, first entry", "first", LIMIT),
        ratio(f"saving a section of {rows} figures with its history, change", "change", LIMIT),
        ratio(f"showing that section of {rows} rows", "page"),
        ratio("saving one row of it by itself, as JavaScript does", "row"),
    ]

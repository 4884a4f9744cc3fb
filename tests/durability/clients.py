"""People who save without a pause, and what they were told. No Django: they only speak HTTP."""

import json
import re
import threading
import time
from dataclasses import dataclass, field

from tests.durability.world import PASSWORD, PAST, Place, Section, World
from tests.support.served import Reply, Visitor

ORIGIN = re.compile(r'name="m([0-9]+)-o" value="([0-9]+)[-!]')
CHOSEN = re.compile(r'name="row" value="([0-9]+)"')
TYPED_IN = "0" * 12  # a digest that no row has: somebody typed in it
SAVED, CONFLICT = 302, 409
PAUSE = 0.02
APART = 1_000_000  # no two people send the same number


@dataclass
class Ledger:
    """The numbers that somebody sent, and those that they were told are saved."""

    who: str
    places: tuple[Place, ...]  # the figures that all carry the number
    sent: list[int] = field(default_factory=list)
    saved: list[int] = field(default_factory=list)


class Saver(threading.Thread):
    """Saves one number after another, each once.

    A reply that does not come is no reply: the next thing is to look what stands there now.
    Anything but "saved" or "changed meanwhile" is noted in ``failures``; with ``may_fail``, where
    the database is killed under the server, an error page is taken as no reply.
    """

    def __init__(
        self, port: int, email: str, places: tuple[Place, ...], first: int, *, may_fail: bool
    ) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(port)
        self.email, self.next, self.may_fail = email, first, may_fail
        self.ledger = Ledger(type(self).__name__, places)
        self.failures: list[str] = []
        self.ended = threading.Event()

    def look(self) -> None:
        """See what stands there now."""

    def send(self, number: int) -> bool | None:
        """Save it; whether one was told that it is, or None when somebody else was there first."""
        raise NotImplementedError

    def run(self) -> None:
        signed_in = False
        while not self.ended.is_set():
            try:
                if not signed_in:
                    self.visitor.sign_in(self.email, PASSWORD)
                    signed_in = True
                self.look()
                while not self.ended.is_set() and self._save():
                    pass
            except OSError:  # the server is gone
                time.sleep(PAUSE)
            except Exception as error:  # reported by the test: a thread's own failure is not seen
                self.failures.append(f"{self.ledger.who}: {type(error).__name__}: {error}")
                return

    def _save(self) -> bool:
        self.next += 1
        number = self.next
        self.ledger.sent.append(number)
        saved = self.send(number)
        if saved:
            self.ledger.saved.append(number)
        return bool(saved)

    def known(self, reply: Reply, *expected: int) -> Reply:
        """The reply, if it is one of those that are expected."""
        if reply.status in expected:
            return reply
        if self.may_fail and reply.status >= 500:
            raise OSError("the database is gone")
        raise RuntimeError(f"answered with {reply.status}: {reply.text[:3000]}")


class PageSaver(Saver):
    """Saves a section's page, all its rows with one number."""

    def __init__(self, port: int, email: str, section: Section, first: int, *, may_fail: bool):
        super().__init__(port, email, section.places, first, may_fail=may_fail)
        self.section = section
        self.versions: dict[int, int] = {}

    def look(self) -> None:
        reply = self.known(self.visitor.get(self.section.address), 200)
        self.versions = {int(row): int(version) for row, version in ORIGIN.findall(reply.text)}

    def send(self, number: int) -> bool | None:
        reply = self.visitor.post(self.section.address, self.fields(number))
        return self.told(self.known(reply, SAVED, CONFLICT).status == SAVED)

    def fields(self, number: int) -> dict[str, str]:
        fields = {}
        for row in self.section.measures.values():
            fields[f"m{row}-o"] = f"{self.versions[row]}-{TYPED_IN}"
            fields[f"m{row}-v"] = str(number)
        return fields

    def told(self, saved: bool) -> bool | None:
        if not saved:
            return None
        for row in self.section.measures.values():
            self.versions[row] += 1
        return True


class RowSaver(PageSaver):
    """Saves one row by itself, as the page's JavaScript does."""

    row_address = ""

    def send(self, number: int) -> bool | None:
        reply = self.visitor.post(self.row_address, {**self.fields(number), "how": "typed"})
        told = json.loads(self.known(reply, 200, CONFLICT).text)["state"]
        return self.told(told == "saved")


class Paster(Saver):
    """Pastes a column of codes and one of the number, looks at the preview and confirms it."""

    def __init__(self, port: int, email: str, world: World, first: int, *, may_fail: bool):
        super().__init__(port, email, world.pasted.places, first, may_fail=may_fail)
        self.address = world.scene.url("upload/")
        self.codes = tuple(world.pasted.measures)

    def look(self) -> None:
        self.known(self.visitor.get(self.address), 200)

    def send(self, number: int) -> bool | None:
        text = "".join(f"{code}\t{number}\n" for code in self.codes)
        reply = self.known(self.visitor.post(self.address, {"text": text}), SAVED)
        preview = reply.headers["Location"]
        chosen = CHOSEN.findall(self.known(self.visitor.get(preview), 200).text)
        fields = [("row", measure) for measure in chosen]
        return self.known(self.visitor.post(preview, fields), SAVED, CONFLICT).status == SAVED


class HistoryLoader(Saver):
    """Loads a file with past figures, all the number, and confirms it."""

    def __init__(self, port: int, email: str, world: World, first: int, *, may_fail: bool):
        super().__init__(port, email, world.past_places, first, may_fail=may_fail)
        self.address = f"/p/{world.scene.partnership.slug}/figures/load/"
        self.codes = tuple(world.whole.measures)

    def look(self) -> None:
        self.known(self.visitor.get(self.address), 200)

    def send(self, number: int) -> bool | None:
        lines = [f"{code},{past.label},{number}\n" for code in self.codes for past in PAST]
        content = "Code,Quarter,Value\n" + "".join(lines)
        reply = self.visitor.post_file(self.address, {}, "file", "history.csv", content.encode())
        preview = self._preview(self.known(reply, SAVED, 200))
        self.known(self.visitor.get(preview), 200)
        reply = self.visitor.post(preview, {"why": f"The number is {number}."})
        if self.known(reply, SAVED, 200, CONFLICT).status == 200:
            return "Saved: " in reply.text  # a long one is told at the end of the page
        return True if reply.status == SAVED else None

    def _preview(self, reply: Reply) -> str:
        if reply.status == SAVED:
            return str(reply.headers["Location"])
        found = re.search(rf'href="({re.escape(self.address)}[0-9]+/)"', reply.text)
        if found is None and self.may_fail:  # the page has begun and can only end with a sentence
            raise OSError("the database is gone")
        if found is None:
            raise RuntimeError(f"no way to a preview in {reply.text[-2000:]}")
        return found[1]


def everybody(port: int, world: World, *, may_fail: bool) -> list[Saver]:
    """One person for each way in which figures are saved."""
    row_saver = RowSaver(port, world.email("colleague"), world.by_row, 2 * APART, may_fail=may_fail)
    row_saver.row_address = world.row_address
    return [
        PageSaver(port, world.email("officer"), world.by_page, APART, may_fail=may_fail),
        row_saver,
        PageSaver(port, world.email("second"), world.whole, 3 * APART, may_fail=may_fail),
        Paster(port, world.email("manager"), world, 4 * APART, may_fail=may_fail),
        HistoryLoader(port, world.email("manager"), world, 5 * APART, may_fail=may_fail),
    ]

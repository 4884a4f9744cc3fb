"""People who save without a pause, and what they were told. No Django: they only speak HTTP."""

import re
import threading
import time
from dataclasses import dataclass, field

from tests.durability.world import PASSWORD
from tests.support.served import Reply, Visitor

ORIGIN = re.compile(r'name="m([0-9]+)-o" value="([0-9]+)[-!]')
TYPED_IN = "0" * 12  # a digest that no row has: somebody typed in it
SAVED, CONFLICT = 302, 409
PAUSE = 0.02


@dataclass
class Ledger:
    """The numbers that somebody sent, and those that they were told are saved."""

    rows: tuple[int, ...]  # the measures that all carry the number
    sent: list[int] = field(default_factory=list)
    saved: list[int] = field(default_factory=list)


class Saver(threading.Thread):
    """Saves one number after another in all rows of a section page, each number once.

    A reply that does not come is no reply: the next thing is to look what stands there now.
    Anything but "saved" or "changed meanwhile" is noted in ``failures``; with ``may_fail``, where
    the database is killed under the server, an error page is taken as no reply.
    """

    def __init__(
        self,
        port: int,
        email: str,
        section: str,
        rows: tuple[int, ...],
        first: int,
        *,
        may_fail: bool = False,
    ) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(port)
        self.email, self.section, self.next = email, section, first
        self.may_fail = may_fail
        self.ledger = Ledger(rows)
        self.failures: list[str] = []
        self.ended = threading.Event()
        self.versions: dict[int, int] = {}

    def run(self) -> None:
        signed_in = False
        while not self.ended.is_set():
            try:
                if not signed_in:
                    self.visitor.sign_in(self.email, PASSWORD)
                    signed_in = True
                self.look()
                while not self.ended.is_set() and self.save():
                    pass
            except OSError:  # the server is gone
                time.sleep(PAUSE)
            except Exception as error:  # reported by the test: a thread's own failure is not seen
                self.failures.append(f"{type(error).__name__}: {error}")
                return

    def look(self) -> None:
        """Read the versions of the rows, as the page has them."""
        reply = self._known(self.visitor.get(self.section))
        if reply.status != 200:
            raise RuntimeError(f"the page of the section was answered with {reply.status}")
        self.versions = {int(row): int(version) for row, version in ORIGIN.findall(reply.text)}

    def save(self) -> bool:
        """Send the next number; False when the rows have changed since they were looked at."""
        self.next += 1
        number = self.next
        self.ledger.sent.append(number)
        reply = self._known(self._send(number))
        if reply.status == SAVED:
            self.ledger.saved.append(number)
            for row in self.ledger.rows:
                self.versions[row] += 1
            return True
        if reply.status != CONFLICT:
            raise RuntimeError(f"saving was answered with {reply.status}: {reply.text[:2000]}")
        return False

    def _known(self, reply: Reply) -> Reply:
        if self.may_fail and reply.status >= 500:
            raise OSError("the database is gone")
        return reply

    def _send(self, number: int) -> Reply:
        fields = {}
        for row in self.ledger.rows:
            fields[f"m{row}-o"] = f"{self.versions[row]}-{TYPED_IN}"
            fields[f"m{row}-v"] = str(number)
        return self.visitor.post(self.section, fields)

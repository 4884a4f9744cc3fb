"""Two people do anything they can to the same figures, in any order Hypothesis thinks of.

The model knows what each of them last saw. Whatever they do, the figures are what the last person
was told is saved; who would have overwritten something unseen is shown both values instead; and
what is submitted changes only when it is sent back, or by a revision once it is published.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from audit.models import LogEntry
from core.models import Conflict
from targets.actions.returns import send_back_part, sign_off_part, submit_part
from targets.actions.revise import revise
from targets.entry import Columns
from targets.models import Figure, Return, ReturnPart
from targets.terms import RevisionKind
from tests.support.dom import Document
from tests.targets.scene import Scene, filled_in, given

USERS = ("officer", "colleague")
CODES = ("entrants", "more")  # the two rows they work on
people = st.sampled_from(USERS)
rows = st.sampled_from(CODES)
numbers = st.integers(min_value=1, max_value=9)  # few, so that they often write the same
OPEN = ("open", "returned")


def prepare(scene: Scene) -> None:
    """All else that the police are asked for has a reason, so that they can submit."""
    scene.add_measure("more")
    for code in ("crime-rate", "satisfied", "reoffending"):
        scene.add_figure(code, None, state="not_available", reason="not_collected")


class TwoPeople(RuleBasedStateMachine):
    """``scene`` and ``clients`` are set by the test; what is done is undone after each example."""

    scene: ClassVar[Scene]
    clients: ClassVar[dict[str, Client]]
    steps: ClassVar[int] = 0
    reached: ClassVar[set[str]] = set()  # the states in which it was looked whether all holds

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now: dict[str, tuple[int | None, int]] = dict.fromkeys(CODES, (None, 0))
        self.seen: dict[str, dict[str, int]] = {}  # by user and row, the version
        self.fields: dict[str, dict[str, str]] = {}  # by user, the form as it stands
        self.clashing: set[tuple[str, str]] = set()
        self.status, self.submitter, self.published = "open", "", False
        for user in USERS:
            self._look(user)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- What they do ----------------------------------------------------------------------------

    @rule(user=people)
    def opens_the_page(self, user: str) -> None:
        self._look(user)

    @precondition(lambda self: self.status in OPEN)
    @rule(user=people, row=rows, number=numbers, by_itself=st.booleans())
    def types_and_saves(self, user: str, row: str, number: int, by_itself: bool) -> None:
        """The whole page or, as JavaScript does, the row by itself."""
        key = self._key(row)
        if (user, row) in self.clashing or f"{key}-v" not in self.fields[user]:
            return
        before = self.fields[user][f"{key}-v"]
        if before == str(number):
            return
        self.fields[user][f"{key}-v"] = str(number)
        self._save(user, row, number, self.seen[user][row], by_itself=by_itself)

    @precondition(lambda self: self.clashing and self.status in OPEN)
    @rule(data=st.data(), keep=st.sampled_from(["theirs", "yours"]))
    def chooses(self, data: Any, keep: str) -> None:
        """After a conflict. What changed once more meanwhile is another conflict."""
        user, row = data.draw(st.sampled_from(sorted(self.clashing)))
        key = self._key(row)
        self.fields[user][f"{key}-w"] = keep
        self.clashing.discard((user, row))
        if keep == "theirs":
            reply = self._post(user, row, by_itself=False)
            assert reply.status_code == 302
            self._look(user)
            return
        number = int(self.fields[user][f"{key}-v"])
        self._save(user, row, number, self.seen[user][row], by_itself=False)

    @precondition(lambda self: self.status not in OPEN)
    @rule(user=people, row=rows, number=numbers)
    def types_in_a_page_that_was_open(self, user: str, row: str, number: int) -> None:
        """What is submitted is refused, whatever the page said when it was opened."""
        key = self._key(row)
        if f"{key}-o" not in self.fields[user] or self.now[row][0] == number:
            return
        if (user, row) in self.clashing:
            self.fields[user][f"{key}-w"] = "yours"
        elif self.fields[user][f"{key}-v"] == str(number):
            return
        fields = {**self.fields[user], f"{key}-v": str(number)}
        reply = self.clients[user].post(self.scene.section_url, self._of_row(fields, key))
        assert reply.status_code == 409

    @precondition(lambda self: self.status not in OPEN)
    @rule(row=rows, number=numbers)
    def writes_to_the_table_itself(self, row: str, number: int) -> None:
        figure = self.scene.figure(row)
        if figure is None:
            return
        with pytest.raises(IntegrityError), given():
            Figure.objects.filter(pk=figure.pk).update(internal_note=f"by hand {number}")

    @precondition(lambda self: self.status in OPEN and self._complete())
    @rule(user=people)
    def submits(self, user: str) -> None:
        part = self._part()
        submit_part(by=self.scene.member(user), part=part, version=part.version)
        self.status, self.submitter = "submitted", user

    @precondition(lambda self: self.status in OPEN and not self._complete())
    @rule(user=people)
    def submits_too_early(self, user: str) -> None:
        part = self._part()
        with pytest.raises(ValidationError):
            submit_part(by=self.scene.member(user), part=part, version=part.version)

    @precondition(lambda self: self.status == "submitted")
    @rule(user=people)
    def sends_back(self, user: str) -> None:
        self._checks(user, lambda **more: send_back_part(note="Look again.", **more), "returned")

    @precondition(lambda self: self.status == "submitted")
    @rule(user=people)
    def signs_off(self, user: str) -> None:
        self._checks(user, sign_off_part, "signed_off")

    @precondition(lambda self: self.status == "signed_off" and not self.published)
    @rule()
    def is_published(self) -> None:
        with given():
            Return.objects.filter(pk=self.scene.ret.pk).update(status="published")
        self.published = True

    @precondition(lambda self: self._complete())
    @rule(user=people, row=rows, number=numbers, stale=st.booleans())
    def revises(self, user: str, row: str, number: int, stale: bool) -> None:
        """Only what is published, only as it was read, only to something else."""
        figure = self.scene.figure(row)
        columns = replace(Columns.of(figure), value=Decimal(number))
        more = {"kind": RevisionKind.ERROR, "why": "Late reports.", "columns": columns}
        more["expected_version"] = figure.version - (1 if stale else 0)
        act: Callable[[], Any] = lambda: revise(  # noqa: E731
            by=self.scene.member(user), figure=figure, **more
        )
        value, version = self.now[row]
        if not self.published or value == number:
            with pytest.raises(ValidationError):
                act()
        elif stale:
            with pytest.raises(Conflict):
                act()
        else:
            act()
            self.now[row] = number, version + 1

    # --- What must hold --------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        """The figures are what was last reported saved, with a log row for every version."""
        type(self).steps += 1
        self.reached.add("published" if self.published else self.status)
        for row in CODES:
            figure = self.scene.figure(row)
            found = (figure.value, figure.version) if figure else (None, 0)
            assert found == self.now[row], f"{row} is {found}, not {self.now[row]}"
            if figure:
                entries = LogEntry.objects.filter(
                    table_name="targets_figure", row_id=str(figure.pk)
                )
                assert entries.count() == figure.version
        assert self._part().status == self.status

    # --- How -------------------------------------------------------------------------------------

    def _key(self, row: str) -> str:
        return f"m{self.scene.measures[row].pk}"

    def _part(self) -> ReturnPart:
        return self.scene.part(self.scene.police)

    def _complete(self) -> bool:
        return all(value is not None for value, _ in self.now.values())

    def _look(self, user: str) -> None:
        page = self.clients[user].get(self.scene.section_url)
        assert page.status_code == 200
        self._read(user, page)
        self.clashing = {clash for clash in self.clashing if clash[0] != user}

    def _read(self, user: str, page: Any) -> None:
        """The form as the page has it, and with it the versions that the user sees."""
        self.fields[user] = filled_in(page)
        self.seen[user] = {
            row: int(re.match("[0-9]+", origin)[0])
            for row in CODES
            if (origin := self.fields[user].get(f"{self._key(row)}-o"))
        }

    def _save(self, user: str, row: str, number: int, seen: int, *, by_itself: bool) -> None:
        value, version = self.now[row]
        reply = self._post(user, row, by_itself=by_itself)
        if seen != version and value != number:
            assert reply.status_code == 409, f"{seen} is not {version}, and nobody was told"
            self._sees_both(reply, value, number, by_itself=by_itself)
            if by_itself:
                self._look(user)
            else:
                self._read(user, reply)
                self.clashing.add((user, row))
            return
        assert reply.status_code == (200 if by_itself else 302), reply.content.decode()[:3000]
        if value != number:
            self.now[row] = number, version + 1
        self._look(user)

    def _post(self, user: str, row: str, *, by_itself: bool) -> Any:
        key = self._key(row)
        address = self.scene.section_url
        if by_itself:
            address = self.scene.url(f"row/{self.scene.measures[row].pk}/")
        return self.clients[user].post(address, self._of_row(self.fields[user], key))

    @staticmethod
    def _of_row(fields: dict[str, str], key: str) -> dict[str, str]:
        return {name: text for name, text in fields.items() if name.startswith(f"{key}-")}

    @staticmethod
    def _sees_both(reply: Any, value: int | None, number: int, *, by_itself: bool) -> None:
        source = reply.json()["panel_html"] if by_itself else reply.content.decode()
        text = Document("/", 409, source).text
        assert f"You entered {number}" in text
        assert f"changed to {value} by" in text

    def _checks(self, user: str, act: Callable[..., Any], becomes: str) -> None:
        """Another than who submitted may; who submitted may not sign off."""
        part = self._part()
        by = self.scene.member(user)
        if becomes == "signed_off" and user == self.submitter:
            with pytest.raises(PermissionDenied):
                act(by=by, part=part, version=part.version)
            return
        try:
            act(by=by, part=part, version=part.version)
        except PermissionDenied:
            assert user == self.submitter
        else:
            self.status = becomes

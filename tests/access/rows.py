"""One of every kind of row for one partnership, each text with a canary in it.

Their keys are chosen: see ``tests.access.keys``.
"""

import hashlib
import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from accounts.models import User
from core.quarters import Quarter
from dashboards.models import GroupAssessment, Scheme, Snapshot, StatedJudgement
from dashboards.selectors import dashboard_to_publish
from dashboards.types import SnapshotInfo, to_json
from partnerships.models import Group, Membership, Organisation, Partner, Partnership, Population
from partnerships.permissions import Role
from strategies.models import (
    Approval,
    Outcome,
    OutcomeWording,
    PlanLink,
    Priority,
    PriorityWording,
    Strategy,
    StrategyVersion,
)
from targets.entry import FIELDS
from targets.history.plan import Plan as HistoryPlan
from targets.history.read import Item
from targets.history.resource import Planned as PlannedPast
from targets.models import (
    Baseline,
    Denominator,
    DueRule,
    Explanation,
    Figure,
    Indicator,
    LockException,
    Measure,
    Reminder,
    Return,
    ReturnPart,
    Revision,
    SeriesBreak,
    Target,
    TargetCondition,
    Upload,
)
from targets.sheets.plan import Line
from targets.sheets.plan import Plan as ReturnPlan
from targets.sheets.plan import Planned as PlannedFigure
from tests.access.board_rows import fill_board
from tests.access.keys import TWIN, next_key

OWN, FOREIGN = "own", "foreign"

HISTORY = Quarter(2014, 1)
PUBLISHED = Quarter(2014, 2)
SIGNED_OFF = Quarter(2014, 3)
OPEN = Quarter(2014, 4)
OPEN_TOO = Quarter(2015, 1)
FREE = Quarter(2015, 2)
NOW = datetime(2015, 10, 20, 9, 30, tzinfo=UTC)
DAY = date(2015, 7, 1)


class Side:
    """One partnership with all its rows, by table. ``canary`` is in every text of it."""

    def __init__(self, name: str, police: Organisation, library: Indicator) -> None:
        self.name = name
        self.canary = f"zq{name}"
        self.offset = TWIN if name == FOREIGN else 0
        self.police, self.library = police, library
        self.rows: dict[type[models.Model], list[Any]] = {}
        self.users: dict[str, User] = {}
        self._words = itertools.count(1)
        self._numbers = itertools.count(1)

    def text(self, what: str = "", *marks: str) -> str:
        """A text that says whose it is and, by its marks, who may see it."""
        return " ".join([self.canary, *marks, what, str(next(self._words))])

    def number(self, start: int) -> Decimal:
        """A figure that occurs once: foreign ones begin with 9, see ``canaries``."""
        base = 900_000 if self.offset else 0
        return Decimal(base + start + next(self._numbers))

    def add(self, model: type[models.Model], **fields: Any) -> Any:
        """A row of this partnership."""
        if any(field.name == "partnership" for field in model._meta.fields):
            fields.setdefault("partnership", self.partnership)
        row = model._default_manager.create(pk=next_key(model, self.offset), **fields)
        self.rows.setdefault(model, []).append(row)
        return row

    # --- Who ---

    def fill_partnership(self) -> None:
        self.partnership: Partnership = self.add(
            Partnership,
            slug=f"walk-{self.name[::-1]}",
            name=self.text("partnership"),
            place=self.text("place"),
            police_force_area=self.text("force"),
            policing_body_title=self.text("title"),
            source_statement=self.text("source"),
            ons_code=f"E07{self.offset:06d}",
        )
        self.council: Organisation = self.add(
            Organisation, name=f"Council of the {self.name} district", kind="council"
        )
        self.add(Population, mid_year=2014, value=int(self.number(0)) + 61_000,
                 source=self.text("population"))  # fmt: skip
        for organisation in (self.police, self.council):
            self.add(Partner, organisation=organisation, role="responsible_authority",
                     valid_from=date(1998, 7, 1))  # fmt: skip
        parent = self.add(Group, name=self.text("board"), kind="board")
        self.group = self.add(Group, name=self.text("group"), kind="theme", parent=parent,
                              owner_post=self.text("post"))  # fmt: skip

    def fill_people(self) -> None:
        people = [
            ("manager", Role.MANAGER, None),
            ("officer one", Role.OFFICER, self.police),
            ("officer two", Role.OFFICER, self.council),
            ("deputy one", Role.OFFICER, self.police),
            ("deputy two", Role.OFFICER, self.council),
            ("board", Role.BOARD, None),
            ("scrutiny", Role.SCRUTINY, None),
        ]
        for name, role, organisation in people:
            email = f"{self.canary}.{name.replace(' ', '.')}@example.org"
            user = User(pk=next_key(User, self.offset), email=email, name=self.text(name))
            user.set_password("a long enough pass phrase")
            user.save(force_insert=True)
            self.rows.setdefault(User, []).append(user)
            self.users[name] = user
            self.add(Membership, user=user, role=role, organisation=organisation)

    # --- The plan ---

    def fill_strategy(self) -> None:
        self.strategy = self._strategy("plan", "main")
        adopted = self._version(self.strategy, 1, "adopted")
        draft = self._version(self.strategy, 2, "draft", reason=self.text("why", "zqdraft"))
        self._approval(adopted)
        self._approval(draft, "zqdraft")
        self.add(PlanLink, strategy=self.strategy, name=self.text("plan", "zqplan"),
                 note=self.text("note", "zqplan"))  # fmt: skip
        self.priority = self.add(Priority, strategy=self.strategy, code="A", position=1,
                                 lead_group=self.group)  # fmt: skip
        self._words_of(self.priority, adopted)
        self._words_of(self.priority, draft, "zqdraft")
        new = self.add(Priority, strategy=self.strategy, code="B", position=2)
        self._words_of(new, draft, "zqdraft", change="new")
        last = self.add(Priority, strategy=self.strategy, code="C", position=3)
        self._words_of(last, draft, "zqdraft", change="new")
        self.outcome = self.add(Outcome, strategy=self.strategy, priority=self.priority)
        self._outcome_words(self.outcome, adopted)
        self._outcome_words(self.outcome, draft, "zqdraft")
        new = self.add(Outcome, strategy=self.strategy, position=2)
        self._outcome_words(new, draft, "zqdraft", change="new")
        second = self._strategy("later", "zqdraft")
        self._version(second, 1, "draft")
        third = self._strategy("earlier")
        self._version(third, 1, "adopted")

    def _strategy(self, slug: str, *marks: str) -> Strategy:
        found: Strategy = self.add(
            Strategy, slug=f"{slug}-{self.name[::-1]}", title=self.text("strategy", *marks),
            starts=date(2014, 4, 1), ends=date(2017, 3, 31),
            strategic_aim=self.text("aim", *marks), introduction=self.text("intro", "zqplan"),
        )  # fmt: skip
        return found

    def _version(self, strategy: Strategy, number: int, status: str, reason: str = "") -> Any:
        return self.add(
            StrategyVersion, strategy=strategy, number=number, status=status, reason=reason
        )

    def _approval(self, version: StrategyVersion, *marks: str) -> None:
        self.add(Approval, version_of=version, body=self.text("body", "zqplan", *marks),
                 outcome="adopted", decided_on=DAY, note=self.text("note", *marks))  # fmt: skip

    def _words_of(
        self, priority: Priority, version: Any, *marks: str, change: str = "changed"
    ) -> None:
        self.add(
            PriorityWording, priority=priority, strategy_version=version, change=change,
            heading=self.text("heading", *marks), focus=self.text("focus", "zqplan", *marks),
            outcome_statement=self.text("statement", "zqplan", *marks),
            reason=self.text("reason", *marks),
        )  # fmt: skip

    def _outcome_words(
        self, outcome: Outcome, version: Any, *marks: str, change: str = "changed"
    ) -> None:
        self.add(OutcomeWording, outcome=outcome, strategy_version=version, change=change,
                 text=self.text("outcome", *marks), reason=self.text("reason", *marks))  # fmt: skip

    # --- What is measured ---

    def fill_measures(self) -> None:
        one, two, three = (self._indicator(n) for n in ("one", "two", "three"))
        extra = self._indicator("extra")
        self._indicator("spare")  # in use nowhere
        self.by_police = [
            self._measure(one, self.police, priority=self.priority),
            self._measure(self.library, self.police),
        ]
        self.by_council = [
            self._measure(two, self.council, priority=self.priority, outcome=self.outcome),
            # Under a priority that only a draft words.
            self._measure(three, self.council, priority=self.rows[Priority][1]),
        ]
        self.unused = self._measure(extra, self.council, first_quarter=FREE)
        self.add(Baseline, measure=self.by_police[1], period_start=date(2013, 4, 1),
                 period_end=date(2014, 3, 31), outstanding=True,
                 note=self.text("baseline"))  # fmt: skip
        first, second = self.by_police[0], self.by_council[0]
        baseline = self.add(Baseline, measure=first, period_start=date(2013, 4, 1),
                            period_end=date(2014, 3, 31), value=self.number(52_000),
                            note=self.text("baseline"))  # fmt: skip
        common = {"priority": self.priority, "starts": date(2014, 4, 1)}
        notes = {"note": self.text("target note", "zqeditor")}
        self.add(Target, measure=first, kind="reduce_on_baseline", baseline=baseline,
                 text=self.text("target"), aligned_as=self.text("tag"),
                 cohort=self.text("cohort"), **common, **notes)  # fmt: skip
        every = self.add(Target, measure=second, kind="all_of", text=self.text("target"), **common)
        self.add(Target, measure=self.by_police[1], kind="monitor_only",
                 text=self.text("target"), starts=FREE.start)  # fmt: skip
        self.add(TargetCondition, target=every, measure=first, text=self.text("condition"))
        self.add(SeriesBreak, measure=second, quarter=HISTORY, note=self.text("break"))
        self.add(Scheme, number=1, from_quarter=HISTORY, reason=self.text("scheme"))
        self.add(Scheme, number=2, from_quarter=FREE, reason=self.text("scheme"))

    def _indicator(self, code: str) -> Indicator:
        found: Indicator = self.add(
            Indicator, code=f"walk-{code}", name=self.text(f"indicator {code}"),
            definition=self.text("definition"), unit="count", polarity="lower",
            source=self.text("source"),
        )  # fmt: skip
        return found

    def _measure(self, indicator: Indicator, supplier: Organisation, **where: Any) -> Measure:
        found: Measure = self.add(
            Measure, indicator=indicator, supplier=supplier, owner_post=self.text("owner"),
            **{"first_quarter": HISTORY, **where},
        )  # fmt: skip
        return found

    # --- Figures ---

    def fill_returns(self) -> None:
        history = self._return(HISTORY, "history", source=self.text("past"))
        for measure in [*self.by_police, *self.by_council]:
            self._figure(history, None, measure, public=True)
        closed = ("signed_off", "signed_off")
        published = self._collect(PUBLISHED, *closed, public=True)
        signed = self._collect(SIGNED_OFF, *closed)
        self._collect(OPEN, "open", "submitted")
        self._collect(OPEN_TOO, "submitted", "open")
        Return.objects.filter(pk=signed.pk).update(status="signed_off")
        self._revise(published)
        self._go_round()
        self._upload()
        self._judge(PUBLISHED)
        self._judge(OPEN, "zqjudge")
        fill_board(self, PUBLISHED, OPEN)
        self._publish(published)

    def _return(self, quarter: Quarter, status: str, **fields: Any) -> Return:
        found: Return = self.add(Return, quarter=quarter, status=status, opened_on=DAY,
                                 due=date(2015, 10, 30), **fields)  # fmt: skip
        return found

    def _collect(self, quarter: Quarter, one: str, two: str, *, public: bool = False) -> Return:
        ret = self._return(quarter, "open")
        for name, organisation, measures, status in (
            ("one", self.police, self.by_police, one),
            ("two", self.council, self.by_council, two),
        ):
            part = self.add(ReturnPart, belongs_to=ret, organisation=organisation, due=DAY,
                            note=self.text("sent back", f"zqwork{name}"))  # fmt: skip
            for measure in measures:
                self._figure(ret, part, measure, public=public)
            self._move_on(part, self.users[f"deputy {name}"], status)
        return ret

    def _move_on(self, part: ReturnPart, by: User, status: str) -> None:
        if status == "open":
            return
        rows = ReturnPart.objects.filter(pk=part.pk)
        rows.update(status="submitted", submitted_by=by, submitted_at=NOW)
        if status == "signed_off":
            manager = self.users["manager"]
            rows.update(status=status, signed_off_by=manager, signed_off_at=NOW)

    def _figure(self, ret: Return, part: Any, measure: Measure, *, public: bool) -> Figure:
        who = "one" if measure.supplier_id == self.police.pk else "two"
        work = () if public else (f"zqwork{who}",)
        start = 51_000 if public else {"one": 71_000, "two": 82_000}[who]
        found: Figure = self.add(
            Figure, belongs_to=ret, part=part, measure=measure, quarter=ret.quarter,
            period_start=ret.quarter.start, period_end=ret.quarter.end, state="entered",
            value=self.number(start),
            caveat=self.text("caveat", *work),
            commentary_change=self.text("change", *work),
            commentary_action=self.text("action", *work),
            action_owner=self.text("doer", *work),
            internal_note=self.text("internal", f"zqnote{who}"),
        )  # fmt: skip
        return found

    def _revise(self, ret: Return) -> None:
        """A figure that was changed after it was settled, as the database lets it."""
        figure = Figure.objects.get(measure=self.by_police[0], quarter=ret.quarter)
        new = {"state": "entered", "reason": "", "value": self.number(51_000)}
        self.add(Revision, figure=figure, from_version=1, kind="late",
                 why=self.text("why", "zqworkone"), before="1", after="2",
                 made_by=self.users["officer one"], made_at=NOW, **new)  # fmt: skip
        Figure.objects.filter(pk=figure.pk).update(**new, revised=True, version=2)

    def _go_round(self) -> None:
        """What belongs to the rounds: due dates, reminders, exceptions, denominators."""
        self.add(DueRule, due_after=15)
        self.add(DueRule, organisation=self.police, due_after=18, closes_after=60)
        self.add(Denominator, name=self.text("households"), quarter=HISTORY,
                 value=self.number(61_000), source=self.text("source"))  # fmt: skip
        part = next(p for p in self.rows[ReturnPart] if p.belongs_to.quarter == OPEN)
        made = {"part": part, "made_by": self.users["manager"], "made_at": NOW}
        self.add(LockException, until=date(2015, 12, 1), reason=self.text("reason"), **made)
        self.add(Reminder, kind="by_hand", day=DAY, sent_at=NOW, people=1, **made)
        figure = Figure.objects.get(measure=self.by_police[0], quarter=OPEN)
        self.add(Explanation, figure=figure, kind="year_ago",
                 about=self.text("about", "zqworkone"),
                 text=self.text("explanation", "zqworkone"))  # fmt: skip

    def _upload(self) -> None:
        """Files between their preview and their confirmation: of a return, and of past figures."""
        common = {"sha256": "0" * 64, "made_at": NOW}
        for quarter, who, measure in (
            (OPEN, "manager", self.by_police[0]),
            (OPEN_TOO, "officer two", self.by_council[0]),
        ):
            ret = next(one for one in self.rows[Return] if one.quarter == quarter)
            typed = dict.fromkeys(FIELDS, "") | {"v": "12", "s": "final"}
            mark = "zqworktwo" if who == "officer two" else "zqworkone"
            name, lines = self.text("planned", mark), (Line("Value", "9", "12"),)
            change = PlannedFigure(measure.pk, 1, name, "A2", typed, lines)
            self.add(Upload, kind="return", belongs_to=ret, made_by=self.users[who],
                     file_name="figures.xlsx", plan=ReturnPlan((change,)).to_json(),
                     **common)  # fmt: skip
        item = Item("Sheet", 1, self.by_police[0].pk, (HISTORY - 1).index, {"v": "7"}, {})
        plan = HistoryPlan(added=(PlannedPast(item, 0, ()),))
        self.add(Upload, kind="history", made_by=self.users["manager"], file_name="past.xlsx",
                 plan=plan.to_bytes(), **common)  # fmt: skip

    def _judge(self, quarter: Quarter, *marks: str) -> None:
        stated = {"quarter": quarter, "stated_on": DAY}
        # Whose figure it is sees, before publication too, what is stated of it.
        own = ("zqworkone",) if marks else ()
        self.add(StatedJudgement, measure=self.by_police[0], until_quarter=quarter, rag="red",
                 reason=self.text("reason", *own), stated_by=self.text("post", *own),
                 **stated)  # fmt: skip
        for of in ({"priority": self.priority}, {"outcome": self.outcome}):
            self.add(GroupAssessment, rag="amber", comment=self.text("comment", *marks),
                     stated_by=self.text("post", *marks), **of, **stated)  # fmt: skip

    def _publish(self, ret: Return) -> None:
        Return.objects.filter(pk=ret.pk).update(status="published")
        info = SnapshotInfo(1, NOW, self.users["manager"].name, "")
        payload = to_json(dashboard_to_publish(self.partnership, PUBLISHED, info))
        self.snapshot = self.add(
            Snapshot, belongs_to=ret, quarter=PUBLISHED, number=1, published_at=NOW,
            published_by=self.users["manager"], rule_version="1", payload=payload,
            sha256=hashlib.sha256(payload.encode()).hexdigest(),
        )  # fmt: skip

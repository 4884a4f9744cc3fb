"""Who has entered what of a return, who was reminded, and who is late: a manager's chase list."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from audit.models import LogEntry
from core import clock
from core.period_text import long_day
from partnerships.access import Member
from partnerships.holidays import Holidays, read_holidays
from partnerships.models import Membership, Organisation
from partnerships.permissions import Role
from targets.access import suppliers_of
from targets.locks import Lock, lock_of
from targets.models import Figure, Reminder, Return, ReturnPart
from targets.selectors.returns import Part, Progress, ReturnPage, Section, read_return
from targets.selectors.timeline import LastChange
from targets.selectors.words import counted, moment, time_left, why_closed, why_still_open

# The steps of a part that are somebody's work on it; a changed due date is not.
STEPS = ("targets.submit_part", "targets.sign_off_part", "targets.send_back_part")
Kind = Reminder.Kind


@dataclass(frozen=True)
class Cell:
    """How far one organisation has come in one section."""

    section: Section
    words: str
    nothing: bool = False  # it supplies nothing here
    done: bool = False


@dataclass(frozen=True)
class Line:
    """One organisation of the return."""

    part: Part
    cells: tuple[Cell, ...]
    due: str  # ``Thursday 30 April 2015``
    left: str  # ``8 working days left``; empty once it is submitted
    overdue: bool
    lock: str  # why entering has closed, or by whose exception it is open; else empty
    needs_exception: bool
    activity: str
    reminded: str
    not_sent: bool  # its last reminder was begun and is not known to have gone out
    officers: int
    may_remind: bool
    why_not: str  # why it cannot be reminded now

    @property
    def late(self) -> bool:
        return self.overdue and self.part.part.editable


@dataclass(frozen=True)
class ProgressPage:
    """A return's progress: a line for each organisation, a cell for each section."""

    ret: Return
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]
    absent: tuple[Organisation, ...]  # they supply an indicator in use and have no part
    overall: Progress

    @property
    def late(self) -> tuple[Line, ...]:
        """Those that can be reminded all at once."""
        return tuple(line for line in self.lines if line.late and line.may_remind)

    @property
    def summary(self) -> str:
        """``2 of 5 organisations have submitted. 1 is late.``"""
        total = len(self.lines)
        done = sum(not line.part.part.editable for line in self.lines)
        late = sum(line.late for line in self.lines)
        have = "has" if done == 1 else "have"
        said = f"{done} of {counted(total, 'organisation')} {have} submitted."
        return f"{said} {late} {'is' if late == 1 else 'are'} late." if late else said


def read_progress(member: Member, ret: Return) -> ProgressPage:
    """Everything of a return's progress: those queries of ``read_return``, and five more."""
    page = read_return(member, ret)
    known = _Known(_activity(page), _officers(ret), _reminders(ret), read_holidays())
    lines = tuple(_line(page, part, known) for part in page.parts)
    present = [part.part.organisation_id for part in page.parts]
    absent = suppliers_of(ret.partnership, ret.quarter).exclude(pk__in=present)
    return ProgressPage(
        ret=ret,
        sections=page.sections,
        lines=lines,
        absent=() if ret.status == Return.Status.PUBLISHED else tuple(absent),
        overall=page.progress,
    )


@dataclass(frozen=True)
class _Known:
    """What is read once for all lines."""

    activity: dict[int, LastChange]  # by part
    officers: Counter[int]  # by organisation
    reminders: dict[int, list[Reminder]]  # by part
    holidays: Holidays


def _line(page: ReturnPage, part: Part, known: _Known) -> Line:
    row, today = part.part, clock.today()
    mine = known.reminders.get(row.pk, [])
    officers = known.officers[row.organisation_id]
    why_not = _why_not(page.ret, row, mine, officers, today)
    left = time_left(row.due, today, known.holidays.days)
    return Line(
        part=part,
        cells=tuple(_cell(section, row) for section in page.sections),
        due=f"{row.due:%A} {long_day(row.due)}",
        left=left[:1].upper() + left[1:] if row.editable else "",
        overdue=row.editable and row.due < today,
        lock=_lock_words(page.ret, row),
        needs_exception=row.editable and row.closes_on is not None,
        activity=_activity_words(known.activity.get(row.pk)),
        reminded=_reminded_words(mine[-1]) if mine else "Not yet",
        not_sent=bool(mine) and mine[-1].sent_at is None,
        officers=officers,
        may_remind=not why_not,
        why_not=why_not,
    )


def _cell(section: Section, part: ReturnPart) -> Cell:
    rows = [row for row in section.rows if row.part.pk == part.pk]
    if not rows:
        return Cell(section, "Nothing asked", nothing=True)
    progress = Progress.of(rows)
    words = f"{progress.answered} of {progress.total}"
    if progress.to_check:
        words += f", {progress.to_check} to explain"
    return Cell(section, words, done=not progress.missing and not progress.to_check)


def _lock_words(ret: Return, part: ReturnPart) -> str:
    """Why its last day closes it, or by whose exception it is open; else until when it is."""
    if lock_of(ret, part) is Lock.TOO_LATE:
        return why_closed(ret, part)
    if still := why_still_open(part):
        return still
    return (
        f"Entering closes after {long_day(part.closes_on)}"
        if part.editable and part.closes_on
        else ""
    )


def _why_not(
    ret: Return, part: ReturnPart, reminders: list[Reminder], officers: int, today: date
) -> str:
    lock = lock_of(ret, part)
    if lock is Lock.TOO_LATE:
        return "Entering has closed. Make an exception first."
    if lock is not None:
        return "Nothing to remind of."
    if not officers:
        return "No officer of this organisation has an account."
    by_hand = [one for one in reminders if one.kind == Kind.BY_HAND and one.day == today]
    return "Reminded today." if by_hand else ""


# --- What is read -------------------------------------------------------------------------------


def _activity(page: ReturnPage) -> dict[int, LastChange]:
    """By part, who last changed a figure of it or took a step. One query."""
    parts = {str(row.figure.pk): row.part.pk for row in page.rows if row.figure}
    figures = Q(table_name=Figure._meta.db_table, row_id__in=list(parts))
    steps = Q(
        table_name=ReturnPart._meta.db_table,
        row_id__in=[str(part.part.pk) for part in page.parts],
        action__in=STEPS,
    )
    log = LogEntry.objects.filter(figures | steps).order_by()
    latest = log.values("table_name", "row_id").annotate(last=Max("id")).values("last")
    entries = LogEntry.objects.filter(id__in=latest).order_by("id")
    found = {}
    for table, row_id, who, at in entries.values_list("table_name", "row_id", "who", "at"):
        is_figure = table == Figure._meta.db_table
        found[parts[row_id] if is_figure else int(row_id)] = LastChange(who, at)
    return found


def _officers(ret: Return) -> Counter[int]:
    """How many people enter figures, by organisation. One query."""
    members = Membership.objects.filter(
        partnership=ret.partnership_id,
        role=Role.OFFICER.value,
        active=True,
        user__is_active=True,
    )
    return Counter(members.order_by().values_list("organisation_id", flat=True))


def _reminders(ret: Return) -> dict[int, list[Reminder]]:
    """By part, oldest first. One query."""
    found: dict[int, list[Reminder]] = defaultdict(list)
    reminders: Iterable[Reminder] = Reminder.objects.filter(part__belongs_to=ret)
    for one in reminders.select_related("made_by").order_by("made_at", "pk"):  # type: ignore[attr-defined]
        found[one.part_id].append(one)
    return found


# --- What is said -------------------------------------------------------------------------------


def _activity_words(last: LastChange | None) -> str:
    return f"{moment(last.at)}, {last.who}" if last else "None yet"


def _reminded_words(reminder: Reminder) -> str:
    """``23 April 2015: due soon, to 2 people``, ``20 April 2015 by Ann Other, to 1 person``."""
    when = long_day(reminder.made_at.astimezone(clock.now().tzinfo).date())
    if reminder.kind == Kind.BY_HAND:
        said = f"{when} by {reminder.made_by}"
    else:
        said = f"{when}: {Kind(reminder.kind).label.lower()}"
    if reminder.sent_at is None:
        return f"Not sent, as far as is known: {said}"
    return f"{said}, to {counted(reminder.people, 'person', 'people')}"

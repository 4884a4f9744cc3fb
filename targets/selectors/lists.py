"""The returns of a member's list, by what the member has to do with each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import clock
from core.period_text import long_day
from core.quarters import Quarter
from partnerships.access import Member
from partnerships.holidays import Holidays, read_holidays
from partnerships.permissions import Permission, Scope
from targets.access import returns_for
from targets.calendar import Calendar
from targets.locks import with_exceptions
from targets.models import Figure, Measure, Return, ReturnPart
from targets.selectors.missing import missing_items
from targets.selectors.returns import read_return
from targets.selectors.words import counted, due_words, time_left, why_closed, why_still_open
from targets.terms import FigureState

RECENT = 8  # published returns listed
READY = "Ready to submit"
Status = ReturnPart.Status
States = dict[tuple[int, Quarter], str]  # of figures, by measure


@dataclass(frozen=True)
class Count:
    """How far the figures of a return, or of one organisation, have come."""

    total: int
    entered: int
    reasons: int  # without a figure, and a reason why
    to_check: int = 0  # warnings that nobody has explained

    @property
    def complete(self) -> bool:
        return self.entered + self.reasons >= self.total

    @property
    def words(self) -> str:
        """``18 of 31 entered, 2 with a reason instead``."""
        said = f"{self.entered} of {self.total} entered"
        if self.reasons:
            said += f", {self.reasons} with a reason instead"
        return said + (
            f", {counted(self.to_check, 'explanation')} to give" if self.to_check else ""
        )


@dataclass(frozen=True)
class Item:
    """One return in the list."""

    ret: Return
    state: str  # for ``state_tag``
    label: str  # what the tag says instead of the state's own word
    due: str  # of the first part that is not submitted; empty once all are
    overdue: bool
    progress: str
    steps: tuple[str, ...]  # what waits, in words
    notes: tuple[str, ...]  # what is closed, or open by exception, and why


@dataclass(frozen=True)
class ReturnList:
    """The returns: those that wait for the member, for somebody else, and the latest."""

    needs_action: tuple[Item, ...]
    waiting: tuple[Item, ...]
    recent: tuple[Item, ...]
    next_words: str  # when the next quarter opens

    @property
    def none_open(self) -> bool:
        return not (self.needs_action or self.waiting)


def list_returns(member: Member) -> ReturnList:
    """Every return that is not published, and the latest that are.

    Eight queries; for each that is complete and not submitted, those of ``read_return`` too, since
    only its warnings say whether it is ready.
    """
    returns = returns_for(member).select_related("partnership").order_by("-quarter")
    current = list(returns.exclude(status=Return.Status.PUBLISHED))
    recent = list(returns.filter(status=Return.Status.PUBLISHED)[:RECENT])
    parts = _parts(member, current + recent)
    asked = _asked(member)
    states = _states(member, [ret.quarter for ret in current + recent])
    holidays = read_holidays()
    mine: list[Item] = []
    waiting: list[Item] = []
    for ret in current:
        counts = _checked(member, ret, _counts(ret, parts[ret.pk], asked, states))
        acts = _acts(member, ret, parts[ret.pk])
        (mine if acts else waiting).append(_item(member, ret, parts[ret.pk], counts, holidays))
    done = [
        _item(member, ret, parts[ret.pk], _counts(ret, parts[ret.pk], asked, states), holidays)
        for ret in recent
    ]
    return ReturnList(tuple(mine), tuple(waiting), tuple(done), _next_words(member, holidays))


# --- What is read -------------------------------------------------------------------------------


def _parts(member: Member, returns: Sequence[Return]) -> dict[int, list[ReturnPart]]:
    found: dict[int, list[ReturnPart]] = defaultdict(list)
    parts = with_exceptions(ReturnPart.objects.visible_to(member).filter(belongs_to__in=returns))
    related = ("organisation", "submitted_by", "signed_off_by", "asked")
    for part in parts.select_related(*related).order_by("organisation__name"):
        found[part.belongs_to_id].append(part)
    return found


def _asked(member: Member) -> list[Measure]:
    measures = Measure.objects.filter(partnership=member.partnership).only(
        "supplier_id", "first_quarter", "last_quarter"
    )
    if member.scope(Permission.RETURNS) is Scope.OWN:
        measures = measures.filter(supplier=member.organisation)
    return list(measures.order_by())


def _states(member: Member, quarters: list[Quarter]) -> States:
    figures = Figure.objects.filter(partnership=member.partnership, quarter__in=quarters)
    rows = figures.order_by().values_list("measure_id", "quarter", "state")
    return {(measure, quarter): state for measure, quarter, state in rows}


def _counts(
    ret: Return, parts: list[ReturnPart], asked: list[Measure], states: States
) -> dict[int, Count]:
    """By part."""
    found = {}
    for part in parts:
        of_part = [
            states.get((one.pk, ret.quarter), FigureState.NOT_ENTERED.value)
            for one in asked
            if one.supplier_id == part.organisation_id and _in_use(one, ret.quarter)
        ]
        entered = of_part.count(FigureState.ENTERED.value)
        without = of_part.count(FigureState.NOT_ENTERED.value)
        found[part.pk] = Count(len(of_part), entered, len(of_part) - entered - without)
    return found


def _in_use(measure: Measure, quarter: Quarter) -> bool:
    ended = measure.last_quarter is not None and measure.last_quarter < quarter
    return measure.first_quarter <= quarter and not ended


def _checked(member: Member, ret: Return, counts: dict[int, Count]) -> dict[int, Count]:
    """With what is unusual, where everything is entered: it is not ready before that is said."""
    if ret.status != Return.Status.OPEN or not member.can(Permission.WORKING_FIGURES):
        return counts
    if not any(count.complete for count in counts.values()):
        return counts
    page = read_return(member, ret)
    items = [item for item in missing_items(page) if item.blocks]
    found = {}
    for part in page.parts:
        count = counts[part.part.pk]
        lacks = sum(item.organisation.pk == part.part.organisation_id for item in items)
        to_check = lacks if count.complete else 0
        found[part.part.pk] = Count(count.total, count.entered, count.reasons, to_check)
    return found


# --- What is said -------------------------------------------------------------------------------


def _item(
    member: Member,
    ret: Return,
    parts: list[ReturnPart],
    counts: dict[int, Count],
    holidays: Holidays,
) -> Item:
    today = clock.today()
    waiting = [part for part in parts if part.editable and ret.status == Return.Status.OPEN]
    first = min((part.due for part in waiting), default=None)
    ready = bool(waiting) and all(_ready(counts[part.pk]) for part in waiting)
    return Item(
        ret=ret,
        state=_state(ret, parts, counts),
        label=READY if ready else "",
        due=_due(waiting, parts, holidays, today),
        overdue=first is not None and first < today,
        progress=_summed(counts).words,
        steps=_steps(member, ret, parts, counts, holidays),
        notes=_notes(ret, waiting, alone=len(parts) == 1),
    )


def _due(
    waiting: list[ReturnPart], parts: list[ReturnPart], holidays: Holidays, today: date
) -> str:
    """When the first is due, and whose figures those are where it is one of several."""
    if not waiting:
        return ""
    first = min(part.due for part in waiting)
    whose = [part.organisation.short for part in waiting if part.due == first]
    of_one = f" for {whose[0]}" if len(whose) == 1 and len(parts) > 1 else ""
    return due_words(first, today, holidays.days) + of_one


def _ready(count: Count) -> bool:
    return count.complete and not count.to_check


def _summed(counts: dict[int, Count]) -> Count:
    every = list(counts.values())
    return Count(
        sum(one.total for one in every),
        sum(one.entered for one in every),
        sum(one.reasons for one in every),
        sum(one.to_check for one in every),
    )


def _state(ret: Return, parts: list[ReturnPart], counts: dict[int, Count]) -> str:
    if ret.status != Return.Status.OPEN:
        return ret.status
    if len(parts) == 1 and parts[0].status != Status.OPEN:
        return parts[0].status
    begun = _summed(counts)
    return "in_progress" if begun.entered or begun.reasons else "not_started"


def _notes(ret: Return, waiting: list[ReturnPart], *, alone: bool) -> tuple[str, ...]:
    found = []
    for part in waiting:
        if said := why_closed(ret, part) or why_still_open(part):
            found.append(said if alone else f"{part.organisation.short}: {said}")
    return tuple(found)


def _acts(member: Member, ret: Return, parts: list[ReturnPart]) -> bool:
    """Whether anything of it is for this member to do."""
    if ret.status == Return.Status.SIGNED_OFF:
        return member.can(Permission.PUBLISH)
    return any(_acts_on(member, ret, part) for part in parts)


def _acts_on(member: Member, ret: Return, part: ReturnPart) -> bool:
    if part.editable:
        # An officer cannot do anything about what has closed; a manager can.
        may = member.can_for(Permission.SUBMIT, part.organisation_id)
        return may and (member.can(Permission.OPEN_RETURN) or not why_closed(ret, part))
    if part.status == Status.SUBMITTED:
        another = part.submitted_by_id != member.user.pk
        return another and member.can_for(Permission.SIGN_OFF, part.organisation_id)
    return False


def _steps(
    member: Member,
    ret: Return,
    parts: list[ReturnPart],
    counts: dict[int, Count],
    holidays: Holidays,
) -> tuple[str, ...]:
    """What waits, in words."""
    if ret.status == Return.Status.PUBLISHED:
        return ()
    if ret.status == Return.Status.SIGNED_OFF and member.can(Permission.PUBLISH):
        return ("Everything is signed off: publish it to the board.",)
    alone = len(parts) == 1
    found = []
    for part in parts:
        said = _step(part, counts[part.pk], "" if alone else _when(part, holidays))
        found.append(said[:1].upper() + said[1:] if alone else f"{part.organisation.short}: {said}")
    return tuple(found)


def _when(part: ReturnPart, holidays: Holidays) -> str:
    today = clock.today()
    late = part.due < today
    return time_left(part.due, today, holidays.days) if late else f"due {long_day(part.due)}"


def _step(part: ReturnPart, count: Count, when: str) -> str:
    if part.status == Status.SIGNED_OFF:
        return "signed off"
    if part.status == Status.SUBMITTED:
        asked = f" by {part.asked}" if part.asked else ""
        return f"submitted by {part.submitted_by}, to be signed off{asked}"
    begun = "sent back to be changed; " if part.status == Status.RETURNED else ""
    if not count.complete:
        what = f"{count.words}, {when}" if when else "figures to enter and submit"
        return begun + what
    if count.to_check:
        return f"{begun}{counted(count.to_check, 'explanation')} to give, then ready to submit"
    return f"{begun}ready to submit"


# --- What comes next ----------------------------------------------------------------------------


def _next_words(member: Member, holidays: Holidays) -> str:
    """``Q3 2026/27 opens on 4 January 2027.``"""
    return _opening(member, _next_quarter(member, clock.today()), holidays)


def opening_words(member: Member, quarter: Quarter) -> str:
    """When the return of a quarter opens that has none; empty where it has, and for the past."""
    if quarter < Quarter.last_ended(clock.today()):
        return ""
    if Return.objects.filter(partnership=member.partnership, quarter=quarter).exists():
        return ""
    return _opening(member, quarter, read_holidays())


def _opening(member: Member, quarter: Quarter, holidays: Holidays) -> str:
    opens = Calendar(holidays).opens_on(quarter)
    if opens > clock.today():
        return f"{quarter.label} opens on {long_day(opens)}."
    if member.can(Permission.OPEN_RETURN):
        return f"{quarter.label} has ended, so its return can be opened."
    return f"{quarter.label} is not open yet: your partnership manager opens it."


def _next_quarter(member: Member, today: date) -> Quarter:
    """The first without a return, from the one that ended last."""
    quarter = Quarter.last_ended(today)
    returns = Return.objects.filter(partnership=member.partnership, quarter__gte=quarter)
    taken = set(returns.order_by().values_list("quarter", flat=True))
    while quarter in taken:
        quarter += 1
    return quarter

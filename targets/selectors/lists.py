"""The list of a partnership's returns, by what this member has to do with each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core import clock
from core.quarters import Quarter
from partnerships.access import Member
from partnerships.permissions import Permission, Scope
from targets.access import returns_for
from targets.models import Figure, Measure, Return, ReturnPart
from targets.selectors.words import counted, due_words
from targets.terms import FigureState

RECENT = 8  # published returns listed


@dataclass(frozen=True)
class Item:
    """One return in the list."""

    ret: Return
    state: str  # for ``state_tag``
    due: str
    overdue: bool
    progress: str
    steps: tuple[str, ...]  # what waits, in words


@dataclass(frozen=True)
class ReturnList:
    needs_action: tuple[Item, ...]
    waiting: tuple[Item, ...]
    recent: tuple[Item, ...]

    @property
    def empty(self) -> bool:
        return not (self.needs_action or self.waiting or self.recent)


def list_returns(member: Member) -> ReturnList:
    """Every return that is not published, and the latest that are. Five queries."""
    returns = returns_for(member).order_by("-quarter")
    current = list(returns.exclude(status=Return.Status.PUBLISHED))
    recent = list(returns.filter(status=Return.Status.PUBLISHED)[:RECENT])
    every = current + recent
    parts = _parts(member, every)
    asked = _asked(member)
    answered = _answered(member, [ret.quarter for ret in every])
    mine: list[Item] = []
    waiting: list[Item] = []
    done: list[Item] = []
    for ret in every:
        own = parts[ret.pk]
        steps, acts = _steps(member, ret, own)
        item = _item(ret, own, steps, asked, answered)
        if ret.status == Return.Status.PUBLISHED:
            done.append(item)
        else:
            (mine if acts else waiting).append(item)
    return ReturnList(tuple(mine), tuple(waiting), tuple(done))


def _parts(member: Member, returns: Sequence[Return]) -> dict[int, list[ReturnPart]]:
    found: dict[int, list[ReturnPart]] = defaultdict(list)
    parts = ReturnPart.objects.visible_to(member).filter(belongs_to__in=returns)
    for part in parts.select_related("organisation", "submitted_by").order_by("organisation__name"):
        found[part.belongs_to_id].append(part)
    return found


def _asked(member: Member) -> list[Measure]:
    measures = Measure.objects.filter(partnership=member.partnership).only(
        "supplier_id", "first_quarter", "last_quarter"
    )
    if member.scope(Permission.RETURNS) is Scope.OWN:
        measures = measures.filter(supplier=member.organisation)
    return list(measures.order_by())


def _answered(member: Member, quarters: list[Quarter]) -> set[tuple[int, Quarter]]:
    figures = Figure.objects.filter(partnership=member.partnership, quarter__in=quarters)
    found = figures.exclude(state=FigureState.NOT_ENTERED.value)
    return set(found.order_by().values_list("measure_id", "quarter"))


def _item(
    ret: Return,
    parts: list[ReturnPart],
    steps: list[str],
    asked: list[Measure],
    answered: set[tuple[int, Quarter]],
) -> Item:
    suppliers = {part.organisation_id for part in parts}
    measures = [
        one
        for one in asked
        if one.supplier_id in suppliers
        and one.first_quarter <= ret.quarter
        and (one.last_quarter is None or one.last_quarter >= ret.quarter)
    ]
    done = sum((one.pk, ret.quarter) in answered for one in measures)
    open_ = ret.status == Return.Status.OPEN
    today = clock.today()
    return Item(
        ret=ret,
        state=parts[0].status if open_ and len(parts) == 1 else ret.status,
        due=due_words(ret.due, today) if open_ else "",
        overdue=open_ and ret.due < today,
        progress=f"{done} of {counted(len(measures), 'indicator')} have a figure or a reason",
        steps=tuple(steps),
    )


def _steps(member: Member, ret: Return, parts: list[ReturnPart]) -> tuple[list[str], bool]:
    """What waits, in words, and whether any of it is for this member to do."""
    if ret.status == Return.Status.PUBLISHED:
        return [], False
    steps: list[str] = []
    acts = False
    for part in parts:
        text, mine = _step(member, part)
        steps.append(text)
        acts = acts or mine
    if ret.status == Return.Status.SIGNED_OFF:
        may = member.can(Permission.PUBLISH)
        steps = ["Everything is signed off: publish it to the board."] if may else steps
        acts = acts or may
    return steps, acts


def _step(member: Member, part: ReturnPart) -> tuple[str, bool]:
    who = part.organisation.short
    own = member.can_for(Permission.SUBMIT, part.organisation_id)
    if part.status == ReturnPart.Status.OPEN:
        return f"{who}: figures to enter and submit", own
    if part.status == ReturnPart.Status.RETURNED:
        return f"{who}: sent back to be changed", own
    if part.status == ReturnPart.Status.SUBMITTED:
        another = part.submitted_by_id != member.user.pk
        may = another and member.can_for(Permission.SIGN_OFF, part.organisation_id)
        return f"{who}: submitted by {part.submitted_by}, to be signed off", may
    return f"{who}: signed off", False

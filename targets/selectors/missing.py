"""What a return still lacks: one list for the hub, the check page, reminders and “What’s missing”.

Each item leads to the field, or the card, where it is put right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Max
from django.urls import reverse

from core import clock
from partnerships.models import Membership, Organisation
from partnerships.permissions import Role
from targets.models import Figure, Reminder, Return
from targets.selectors.returns import ReturnPage, Row, Section
from targets.terms import Rag, Term

NO_COMMENTARY = "Red, and no commentary says why."
NO_FIGURE = "No figure, and no reason why there is none."


class Lack(Term):
    """What kind of thing is missing."""

    FIGURE = "figure", "No figure and no reason"
    EXPLANATION = "explanation", "Unusual, not explained"
    COMMENTARY = "commentary", "Red, without commentary"


@dataclass(frozen=True)
class Item:
    """One thing that is missing. ``href`` is the address of the field where it is entered."""

    kind: Lack
    organisation: Organisation
    section: Section
    measure_id: int
    name: str  # of the indicator
    sentence: str
    href: str

    @property
    def blocks(self) -> bool:
        """Whether it stops submitting. A commentary that is missing does not."""
        return self.kind is not Lack.COMMENTARY


@dataclass(frozen=True)
class Group:
    """What is missing of one organisation."""

    organisation: Organisation
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; nothing means everything."""

    organisation: int | None = None
    section: str = ""
    kind: Lack | None = None

    @classmethod
    def read(cls, organisation: str, section: str, kind: str) -> Self:
        """From an address. What is not known there narrows nothing."""
        is_number = organisation.isascii() and organisation.isdigit() and len(organisation) < 10
        number = int(organisation) if is_number else None
        return cls(number, section, Lack(kind) if kind in set(Lack) else None)

    def allows(self, item: Item) -> bool:
        return (
            self.organisation in (None, item.organisation.pk)
            and self.section in ("", item.section.key)
            and self.kind in (None, item.kind)
        )


def missing_items(page: ReturnPage, organisation_id: int | None = None) -> tuple[Item, ...]:
    """What is missing of the rows of a page, or of one organisation's. No query.

    Nothing is missing of a part that is submitted: it was complete then. Warnings and ratings are
    those the page was read with (``read_return(…, checks=True)``).
    """
    found: list[Item] = []
    for section in page.sections:
        for row in section.rows:
            if organisation_id in (None, row.part.organisation_id) and row.part.editable:
                found.extend(_of_row(page, section, row))
    return tuple(found)


def by_organisation(items: Iterable[Item]) -> tuple[Group, ...]:
    """The items of each organisation, in the order of their names."""
    filed: dict[int, list[Item]] = {}
    for item in items:
        filed.setdefault(item.organisation.pk, []).append(item)
    groups = (Group(items[0].organisation, tuple(items)) for items in filed.values())
    return tuple(sorted(groups, key=lambda group: group.organisation.name))


def last_reminded(ret: Return) -> dict[int, datetime | None]:
    """When each organisation that has somebody to remind was last reminded; None for never.

    Two queries.
    """
    officers = Membership.objects.filter(
        partnership=ret.partnership_id, role=Role.OFFICER, active=True, user__is_active=True
    )
    found: dict[int, datetime | None] = dict.fromkeys(
        officers.order_by().values_list("organisation_id", flat=True)
    )
    sent = Reminder.objects.filter(part__belongs_to=ret, sent_at__isnull=False).order_by()
    found.update(sent.values_list("part__organisation_id").annotate(Max("sent_at")))
    return found


def reminded_today(ret: Return) -> set[int]:
    """The organisations that a manager has reminded today, and so cannot again. One query."""
    by_hand = Reminder.objects.filter(
        part__belongs_to=ret, kind=Reminder.Kind.BY_HAND, day=clock.today()
    )
    return set(by_hand.order_by().values_list("part__organisation_id", flat=True))


def of_kind(items: Sequence[Item], kind: Lack) -> int:
    """How many of the items are of this kind."""
    return sum(item.kind is kind for item in items)


def _of_row(page: ReturnPage, section: Section, row: Row) -> list[Item]:
    """What is missing of one row: its kind, its sentence, and which warning it is of."""
    found: list[tuple[Lack, str, str]] = []
    if not row.answered:
        found.append((Lack.FIGURE, NO_FIGURE, ""))
    for warning in row.check.unexplained:
        found.append((Lack.EXPLANATION, warning.sentence, warning.kind.value))
    if row.opinion and row.opinion.rating == Rag.RED and row.figure and not _says_why(row.figure):
        found.append((Lack.COMMENTARY, NO_COMMENTARY, ""))
    return [
        Item(
            kind=kind,
            organisation=row.part.organisation,
            section=section,
            measure_id=row.measure.pk,
            name=row.question.name,
            sentence=sentence,
            href=_href(page, section, row, kind, warned),
        )
        for kind, sentence, warned in found
    ]


def _says_why(figure: Figure) -> bool:
    return bool(figure.commentary_change.strip() or figure.commentary_action.strip())


def _href(page: ReturnPage, section: Section, row: Row, kind: Lack, warned: str) -> str:
    slug, quarter = page.ret.partnership.slug, page.ret.quarter
    if kind is Lack.EXPLANATION:
        return f"{reverse('targets:unusual', args=[slug, quarter])}#{row.key}-{warned}"
    if kind is Lack.FIGURE:
        address = reverse("targets:section", args=[slug, quarter, section.key])
        return f"{address}#{row.key if row.closed else row.anchor}"
    # On the indicator's own page its commentary stands open.
    address = reverse("targets:indicator", args=[slug, quarter, row.measure.pk])
    return f"{address}#{row.key}" if row.closed else f"{address}#{row.key}-c"

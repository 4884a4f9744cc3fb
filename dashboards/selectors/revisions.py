"""Revisions of settled figures: all of them, and those that no published version has yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from audit.selectors import written_in_order
from core.quarters import Quarter
from dashboards.models import Snapshot
from partnerships.access import Member
from partnerships.models import Partnership
from partnerships.permissions import Permission, Scope
from targets.models import Return, Revision
from targets.terms import RevisionKind


@dataclass(frozen=True, slots=True)
class Told:
    """One revision, and the first published version of its quarter that has it."""

    revision: Revision
    quarter: Quarter
    name: str
    published: bool
    version: int  # 0: none yet

    @property
    def standing(self) -> str:
        """``In version 2``, ``Not published yet``, ``Past figure``."""
        if not self.published:
            return "Past figure"
        return f"In version {self.version}" if self.version else "Not published yet"


def visible_revisions(member: Member) -> list[Revision]:
    """The revisions of the figures that the member may see unpublished, latest first. One query."""
    rows = Revision.objects.filter(partnership=member.partnership)
    if member.scope(Permission.WORKING_FIGURES) is Scope.NONE:
        return []
    if member.scope(Permission.WORKING_FIGURES) is Scope.OWN:
        rows = rows.filter(figure__measure__supplier=member.organisation)
    return list(
        rows.select_related("figure__measure__indicator", "figure__belongs_to", "made_by").order_by(
            "-made_at", "-pk"
        )
    )


def told(partnership: Partnership, revisions: Collection[Revision]) -> list[Told]:
    """Each revision with the version of its quarter that has it. Three queries."""
    quarters = {one.figure.quarter for one in revisions}
    snapshots = list(
        Snapshot.objects.filter(partnership=partnership, quarter__in=quarters)
        .order_by("number")
        .values_list("pk", "quarter", "number")
    )
    order = written_in_order(Snapshot, [pk for pk, _, _ in snapshots])
    revised = written_in_order(Revision, [one.pk for one in revisions])
    found = []
    for one in revisions:
        later = [
            number
            for pk, quarter, number in snapshots
            if quarter == one.figure.quarter and order.get(pk, 0) > revised.get(one.pk, 0)
        ]
        found.append(
            Told(
                revision=one,
                quarter=one.figure.quarter,
                name=one.figure.measure.indicator.name,
                published=one.figure.belongs_to.status == Return.Status.PUBLISHED,
                version=later[0] if later else 0,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Untold:
    """The revisions that the latest version of a quarter does not have."""

    quarter: Quarter
    number: int  # of the latest version
    own: tuple[Revision, ...]  # of the quarter's own figures
    earlier: tuple[Revision, ...]  # of earlier quarters', which its comparisons may rest on

    @property
    def every(self) -> tuple[Revision, ...]:
        return self.own + self.earlier

    @property
    def next_number(self) -> int:
        return self.number + 1

    @property
    def words(self) -> str:
        """``Q4 2014/15: 2 figures were revised since version 1.``"""
        number = len({one.figure_id for one in self.own or self.earlier})
        what = "1 figure" if number == 1 else f"{number} figures"
        of = "" if self.own else " of earlier quarters"
        verb = "was" if number == 1 else "were"
        return f"{self.quarter.label}: {what}{of} {verb} revised since version {self.number}."

    @property
    def makers(self) -> frozenset[int]:
        """Who made them: none of these publishes them."""
        return frozenset(one.made_by_id for one in self.every)

    @property
    def kinds(self) -> Mapping[int, tuple[str, ...]]:
        """By measure, of which kinds: “late records”, and of which quarter where it is earlier."""
        found: dict[int, dict[str, None]] = {}
        for one in self.every:
            kind = RevisionKind(one.kind).label
            text = f"{kind[:1].lower()}{kind[1:]}"
            if one.figure.quarter != self.quarter:
                text = f"{one.figure.quarter.label}: {text}"
            found.setdefault(one.figure.measure_id, {})[text] = None
        return {measure: tuple(texts) for measure, texts in found.items()}


def untold(
    partnership: Partnership, quarters: Collection[Quarter] | None = None
) -> dict[Quarter, Untold]:
    """By published quarter, what was revised since its latest version. At most four queries.

    ``quarters``: only these. Quarters that lack nothing are left out.
    """
    revisions = list(
        Revision.objects.filter(partnership=partnership)
        .select_related("figure__measure__indicator", "made_by")
        .order_by("made_at", "pk")
    )
    if not revisions:
        return {}
    snapshots = Snapshot.objects.filter(partnership=partnership)
    if quarters is not None:
        snapshots = snapshots.filter(quarter__in=quarters)
    latest = {
        quarter: (pk, number)
        for pk, quarter, number in snapshots.order_by("number").values_list(
            "pk", "quarter", "number"
        )
    }
    order = written_in_order(Snapshot, [pk for pk, _ in latest.values()])
    revised = written_in_order(Revision, [one.pk for one in revisions])
    found = {}
    for quarter, (pk, number) in latest.items():
        since = [
            one
            for one in revisions
            if one.figure.quarter <= quarter and revised.get(one.pk, 0) > order.get(pk, 0)
        ]
        if since:
            own = tuple(one for one in since if one.figure.quarter == quarter)
            earlier = tuple(one for one in since if one.figure.quarter < quarter)
            found[quarter] = Untold(quarter, number, own, earlier)
    return found

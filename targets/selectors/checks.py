"""What is unusual about the figures of a return, and how it was explained.

The rules are ``targets.checks.rules`` and, where they need the history and the target, those of the
room above (``targets.opinions``). Nothing is written.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.quarters import Quarter
from targets.access import measures_asked
from targets.checks import NOTHING, RowCheck, Warning
from targets.checks.facts import Sighting, Subject
from targets.checks.rules import notes, warnings
from targets.models import Explanation, Figure, Measure, Return, ReturnPart, SeriesBreak
from targets.opinions import Opinion, opinions
from targets.terms import Warned

ORDER = list(Warned)


@dataclass(frozen=True)
class Asked:
    """A figure to be checked, with those it is compared with; its measure's indicator is loaded.

    ``settled``: it is submitted, so that what was explained then is shown, and nothing is asked.
    """

    measure: Measure
    now: Figure | None
    last: Figure | None
    year_ago: Figure | None
    settled: bool = False


@dataclass(frozen=True)
class Checks:
    """By measure: what is unusual, and what the rules make of the figure."""

    rows: Mapping[int, RowCheck]
    opinions: Mapping[int, Opinion]

    def row(self, measure_id: int) -> RowCheck:
        return self.rows.get(measure_id, NOTHING)

    @property
    def unexplained(self) -> list[str]:
        """The sentences of the warnings that nobody has explained, in the order of the rows."""
        return [one.sentence for row in self.rows.values() for one in row.unexplained]


def compared_quarters(quarter: Quarter) -> tuple[Quarter, Quarter, Quarter]:
    """The quarter itself, the last one, and the same quarter last year."""
    return quarter, quarter - 1, quarter.same_quarter_last_year


def figures_at(
    measures: Collection[Measure], quarters: Collection[Quarter]
) -> dict[tuple[int, Quarter], Figure]:
    """The figures of these quarters by measure and quarter, with their measures. One query."""
    by_id = {measure.pk: measure for measure in measures}
    found = {}
    for figure in Figure.objects.filter(measure__in=by_id, quarter__in=quarters):
        figure.measure = by_id[figure.measure_id]
        found[figure.measure_id, figure.quarter] = figure
    return found


def is_settled(ret: Return, part: ReturnPart) -> bool:
    """Whether what is unusual was explained when the part was submitted, and is asked no more."""
    return not part.editable or ret.status in (Return.Status.PUBLISHED, Return.Status.HISTORY)


def read_checks(ret: Return, asked: Sequence[Asked]) -> Checks:
    """Check these figures of a return. Two queries, and those of the opinions."""
    ids = [one.measure.pk for one in asked]
    if not ids:
        return Checks({}, {})
    judged = opinions(ret.partnership, ret.quarter, ids)
    breaks: dict[int, list[Quarter]] = defaultdict(list)
    known = SeriesBreak.objects.filter(measure__in=ids, quarter__lte=ret.quarter)
    for measure_id, quarter in known.values_list("measure_id", "quarter"):
        breaks[measure_id].append(quarter)
    explained: dict[int, dict[Warned, Explanation]] = defaultdict(dict)
    for one in Explanation.objects.filter(
        partnership_id=ret.partnership_id, figure__measure__in=ids, figure__quarter=ret.quarter
    ).select_related("figure"):
        explained[one.figure.measure_id][Warned(one.kind)] = one
    rows = {}
    for one_asked in asked:
        pk = one_asked.measure.pk
        if one_asked.settled:
            rows[pk] = _as_submitted(explained[pk])
        else:
            rows[pk] = _check(one_asked, tuple(breaks[pk]), judged.get(pk), explained[pk])
    return Checks(rows, judged)


def check_measures(ret: Return, measures: Collection[Measure]) -> Checks:
    """Check what the return has of these measures, as it is now. One query more."""
    now, last, year_ago = compared_quarters(ret.quarter)
    figures = figures_at(measures, (now, last, year_ago))
    return read_checks(
        ret,
        [
            Asked(
                one,
                now=figures.get((one.pk, now)),
                last=figures.get((one.pk, last)),
                year_ago=figures.get((one.pk, year_ago)),
            )
            for one in measures
        ],
    )


def check_part(part: ReturnPart) -> Checks:
    """Check what an organisation's part has, as it is now."""
    ret = part.belongs_to
    measures = measures_asked(ret).filter(supplier_id=part.organisation_id)
    return check_measures(
        ret, list(measures.select_related("indicator").order_by("position", "pk"))
    )


def _check(
    asked: Asked,
    breaks: tuple[Quarter, ...],
    opinion: Opinion | None,
    explained: Mapping[Warned, Explanation],
) -> RowCheck:
    now, last = Sighting.of(asked.now), Sighting.of(asked.last)
    found = list(
        warnings(
            Subject.of(asked.measure),
            now,
            last=last,
            year_ago=Sighting.of(asked.year_ago),
            breaks=breaks,
        )
    )
    said = list(
        notes(
            now,
            last,
            commentary=asked.now.commentary_change if asked.now else "",
            last_commentary=asked.last.commentary_change if asked.last else "",
        )
    )
    if opinion is not None and now is not None:
        found += opinion.warnings
        said += opinion.notes
    found.sort(key=lambda one: ORDER.index(one[0]))
    return RowCheck(
        warnings=tuple(_warning(kind, text, explained.get(kind)) for kind, text in found),
        notes=tuple(said),
    )


def _warning(kind: Warned, sentence: str, known: Explanation | None) -> Warning:
    if known is None:
        return Warning(kind, sentence)
    return Warning(
        kind,
        sentence,
        explanation=known.text,
        explained=known.about == sentence,
        version=known.version,
        about=known.about,
    )


def _as_submitted(explained: Mapping[Warned, Explanation]) -> RowCheck:
    """What was explained when the figures were submitted, in the words of then."""
    return RowCheck(
        warnings=tuple(
            _warning(kind, explained[kind].about, explained[kind])
            for kind in ORDER
            if kind in explained
        )
    )

"""What an indicator's page and its file say, as sentences under headings. Plain Python.

Everything is told from the ``Row``: a published quarter says for ever what it said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboards.drawings import point_label
from dashboards.insight import Compared, Insight
from dashboards.overview import short_name
from dashboards.types import Row
from targets.terms import Rag, Travel

UNUSUAL = "Is it unusual?"
GOING = "Which way is it going?"
TARGET = "Will it reach its target?"
OTHERS = "How do others do?"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence. ``more``: what it rests on, for those who check it."""

    text: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Statements:
    """The second opinion on one indicator, by the question that it answers."""

    unusual: tuple[Said, ...]
    going: tuple[Said, ...]
    target: tuple[Said, ...]
    others: tuple[Said, ...]

    @property
    def headed(self) -> tuple[tuple[str, tuple[Said, ...]], ...]:
        """The questions that have an answer."""
        every = (
            (UNUSUAL, self.unusual),
            (GOING, self.going),
            (TARGET, self.target),
            (OTHERS, self.others),
        )
        return tuple((heading, said) for heading, said in every if said)


def statements_of(row: Row) -> Statements:
    """Everything that is said beside the rating, each once."""
    insight = row.insight or Insight()
    return Statements(
        unusual=tuple(_unusual(insight)),
        going=tuple(_going(row, insight)),
        target=tuple(_target(row, insight)),
        others=tuple(_compared(one) for one in row.compared),
    )


def _unusual(insight: Insight) -> Iterator[Said]:
    for sentence in insight.signals:
        yield Said(sentence)
    if insight.usual:
        yield Said(insight.usual, _rests_on(insight))


def _rests_on(insight: Insight) -> str:
    band = insight.band
    if band is None:
        return ""
    first, last = band.first.label, band.last.label
    return (
        f"The usual range is made from the {band.points} figures of {first} to {last}: where "
        "nearly all figures lie if nothing changes."
    )


def _going(row: Row, insight: Insight) -> Iterator[Said]:
    if row.direction.shown is not Travel.NOT_COMPARABLE:
        words = row.direction.words
        yield Said(f"Against {row.previous.period.label}: {words[:1].lower()}{words[1:]}.")
    if insight.trend:
        yield Said(
            f"Recent trend: {insight.trend[:1].lower()}{insight.trend[1:]}.", insight.trend_why
        )
    if insight.chance:
        yield Said(insight.chance)


def _target(row: Row, insight: Insight) -> Iterator[Said]:
    if insight.assurance:
        yield Said(insight.assurance, "Its usual range is held against the target.")
    if insight.forecast:
        yield Said(insight.forecast.sentence, "A forecast is no rating: it stands beside it.")
    elif insight.forecast_why:
        yield Said(insight.forecast_why)


def _compared(one: Compared) -> Said:
    """What is said of one comparator set; what the sentence lacks beside it."""
    more = f"Source: {one.source}." if one.source else ""
    return Said(one.sentence or one.why_not or _plain(one), more)


def _plain(one: Compared) -> str:
    said = f"{one.set_name}, {one.period.words}"
    if one.rank_words:
        said += f": {one.rank_words}"
    if one.average_text:
        said += f". The average is {one.average_text}"
    return f"{said}."


# --- The chart's words ---


def finding(row: Row) -> str:
    """What the chart shows, as its title: "Worse than in 2013-14, and missing its target"."""
    lead, bad = _lead(row)
    computed = row.rating.computed
    if computed is None:
        return lead or _plain_title(row)
    met = computed is Rag.GREEN
    state = "meeting its target" if met else "missing its target"
    if met and not row.target_sentence.endswith(" Met."):
        state = "within the tolerance of its target"
    if not lead:
        return f"{state[:1].upper()}{state[1:]}"
    joined = "but" if bad is met else "and"
    return f"{lead}, {joined} {state}"


def _lead(row: Row) -> tuple[str, bool | None]:
    """What happened, and whether that is bad; None where that is for people to judge.

    A signal looks back over several quarters. Where the last year went the other way, that is the
    title, and the signal is told further down: "Unusual improvement" over a rise reads as a slip.
    """
    against = {"Unusual improvement": Travel.WORSE, "Unusual deterioration": Travel.BETTER}
    for sentence in row.insight.signals if row.insight else ():
        head = sentence.partition(":")[0]
        if head.startswith("Unusual") and against.get(head) is not row.direction.shown:
            return head, _is_bad(head)
    return _moved(row)


def _is_bad(head: str) -> bool | None:
    return {"Unusual deterioration": True, "Unusual improvement": False}.get(head)


def _moved(row: Row) -> tuple[str, bool | None]:
    then = row.previous.period.label
    travel = row.direction.shown
    if not row.has_figure or travel is Travel.NOT_COMPARABLE:
        return "", None
    if travel is Travel.SAME:
        # About the same is neither good nor bad: what it joins is the same as before.
        return f"About the same as in {then}", None
    if travel in {Travel.BETTER, Travel.WORSE}:
        return f"{travel.label} than in {then}", travel is Travel.WORSE
    return f"{row.direction.words.partition(',')[0]} on {then}", None


def _plain_title(row: Row) -> str:
    if not row.has_figure:
        return f"No figure for {row.latest.period.words}"
    return f"{row.latest.value_text} in {row.latest.period.words}"


def subtitle(row: Row, place: str) -> str:
    """Measure, place, period and unit of the chart."""
    shown = [point for point in row.history if point.value is not None]
    parts = [short_name(row), place]
    if shown:
        first, last = point_label(shown[0], row.basis), point_label(shown[-1], row.basis)
        parts.append(last if first == last else f"{first} to {last}")
    parts.append(row.unit_text or row.unit.label.lower())
    return ", ".join(part for part in parts if part)

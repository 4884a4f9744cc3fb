"""Small turns of phrase that the sections share."""

from collections.abc import Iterable

from core.quarters import Period
from dashboards.types import Row
from reports.document import Paragraph, Part


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def texts(text: str) -> tuple[Part, ...]:
    """A paragraph a line; no part at all for an empty text."""
    found = tuple(Paragraph(line) for line in lines(text))
    return (Part(found),) if found else ()


def for_period(period: Period) -> str:
    """``for October to December 2014``, ``for the 12 months to March 2015``."""
    article = "the " if period.words[:1].isdigit() else ""
    return f"for {article}{period.words}"


def sentence(text: str) -> str:
    """With a full stop, unless it ends with a mark of its own."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:" else f"{text}."


def name(row: Row) -> str:
    """An indicator's name before a colon."""
    return row.name.rstrip(":. ")


def joined(parts: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    given = list(parts)
    return " and ".join([", ".join(given[:-1]), given[-1]] if len(given) > 1 else given)


def how_many(count: int, word: str, verb: str = "is", verbs: str = "are") -> str:
    """``none is red``, ``1 is red``, ``3 are red``."""
    return f"{count or 'none'} {verb if count < 2 else verbs} {word}"


def indicators(count: int) -> str:
    return f"{count} indicator" if count == 1 else f"{count} indicators"

"""What officers wrote for the board about a quarter."""

from dataclasses import dataclass

from core.quarters import Quarter
from dashboards.models import QuarterSummary
from partnerships.models import Partnership


@dataclass(frozen=True, slots=True)
class Summary:
    """Each a text a line; empty where nothing is written."""

    headline: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    written_by: str = ""


def summary_of(partnership: Partnership, quarter: Quarter) -> Summary:
    """The headline of a quarter and what the board is asked. One query."""
    found = QuarterSummary.objects.filter(partnership=partnership, quarter=quarter).first()
    if found is None:
        return Summary()
    return Summary(lines_of(found.headline), lines_of(found.asks), found.written_by)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that say something, without the bullets that people type before them."""
    lines = (line.strip().lstrip("•-–*").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)

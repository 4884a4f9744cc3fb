"""What a board should read first, found in a dashboard and the one published before it.

Plain Python: nothing here reads a database or a clock. ``counts``: how many of each kind;
``headline``: what to know first; ``attention``: what is off track, and who does what by when;
``changes``: what got better and what is not as before; ``runs``: for how many quarters running.
"""

from dashboards.overview.attention import MOST_ATTENTION, Attention, attention
from dashboards.overview.changes import (
    MOST_BETTER,
    Better,
    Changes,
    RatingChange,
    changes,
    getting_better,
)
from dashboards.overview.counts import (
    COUNTED,
    CountLine,
    came_and_went,
    count_lines,
    count_of,
    counts_in_words,
    status_line,
    value_of,
)
from dashboards.overview.headline import composed, headline
from dashboards.overview.runs import improving_run, rating_run, with_runs
from dashboards.overview.words import cut, short_name

__all__ = [
    "COUNTED",
    "MOST_ATTENTION",
    "MOST_BETTER",
    "Attention",
    "Better",
    "Changes",
    "CountLine",
    "RatingChange",
    "attention",
    "came_and_went",
    "changes",
    "composed",
    "count_lines",
    "count_of",
    "counts_in_words",
    "cut",
    "getting_better",
    "headline",
    "improving_run",
    "rating_run",
    "short_name",
    "status_line",
    "value_of",
    "with_runs",
]

"""A cost as a multiple of another, measured in the same run on the same machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """``what`` took ``seconds``, its measure ``against`` took ``unit_seconds``."""

    what: str
    seconds: float
    against: str
    unit_seconds: float
    limit: float | None = None

    @classmethod
    def of_medians(
        cls,
        what: str,
        times: Sequence[float],
        against: str,
        unit_times: Sequence[float],
        limit: float | None = None,
    ) -> "Ratio":
        """From many measurements of both."""
        return cls(what, median(times), against, median(unit_times), limit)

    @property
    def multiple(self) -> float:
        return self.seconds / self.unit_seconds

    @property
    def over(self) -> bool:
        return self.limit is not None and self.multiple > self.limit

    def __str__(self) -> str:
        verdict = ""
        if self.limit is not None:
            verdict = f", limit {self.limit:g}: {'OVER' if self.over else 'pass'}"
        return (
            f"{self.what}: {self.multiple:.2f} times {self.against}{verdict}"
            f"  ({self.seconds * 1000:.1f} ms against {self.unit_seconds * 1000:.1f} ms)"
        )


@dataclass(frozen=True)
class Said:
    """A number that is no ratio: a size, a count. ``over``: past its limit."""

    text: str
    over: bool = False

    def __str__(self) -> str:
        return f"{self.text}: OVER" if self.over else self.text

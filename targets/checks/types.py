"""What is said about one row of a return: what needs an explanation, and what is worth knowing."""

from dataclasses import dataclass

from targets.terms import Warned

TO_CHECK = "Check needed"
EXPLAINED = "Explained"


@dataclass(frozen=True, slots=True)
class Warning:
    """Something unusual about a figure. It never stops saving; unexplained, it stops submitting.

    ``explanation`` is what somebody wrote about this kind of warning, if anybody has, when it said
    ``about``. It explains this one only while that is still what it says.
    """

    kind: Warned
    sentence: str
    explanation: str = ""
    explained: bool = False
    version: int = 0  # of the explanation; 0 while there is none
    about: str = ""


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A row's warnings, in the order of ``Warned``, and its notes."""

    warnings: tuple[Warning, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unexplained(self) -> tuple[Warning, ...]:
        return tuple(warning for warning in self.warnings if not warning.explained)

    @property
    def needs_explaining(self) -> bool:
        return bool(self.unexplained)

    @property
    def state_words(self) -> str:
        """``Check needed``, ``Explained``, or nothing where nothing is unusual."""
        if self.unexplained:
            return TO_CHECK
        return EXPLAINED if self.warnings else ""


NOTHING = RowCheck()

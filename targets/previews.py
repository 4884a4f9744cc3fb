"""What saving would change in the ratings, to be seen before it is saved.

The rules stand above this room, so ``dashboards`` hands the function in when the application
starts, as in ``targets/opinions.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from core.edit_pages import Preview
from partnerships.access import Member
from partnerships.models import Partnership
from targets.actions.manage_rights import may_edit


@dataclass(frozen=True, slots=True)
class Proposed:
    """Rows as they would be, not saved, and rows that would be gone.

    A scheme, measures, indicators, baselines, targets and the conditions of targets.
    """

    rows: tuple[Model, ...] = ()
    gone: tuple[Model, ...] = ()


Previewer = Callable[[Partnership, Proposed], Preview]
_previewer: list[Previewer] = []


def previewed_by(previewer: Previewer) -> None:
    """Name the function that says what would change. Called once, when the application starts."""
    _previewer[:] = [previewer]


def preview(by: Member, proposed: Proposed) -> Preview | None:
    """What would change. ``PermissionDenied`` for those who may not change it.

    None where nobody is named.
    """
    may_edit(by)
    return _previewer[0](by.partnership, proposed) if _previewer else None

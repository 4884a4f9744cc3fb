"""Who may do what: one table, permission by role, every cell written out.

The middleware, the templates, the tests and the documentation all read ``TABLE``.
``ALL`` is everything of the partnership, ``OWN`` only what belongs to the member's own
organisation, ``NONE`` nothing. Strangers to a partnership get 404 before the table is read.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    OFFICER = "officer"
    BOARD = "board"
    SCRUTINY = "scrutiny"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.ADMINISTRATOR: "Administrator",
    Role.MANAGER: "Partnership manager",
    Role.OFFICER: "Officer",
    Role.BOARD: "Board member",
    Role.SCRUTINY: "Scrutiny member",
}


class Scope(StrEnum):
    ALL = "all"
    OWN = "own"
    NONE = "none"


class Permission(StrEnum):
    """What can be done in a partnership. The words are shown in the documentation."""

    DASHBOARD = "See the published dashboard"
    WORKING_FIGURES = "See figures that are not published"
    STRATEGY = "See the strategy and its targets"
    EDIT_STRATEGY = "Edit strategies, priorities and outcomes"
    EDIT_TARGETS = "Edit indicators, baselines and targets"
    RETURNS = "See returns and their progress"
    OPEN_RETURN = "Open a quarter’s return, remind, and make exceptions"
    ENTER = "Enter figures"
    SUBMIT = "Submit figures for sign-off"
    SIGN_OFF = "Sign off figures, or send them back"
    REVISE = "Revise figures of an earlier quarter"
    LOAD_HISTORY = "Load past figures from a file"
    PUBLISH = "Publish a quarter to the board"
    JUDGE = "State a judgement, with its reason"
    PAPERS = "See published papers"
    DRAFT_PAPERS = "See draft papers"
    EDIT_PAPERS = "Write papers"
    PUBLISH_PAPERS = "Publish and withdraw papers"


A, O, N = Scope.ALL, Scope.OWN, Scope.NONE  # noqa: E741 - short names keep the table a table


def _row(
    administrator: Scope, manager: Scope, officer: Scope, board: Scope, scrutiny: Scope
) -> dict[Role, Scope]:
    return {
        Role.ADMINISTRATOR: administrator,
        Role.MANAGER: manager,
        Role.OFFICER: officer,
        Role.BOARD: board,
        Role.SCRUTINY: scrutiny,
    }


P = Permission
# The administrator runs the server: content is not theirs to change.
# Scrutiny members see published papers and nothing else.
#                             administrator manager officer board scrutiny
TABLE: dict[Permission, dict[Role, Scope]] = {
    P.DASHBOARD:         _row(A, A, A, A, N),
    P.WORKING_FIGURES:   _row(N, A, O, N, N),
    P.STRATEGY:          _row(A, A, A, A, N),
    P.EDIT_STRATEGY:     _row(N, A, N, N, N),
    P.EDIT_TARGETS:      _row(N, A, N, N, N),
    P.RETURNS:           _row(A, A, O, N, N),
    P.OPEN_RETURN:       _row(N, A, N, N, N),
    P.ENTER:             _row(N, A, O, N, N),
    P.SUBMIT:            _row(N, A, O, N, N),
    P.SIGN_OFF:          _row(N, A, O, N, N),
    P.REVISE:            _row(N, A, O, N, N),
    P.LOAD_HISTORY:      _row(N, A, N, N, N),
    P.PUBLISH:           _row(N, A, N, N, N),
    P.JUDGE:             _row(N, A, N, N, N),
    P.PAPERS:            _row(A, A, A, A, A),
    P.DRAFT_PAPERS:      _row(N, A, N, A, N),
    P.EDIT_PAPERS:       _row(N, A, N, N, N),
    P.PUBLISH_PAPERS:    _row(N, A, N, N, N),
}  # fmt: skip


def scope_of(role: Role, permission: Permission) -> Scope:
    """What ``role`` may do of ``permission``. A missing cell is an error, never a yes."""
    return TABLE[permission][role]


# --- How a view declares its permission ----------------------------------------------------------

PUBLIC = "public"  # anybody, signed in or not
SIGNED_IN = "signed in"  # any signed-in user; the view shows only what is theirs


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view whose address holds a ``partnership``: the middleware checks the table."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view that anybody may open."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Mark a view for any signed-in user."""
    view.permission = SIGNED_IN  # type: ignore[attr-defined]
    return view

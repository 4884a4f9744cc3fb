"""The people and places of these tests."""

from tests.strategies.people import away, board, browse, home, manager, spring_2015

__all__ = ["away", "board", "browse", "home", "manager", "spring_2015"]

"""The people and places of the tests of editing; the tests of returns have their own scene."""

from tests.strategies.people import away, board, browse, home, manager, spring_2015

__all__ = ["away", "board", "browse", "home", "manager", "spring_2015"]

"""Checks of figures that can be read: what is unusual, and what is worth knowing.

Nothing here stops anybody saving. ``rules`` are plain arithmetic on ``Decimal``.
"""

from targets.checks.types import NOTHING, RowCheck, Warning

__all__ = ["NOTHING", "RowCheck", "Warning"]

"""The application with a fault, to show that the harness finds it: gunicorn tests.durability.plants

PLANT is "late", which replies first and saves in a thread, or "row-by-row", which saves a section
in a transaction for each of its rows.
"""

import os
import threading
import time
from typing import Any

from csp.wsgi import application
from targets.actions import figures
from targets.views import rows

AFTER_REPLYING, BETWEEN_ROWS = 0.05, 0.003  # seconds


def save_late(*, entries: Any, **more: Any) -> figures.Outcome:
    def save() -> None:
        time.sleep(AFTER_REPLYING)
        figures.save_figures(entries=entries, **more)

    threading.Thread(target=save, daemon=True).start()
    return figures.Outcome(saved={entry.measure_id for entry in entries})


def save_row_by_row(*, entries: Any, **more: Any) -> figures.Outcome:
    whole = figures.Outcome()
    for entry in entries:
        one = figures.save_figures(entries=[entry], **more)
        whole.saved |= one.saved
        whole.unchanged |= one.unchanged
        whole.conflicts |= one.conflicts
        whole.closed |= one.closed
        time.sleep(BETWEEN_ROWS)
    return whole


__all__ = ["application"]
rows.save_figures = {"late": save_late, "row-by-row": save_row_by_row}[os.environ["PLANT"]]

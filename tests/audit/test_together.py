"""Several people writing at once: one whole chain, and nobody fails."""

import threading
from typing import Any

import pytest
from django.db import connection

from audit.context import context
from audit.models import ChainHead, LogEntry
from audit.verify import check_chains
from partnerships.models import Organisation

WRITERS, ACTIONS = 4, 10


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_actions_on_one_chain_wait_for_each_other() -> None:
    with context(by="system: tests", action="tests.prepare", partnership=1):
        rows = [Organisation.objects.create(name=name, kind="council") for name in "ab"]
    failures: list[Any] = []

    def write(writer: int) -> None:
        # Half of them take the two rows in the other order, which would deadlock.
        order = rows if writer % 2 else rows[::-1]
        try:
            for number in range(ACTIONS):
                with context(by=f"writer {writer}", action="tests.write", partnership=1):
                    for row in order:
                        Organisation.objects.filter(pk=row.pk).update(short_name=str(number))
        except Exception as error:  # reported below: a thread's own failure is not seen
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert check_chains() == (2 + WRITERS * ACTIONS * 2, [])
    assert ChainHead.objects.get(chain=1).number == LogEntry.objects.filter(chain=1).count()
    acts = LogEntry.objects.exclude(action="tests.prepare").order_by("number")
    # The two rows of an action stand side by side.
    ids = list(acts.values_list("context_id", flat=True))
    assert ids[::2] == ids[1::2]

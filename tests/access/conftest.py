"""The world that the tests of access walk in, made once for each module and worker."""

import logging
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import transaction

from core import clock
from reports.pdf import Pdf
from tests.access.rows import NOW
from tests.access.world import World, build_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Two partnerships with everything in them, in a transaction that never ends well.

    A paper's PDF is the HTML that it would be made from: what is in it can be read at once.
    """
    logging.disable(logging.CRITICAL)
    makers = [
        mock.patch(f"reports.{room}.make_pdf", _as_it_is) for room in ("actions", "views.files")
    ]
    with django_db_blocker.unblock(), clock.fixed(NOW), transaction.atomic():
        for maker in makers:
            maker.start()
        yield build_world()
        transaction.set_rollback(True)
    for maker in makers:
        maker.stop()
    logging.disable(logging.NOTSET)


def _as_it_is(html: str) -> Pdf:
    return Pdf(f"%PDF-1.7 {html}".encode(), 1)

"""Several rows in one statement, each only if nobody else was there first."""

from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import LogEntry
from core.bulk import update_versions
from targets.models import Figure
from tests.targets.scene import Scene, given, scene

__all__ = ["scene"]
pytestmark = pytest.mark.both_databases


def figures(scene: Scene) -> list[Figure]:
    with given():
        return [
            scene.add_figure("entrants", "212"),
            scene.add_figure("crime-rate", "6.3497", numerator=Decimal(4241), denominator=667900),
            scene.add_figure("satisfied", "81.5"),
        ]


def test_rows_that_changed_meanwhile_are_left_and_told(scene: Scene) -> None:
    first, second, third = figures(scene)
    last = LogEntry.objects.latest("id").pk
    values = {"value": Decimal("1.2345"), "numerator": None, "denominator": None, "caveat": "a'%s"}
    with given(), CaptureQueriesContext(connection) as queries:
        written = update_versions(
            Figure,
            [(one.pk, version, values) for one, version in ((first, 1), (second, 1), (third, 7))],
        )
    assert written == {first.pk, second.pk}
    assert sum("UPDATE" in query["sql"] for query in queries if "figure" in query["sql"]) == 1
    for figure in (first, second, third):
        figure.refresh_from_db()
    assert [one.version for one in (first, second, third)] == [2, 2, 1]
    assert (first.value, second.value, third.value) == tuple(
        map(Decimal, ("1.2345", "1.2345", "81.5"))
    )
    assert (second.numerator, second.denominator, second.caveat) == (None, None, "a'%s")
    entries = LogEntry.objects.filter(id__gt=last, table_name="targets_figure")
    assert {entry.row_id for entry in entries} == {str(first.pk), str(second.pk)}
    assert {entry.after["value"] for entry in entries} == {"1.2345"}


def test_nothing_to_write(scene: Scene) -> None:
    assert update_versions(Figure, []) == set()


@pytest.mark.postgres
def test_what_is_too_long_is_refused_and_never_cut(scene: Scene) -> None:
    figure, *_ = figures(scene)
    with pytest.raises(DataError), transaction.atomic(), given():
        update_versions(Figure, [(figure.pk, 1, {"came_from": "x" * 201})])

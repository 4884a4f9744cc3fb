"""A table of its own for the fields and the version of core, in no application."""

from collections.abc import Iterator

import pytest
from django.db import connection, models

from core.fields import QuarterField
from core.models import Versioned


class Row(Versioned):
    name = models.CharField(max_length=20)
    quarter = QuarterField(null=True)
    until = QuarterField(null=True, blank=True)

    class Meta:
        app_label = "core_tests"


@pytest.fixture
def rows(db: None) -> Iterator[type[Row]]:
    """The model, with its table for the length of the test's transaction."""
    editor = connection.schema_editor(collect_sql=True)
    editor.deferred_sql = []
    statement, parameters = editor.table_sql(Row)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        yield Row
        cursor.execute(editor.sql_delete_table % {"table": editor.quote_name(Row._meta.db_table)})

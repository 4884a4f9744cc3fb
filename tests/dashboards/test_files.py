"""The dashboard for scripts: the command and the downloads."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from audit.context import context
from core.quarters import Quarter
from dashboards.files import KEYS, harmless
from partnerships.permissions import Role
from tests.dashboards.appendix_one import PRINTED
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Built

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("dashboard", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("quarter", ["Q4 2014/15", "2014-15 Q4", "2014-15-q4", "Jan-Mar 2015"])
def test_json(published: Built, quarter: str) -> None:
    rows = json.loads(run("leicestershire", quarter, "--format", "json"))
    assert [row["indicator"] for row in rows] == [printed.name for printed in PRINTED]
    assert list(rows[0]) == list(KEYS)
    assert rows[2]["direction"] == rows[2]["computed_direction"] == "↓"
    assert (rows[5]["latest"], rows[5]["rag"]) == ("1.00 (Apr-Dec 2014)", "A")
    assert (rows[5]["computed_direction"], rows[5]["computed_rag"]) == ("-", "-")
    assert "Nine months only" in rows[5]["reason"]
    assert rows[0]["reason"] == ""


def test_csv(published: Built) -> None:
    rows = list(csv.DictReader(io.StringIO(run("leicestershire", "Q4 2014/15"))))
    assert len(rows) == 12
    assert list(rows[0]) == list(KEYS)
    assert rows[8]["previous"] == "1,259*"
    assert rows[8]["county_comparison"] == "-"
    assert rows[0]["overall_rag"] == rows[3]["overall_rag"] == "G"


def test_working_figures(county: Built) -> None:
    with pytest.raises(CommandError, match="No quarter is published yet"):
        run("leicestershire", "Q4 2014/15")
    assert len(json.loads(run("leicestershire", "Q4 2014/15", "--format=json", "--working"))) == 12


def test_plain_english(county: Built) -> None:
    with pytest.raises(CommandError, match=r"no partnership “narnia”\. Known: leicestershire"):
        run("narnia", "Q4 2014/15")
    with pytest.raises(CommandError, match="is not a quarter"):
        run("leicestershire", "Easter")


def test_downloads_are_the_same(published: Built) -> None:
    client = signed_in(published, Role.BOARD)
    args = ["leicestershire", Quarter(2014, 4)]
    text = client.get(reverse("dashboards:csv", args=args))
    assert text["Content-Disposition"] == 'attachment; filename="leicestershire-2014-15-q4-v1.csv"'
    assert text.content.decode("utf-8-sig") == run("leicestershire", "Q4 2014/15")
    data = client.get(reverse("dashboards:json", args=args))
    assert data.content.decode() == run("leicestershire", "Q4 2014/15", "--format=json")


def test_no_formula_reaches_a_spreadsheet(county: Built) -> None:
    with context(by="test", action="test.rename"):
        indicator = county.measures[0].indicator
        indicator.name = '=HYPERLINK("http://example.com","Click")'
        indicator.save()
    publish(county)
    row = next(csv.DictReader(io.StringIO(run("leicestershire", "Q4 2014/15"))))
    assert row["indicator"].startswith("'=")
    assert harmless("-") == "-"
    assert [harmless(text)[0] for text in ("=1", "+1", "-1", "@a", "\tb", "\rc", "＝1")] == [
        "'"
    ] * 7
    assert harmless("−3") == "−3"
    assert harmless("% of people") == "% of people"

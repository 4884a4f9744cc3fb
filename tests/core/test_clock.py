"""The one clock."""

import ast
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from core import clock


def test_the_real_clock_is_aware(settings) -> None:
    settings.CLOCK_DATE = None
    before = datetime.now(UTC)
    moment = clock.now()
    assert before <= moment <= datetime.now(UTC)
    assert moment.tzinfo == timezone.get_default_timezone()
    assert clock.today() == moment.date()


def test_a_demonstration_sets_the_date_and_the_time_of_day_runs_on(settings) -> None:
    settings.CLOCK_DATE = date(2015, 4, 20)
    real = datetime.now(timezone.get_default_timezone())
    moment = clock.now()
    assert clock.today() == date(2015, 4, 20)
    assert moment.utcoffset() == timedelta(hours=1)  # British Summer Time, as on that day
    elapsed = moment.replace(tzinfo=None) - datetime.combine(clock.today(), real.time())
    assert timedelta(0) <= elapsed < timedelta(minutes=1)


def test_a_fixed_clock_stands_still_and_is_put_back(settings) -> None:
    settings.CLOCK_DATE = None
    with clock.fixed(date(2015, 3, 31)):
        assert clock.now() == clock.now()
        assert clock.now().hour == 12
        with clock.fixed(datetime(2015, 7, 1, 23, 30, tzinfo=UTC)):
            assert clock.today() == date(2015, 7, 2)  # it is past midnight in London
        assert clock.today() == date(2015, 3, 31)
    assert clock.today().year > 2020


def test_a_naive_time_is_in_the_default_zone() -> None:
    with clock.fixed(datetime(2015, 7, 1, 9, 0)) as moment:  # noqa: DTZ001
        assert moment.utcoffset() == timedelta(hours=1)


def test_a_fixed_clock_is_put_back_after_an_error() -> None:
    with pytest.raises(RuntimeError), clock.fixed(date(2015, 4, 20)):
        raise RuntimeError
    with clock.fixed(date(2016, 1, 1)):
        assert clock.today() == date(2016, 1, 1)


def test_another_thread_keeps_its_own_time() -> None:
    seen: list[date] = []
    with clock.fixed(date(1999, 12, 31)):
        thread = threading.Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
    assert seen != [date(1999, 12, 31)]


READS_THE_CLOCK = {"now", "today", "utcnow"}
READ_IT_WITHOUT_A_MOMENT = {"localdate", "localtime"}  # given one, they only convert it
ROOMS = ("core", "audit", "accounts", "partnerships", "strategies", "targets", "dashboards")


def test_no_rule_reads_the_system_clock_itself() -> None:
    """Only core/clock.py may call datetime.now(), date.today() and Django's timezone.now()."""
    found = []
    for room in (*ROOMS, "reports", "csp"):
        for path in sorted((Path(django_settings.BASE_DIR) / room).rglob("*.py")):
            if path.parts[-2:] == ("core", "clock.py"):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if _reads_the_clock(node):
                    found.append(f"{path}:{node.lineno}")
    assert found == []


def _reads_the_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        named = _of_a_clock(node.func, READ_IT_WITHOUT_A_MOMENT)
        return named and not any(word.arg == "value" for word in node.keywords)
    return isinstance(node, ast.Attribute) and _of_a_clock(node, READS_THE_CLOCK)


def _of_a_clock(node: ast.Attribute, names: set[str]) -> bool:
    owner = ast.unparse(node.value).split(".")[-1]
    return node.attr in names and owner in {"datetime", "date", "timezone"}


@pytest.mark.parametrize(
    "source", ["timezone.now()", "date.today", "datetime.now(UTC)", "timezone.localtime()"]
)
def test_the_search_finds_what_reads_it(source: str) -> None:
    assert any(_reads_the_clock(node) for node in ast.walk(ast.parse(source)))


def test_the_search_passes_what_only_converts() -> None:
    parsed = ast.parse("timezone.localtime(when)")
    assert not any(_reads_the_clock(node) for node in ast.walk(parsed))

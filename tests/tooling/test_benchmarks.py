"""That the benchmarks run and print ratios. What they come to is for ``make bench`` to say."""

import re

import pytest
from django.db import connection

from benchmarks import all_benchmarks
from benchmarks.results import Ratio, Said
from tests.support.served import url_of

LINE = re.compile(r".+: [0-9]+\.[0-9]{2} times .+ \([0-9.]+ ms against [0-9.]+ ms\)")


@pytest.mark.postgres
@pytest.mark.parametrize("name", all_benchmarks())
@pytest.mark.django_db(transaction=True)
def test_each_gives_ratios(name: str) -> None:
    said = list(all_benchmarks()[name](url_of(connection.settings_dict), tiny=True))
    ratios = [one for one in said if isinstance(one, Ratio)]
    assert ratios
    assert all(str(one) for one in said)
    for ratio in ratios:
        assert ratio.multiple > 0
        assert LINE.fullmatch(str(ratio)), str(ratio)
    assert any(ratio.limit for ratio in ratios)


def test_a_size_past_its_limit_is_told() -> None:
    assert str(Said("overview: 80.0 kB", over=True)) == "overview: 80.0 kB: OVER"
    assert str(Said("queries: 9")) == "queries: 9"


def test_over_or_not_stands_in_the_line() -> None:
    slow = Ratio.of_medians("slow", [5, 9, 100], "nothing", [1, 1, 1], limit=8)
    assert slow.over
    assert str(slow).startswith("slow: 9.00 times nothing, limit 8: OVER")
    exact = Ratio("exact", 8, "nothing", 1, limit=8)
    assert not exact.over
    assert "limit 8: pass" in str(exact)
    assert not Ratio("without a limit", 100, "nothing", 1).over

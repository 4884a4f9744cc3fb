"""Loading past figures, against django-import-export's own bulk mode on the same rows.

    python -m benchmarks.history_import [rows]

Ours reads an XLSX file, checks every row with the parser of the entry pages, keeps the plan, reads
it back, and writes with how and whence. Theirs is given the finished columns, checks nothing, and
writes them to the same table with ``use_bulk``. The audit's triggers fire for each row of both.
Every run is committed, in a partnership of its own: rolled-back rows slow what comes after them.
"""

import itertools
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from benchmarks.results import Ratio

MOST_TIMES: Final = 3
ROWS: Final = 10_000
MEASURES: Final = 100
REPEATS: Final = 3


@dataclass(frozen=True)
class Measured:
    """Seconds, each the least of some runs. ``parts`` are those of ours."""

    rows: int
    theirs: float
    ours: float
    parts: dict[str, float]

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def words(self) -> str:
        parts = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in self.parts.items())
        return (
            f"{self.rows:,} past figures: {self.ours:.2f} s ({parts}); "
            f"import-export in bulk {self.theirs:.2f} s; ratio {self.ratio:.2f}"
        )


def measure(rows: int = ROWS, repeats: int = REPEATS) -> Measured:
    """Load ``rows`` past figures both ways, by turns. Writes to the database, which is migrated."""
    from core import clock

    theirs: list[float] = []
    ours: list[dict[str, float]] = []
    with clock.fixed(date(2015, 4, 20)):
        for number in range(repeats):
            member, codes = _partnership(f"benchmark-{number}-theirs")
            table, content = _file(codes, rows)
            theirs.append(_timed(lambda: _load_theirs(member, table)))  # noqa: B023 - called now
            member, codes = _partnership(f"benchmark-{number}-ours")
            ours.append(_load_ours(member, content, rows))
    best = min(ours, key=lambda parts: sum(parts.values()))
    return Measured(rows, min(theirs), sum(best.values()), best)


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _partnership(slug: str) -> tuple[Any, list[str]]:
    """A manager of a new partnership with indicators in use, and the indicators' codes."""
    from audit.context import context

    with context(by="system: benchmark", action="benchmark.given"):
        return _made(slug)


def _made(slug: str) -> tuple[Any, list[str]]:
    from accounts.models import User
    from core.quarters import Quarter
    from partnerships.access import get_member
    from partnerships.models import Membership, Organisation, Partnership
    from targets.models import Indicator, Measure

    partnership = Partnership.objects.create(slug=slug, name=slug, place="Benchmark")
    police = Organisation.objects.create(name=f"Police of {slug}", kind="police")
    user = User.objects.create_user(f"manager@{slug}.example", name="Manager")
    Membership.objects.create(partnership=partnership, user=user, role="manager")
    codes = [f"indicator-{number}" for number in range(MEASURES)]
    for place, code in enumerate(codes):
        indicator = Indicator.objects.create(
            partnership=partnership, code=code, name=f"Indicator {place}", unit="count",
            polarity="lower",
        )  # fmt: skip
        Measure.objects.create(
            partnership=partnership, indicator=indicator, supplier=police, position=place + 1,
            first_quarter=Quarter(2015, 1),
        )  # fmt: skip
    return get_member(user, slug), codes


def _file(codes: list[str], rows: int) -> tuple[list[tuple[str, Any, int]], bytes]:
    """The rows as code, quarter and value, and the same as an XLSX file."""
    from core.quarters import Quarter
    from core.sheets import Column, Table, Workbook, write

    last = Quarter(2014, 4)
    table = [
        (codes[number % len(codes)], last - number // len(codes), number % 997)
        for number in range(rows)
    ]
    headings = ("Code", "Indicator", "Quarter", "Value", "Data status", "Caveat")
    cells = tuple(
        (code, f"Indicator {codes.index(code)}", quarter.label, value, "Final", "")
        for code, quarter, value in table
    )
    columns = tuple(Column(heading) for heading in headings)
    book = Workbook("Past figures", (), (), (Table("Figures", "Figures", columns, cells),))
    return table, write(book, "xlsx")


# --- Theirs -------------------------------------------------------------------------------------


def _load_theirs(member: Any, table: list[tuple[str, Any, int]]) -> None:
    """What a plain resource in bulk mode does, with keys and values made ready for it."""
    from import_export.fields import Field
    from import_export.resources import ModelResource
    from import_export.results import RowResult
    from tablib import Dataset

    from audit.context import context
    from targets.models import Figure, Measure, Return

    class Quiet(RowResult):
        def add_instance_info(self, instance: Any) -> None:
            """Nothing: it would ask for the names of measure and indicator, row by row."""

    class Plain(ModelResource):
        # Keys and quarters as they are: its own ForeignKeyWidget would ask for each row by itself.
        quarter = Field(attribute="quarter", column_name="quarter")
        partnership = Field(attribute="partnership_id", column_name="partnership")
        belongs_to = Field(attribute="belongs_to_id", column_name="belongs_to")
        measure = Field(attribute="measure_id", column_name="measure")

        class Meta:
            model = Figure
            fields = ("id", *_COLUMNS)
            use_bulk = True
            batch_size = 1000
            skip_diff = True
            use_transactions = False
            force_init_instance = True

        @classmethod
        def get_row_result_class(cls) -> type:
            return Quiet

    partnership = member.partnership
    with context(by=member.user, action="benchmark.theirs", partnership=partnership):
        quarters = {quarter for _, quarter, _ in table}
        returns = Return.objects.bulk_create(
            Return(
                partnership=partnership, quarter=quarter, status="history",
                opened_on=quarter.end, due=quarter.end,
            )
            for quarter in quarters
        )  # fmt: skip
        by_quarter = {ret.quarter: ret.pk for ret in returns}
        keys = dict(
            Measure.objects.filter(partnership=partnership).values_list("indicator__code", "pk")
        )
        dataset = Dataset(headers=["id", *_COLUMNS])
        for code, quarter, value in table:
            dataset.append(
                (
                    *("", partnership.pk, by_quarter[quarter], keys[code], quarter),
                    *(quarter.start, quarter.end, "entered", value),
                )
            )
        Plain().import_data(dataset, dry_run=False, raise_errors=True, use_transactions=False)
        _expect(partnership, len(table))


_COLUMNS: Final = (
    *("partnership", "belongs_to", "measure", "quarter"),
    *("period_start", "period_end", "state", "value"),
)


# --- Ours ---------------------------------------------------------------------------------------


def _load_ours(member: Any, content: bytes, rows: int) -> dict[str, float]:
    """Read, preview and commit, as the pages do. Seconds of each."""
    from core.sheets import read_sheets
    from targets.history.load import keep_plan, load_history
    from targets.history.plan import make_plan

    marks = [time.perf_counter()]
    sheets = read_sheets("history.xlsx", content)
    marks.append(time.perf_counter())
    *_, plan = make_plan(member.partnership, sheets)
    upload = keep_plan(by=member, plan=plan, file_name="history.xlsx", sha256="0" * 64)
    marks.append(time.perf_counter())
    for _ in load_history(by=member, upload=upload, why=""):
        pass
    marks.append(time.perf_counter())
    _expect(member.partnership, rows)
    spent = [after - before for before, after in itertools.pairwise(marks)]
    return dict(zip(("reading", "checking", "saving"), spent, strict=True))


def _expect(partnership: Any, rows: int) -> None:
    """Both ways must have done the same work."""
    from targets.models import Figure

    found = Figure.objects.filter(partnership=partnership).count()
    if found != rows:
        raise RuntimeError(f"{found} figures were written, not {rows}.")


def run(database: str, *, tiny: bool = False) -> list[Ratio]:
    """For ``python -m benchmarks``."""
    found = measure(1000 if tiny else ROWS, 1 if tiny else REPEATS)
    what = f"Loading {found.rows:,} past figures"
    return [Ratio(what, found.ours, "import-export in bulk", found.theirs, MOST_TIMES)]


def main() -> int:
    """Print the measure, on a private PostgreSQL where DATABASE_URL names no database; 1 where it
    is over the limit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp.settings")
    os.environ.setdefault("CSP_MODE", "test")
    if os.environ.get("DATABASE_URL"):
        return _run()
    from tests.support.postgres import Cluster

    with Cluster(fsync="on", synchronous_commit="on", full_page_writes="on") as cluster:
        os.environ["DATABASE_URL"] = cluster.url
        return _run()


def _run() -> int:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    sys.stdout.write(f"{found.words} (at most {MOST_TIMES})\n")
    return int(found.ratio > MOST_TIMES)


if __name__ == "__main__":
    sys.exit(main())

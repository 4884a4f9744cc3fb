"""The register of stated ratings as a table of a file: the texts of its page."""

from typing import Final

from core.sheets import Column, Table, Value, Workbook
from dashboards.selectors.stated_register import Entry, Register, What
from dashboards.types import Dashboard

_COLUMNS: Final = (
    Column("Priority or outcome", 36),
    Column("Code", 24),
    Column("Indicator", 44),
    Column("What is stated", 20),
    Column("Standing", 24),
    Column("Stated", 16),
    Column("Computed", 24),
    Column("Differs", 10),
    Column("Why it is computed so", 60),
    Column("Reason", 60),
    Column("Stated by", 30),
    Column("Stated on", 20),
    Column("Until", 14),
)
NONE_GIVEN = "None given"
NOTES: Final = (
    ("Computed", "What the rules make of the figures of the quarter."),
    ("Stated", "What officers state instead. The page shows it, with the computed one beside it."),
    ("Ended", "Past its last quarter: what the rules compute counts again."),
)


def register_book(dashboard: Dashboard, register: Register, cover: tuple[str, ...]) -> Workbook:
    """Every statement of the quarter in one table."""
    name = dashboard.quarter.label.replace("/", "-")
    rows = tuple(_row(one) for one in register.entries)
    title = f"{dashboard.partnership_name}: stated ratings in {dashboard.quarter.words}"
    table = Table(f"Stated {name}", f"{register.heading}.", _COLUMNS, rows)
    return Workbook(title, cover, NOTES, (table,))


def _row(one: Entry) -> tuple[Value, ...]:
    whole = one.what is What.OVERALL
    return (
        one.group,
        one.code or NONE_GIVEN,
        "All its indicators" if whole else one.name,
        one.what.value,
        one.standing.value,
        one.stated_word,
        one.computed_word,
        "Yes" if one.differs else "No",
        one.why or NONE_GIVEN,
        one.reason or NONE_GIVEN,
        one.by or NONE_GIVEN,
        one.on_words or NONE_GIVEN,
        one.until.label,
    )

"""What the tests of loading past figures share: a file in either form, planned and loaded."""

from typing import Any

from core.quarters import Quarter
from core.sheets import Sheet
from targets.history import load as loading
from targets.history.plan import Plan, last_of, make_plan
from targets.models import Figure, Upload
from tests.targets.scene import Scene

Q1, Q2, Q3 = Quarter(2014, 1), Quarter(2014, 2), Quarter(2014, 3)
LONG = [
    ["Code", "Quarter", "Value", "Numerator", "Denominator", "Data status", "Caveat"],
    ["entrants", "Q1 2014/15", "1,264", "", "", "Provisional", "One force only"],
    ["entrants", "Q2 2014/15", "0", "", "", "", ""],
    ["crime-rate", "Q1 2014/15", "6.35", "4,241", "667,900", "", ""],
    ["satisfied", "Jul-Sep 2014", "84.2%", "", "", "", ""],
    ["fly-tipping", "Q1 2014/15", "n/a", "", "", "Not collected this quarter", ""],
    ["entrants", "Q3 2014/15", "", "", "", "Not entered", ""],
]
WIDE = [
    ["Past figures"],
    ["Indicator", "Q1 2014/15", "Jul-Sep 2014", "Value Q3 2014-15", "Remarks"],
    ["Entrants", "212", "", "208", "x"],
    ["Fly tipping", "5", "z", "-", ""],
]


def plan_of(scene: Scene, rows: list[list[str]], reason: str = "") -> Plan:
    return last_of(make_plan(scene.partnership, [Sheet("Past", rows)], reason), Plan)


def kept(scene: Scene, rows: list[list[str]], who: str = "manager") -> Upload:
    return loading.keep_plan(
        by=scene.member(who), plan=plan_of(scene, rows), file_name="past.xlsx", sha256="0" * 64
    )


def loaded(scene: Scene, rows: list[list[str]], why: str = "") -> Any:
    upload = kept(scene, rows)
    *_, done = loading.load_history(by=scene.member("manager"), upload=upload, why=why)
    return done


def past(scene: Scene) -> dict[tuple[str, str], Figure]:
    figures = Figure.objects.filter(belongs_to__status="history", partnership=scene.partnership)
    return {
        (one.measure.indicator.code, one.quarter.label): one
        for one in figures.select_related("measure__indicator", "belongs_to")
    }


def many(scene: Scene, rows: int) -> list[list[str]]:
    """Rows of many quarters, none of them the open one."""
    codes = ("entrants", "fly-tipping")
    quarters = [Quarter(2014, 3) - back for back in range(-(-rows // len(codes)))]
    found = [[code, q.label, str(number)] for number, q in enumerate(quarters) for code in codes]
    return [LONG[0], *found[:rows]]

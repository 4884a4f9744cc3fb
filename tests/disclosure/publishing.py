"""A partnership whose marked indicators are published, quarter after quarter."""

import hashlib
from decimal import Decimal
from typing import Any

from core import clock
from core.quarters import Quarter
from dashboards.models import Snapshot
from dashboards.selectors import dashboard_to_publish
from dashboards.types import Dashboard, Row, SnapshotInfo, to_json
from targets.models import Return, Target
from tests.targets.scene import Scene, given

Q1, Q2, Q3 = (Quarter(2014, number) for number in (1, 2, 3))


def marked(scene: Scene, code: str, numbers: dict[Quarter, str | int], **fields: Any) -> None:
    """An indicator that hides small numbers, with figures; ``total``: the code of its total."""
    total, suppress = fields.pop("total", ""), fields.pop("suppress", True)
    with given():
        measure = scene.add_measure(code, **fields)
        measure.suppress_small_numbers = suppress
        measure.part_of = scene.measures[total] if total else None
        measure.save()
        for quarter, number in numbers.items():
            if isinstance(number, int):
                scene.add_figure(code, number, quarter)
                continue
            top, among = (Decimal(one) for one in number.split("/"))
            value = (100 * top / among).quantize(Decimal("0.1"))
            scene.add_figure(code, value, quarter, numerator=top, denominator=among)


def aim(scene: Scene, code: str, kind: str, **fields: Any) -> None:
    with given():
        Target.objects.create(
            partnership=scene.partnership,
            measure=scene.measures[code],
            kind=kind,
            text="A target",
            starts=Quarter(2010, 1).start,
            **fields,
        )


def board(scene: Scene, quarter: Quarter) -> Dashboard:
    """What would be published now."""
    return dashboard_to_publish(scene.partnership, quarter, SnapshotInfo(1, clock.now()))


def row_of(scene: Scene, code: str, quarter: Quarter) -> Row:
    row = board(scene, quarter).row(scene.measures[code].pk)
    assert row is not None
    return row


def keep(scene: Scene, quarter: Quarter, number: int = 1) -> Dashboard:
    """Publish: the next publications must reckon with it."""
    dashboard = board(scene, quarter)
    payload = to_json(dashboard)
    with given():
        Snapshot.objects.create(
            partnership=scene.partnership,
            belongs_to=Return.objects.get(partnership=scene.partnership, quarter=quarter),
            quarter=quarter,
            number=number,
            published_at=clock.now(),
            reason="" if number == 1 else "Again",
            rule_version="1",
            payload=payload,
            sha256=hashlib.sha256(payload.encode()).hexdigest(),
        )
    return dashboard

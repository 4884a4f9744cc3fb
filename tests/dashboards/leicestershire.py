"""Leicestershire's Appendix 1 as rows of the database: the twelve indicators of Q4 2014/15."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from audit.context import context
from core import clock
from core.quarters import FinancialYear, Period, Quarter
from dashboards.models import GroupAssessment, Scheme, StatedJudgement
from partnerships.models import Membership, Organisation, Partnership
from partnerships.permissions import Role
from strategies.models import Outcome, OutcomeWording, Strategy, StrategyVersion
from targets import models
from targets.terms import Basis, Rag, TargetKind, Travel
from tests.dashboards.appendix_one import CONTEXT, HIGH, OUTCOMES, PRINTED, Printed

Q4 = Quarter(2014, 4)
LAST_Q4 = Quarter(2013, 4)
YEAR, LAST_YEAR = FinancialYear(2014).period, FinancialYear(2013).period
PUBLISHED_ON = date(2015, 4, 20)
LETTER = {"G": Rag.GREEN, "A": Rag.AMBER, "R": Rag.RED}
ARROW = {"→": Travel.SAME, "↑": Travel.BETTER, "↓": Travel.WORSE}
BOARD = "Senior Officer Group"


def number(text: str) -> Decimal:
    """The figure of a printed cell: ``1,259*`` is 1259, ``55.4% (Q3 2014-15)`` is 55.4."""
    return Decimal(text.split(" ", maxsplit=1)[0].strip("*%").replace(",", ""))


@dataclass
class Built:
    """What a test needs of the partnership: objects by the names used here."""

    partnership: Partnership
    ret: models.Return
    measures: list[models.Measure]
    outcomes: list[Outcome]
    users: dict[Role, User]
    police: Organisation


def build(slug: str = "leicestershire", copies: int = 1, rows: int = 12) -> Built:
    """The partnership with its return signed off. ``copies`` repeats the indicators."""
    with clock.fixed(PUBLISHED_ON), context(by="test", action="test.build"):
        return _build(slug, copies, rows)


def _build(slug: str, copies: int, rows: int) -> Built:
    partnership = Partnership.objects.create(
        slug=slug,
        name=f"{slug.title()} Safer Communities Strategy Board",
        place=slug.title(),
        source_statement="Safer Communities Performance dashboard, 2014/15 Q4.",
    )
    police = Organisation.objects.create(name=f"{slug.title()} Police", kind="police")
    users = _users(partnership, police)
    Scheme.objects.create(partnership=partnership, number=1, from_quarter=Quarter(2012, 1))
    outcomes = _outcomes(partnership)
    ret = _returns(partnership, police)
    measures = [
        _measure(partnership, police, outcomes, ret, printed, copy * len(PRINTED) + place)
        for copy in range(copies)
        for place, printed in enumerate(PRINTED[:rows])
    ]
    _sign_off(ret, users)
    for outcome, (_, rag, comment) in zip(outcomes, OUTCOMES, strict=True):
        GroupAssessment.objects.create(
            partnership=partnership, quarter=Q4, outcome=outcome, rag=LETTER[rag], comment=comment,
            stated_by=BOARD, stated_on=PUBLISHED_ON,
        )  # fmt: skip
    return Built(partnership, ret, measures, outcomes, users, police)


def _users(partnership: Partnership, police: Organisation) -> dict[Role, User]:
    users = {}
    for role in (Role.MANAGER, Role.OFFICER, Role.BOARD, Role.SCRUTINY):
        user = User.objects.create(
            email=f"{role}@{partnership.slug}.example", name=f"{role.label} of {partnership.place}"
        )
        organisation = police if role is Role.OFFICER else None
        Membership.objects.create(
            partnership=partnership, user=user, role=role.value, organisation=organisation
        )
        users[role] = user
    return users


def _outcomes(partnership: Partnership) -> list[Outcome]:
    strategy = Strategy.objects.create(
        partnership=partnership, title="Safer Communities Agreement", slug="agreement",
        starts=date(2014, 4, 1), ends=date(2017, 3, 31),
    )  # fmt: skip
    version = StrategyVersion.objects.create(
        partnership=partnership, strategy=strategy, number=1, status="adopted"
    )
    outcomes = []
    for place, (text, _, _) in enumerate(OUTCOMES, start=1):
        outcome = Outcome.objects.create(partnership=partnership, strategy=strategy, position=place)
        OutcomeWording.objects.create(
            partnership=partnership, outcome=outcome, strategy_version=version, text=text
        )
        outcomes.append(outcome)
    return outcomes


def _returns(partnership: Partnership, police: Organisation) -> models.Return:
    models.Return.objects.create(
        partnership=partnership, quarter=LAST_Q4, status="history",
        opened_on=date(2014, 4, 1), due=date(2014, 4, 30),
    )  # fmt: skip
    ret = models.Return.objects.create(
        partnership=partnership, quarter=Q4, status="open",
        opened_on=date(2015, 4, 1), due=date(2015, 4, 30),
    )  # fmt: skip
    models.ReturnPart.objects.create(
        partnership=partnership, belongs_to=ret, organisation=police, due=ret.due
    )
    return ret


def _sign_off(ret: models.Return, users: dict[Role, User]) -> None:
    ret.parts.update(status="submitted", submitted_by=users[Role.OFFICER], submitted_at=clock.now())
    ret.parts.update(
        status="signed_off", signed_off_by=users[Role.MANAGER], signed_off_at=clock.now()
    )
    models.Return.objects.filter(pk=ret.pk).update(status="submitted")
    models.Return.objects.filter(pk=ret.pk).update(status="signed_off")
    ret.refresh_from_db()


def _measure(
    partnership: Partnership,
    police: Organisation,
    outcomes: list[Outcome],
    ret: models.Return,
    printed: Printed,
    place: int,
) -> models.Measure:
    indicator = models.Indicator.objects.create(
        partnership=partnership, code=f"i{place}", name=printed.name, unit=printed.unit.value,
        decimals=printed.decimals, polarity=printed.polarity.value, basis=Basis.AS_PUBLISHED.value,
        source="Appendix 1", definition="As in the dashboard.",
    )  # fmt: skip
    measure = models.Measure.objects.create(
        partnership=partnership, indicator=indicator, outcome=outcomes[printed.outcome],
        supplier=police, position=place, first_quarter=LAST_Q4,
    )  # fmt: skip
    _figures(partnership, ret, measure, printed)
    if printed.polarity is not CONTEXT:
        _target(partnership, measure, printed)
    _state(partnership, measure, printed)
    return measure


def _figures(
    partnership: Partnership, ret: models.Return, measure: models.Measure, printed: Printed
) -> None:
    history = partnership.returns.get(quarter=LAST_Q4)
    period = Period.parse(printed.period) if printed.period else YEAR
    starred = "The council's table marks this figure and gives no note."
    common: dict[str, Any] = {"partnership": partnership, "measure": measure, "state": "entered"}
    models.Figure.objects.create(
        **common, belongs_to=history, quarter=LAST_Q4, value=number(printed.previous),
        period_start=LAST_YEAR.start, period_end=LAST_YEAR.end,
        caveat=starred if "*" in printed.previous else "",
    )  # fmt: skip
    models.Figure.objects.create(
        **common, belongs_to=ret, part=ret.parts.get(), quarter=Q4, value=number(printed.latest),
        period_start=period.start, period_end=period.end, internal_note="never printed",
        commentary_change=f"Why {printed.name}", commentary_action=f"Doing {printed.name}",
    )  # fmt: skip


def _target(partnership: Partnership, measure: models.Measure, printed: Printed) -> None:
    baseline = models.Baseline.objects.create(
        partnership=partnership, measure=measure, value=number(printed.previous),
        period_start=LAST_YEAR.start, period_end=LAST_YEAR.end,
    )  # fmt: skip
    better = TargetKind.INCREASE if printed.polarity is HIGH else TargetKind.REDUCE
    models.Target.objects.create(
        partnership=partnership, measure=measure, text="Better than 2013-14", kind=better.value,
        baseline=baseline, starts=date(2014, 4, 1),
    )  # fmt: skip


def _state(partnership: Partnership, measure: models.Measure, printed: Printed) -> None:
    comparison = {"-": "not_available"}.get(printed.county, printed.county.lower())
    StatedJudgement.objects.create(
        partnership=partnership, measure=measure, quarter=Q4, until_quarter=Q4,
        rag=LETTER[printed.rag] if "rag" in printed.states else "",
        direction=ARROW[printed.direction] if "direction" in printed.states else "",
        county_comparison=comparison, reason=printed.reason,
        stated_by=BOARD, stated_on=PUBLISHED_ON,
    )  # fmt: skip

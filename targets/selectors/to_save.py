"""What a posted page of figures asks for: as much of the return as saving needs, and no more."""

from django.db.models import QuerySet
from django.http import Http404

from core.quarters import Period
from partnerships.access import Member
from targets.entry import Question
from targets.models import Figure, Measure, Return
from targets.selectors.checks import compared_quarters, figures_at
from targets.selectors.offered import denominators
from targets.selectors.returns import measures_of, question_of
from targets.terms import Basis


def questions_of_section(member: Member, ret: Return, key: str) -> list[Question]:
    """The questions of the section that ``read_return`` gives this key. Five queries, or four.

    Raises Http404 where the member has none.
    """
    return _questions(ret, _of_section(measures_of(member, ret), key))


def questions_of_measure(member: Member, ret: Return, measure_id: int) -> list[Question]:
    """The one question of a measure. Raises Http404 where it is not asked of the member."""
    return _questions(ret, measures_of(member, ret).filter(pk=measure_id))


def _of_section(measures: "QuerySet[Measure]", key: str) -> "QuerySet[Measure]":
    kind, _, number = key.rpartition("-")
    if kind == "priority" and number.isascii() and number.isdigit():
        return measures.filter(priority__pk=number)
    if kind == "outcome" and number.isascii() and number.isdigit():
        return measures.filter(priority=None, outcome__pk=number)
    if key == "indicators":
        return measures.filter(priority=None, outcome=None)
    raise Http404


def _questions(ret: Return, measures: "QuerySet[Measure]") -> list[Question]:
    asked = list(measures.select_related(None).select_related("indicator"))
    if not asked:
        raise Http404
    figures = Figure.objects.filter(measure__in=asked, quarter=ret.quarter)
    periods = {
        measure_id: Period(start, end)
        for measure_id, start, end in figures.order_by().values_list(
            "measure_id", "period_start", "period_end"
        )
    }
    unsaid = [
        one for one in asked if one.indicator.basis == Basis.AS_PUBLISHED and one.pk not in periods
    ]
    now, last, year_ago = compared_quarters(ret.quarter)
    earlier = figures_at(unsaid, (last, year_ago)) if unsaid else {}
    known = denominators(ret.partnership, now)
    return [
        question_of(
            one,
            now,
            entered_for=periods.get(one.pk),
            last=earlier.get((one.pk, last)),
            year_ago=earlier.get((one.pk, year_ago)),
            known=known,
        )
        for one in asked
    ]

"""How the editing pages obtain an object: through the member's partnership, or not at all."""

from typing import TypeVar

from django.db import models
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from partnerships.access import Member
from partnerships.models import Population
from targets.models import Baseline, Denominator, Indicator, Measure, Target

Row = TypeVar("Row", bound=models.Model)


def _own(rows: "QuerySet[Row]", member: Member, pk: int) -> Row:
    return get_object_or_404(rows.filter(partnership=member.partnership), pk=pk)


def get_indicator_for(member: Member, pk: int) -> Indicator:
    """An indicator of the library or of the partnership. Raises Http404 for any other."""
    return get_object_or_404(Indicator.objects.visible_to(member), pk=pk)


def get_own_indicator_for(member: Member, pk: int) -> Indicator:
    """An indicator of the partnership's own. Raises Http404, for those of the library too."""
    return _own(Indicator.objects.all(), member, pk)


def get_measure_for(member: Member, pk: int) -> Measure:
    """A measure of the partnership, with its indicator, its supplier and what it is part of."""
    rows = Measure.objects.select_related("indicator", "supplier", "part_of__indicator")
    return _own(rows, member, pk)


def get_baseline_for(member: Member, pk: int) -> Baseline:
    """A baseline of the partnership, with its measure."""
    return _own(Baseline.objects.select_related("measure__indicator"), member, pk)


def get_target_for(member: Member, pk: int) -> Target:
    """A target of the partnership, with its measure and baseline."""
    return _own(Target.objects.select_related("measure__indicator", "baseline"), member, pk)


def get_population_for(member: Member, pk: int) -> Population:
    """The estimate of a mid-year of the partnership. Raises Http404 for any other."""
    return _own(Population.objects.all(), member, pk)


def get_denominator_for(member: Member, pk: int) -> Denominator:
    """A denominator that the partnership keeps. Raises Http404 for any other."""
    return _own(Denominator.objects.all(), member, pk)

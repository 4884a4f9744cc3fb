"""A partnership's comparator sets, for those who keep them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from dashboards.comparator_file import Key, Known
from dashboards.models import ComparatorFigure, ComparatorSet
from dashboards.selectors import shared
from partnerships.models import Partnership
from targets.models import Indicator, Measure
from targets.sheets.words import tidy


def set_rows(partnership: Partnership) -> list[ComparatorSet]:
    """Every set, for those who keep them, with how many areas and figures it has. One query."""
    return list(
        ComparatorSet.objects.filter(partnership=partnership)
        .annotate(area_count=Count("areas", distinct=True), figure_count=Count("areas__figures"))
        .order_by("position", "name", "pk")
    )


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area of a set as a row of its table. ``can_change``: an area outside."""

    pk: int
    name: str
    ons_code: str
    figures: str
    own: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class SetPage:
    """A set with its areas. ``outside``: whether any of them needs figures to be loaded."""

    lines: tuple[AreaLine, ...]
    outside: bool
    in_use: str


def set_page(partnership: Partnership, row: ComparatorSet) -> SetPage:
    """One set for its page. Two queries."""
    sharing = {area.id for area in shared.areas_shared_with(partnership)}
    areas = row.areas.annotate(figure_count=Count("figures")).order_by("name", "pk")
    lines = tuple(
        AreaLine(
            pk=area.pk,
            name=area.name,
            ons_code=area.ons_code,
            figures=_figures_of(area, partnership, sharing),
            own=area.member_id == partnership.pk,
            outside=area.member_id is None,
        )
        for area in areas
    )
    until = f" to {row.last_quarter.label}" if row.last_quarter else ", until further notice"
    return SetPage(
        lines=lines,
        outside=any(line.outside for line in lines),
        in_use=f"Used from {row.first_quarter.label}{until}.",
    )


def _figures_of(area: Any, partnership: Partnership, sharing: Collection[int]) -> str:
    if area.member_id == partnership.pk:
        return "Your own figures"
    if area.member_id:
        return "What it publishes here" if area.member_id in sharing else "It no longer shares"
    count = area.figure_count
    return f"{count:,} {'figure' if count == 1 else 'figures'} loaded" if count else "None loaded"


def known_of(partnership: Partnership, row: ComparatorSet) -> Known:
    """What a file of figures for the set may speak of. Three queries."""
    outside: dict[int, tuple[str, str]] = {}
    inside: dict[str, str] = {}
    for area in row.areas.all():
        if area.member_id is None:
            outside[area.pk] = (area.name, area.ons_code)
            continue
        own = area.member_id == partnership.pk
        why = (
            "Its figures are your own." if own else "Its figures are those that it publishes here."
        )
        inside |= {tidy(text): why for text in (area.name, area.ons_code) if text}
    indicators = indicators_in_use(partnership)
    return Known(outside, inside, {one.pk: one for one in indicators}, figures_there(row))


def figures_there(row: ComparatorSet) -> dict[Key, ComparatorFigure]:
    """The set's figures by area, indicator and period. One query."""
    rows = ComparatorFigure.objects.filter(partnership=row.partnership_id, area__comparator_set=row)
    return {(one.area_id, one.indicator_id, one.period_start, one.period_end): one for one in rows}


def indicators_in_use(partnership: Partnership) -> QuerySet[Indicator]:
    """The indicators that the partnership uses or has used."""
    used = Measure.objects.filter(partnership=partnership).values("indicator")
    return Indicator.objects.usable_by(partnership).filter(pk__in=used)

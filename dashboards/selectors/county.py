"""A county board above several partnerships: sums over sums, its districts, and who is late."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.timezone import localtime

from core.numbers import format_number, round_half_up
from core.period_text import long_day
from core.quarters import Period, Quarter
from dashboards.comparing import HIDDEN, times
from dashboards.performance import History, Observation
from dashboards.selectors import shared
from dashboards.selectors.gather import gather_to_judge
from dashboards.selectors.kept import Line
from dashboards.selectors.working import Case, case_of
from partnerships.models import Partnership
from targets.models import Indicator, Measure, Target
from targets.terms import Unit

NO_SHARE = "Does not share its figures"
NOT_YET = "Not published yet"


@dataclass(frozen=True, slots=True)
class DistrictState:
    """Whether a district has published the quarter, as far as it lets its board know."""

    name: str
    shares: bool
    published: bool
    words: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class CountyCell:
    """A rating with its value, or words of why there is none."""

    rating: str = ""
    text: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CountyRow:
    """One indicator: the county's own figure and each district's, in the order of the page."""

    indicator_id: int
    name: str
    unit_text: str
    period: Period
    county: CountyCell
    explanation: str  # of the county's rating
    cells: tuple[CountyCell, ...]
    own: bool  # whether the county measures it itself


@dataclass(frozen=True, slots=True)
class CountyPage:
    """``columns``: the districts that share and have published, by place."""

    quarter: Quarter
    districts: tuple[DistrictState, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[CountyRow, ...] = ()

    @property
    def sharing(self) -> int:
        return sum(one.shares for one in self.districts)

    @property
    def published(self) -> int:
        return sum(one.published for one in self.districts)

    @property
    def late(self) -> tuple[DistrictState, ...]:
        return tuple(one for one in self.districts if one.shares and not one.published)

    @property
    def unshared(self) -> tuple[DistrictState, ...]:
        return tuple(one for one in self.districts if not one.shares)


def county_page(county: Partnership, quarter: Quarter, today: date) -> CountyPage:
    """Of one quarter. At most fifteen queries, however many districts and indicators."""
    districts = shared.districts_of(county)
    sharing = [one.area for one in districts if one.shares]
    published = shared.published_by(sharing, quarter)
    late = [area for area in sharing if area.id not in published]
    due = shared.due_dates(late, quarter) if late else {}
    states = tuple(_state(one, published.get(one.area.id), due, today) for one in districts)
    shown = [published[area.id] for area in sharing if area.id in published]
    if not shown:
        return CountyPage(quarter, states)
    return CountyPage(
        quarter,
        states,
        tuple(one.area.place for one in shown),
        _rows(county, quarter, shown, len(districts)),
    )


def quarters_published(county: Partnership) -> tuple[Quarter, ...]:
    """The quarters that districts which share have published, latest first. Two queries."""
    sharing = [one.area.id for one in shared.districts_of(county) if one.shares]
    return shared.quarters_of(sharing)


def _state(
    one: shared.District,
    published: shared.SharedQuarter | None,
    due: Mapping[int, date],
    today: date,
) -> DistrictState:
    if not one.shares:
        return DistrictState(one.area.place, shares=False, published=False, words=NO_SHARE)
    if published is not None:
        day = long_day(localtime(published.published_at))
        return DistrictState(
            one.area.place, shares=True, published=True, words=f"Published on {day}"
        )
    by = due.get(one.area.id)
    if by is None:
        words = "Its return is not open"
    elif by < today:
        words = f"Its return was due on {long_day(by)}"
    else:
        words = f"Its return is due on {long_day(by)}"
    return DistrictState(one.area.place, shares=True, published=False, words=NOT_YET, due=words)


# --- Rows ---


def _rows(
    county: Partnership, quarter: Quarter, shown: Sequence[shared.SharedQuarter], districts: int
) -> tuple[CountyRow, ...]:
    """The county's own indicators in their order, then the others that districts publish."""
    own = list(
        Measure.objects.filter(partnership=county)
        .in_use(quarter)
        .order_by("position", "pk")
        .values_list("indicator_id", flat=True)
    )
    counted = Counter(key for one in shown for key in one.lines)
    others = [key for key in counted if key not in own]
    wanted = [key for key in dict.fromkeys(own) if counted[key]] + others
    indicators = Indicator.objects.usable_by(county).in_bulk(wanted)
    wanted = [key for key in wanted if key in indicators]
    found = {
        key: _row(indicators[key], [one.lines.get(key) for one in shown], districts, key in own)
        for key in wanted
    }
    return _rated(county, quarter, found)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A row, and the sums that its county figure is made of."""

    row: CountyRow
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def _row(indicator: Indicator, lines: Sequence[Line | None], districts: int, own: bool) -> _Sum:
    known = [line for line in lines if line is not None]
    periods = Counter(line.period for line in known)
    period = max(periods, key=lambda one: (periods[one], one.end, one.months))
    row = CountyRow(
        indicator_id=indicator.pk,
        name=indicator.name,
        unit_text=known[0].unit_text,
        period=period,
        county=CountyCell(),
        explanation="",
        cells=tuple(_cell(line, period, indicator) for line in lines),
        own=own,
    )
    same = [line for line in known if line.period == period]
    if any(line.hidden for line in same):
        return _Sum(replace(row, county=CountyCell(text=HIDDEN)))
    sound = [one for one in same if one.sound]
    if len(sound) < districts:
        words = f"Incomplete: {len(sound)} of {districts} districts"
        return _Sum(replace(row, county=CountyCell(words=words)))
    top, below = _parts(sound)
    value = value_of(indicator, sound, top, below)
    if value is None:
        return _Sum(replace(row, county=CountyCell(words="Not added up: its parts are not known")))
    text = format_number(value, indicator.decimals, indicator.unit)
    return _Sum(replace(row, county=CountyCell(text=text)), value, top, below)


def _parts(lines: Sequence[Line]) -> tuple[Decimal | None, Decimal | None]:
    """Σ numerators and Σ denominators, where every district has both."""
    tops = [line.numerator for line in lines if line.numerator is not None]
    belows = [line.denominator for line in lines if line.denominator]
    if len(tops) < len(lines) or len(belows) < len(lines):
        return None, None
    return sum(tops, Decimal(0)), sum(belows, Decimal(0))


def value_of(
    indicator: Indicator, lines: Sequence[Line], top: Decimal | None, below: Decimal | None
) -> Decimal | None:
    """Sum over sum, never a mean of rates; counts and sums of money are added."""
    unit = Unit(indicator.unit)
    if top is not None and below and unit != Unit.COUNT:
        return round_half_up(top * times(unit, indicator.rate_per) / below, indicator.decimals)
    if unit not in (Unit.COUNT, Unit.POUNDS):
        return None
    values = [line.value for line in lines if line.value is not None]
    return round_half_up(sum(values, Decimal(0)), indicator.decimals)


def _cell(line: Line | None, period: Period, indicator: Indicator) -> CountyCell:
    if line is None:
        return CountyCell(words="Not measured")
    if line.hidden:
        return CountyCell(rating=line.rating, text=HIDDEN)
    if line.value is None:
        return CountyCell(words=line.text)
    text = format_number(line.value, indicator.decimals, indicator.unit)
    if line.period != period:
        text = f"{text} ({line.period.label})"
    return CountyCell(rating=line.rating, text=text)


# --- The county's own rating ---


def _rated(
    county: Partnership, quarter: Quarter, found: Mapping[int, _Sum]
) -> tuple[CountyRow, ...]:
    """The rows, rated where the county has a target of its own for the indicator."""
    sums = {key: one for key, one in found.items() if one.value is not None and one.row.own}
    measures = _with_target(county, quarter, sums) if sums else {}
    if not measures:
        return tuple(one.row for one in found.values())
    gathered = gather_to_judge(county, quarter, settled=True, measures=set(measures.values()))
    case = case_of(county, quarter, gathered)
    by_pk = {measure.pk: measure for measure in gathered.measures}
    rows = []
    for key, one in found.items():
        measure = by_pk.get(measures.get(key, 0))
        rows.append(one.row if measure is None else _judged(case, measure, one))
    return tuple(rows)


def _with_target(county: Partnership, quarter: Quarter, sums: Mapping[int, _Sum]) -> dict[int, int]:
    """By indicator, the county's measure that has a target in the quarter. One query."""
    rows = (
        Target.objects.filter(
            partnership=county, measure__indicator__in=sums, starts__lte=quarter.end
        )
        .exclude(ends__lt=quarter.start)
        .filter(measure__in=Measure.objects.filter(partnership=county).in_use(quarter))
    )
    return dict(rows.values_list("measure__indicator_id", "measure_id"))


def _judged(case: Case, measure: Measure, one: _Sum) -> CountyRow:
    """The row with its rating by the pure rules: the sum in place of the county's own figure."""
    history = case.histories[measure.pk]
    summed = Observation(
        quarter=case.quarter,
        period=one.row.period,
        value=one.value,
        numerator=one.numerator,
        denominator=one.denominator,
    )
    earlier = [known for known in history.observations if known.quarter != case.quarter]
    case.histories[measure.pk] = History.of([*earlier, summed], history.breaks)
    judgement = case.judge(measure)
    rating = str(judgement.rag or judgement.unrated or "")
    county = replace(one.row.county, rating=rating)
    return replace(one.row, county=county, explanation=judgement.explanation)

"""Editing indicators, their use by the partnership, and their baselines."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.edit_pages import Page, Preview, edit_page, remove_page
from core.editing import RowForm, changed
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from targets.access_manage import (
    get_baseline_for,
    get_indicator_for,
    get_measure_for,
    get_own_indicator_for,
)
from targets.actions import manage_indicators as actions
from targets.forms_manage import BaselineForm, IndicatorForm, MeasureForm
from targets.models import Measure
from targets.previews import Proposed, preview
from targets.selectors import targets as selectors
from targets.views.manage_common import address, crumbs, editing, get_or_post

# What may change without any rating or arrow changing.
NO_RATING = {
    "name",
    "code",
    "definition",
    "numerator_label",
    "denominator_label",
    "source",
    "frequency",
    "note",
    "supplier",
    "owner_post",
    "suppress_small_numbers",
    "part_of",
    "warn_change_percent",
    "warn_change_events",
    "warn_times",
    "warn_denominator_percent",
}


def _look(request: MemberRequest, row: Any, form: RowForm) -> Preview | None:
    """What would change in the ratings, where a field that they rest on is another."""
    moved = {name for name, value in form.values.items() if getattr(row, name) != value}
    if moved <= NO_RATING:
        return None
    return preview(request.member, Proposed((changed(row, form.values),)))


def _list_crumb(partnership: Partnership) -> tuple[str, str]:
    return "Indicators", address(partnership, "manage_indicators")


def _measure_crumb(partnership: Partnership, measure: Measure) -> tuple[str, str]:
    return measure.indicator.name, address(partnership, "manage_measure", measure.pk)


# --- Indicators ---


@editing
@require_safe
def indicator_list(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """The partnership's own indicators and the library's, with their use."""
    lines = selectors.indicator_lines(partnership)
    context = {
        "used": [one for one in lines if one.measure_id],
        "own": [one for one in lines if not one.measure_id and not one.library],
        "library": [one for one in lines if not one.measure_id and one.library],
        "crumbs": crumbs(partnership),
    }
    return render(request, "targets/manage/indicators.html", context)


@editing
@get_or_post
def new_indicator(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """An indicator of the partnership's own."""

    def make(data: Any, row: Any) -> RowForm:
        return IndicatorForm(data, partnership=partnership)

    def save(form: RowForm) -> str:
        made = actions.create_indicator(by=request.member, values=form.values)
        return f"{address(partnership, 'new_measure')}?indicator={made.pk}"

    page = Page(
        heading="New indicator",
        intro="Define what is measured. On the next page you say who supplies it and since when.",
        button="Save and continue",
        saved="The indicator is defined. Now put it to use.",
        done=address(partnership, "manage_indicators"),
        crumbs=crumbs(partnership, _list_crumb(partnership)),
    )
    return edit_page(request, page, make, save)


@editing
@require_safe
def indicator(request: MemberRequest, partnership: Partnership, indicator: int) -> HttpResponse:
    """An indicator's definition, to be read."""
    row = get_indicator_for(request.member, indicator)
    context = {
        "indicator": row,
        "rows": selectors.indicator_rows(row),
        "library": row.partnership_id is None,
        "measure": partnership.measures.filter(indicator=row).first(),
        "crumbs": crumbs(partnership, _list_crumb(partnership)),
    }
    return render(request, "targets/manage/indicator.html", context)


@editing
@get_or_post
def change_indicator(
    request: MemberRequest, partnership: Partnership, indicator: int
) -> HttpResponse:
    """Change an indicator of the partnership's own."""
    row = get_own_indicator_for(request.member, indicator)

    def make(data: Any, row: Any) -> RowForm:
        return IndicatorForm(data, instance=row, partnership=partnership)

    def look(form: RowForm) -> Preview | None:
        actions.check_indicator(row, changed(row, form.values))
        return _look(request, row, form)

    def save(form: RowForm) -> None:
        actions.change_indicator(
            by=request.member, indicator=row, expected_version=form.read_version, values=form.values
        )

    page = Page(
        heading="Change an indicator",
        caption=row.name,
        done=address(partnership, "manage_indicator", row.pk),
        crumbs=crumbs(partnership, _list_crumb(partnership)),
    )
    return edit_page(request, page, make, save, row, preview=look)


@editing
@get_or_post
def remove_indicator(
    request: MemberRequest, partnership: Partnership, indicator: int
) -> HttpResponse:
    """Remove an own indicator that is not in use."""
    row = get_own_indicator_for(request.member, indicator)
    return remove_page(
        request,
        heading="Remove this indicator?",
        text=row.name,
        row=row,
        act=lambda seen: actions.remove_indicator(
            by=request.member, indicator=row, expected_version=seen
        ),
        cancel=address(partnership, "manage_indicator", row.pk),
        done=address(partnership, "manage_indicators"),
        crumbs=crumbs(partnership, _list_crumb(partnership)),
    )


# --- Measures ---


@editing
@get_or_post
def new_measure(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Put an indicator to use; ``?indicator=`` chooses it beforehand."""
    chosen = request.GET.get("indicator", "")

    def make(data: Any, row: Any) -> RowForm:
        return MeasureForm(data, partnership=partnership, initial={"indicator": chosen})

    def save(form: RowForm) -> str:
        values = form.values
        made = actions.create_measure(
            by=request.member, indicator=values.pop("indicator"), values=values
        )
        return address(partnership, "manage_measure", made.pk)

    page = Page(
        heading="Put an indicator to use",
        button="Save",
        saved="The indicator is in use.",
        done=address(partnership, "manage_indicators"),
        crumbs=crumbs(partnership, _list_crumb(partnership)),
    )
    return edit_page(request, page, make, save)


@editing
@require_safe
def measure(request: MemberRequest, partnership: Partnership, measure: int) -> HttpResponse:
    """An indicator in use, with its baselines and targets."""
    row = get_measure_for(request.member, measure)
    context = {
        "page": selectors.measure_page(row, partnership),
        "crumbs": crumbs(partnership, _list_crumb(partnership)),
    }
    return render(request, "targets/manage/measure.html", context)


@editing
@get_or_post
def change_measure(request: MemberRequest, partnership: Partnership, measure: int) -> HttpResponse:
    """Change where a measure stands, its supplier, its quarters, tolerances and thresholds."""
    row = get_measure_for(request.member, measure)

    def make(data: Any, row: Any) -> RowForm:
        return MeasureForm(data, instance=row, partnership=partnership)

    def look(form: RowForm) -> Preview | None:
        actions.check_measure(changed(row, form.values))
        return _look(request, row, form)

    def save(form: RowForm) -> None:
        actions.change_measure(
            by=request.member, measure=row, expected_version=form.read_version, values=form.values
        )

    page = Page(
        heading="Change how an indicator is used",
        caption=row.indicator.name,
        done=address(partnership, "manage_measure", row.pk),
        crumbs=crumbs(partnership, _list_crumb(partnership), _measure_crumb(partnership, row)),
    )
    return edit_page(request, page, make, save, row, preview=look)


@editing
@get_or_post
def remove_measure(request: MemberRequest, partnership: Partnership, measure: int) -> HttpResponse:
    """Take an indicator out of use where nothing depends on it."""
    row = get_measure_for(request.member, measure)
    here = address(partnership, "manage_measure", row.pk)
    return remove_page(
        request,
        heading="Take this indicator out of use?",
        text=f"{row.indicator.name}. Its definition stays. An indicator with figures cannot be "
        "taken out: say until which quarter it is asked for instead.",
        row=row,
        act=lambda seen: actions.remove_measure(
            by=request.member, measure=row, expected_version=seen
        ),
        cancel=here,
        done=address(partnership, "manage_indicators"),
        crumbs=crumbs(partnership, _list_crumb(partnership), _measure_crumb(partnership, row)),
    )


# --- Baselines ---


@editing
@get_or_post
def new_baseline(request: MemberRequest, partnership: Partnership, measure: int) -> HttpResponse:
    """A baseline of a measure, or that it is outstanding."""
    owner = get_measure_for(request.member, measure)

    def make(data: Any, row: Any) -> RowForm:
        return BaselineForm(data, measure=owner)

    def save(form: RowForm) -> None:
        actions.create_baseline(by=request.member, measure=owner, values=form.values)

    page = Page(
        heading="Add a baseline",
        caption=owner.indicator.name,
        button="Add the baseline",
        saved="The baseline is added.",
        done=address(partnership, "manage_measure", owner.pk),
        crumbs=crumbs(partnership, _list_crumb(partnership), _measure_crumb(partnership, owner)),
    )
    return edit_page(request, page, make, save)


@editing
@get_or_post
def change_baseline(
    request: MemberRequest, partnership: Partnership, baseline: int
) -> HttpResponse:
    """Enter the value of an outstanding baseline, or correct one."""
    row = get_baseline_for(request.member, baseline)

    def make(data: Any, given: Any) -> RowForm:
        return BaselineForm(data, instance=given, measure=row.measure)

    def save(form: RowForm) -> None:
        actions.change_baseline(
            by=request.member, baseline=row, expected_version=form.read_version, values=form.values
        )

    page = Page(
        heading="Change a baseline",
        caption=row.measure.indicator.name,
        done=address(partnership, "manage_measure", row.measure_id),
        crumbs=crumbs(
            partnership, _list_crumb(partnership), _measure_crumb(partnership, row.measure)
        ),
    )
    return edit_page(request, page, make, save, row, preview=lambda form: _look(request, row, form))


@editing
@get_or_post
def remove_baseline(
    request: MemberRequest, partnership: Partnership, baseline: int
) -> HttpResponse:
    """Remove a baseline that no target is measured from."""
    row = get_baseline_for(request.member, baseline)
    here = address(partnership, "manage_measure", row.measure_id)
    return remove_page(
        request,
        heading="Remove this baseline?",
        text=row.measure.indicator.name,
        row=row,
        act=lambda seen: actions.remove_baseline(
            by=request.member, baseline=row, expected_version=seen
        ),
        cancel=here,
        done=here,
        crumbs=crumbs(
            partnership, _list_crumb(partnership), _measure_crumb(partnership, row.measure)
        ),
    )

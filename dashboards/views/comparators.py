"""What managers keep for comparisons: sets of areas, their figures, and who may see their own."""

from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edit_pages import Page, edit_page, remove_page
from dashboards import comparator_actions as actions
from dashboards.access import get_comparator_area_for, get_comparator_set_for
from dashboards.comparator_file import Plan, make_plan
from dashboards.forms_comparators import (
    AddAreasForm,
    AreaForm,
    EndForm,
    FiguresForm,
    NewSetForm,
    SetForm,
    ShareForm,
)
from dashboards.models import ComparatorSet
from dashboards.selectors.comparator_sets import indicators_in_use, known_of, set_page, set_rows
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires

HEADING: Final = "Areas to compare with"
A_DAY: Final = 24 * 60 * 60
MOST_SHOWN: Final = 100  # lines of each table of a preview
MOST_FIGURES: Final = 20_000  # of one file
EXPIRED: Final = "The preview is more than a day old or not yours. Choose the file again."
GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Permission.EDIT_TARGETS)
def comparators(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Every set, and who may compare the partnership's own figures."""
    context = {
        "sets": set_rows(partnership),
        "shares": Partnership.Shares(partnership.shares_with).label,
        "crumbs": [_crumb(partnership, "Overview", "overview")],
    }
    return render(request, "dashboards/comparators/list.html", context)


@GET_AND_POST
@requires(Permission.EDIT_TARGETS)
def new_comparator_set(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Name a set, and its areas."""

    def make(data: Any, row: Any) -> NewSetForm:
        return NewSetForm(data, partnership=partnership)

    def save(form: Any) -> str:
        row = actions.start_set(
            by=request.member,
            values=form.details,
            outside=form.outside_areas,
            members=form.chosen,
        )
        return _address(row)

    page = Page(
        "New set of areas",
        _list(partnership),
        saved="The set is made. Load what its areas published, if they are not here.",
        button="Make the set",
        intro=f"{partnership.place} is always one of the areas. At least four need a figure for "
        "the same period before anything is said.",
        crumbs=_crumbs(partnership),
    )
    return edit_page(request, page, make, save)


@require_safe
@requires(Permission.EDIT_TARGETS)
def comparator_set(
    request: MemberRequest, partnership: Partnership, comparator_set: int
) -> HttpResponse:
    """One set: its areas, and which figures are known of each."""
    row = get_comparator_set_for(request.member, comparator_set)
    context = {"page": set_page(partnership, row), "set": row, "crumbs": _crumbs(partnership)}
    return render(request, "dashboards/comparators/set.html", context)


@GET_AND_POST
@requires(Permission.EDIT_TARGETS)
def change_comparator_set(
    request: MemberRequest, partnership: Partnership, comparator_set: int
) -> HttpResponse:
    """Change what a set is called, its source, its note or its start."""
    row = get_comparator_set_for(request.member, comparator_set)

    def make(data: Any, current: Any) -> SetForm:
        return SetForm(data, instance=current, partnership=partnership)

    def save(form: Any) -> None:
        actions.change_set(
            by=request.member, row=row, expected_version=form.read_version, values=form.values
        )

    page = Page(f"Change {row.name}", _address(row), crumbs=_crumbs(partnership, row))
    return edit_page(request, page, make, save, row)


@GET_AND_POST
@requires(Permission.EDIT_TARGETS)
def end_comparator_set(
    request: MemberRequest, partnership: Partnership, comparator_set: int
) -> HttpResponse:
    """Say until when a set is used."""
    row = get_comparator_set_for(request.member, comparator_set)

    def make(data: Any, current: Any) -> EndForm:
        return EndForm(data, instance=current)

    def save(form: Any) -> None:
        actions.end_set(
            by=request.member,
            row=row,
            expected_version=form.read_version,
            last_quarter=form.values["last_quarter"],
        )

    page = Page(
        f"End {row.name}",
        _address(row),
        intro="What is published already keeps its comparisons.",
        crumbs=_crumbs(partnership, row),
    )
    return edit_page(request, page, make, save, row)


@GET_AND_POST
@requires(Permission.EDIT_TARGETS)
def add_comparator_areas(
    request: MemberRequest, partnership: Partnership, comparator_set: int
) -> HttpResponse:
    """More areas for a set."""
    row = get_comparator_set_for(request.member, comparator_set)
    known = set(row.areas.exclude(member=None).values_list("member_id", flat=True))
    data = request.POST if request.method == "POST" else None
    form = AddAreasForm(data, partnership=partnership, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.add_areas(
                by=request.member, row=row, outside=form.outside_areas, members=form.chosen
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{count} {'area is' if count == 1 else 'areas are'} added.")
            return redirect(_address(row))
    context = {"form": form, "set": row, "crumbs": _crumbs(partnership, row)}
    return render(request, "dashboards/comparators/areas.html", context)


@GET_AND_POST
@requires(Permission.EDIT_TARGETS)
def change_comparator_area(
    request: MemberRequest, partnership: Partnership, comparator_area: int
) -> HttpResponse:
    """Correct an area's name or code."""
    row = get_comparator_area_for(request.member, comparator_area)

    def make(data: Any, current: Any) -> AreaForm:
        return AreaForm(data, instance=current)

    def save(form: Any) -> None:
        actions.change_area(
            by=request.member, area=row, expected_version=form.read_version, values=form.values
        )

    of = row.comparator_set
    page = Page(f"Change {row.name}", _address(of), crumbs=_crumbs(partnership, of))
    return edit_page(request, page, make, save, row)


@GET_AND_POST
@requires(Permission.EDIT_TARGETS)
def remove_comparator_area(
    request: MemberRequest, partnership: Partnership, comparator_area: int
) -> HttpResponse:
    """Take an area out of its set."""
    row = get_comparator_area_for(request.member, comparator_area)
    here = _address(row.comparator_set)
    return remove_page(
        request,
        heading=f"Remove {row.name}?",
        text="The figures that were loaded for it in this set are removed too. What is published "
        "already keeps its comparisons.",
        row=row,
        act=lambda seen: actions.remove_area(by=request.member, area=row, expected_version=seen),
        cancel=here,
        done=here,
        crumbs=_crumbs(partnership, row.comparator_set),
    )


@GET_AND_POST
@requires(Permission.EDIT_TARGETS)
def load_comparator_figures(
    request: MemberRequest, partnership: Partnership, comparator_set: int
) -> HttpResponse:
    """What areas outside published, from a file: first what would change, then saved."""
    row = get_comparator_set_for(request.member, comparator_set)
    if request.method == "POST" and "plan" in request.POST:
        return _confirmed(request, row)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FiguresForm(*posted, initial={"source": row.source})
    context = {"form": form, "set": row, "crumbs": _crumbs(partnership, row)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "dashboards/comparators/load.html", context)
    source = form.cleaned_data["source"].strip()
    plan = make_plan(form.sheets, known_of(partnership, row), source)
    if plan.rows > MOST_FIGURES:
        form.add_error("file", f"The file has more than {MOST_FIGURES:,} figures. Split it.")
        return render(request, "dashboards/comparators/load.html", context)
    names = dict(row.areas.values_list("pk", "name"))
    indicators = dict(indicators_in_use(partnership).values_list("pk", "name"))
    context |= {
        "plan": plan,
        "file_name": form.file_name,
        "source": source,
        "added": _lines(plan.added, names, indicators),
        "changed": _lines(plan.changed, names, indicators),
        "faults": plan.faults[:MOST_SHOWN],
        "left_out": plan.left_out[:MOST_SHOWN],
        "most": MOST_SHOWN,
        "signed": _sign(request, row, plan, source) if plan.rows and not plan.faults else "",
    }
    return render(request, "dashboards/comparators/preview.html", context)


def _lines(planned: Any, names: dict[int, str], indicators: dict[int, str]) -> list[dict[str, str]]:
    return [
        {
            "area": names[one.area],
            "indicator": indicators[one.indicator],
            "period": one.period.words,
            "figure": one.words,
        }
        for one in planned[:MOST_SHOWN]
    ]


def _salt(request: MemberRequest, row: ComparatorSet) -> str:
    """A preview is its maker's, of one set: nobody else's confirmation counts."""
    return f"dashboards.comparators.{request.user.pk}.{row.pk}"


def _sign(request: MemberRequest, row: ComparatorSet, plan: Plan, source: str) -> str:
    content = {"rows": plan.to_plain(), "source": source}
    return signing.dumps(content, salt=_salt(request, row), compress=True)


def _confirmed(request: MemberRequest, row: ComparatorSet) -> HttpResponse:
    try:
        content = signing.loads(request.POST["plan"], salt=_salt(request, row), max_age=A_DAY)
        done = actions.load_figures(
            by=request.member,
            row=row,
            plan=Plan.from_plain(content["rows"]),
            source=content["source"],
        )
    except signing.BadSignature:
        messages.warning(request, EXPIRED)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        if done.added or done.changed:
            said = f"{done.added:,} figures are added and {done.changed:,} changed."
        else:
            said = "These figures were saved already. Nothing was changed."
        messages.success(request, said)
        return redirect(_address(row))
    here = reverse("dashboards:load_comparator_figures", args=[request.partnership.slug, row.pk])
    return redirect(here)


@GET_AND_POST
@requires(Permission.EDIT_TARGETS)
def sharing(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Say who else may compare what the partnership has published."""

    def make(data: Any, current: Any) -> ShareForm:
        return ShareForm(data, instance=current)

    def save(form: Any) -> None:
        actions.share(
            by=request.member,
            expected_version=form.read_version,
            shares_with=form.values["shares_with"],
        )

    if partnership.parent is None:
        above = "There is no county board above this partnership, so for now nobody would see more."
    else:
        above = f"The board above this partnership is {partnership.parent.name}."
    page = Page(
        "Who may compare your figures",
        _list(partnership),
        intro="Only what you have published can be compared, with small numbers hidden: values and "
        f"ratings, and when each quarter was published. Working figures are never shared. {above}",
        crumbs=_crumbs(partnership),
    )
    return edit_page(request, page, make, save, partnership)


# --- Around the pages ---


def _list(partnership: Partnership) -> str:
    return reverse("dashboards:comparators", args=[partnership.slug])


def _address(row: ComparatorSet) -> str:
    return reverse("dashboards:comparator_set", args=[row.partnership.slug, row.pk])


def _crumb(partnership: Partnership, label: str, name: str) -> dict[str, str]:
    return {"label": label, "href": reverse(f"dashboards:{name}", args=[partnership.slug])}


def _crumbs(
    partnership: Partnership, row: ComparatorSet | None = None
) -> tuple[dict[str, str], ...]:
    found = (_crumb(partnership, HEADING, "comparators"),)
    return (*found, {"label": row.name, "href": _address(row)}) if row else found


comparators.section = "indicators"  # type: ignore[attr-defined]
new_comparator_set.section = "indicators"  # type: ignore[attr-defined]
comparator_set.section = "indicators"  # type: ignore[attr-defined]
change_comparator_set.section = "indicators"  # type: ignore[attr-defined]
end_comparator_set.section = "indicators"  # type: ignore[attr-defined]
add_comparator_areas.section = "indicators"  # type: ignore[attr-defined]
change_comparator_area.section = "indicators"  # type: ignore[attr-defined]
remove_comparator_area.section = "indicators"  # type: ignore[attr-defined]
load_comparator_figures.section = "indicators"  # type: ignore[attr-defined]
sharing.section = "indicators"  # type: ignore[attr-defined]

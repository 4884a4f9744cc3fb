"""How ratings are made: read by everybody who reads ratings, changed by managers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edit_pages import Page, Preview, edit_page, remove_page
from core.editing import changed
from core.quarters import Quarter
from dashboards import scheme_actions as actions
from dashboards.access import get_scheme_for
from dashboards.forms import SchemeForm
from dashboards.models import Scheme
from dashboards.performance import RULE_VERSION
from dashboards.performance.in_words import (
    NOT_RATED,
    SPECIAL_CASES,
    directions_in_words,
    ratings_in_words,
    zero_in_words,
)
from dashboards.selectors.schemes import is_fixed, last_published, schemes_page
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.previews import Proposed, preview

HEADING = "How ratings are made"


@require_safe
@requires(Permission.DASHBOARD)
def schemes(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """The scheme in force in words, every version, and why a figure may be unrated.

    ``?quarter=`` asks which version rates that quarter, instead of the latest published one.
    """
    page = schemes_page(partnership, _asked(request))
    context = {
        "page": page,
        "next_quarter": page.published + 1 if page.published else None,
        "ratings": ratings_in_words(page.in_force),
        "zero": zero_in_words(page.in_force),
        "special_cases": SPECIAL_CASES,
        "directions": directions_in_words(page.in_force),
        "not_rated": [(code.value, code.label, text) for code, text in NOT_RATED.items()],
        "rule_version": RULE_VERSION,
        "crumbs": [_crumb(partnership, "Overview", "overview")],
    }
    return render(request, "dashboards/schemes.html", context)


def _asked(request: MemberRequest) -> Quarter | None:
    try:
        return Quarter.from_slug(request.GET.get("quarter", ""))
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_TARGETS)
def new_scheme(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Start a new version; it begins with the numbers of the latest."""

    def make(data: Any, row: Any) -> SchemeForm:
        return SchemeForm(data, partnership=partnership)

    def save(form: Any) -> None:
        actions.start_scheme(by=request.member, values=form.values)

    def look(form: Any) -> Preview | None:
        scheme = Scheme(partnership=partnership, number=form.instance.number, **form.values)
        return preview(request.member, Proposed((scheme,)))

    page = _page(
        partnership, "Start a new version", "The new version is started.", "Start this version"
    )
    return edit_page(request, page, make, save, preview=look)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_TARGETS)
def change_scheme(request: MemberRequest, partnership: Partnership, scheme: int) -> HttpResponse:
    """Change a version that has rated no published quarter."""
    row = get_scheme_for(request.member, scheme)
    if is_fixed(row, last_published(partnership)):
        return _is_fixed(request, row)

    def make(data: Any, current: Any) -> SchemeForm:
        return SchemeForm(data, instance=current, partnership=partnership)

    def save(form: Any) -> None:
        actions.change_scheme(
            by=request.member, scheme=row, expected_version=form.read_version, values=form.values
        )

    def look(form: Any) -> Preview | None:
        return preview(request.member, Proposed((changed(row, form.values),)))

    page = _page(partnership, f"Change {str(row).lower()}")
    return edit_page(request, page, make, save, row, preview=look)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_TARGETS)
def remove_scheme(request: MemberRequest, partnership: Partnership, scheme: int) -> HttpResponse:
    """Remove a version that has rated no published quarter."""
    row = get_scheme_for(request.member, scheme)
    if is_fixed(row, last_published(partnership)):
        return _is_fixed(request, row)
    here = reverse("dashboards:schemes", args=[partnership.slug])
    return remove_page(
        request,
        heading=f"Remove {str(row).lower()}?",
        text=f"It would start in {row.from_quarter.label}. The version before it, or the default "
        "tolerance, then goes on.",
        row=row,
        act=lambda seen: actions.remove_scheme(
            by=request.member, scheme=row, expected_version=seen
        ),
        cancel=here,
        done=here,
        crumbs=(_crumb(partnership, HEADING, "schemes"),),
        preview=lambda: preview(request.member, Proposed(gone=(row,))),
    )


def _is_fixed(request: MemberRequest, row: Scheme) -> HttpResponse:
    messages.warning(request, actions.fixed_words(row))
    return redirect("dashboards:schemes", request.partnership.slug)


def _page(
    partnership: Partnership, heading: str, saved: str = "Saved.", button: str = "Save"
) -> Page:
    return Page(
        heading,
        reverse("dashboards:schemes", args=[partnership.slug]),
        saved=saved,
        button=button,
        intro="Everything that is not published yet is rated by these numbers from the quarter "
        "that you choose. What is published keeps its ratings.",
        crumbs=(_crumb(partnership, HEADING, "schemes"),),
    )


def _crumb(partnership: Partnership, label: str, name: str) -> dict[str, str]:
    return {"label": label, "href": reverse(f"dashboards:{name}", args=[partnership.slug])}


schemes.section = "overview"  # type: ignore[attr-defined]
new_scheme.section = "overview"  # type: ignore[attr-defined]
change_scheme.section = "overview"  # type: ignore[attr-defined]
remove_scheme.section = "overview"  # type: ignore[attr-defined]

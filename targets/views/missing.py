"""What is missing of a return: one list, grouped by organisation, narrowed by filters."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_return_for
from targets.selectors.missing import (
    Filters,
    Item,
    Lack,
    by_organisation,
    last_reminded,
    missing_items,
    reminded_today,
)
from targets.selectors.returns import ReturnPage, read_return
from targets.views.common import in_returns, return_address, return_caption


@dataclass(frozen=True)
class Field:
    """One select of the filter form. ``options``: what stands in the address, and its label."""

    name: str
    label: str
    options: dict[str, str]
    chosen: str

    @property
    def chosen_label(self) -> str:
        return f"{self.label}: {self.options.get(self.chosen, 'not in this list')}"


@in_returns
@requires(Permission.WORKING_FIGURES)
@require_safe
def missing(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """Everything that is missing, each a link to the field where it is entered."""
    page = read_return(request.member, get_return_for(request.member, quarter))
    items = missing_items(page)
    asked = (request.GET.get(name, "") for name in ("organisation", "priority", "kind"))
    filters = Filters.read(*asked)
    shown = [item for item in items if filters.allows(item)]
    may_remind = request.member.can(Permission.OPEN_RETURN)
    reminded = last_reminded(page.ret) if may_remind else {}
    here = reverse("targets:missing", args=[partnership.slug, quarter])
    fields = _fields(page, items, filters)
    context = {
        "ret": page.ret,
        "page": page,
        "items": items,
        "groups": [
            (group, group.organisation.pk in reminded, reminded.get(group.organisation.pk))
            for group in by_organisation(shown)
        ],
        "may_remind": may_remind,
        "reminded_today": reminded_today(page.ret) if may_remind else set(),
        "waiting": [part for part in page.parts if part.part.editable],
        "fields": fields,
        "chosen": _chosen(fields, here),
        "here": here,
        "caption": return_caption(page.ret),
        "back": {"href": return_address(partnership, quarter), "label": "Back to return"},
    }
    return render(request, "targets/returns/missing.html", context)


def _fields(page: ReturnPage, items: tuple[Item, ...], filters: Filters) -> list[Field]:
    """The selects of the filter form; one that offers a single choice is left out."""
    owners = {
        str(group.organisation.pk): group.organisation.name for group in by_organisation(items)
    }
    sections = {one.key: one.title for one in page.sections}
    kinds = {kind.value: kind.label for kind in Lack}
    every = (
        Field("organisation", "Organisation", owners, str(filters.organisation or "")),
        Field("priority", "Priority", sections, filters.section),
        Field("kind", "What is missing", kinds, filters.kind.value if filters.kind else ""),
    )
    return [field for field in every if len(field.options) > 1 or field.chosen]


def _chosen(fields: list[Field], here: str) -> list[dict[str, str]]:
    """The filters in use, each with the address of the list without it."""
    used = [field for field in fields if field.chosen]
    found = []
    for field in used:
        rest = urlencode({one.name: one.chosen for one in used if one is not field})
        found.append({"label": field.chosen_label, "href": f"{here}?{rest}" if rest else here})
    return found

"""What is missing of a return: one list, grouped by organisation, narrowed by filters."""

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
from targets.selectors.missing import Filters, Item, Lack, by_organisation, missing_items
from targets.selectors.returns import ReturnPage, read_return
from targets.views.common import in_returns, return_address, return_caption

Option = dict[str, object]


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
    here = reverse("targets:missing", args=[partnership.slug, quarter])
    fields = _fields(page, items, filters)
    context = {
        "ret": page.ret,
        "page": page,
        "items": items,
        "shown": shown,
        "groups": by_organisation(shown),
        "waiting": [part for part in page.parts if part.part.editable],
        "fields": fields,
        "chosen": _chosen(fields, here),
        "here": here,
        "caption": return_caption(page.ret),
        "back": {"href": return_address(partnership, quarter), "label": "Back to return"},
    }
    return render(request, "targets/returns/missing.html", context)


def _fields(page: ReturnPage, items: tuple[Item, ...], filters: Filters) -> list[dict[str, object]]:
    """The selects of the filter form; one that offers a single choice is left out."""
    owners = {str(item.organisation.pk): item.organisation.name for item in items}
    sections = {one.key: one.title for one in page.sections}
    kinds = {kind.value: kind.label for kind in Lack}
    chosen = {
        "organisation": str(filters.organisation or ""),
        "priority": filters.section,
        "kind": filters.kind.value if filters.kind else "",
    }
    every = (
        ("organisation", "Organisation", dict(sorted(owners.items(), key=lambda one: one[1]))),
        ("priority", "Priority", sections),
        ("kind", "What is missing", kinds),
    )
    return [
        {"name": name, "label": label, "options": options, "chosen": chosen[name]}
        for name, label, options in every
        if len(options) > 1 or chosen[name]
    ]


def _chosen(fields: list[dict[str, object]], here: str) -> list[dict[str, str]]:
    """The filters in use, each with the address of the list without it."""
    used = {str(one["name"]): str(one["chosen"]) for one in fields if one["chosen"]}
    found = []
    for field in fields:
        name, value = str(field["name"]), str(field["chosen"])
        if value:
            rest = urlencode({key: one for key, one in used.items() if key != name})
            options = field["options"]
            assert isinstance(options, dict)  # noqa: S101
            label = f"{field['label']}: {options.get(value, 'not in this list')}"
            found.append({"label": label, "href": f"{here}?{rest}" if rest else here})
    return found

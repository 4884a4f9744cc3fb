"""Years of a cost table from a file: read, previewed with what it disagrees with, confirmed.

Between preview and confirmation what was read is kept on the page, signed for this person and
table: nothing of it is believed that was not read here.
"""

from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.models import Conflict
from core.sheets import SheetError, read_sheets, read_upload
from core.uploads import kept_name
from dashboards.access import get_cost_table_for
from dashboards.cost_actions import LoadedYear, load_years
from dashboards.cost_file import NO_TABLE, YearPlan, overlaid, plan_years
from dashboards.forms_cost import LoadYearsForm
from dashboards.models import CostTable
from dashboards.selectors.cost import cost_page
from dashboards.views.cost import HEADING
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.selectors.words import counted

SALT: Final = "dashboards.cost.load"
KEPT_FOR: Final = 24 * 60 * 60  # seconds
GONE = "The preview was kept for a day and is gone. Choose the file again."
CHANGED = "This table changed since the preview. Nothing was saved. Choose the file again."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_TARGETS)
def load_cost_years(
    request: MemberRequest, partnership: Partnership, cost_table: int
) -> HttpResponse:
    """Choose a file; what it would change is shown; confirming saves all of it or nothing."""
    table = get_cost_table_for(request.member, cost_table)
    if request.method == "POST" and "plan" in request.POST:
        return _confirm(request, table)
    bound = request.method == "POST"
    form = LoadYearsForm(request.POST, request.FILES) if bound else LoadYearsForm()
    if bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sheets = read_sheets(file.name, read_upload(file))
        except SheetError as refused:
            form.add_error("file", str(refused))
        else:
            plan = plan_years(sheets, table.years.all())
            if plan.found:
                return _preview(request, table, plan, kept_name(file.name))
            form.add_error("file", NO_TABLE)
    context = {**_context(request, table), "form": form}
    return render(request, "dashboards/cost/load.html", context, status=422 if bound else 200)


def _context(request: MemberRequest, table: CostTable) -> dict[str, Any]:
    here = reverse("dashboards:cost", args=[request.partnership.slug])
    return {
        "table": table,
        "table_href": f"{here}#table-{table.pk}",
        "crumbs": [{"label": HEADING, "href": here}],
    }


def _preview(
    request: MemberRequest, table: CostTable, plan: YearPlan, file_name: str
) -> HttpResponse:
    existing = list(table.years.all())
    then = cost_page(request.partnership, only=table.pk, instead=overlaid(plan, existing))
    context = {
        **_context(request, table),
        "plan": plan,
        "file_name": file_name,
        "summary": f"{counted(len(plan.changes), 'year')} will change, "
        f"{len(plan.unchanged)} unchanged, {counted(len(plan.faults), 'problem')}",
        "view": then.tables[0],
        "signed": _signed(request, table, plan, file_name),
    }
    return render(request, "dashboards/cost/preview.html", context)


def _signed(request: MemberRequest, table: CostTable, plan: YearPlan, file_name: str) -> str:
    years = [
        [
            one.year,
            one.version,
            {name: None if value is None else str(value) for name, value in one.values.items()},
        ]
        for one in plan.changes
    ]
    kept = {
        "user": request.user.pk,
        "table": table.pk,
        "version": table.version,
        "file": file_name,
        "years": years,
    }
    return signing.dumps(kept, salt=SALT, compress=True)


def _confirm(request: MemberRequest, table: CostTable) -> HttpResponse:
    again = HttpResponseRedirect(request.path)
    try:
        kept = signing.loads(request.POST["plan"], salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        messages.warning(request, GONE)
        return again
    if (kept["user"], kept["table"]) != (request.user.pk, table.pk):
        messages.warning(request, GONE)
        return again
    years = [LoadedYear(year, version, values) for year, version, values in kept["years"]]
    try:
        saved = load_years(
            by=request.member,
            table=table,
            expected_version=kept["version"],
            years=years,
            why=f"From the file “{kept['file']}”.",
        )
    except (Conflict, ValidationError):
        messages.warning(request, CHANGED)
        return again
    messages.success(request, f"Saved {counted(saved, 'year')}.")
    return HttpResponseRedirect(str(_context(request, table)["table_href"]))


load_cost_years.section = "overview"  # type: ignore[attr-defined]

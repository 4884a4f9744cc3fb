"""Figures that are pasted or come in a file: read, previewed at their own address, confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_return_for, get_upload_for
from targets.actions.upload_return import Applied, apply_upload, keep_upload
from targets.actions.uploads import expired
from targets.forms_upload import UploadForm
from targets.models import Return, Upload
from targets.selectors.returns import ReturnPage, read_return
from targets.selectors.words import counted, moment
from targets.sheets.columns import by_position, match_sheets
from targets.sheets.match import Matcher
from targets.sheets.plan import Plan, make_plan, wanted
from targets.views.common import in_returns, return_address, return_caption

EXPIRED = "The preview was kept for a day and is gone. Paste or upload the figures again."
NONE_CHOSEN = "Select at least one row to save."


@in_returns
@requires(Permission.ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """Paste cells or choose a file. What is read is kept for the preview; nothing is saved yet."""
    page = read_return(request.member, get_return_for(request.member, quarter), checks=False)
    bound = request.method == "POST"
    form = UploadForm(request.POST, request.FILES, page=page) if bound else UploadForm(page=page)
    if bound and form.is_valid():
        plan = _plan(page, form)
        if refused := _refused(plan):
            form.add_error("file" if form.file_name else "text", refused)
        else:
            kept = keep_upload(
                by=request.member,
                ret=page.ret,
                plan=plan,
                file_name=form.file_name,
                sha256=form.sha256,
            )
            return redirect("targets:upload_preview", partnership.slug, quarter, kept.pk)
    context = {
        **_context(request, page.ret),
        "form": form,
        "hide_optional": True,  # of the first two one is needed, whichever it is
        "open_rows": sum(not row.closed for row in page.rows),
        "closed": sorted({row.closed for row in page.rows if row.closed}),
    }
    status = 422 if bound else 200
    return render(request, "targets/upload/upload.html", context, status=status)


def _plan(page: ReturnPage, form: UploadForm) -> Plan:
    rows = page.rows
    matcher = Matcher(wanted(rows), page.ret.quarter)
    matched = match_sheets(matcher, form.sheets)
    start = form.cleaned_data["start"]
    if start and not matched.rows and not matched.unknown and len(form.sheets) == 1:
        keys = [row.key for row in rows]
        order = [row.measure.pk for row in rows[keys.index(start) :]]
        matched = by_position(matcher, form.sheets[0], order)
    return make_plan(rows, matched, form.cleaned_data["reason"])


def _refused(plan: Plan) -> str:
    """Why there is nothing to show of what was sent; empty where there is."""
    if plan.changes or plan.unchanged or plan.unknown:
        return ""
    if not plan.problems:
        return "Nothing was found in it. Check that it has figures."
    alone = len(plan.problems) == 1 and not plan.problems[0].measure
    return plan.problems[0].sentence if alone else ""


@in_returns
@requires(Permission.ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, upload: int
) -> HttpResponse:
    """What would change, row by row; posting saves the chosen rows in one transaction."""
    ret = get_return_for(request.member, quarter)
    kept = get_upload_for(request.member, upload, ret)
    if expired(kept):
        messages.info(request, EXPIRED)
        return redirect("targets:upload", partnership.slug, quarter)
    if request.method == "POST":
        return _confirm(request, ret, kept)
    if kept.applied_at is not None:
        return _show_result(request, ret, kept, None)
    return _show_preview(request, ret, kept)


def _confirm(request: MemberRequest, ret: Return, kept: Upload) -> HttpResponse:
    texts = request.POST.getlist("row")
    chosen = {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10}
    left_out = ""
    if kept.applied_at is None:
        plan = Plan.from_json(bytes(kept.plan))
        left_out = _left_out(plan)
        chosen &= {planned.measure for planned in plan.changes}
        if not chosen:
            return _show_preview(request, ret, kept, NONE_CHOSEN)
    applied = apply_upload(by=request.member, upload=kept, chosen=chosen)
    kept.refresh_from_db()
    if applied.before:
        messages.info(request, "These figures were saved already. Nothing was changed now.")
        return redirect(request.path)
    if applied.refused:
        return _show_result(request, ret, kept, applied)
    saved = len(applied.outcome.saved)
    said = f"Saved {counted(saved, 'figure')}." if saved else "Nothing needed saving."
    messages.success(request, said + left_out)
    return redirect(request.path)


def _show_preview(
    request: MemberRequest, ret: Return, kept: Upload, error: str = ""
) -> HttpResponse:
    plan = Plan.from_json(bytes(kept.plan))
    chosen = set(request.POST.getlist("row")) if error else None
    context = {
        **_context(request, ret),
        "kept": kept,
        "plan": plan,
        "summary": summary(plan),
        "chosen": chosen,
        "error": error,
        "page_errors": [{"text": error, "href": "#row-1"}] if error else [],
    }
    status = 422 if error else 200
    return render(request, "targets/upload/preview.html", context, status=status)


def _show_result(
    request: MemberRequest, ret: Return, kept: Upload, applied: Applied | None
) -> HttpResponse:
    """What was done, and what was not because somebody else was there first."""
    page = read_return(request.member, ret, checks=False)
    refused = applied.refused if applied else {}
    outcome = applied.outcome if applied else None
    clashes: list[dict[str, Any]] = []
    for row in page.rows:
        planned = refused.get(row.measure.pk)
        if planned is not None:
            section = page.section_of(row).key
            address = reverse(
                "targets:section", args=[request.partnership.slug, ret.quarter, section]
            )
            clashes.append(
                {
                    "planned": planned,
                    "now": row.now_cell.text,
                    "closed": row.closed,
                    "href": f"{address}#{row.anchor}",
                }
            )
    errors = []
    if clashes:
        saved = len(outcome.saved) if outcome else 0
        text = (
            f"{counted(len(clashes), 'figure')} changed since the preview and "
            f"{'was' if len(clashes) == 1 else 'were'} not saved. Saved: {saved}."
        )
        errors = [{"text": text, "href": "#conflicts"}]
    context = {
        **_context(request, ret),
        "kept": kept,
        "applied_words": moment(kept.applied_at) if kept.applied_at else "",
        "sections": page.sections,
        "clashes": clashes,
        "page_errors": errors,
    }
    status = 409 if clashes else 200
    return render(request, "targets/upload/result.html", context, status=status)


def _left_out(plan: Plan) -> str:
    """What of the file could not be used, to be said after what was saved."""
    said = []
    if plan.problems:
        said.append(f"{len(plan.problems)} with a problem")
    if plan.unknown:
        said.append(f"{len(plan.unknown)} not recognised")
    return f" Left out: {' and '.join(said)}." if said else ""


def summary(plan: Plan) -> str:
    """``12 will change, 3 unchanged, 1 not recognised, 2 problems.``"""
    return ", ".join(
        (
            f"{len(plan.changes)} will change",
            f"{len(plan.unchanged)} unchanged",
            f"{len(plan.unknown)} not recognised",
            counted(len(plan.problems), "problem"),
        )
    )


def _context(request: MemberRequest, ret: Return) -> dict[str, Any]:
    return {
        "ret": ret,
        "quarter": ret.quarter,
        "caption": return_caption(ret),
        "back": {
            "href": return_address(request.partnership, ret.quarter),
            "label": "Back to return",
        },
    }

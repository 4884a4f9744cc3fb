"""Past figures from a file: chosen, previewed at an address of its own, confirmed."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from partnerships.access import Member, MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_upload_for
from targets.actions.uploads import expired
from targets.history.forms import ConfirmForm, LoadForm
from targets.history.load import Loaded, keep_plan, load_history
from targets.history.plan import Plan, last_of, make_plan, names_of
from targets.history.progress import problem, progress_page, result
from targets.history.read import NO_TABLE
from targets.history.resource import SHOWN, Known, Planned, read_known
from targets.models import Upload
from targets.selectors.words import counted, moment
from targets.views.common import in_returns
from targets.views.manage_common import get_or_post

STREAM_FROM: Final = 1000  # rows; the work on fewer is done before anybody wonders
EXPIRED: Final = "The preview was kept for a day and is gone. Upload the file again."
BEFORE: Final = "These figures were saved already. Nothing was changed now."


@in_returns
@requires(Permission.LOAD_HISTORY)
@get_or_post
def load(request: MemberRequest, partnership: Partnership) -> HttpResponseBase:
    """Choose a file. What is read is kept for the preview; no figure is saved yet."""
    form = LoadForm(request.POST, request.FILES) if request.method == "POST" else LoadForm()
    if form.is_bound and form.is_valid():
        work = make_plan(partnership, form.sheets, form.cleaned_data["reason"])
        if form.rows > STREAM_FROM:
            return _check_while_sending(request, form, work)
        plan = last_of(work, Plan)
        if not _nothing(plan):
            kept = _keep(request.member, form, plan)
            return redirect("targets:history_preview", partnership.slug, kept.pk)
        form.add_error("file", NO_TABLE)
    context = {**_context(request), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "targets/history/load.html", context, status=status)


def _check_while_sending(request: MemberRequest, form: LoadForm, work: Any) -> HttpResponseBase:
    def finish(plan: Plan) -> str:
        if _nothing(plan):
            return problem(NO_TABLE, _address(request.partnership))
        kept = _keep(request.member, form, plan)
        return result(f"{summary(plan)}.", _preview(request, kept), "See what would change")

    context = _context(request) | {"heading": "Checking past figures", "file": form.file_name}
    return progress_page(request, context, work, finish)


def _nothing(plan: Plan) -> bool:
    return not (plan.rows or plan.unchanged or plan.unknown or plan.faults)


def _keep(member: Member, form: LoadForm, plan: Plan) -> Upload:
    return keep_plan(by=member, plan=plan, file_name=form.file_name, sha256=form.sha256)


@in_returns
@requires(Permission.LOAD_HISTORY)
@get_or_post
def preview(request: MemberRequest, partnership: Partnership, upload: int) -> HttpResponseBase:
    """What would be added and what would change; posting saves all of it, or nothing."""
    kept = get_upload_for(request.member, upload)
    if expired(kept):
        messages.info(request, EXPIRED)
        return redirect("targets:load_history", partnership.slug)
    if kept.applied_at is not None:
        if request.method == "POST":
            messages.info(request, BEFORE)
            return redirect(request.path)
        context = {**_context(request), "kept": kept, "when": moment(kept.applied_at)}
        return render(request, "targets/history/done.html", context)
    plan = Plan.from_bytes(bytes(kept.plan))
    asked = bool(plan.changed)
    posted = request.method == "POST"
    form = ConfirmForm(request.POST if posted else None, asked=asked)
    if posted and form.is_valid() and plan.rows:
        return _load(request, kept, plan, form.given)
    return _show(request, kept, plan, form)


def _load(request: MemberRequest, kept: Upload, plan: Plan, why: str) -> HttpResponseBase:
    work = load_history(by=request.member, upload=kept, why=why)
    if plan.rows > STREAM_FROM:
        context = _context(request) | {"heading": "Saving past figures", "file": kept.file_name}
        return progress_page(
            request,
            context,
            work,
            lambda done: result(saved_words(done), _preview(request, kept), "Continue"),
        )
    try:
        done = last_of(work, Loaded)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        context = {**_context(request), "page_errors": [{"text": sentence, "href": "#id_file"}]}
        form = {"form": LoadForm()}
        return render(request, "targets/history/load.html", {**context, **form}, status=409)
    (messages.info if done.before else messages.success)(request, saved_words(done))
    return redirect(request.path)


def saved_words(done: Loaded) -> str:
    """``Saved: 9,800 past figures added, 12 changed.``"""
    if done.before:
        return BEFORE
    added = f"{done.added:,} past {'figure' if done.added == 1 else 'figures'} added"
    return f"Saved: {added}, {done.changed:,} changed."


def summary(plan: Plan) -> str:
    """``9,800 will be added, 12 will change, 188 unchanged, 1 not recognised, 2 problems``."""
    return ", ".join(
        (
            f"{len(plan.added):,} will be added",
            f"{len(plan.changed):,} will change",
            f"{plan.unchanged:,} unchanged",
            f"{len(plan.unknown):,} not recognised",
            counted(len(plan.faults), "problem"),
        )
    )


# --- The page of the preview ---


def _show(request: MemberRequest, kept: Upload, plan: Plan, form: ConfirmForm) -> HttpResponse:
    known = read_known(request.partnership)
    new = [quarter for quarter in plan.quarters if quarter.index not in known.returns]
    context = {
        **_context(request),
        "kept": kept,
        "plan": plan,
        "form": form,
        "summary": summary(plan),
        "added": _lines(known, plan.added[:SHOWN]),
        "changed": _lines(known, plan.changed[:SHOWN]),
        "faults": plan.faults[:SHOWN],
        "unknown": plan.unknown[:SHOWN],
        "new_quarters": new,
        "shown": SHOWN,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "targets/history/preview.html", context, status=status)


def _lines(known: Known, rows: tuple[Planned, ...]) -> list[dict[str, Any]]:
    names = names_of(known)
    return [
        {
            "name": names.get(one.item.measure, "An indicator that is not in use any more"),
            "quarter": one.quarter.label,
            "line": line,
            "place": one.item.place(),
        }
        for one in rows
        for line in one.lines
    ]


def _context(request: MemberRequest) -> dict[str, Any]:
    partnership = request.partnership
    return {
        "again": _address(partnership),
        "crumbs": [
            {"label": "Returns", "href": reverse("targets:returns", args=[partnership.slug])}
        ],
    }


def _address(partnership: Partnership) -> str:
    return reverse("targets:load_history", args=[partnership.slug])


def _preview(request: MemberRequest, kept: Upload) -> str:
    return reverse("targets:history_preview", args=[request.partnership.slug, kept.pk])

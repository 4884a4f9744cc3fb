"""Revising a settled figure: what it is to say, what that changes, then the confirmation."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.models import Conflict
from core.quarters import Quarter
from dashboards.access import get_figure_for
from dashboards.forms_revise import ReviseForm
from dashboards.selectors.effect import Effect, Effects, effects_of
from partnerships.access import Member, MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.actions.revise import nothing_changes, revise, revised, why_not_revisable, words_of
from targets.entry import Offered, Question
from targets.models import Figure, Return, TargetCondition
from targets.selectors.offered import denominators
from targets.selectors.timeline import last_changes
from targets.selectors.words import moment

CONFIRM, EDIT = "confirm", "edit"  # the steps after the first
OTHERS = "The rating rests on figures of other organisations too, which are not shown here."
MOVED = "What the revision changes is no longer what you looked at. Look again, then confirm."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVISE)
def revise_figure(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, measure_id: int
) -> HttpResponse:
    """The form; its effect before anything is written; and, confirmed, the revision.

    Each step posts everything that was typed to the next, so nothing is kept in between.
    """
    figure = get_figure_for(request.member, quarter, measure_id)
    if not request.member.can_for(Permission.REVISE, figure.measure.supplier_id):
        raise PermissionDenied
    if refusal := why_not_revisable(figure.belongs_to):
        messages.info(request, refusal)
        return redirect("targets:return", partnership.slug, quarter)
    question = Question(figure.measure, quarter, figure.period, _offered(figure))
    if request.method != "POST":
        return _form(request, figure, ReviseForm(None, question=question, figure=figure))
    form = ReviseForm(request.POST, question=question, figure=figure)
    return _posted(request, figure, form)


revise_figure.section = "returns"  # type: ignore[attr-defined]


def _offered(figure: Figure) -> Offered | None:
    """The denominator that the figure has; of one without a number, the one that is known."""
    if figure.denominator is not None:
        return Offered(figure.denominator, "")
    return denominators(figure.partnership, figure.quarter).offered(figure.measure)


def _posted(request: MemberRequest, figure: Figure, form: ReviseForm) -> HttpResponse:
    """What the form says, refused at its fields, or what it would change."""
    if not form.is_valid() or form.columns is None:
        return _form(request, figure, form, 422)
    if request.POST.get("step") == EDIT:
        return _form(request, figure, form)
    if nothing_changes(figure, form.columns):
        form.say_same()
        return _form(request, figure, form, 422)
    if form.seen_version != figure.version:
        return _conflict(request, figure, form)
    return _looked_at(request, figure, form, revised(figure, form.columns))


def _looked_at(
    request: MemberRequest, figure: Figure, form: ReviseForm, after: Figure
) -> HttpResponse:
    """The effect to look at; once it has been, and is confirmed, the revision."""
    effects = _visible(request.member, effects_of(request.partnership, after))
    if request.POST.get("step") != CONFIRM:
        return _effect(request, figure, form, effects)
    if request.POST.get("seen") != effects.seen:
        return _effect(request, figure, form, effects, moved=True)
    return _confirm(request, figure, form)


def _confirm(request: MemberRequest, figure: Figure, form: ReviseForm) -> HttpResponse:
    assert form.columns is not None  # noqa: S101 - the form is valid
    try:
        revision = revise(
            by=request.member,
            figure=figure,
            columns=form.columns,
            kind=form.revision_kind,
            why=form.cleaned_data["why"],
            expected_version=form.seen_version,
        )
    except Conflict:
        now = get_figure_for(request.member, figure.quarter, figure.measure_id)
        return _conflict(request, now, form)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form(request, figure, form, 422)
    said = f"Revised: {figure.measure.indicator.name}, {figure.quarter.label}, is {revision.after}."
    if figure.belongs_to.status == Return.Status.PUBLISHED:
        said += " The board sees it once a new version is published."
    messages.success(request, said)
    slug = request.partnership.slug
    return redirect(f"{reverse('dashboards:revisions', args=[slug])}?quarter={figure.quarter.slug}")


def _conflict(request: MemberRequest, figure: Figure, form: ReviseForm) -> HttpResponse:
    """Somebody else changed the figure: what was typed stays, resting on the figure as it is."""
    last = last_changes([figure]).get(figure.pk)
    who = f" by {last.who} at {moment(last.at)}" if last else ""
    data: Any = request.POST.copy()
    data[form.add_prefix("expected_version")] = str(figure.version)
    again = ReviseForm(data, question=form.question, figure=figure)
    again.is_valid()
    clash = f"This figure was changed{who}. It now says {words_of(figure)}."
    return _form(request, figure, again, 409, clash=clash)


def _form(
    request: MemberRequest, figure: Figure, form: ReviseForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {**_context(request, figure), "form": form, **more}
    return render(request, "dashboards/revise.html", context, status=status)


def _effect(
    request: MemberRequest,
    figure: Figure,
    form: ReviseForm,
    effects: Effects,
    *,
    moved: bool = False,
) -> HttpResponse:
    assert form.columns is not None  # noqa: S101 - the form is valid
    context = {
        **_context(request, figure),
        "form_carried": form.carried,
        "effects": effects,
        "explanation": _explained(request.member, figure, effects),
        "after": words_of(revised(figure, form.columns)),
        "kind": form.revision_kind.label,
        "why": form.cleaned_data["why"],
        "moved": MOVED if moved else "",
        "again": _again(figure, effects),
    }
    return render(request, "dashboards/revise_effect.html", context, status=409 if moved else 200)


def _again(figure: Figure, effects: Effects) -> list[Quarter]:
    """The published quarters whose next version would say something else."""
    own = [figure.quarter] if figure.belongs_to.status == Return.Status.PUBLISHED else []
    others = [one.quarter for one in effects.others if one.published]
    return list(dict.fromkeys([*own, *others]))


def _visible(member: Member, effects: Effects) -> Effects:
    """Without the unpublished figures of other organisations."""

    def may(one: Effect) -> bool:
        return member.can_for(Permission.WORKING_FIGURES, one.supplier_id)

    return replace(effects, others=tuple(one for one in effects.others if may(one)))


def _explained(member: Member, figure: Figure, effects: Effects) -> str:
    """Why the revised figure is rated so, unless that names figures of other organisations."""
    suppliers = TargetCondition.objects.filter(
        partnership=member.partnership,
        target__measure=figure.measure,
        measure__isnull=False,
    ).values_list("measure__supplier", flat=True)
    rating = effects.own.after.rating
    if all(member.can_for(Permission.WORKING_FIGURES, supplier) for supplier in set(suppliers)):
        return rating.explanation
    return f"{rating.computed_word}. {OTHERS}"


def _context(request: MemberRequest, figure: Figure) -> dict[str, Any]:
    slug = request.partnership.slug
    return {
        "figure": figure,
        "measure": figure.measure,
        "quarter": figure.quarter,
        "before": words_of(figure),
        "published": figure.belongs_to.status == Return.Status.PUBLISHED,
        "crumbs": [
            {"label": "Returns", "href": reverse("targets:returns", args=[slug])},
            {"label": "Revised figures", "href": reverse("dashboards:revisions", args=[slug])},
        ],
        "cancel": reverse("dashboards:revisions", args=[slug]),
    }

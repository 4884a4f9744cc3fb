"""Holes as they are really made, put into the application on purpose and one at a time.

A walker that does not find them proves nothing. Each says where to walk, so that it is quick.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from accounts.models import User
from partnerships.access import Member
from partnerships.models import Group, Partnership
from partnerships.permissions import PUBLIC, TABLE, Permission, Role, Scope, signed_in
from targets.models import Measure
from targets.models.figure import FigureQuerySet


@dataclass(frozen=True)
class Plant:
    """A hole: where and as whom it is looked for, and what of the leak's words gives it away."""

    name: str
    part: str
    only: str
    actors: tuple[str, ...]
    sign: str
    switch: Callable[[], Any]

    def __str__(self) -> str:
        return self.name


PLANTS: list[Plant] = []
Switch = Callable[[ExitStack], None]


def plant(part: str, only: str, *actors: str, sign: str) -> Callable[[Switch], Switch]:
    """Register a function that makes the hole, with an ExitStack that closes it."""

    def register(make: Switch) -> Switch:
        @contextmanager
        def switch() -> Iterator[None]:
            with ExitStack() as stack:
                make(stack)
                yield

        name = make.__name__.replace("_", " ")
        PLANTS.append(Plant(name, part, only, actors, sign, switch))
        return make

    return register


def _patch(stack: ExitStack, target: str, new: Any) -> None:
    stack.enter_context(mock.patch(target, new))


# --- Doors ---


@plant("board", "/summary/", "stranger", sign="reads zqown")
def a_view_that_asks_only_for_a_signed_in_user(stack: ExitStack) -> None:
    from csp import urls

    @signed_in
    def summary(request: HttpRequest, partnership: str) -> HttpResponse:
        return HttpResponse(Partnership.objects.get(slug=partnership).name)

    added = path("p/<slug:partnership>/summary/", summary)
    urls.urlpatterns.append(added)
    stack.callback(urls.urlpatterns.remove, added)


@plant("board", "/appendix/", "stranger", "own manager", sign="reads zq")
def membership_is_not_checked(stack: ExitStack) -> None:
    def anybody(user: User, slug: str) -> Member:
        return Member(user, get_object_or_404(Partnership, slug=slug), Role.MANAGER)

    _patch(stack, "partnerships.middleware.get_member", anybody)


@plant("strategy", "/edit/", "own board", sign="status 200, not 403")
def a_cell_of_the_table_is_flipped(stack: ExitStack) -> None:
    changed = mock.patch.dict(TABLE[Permission.EDIT_STRATEGY], {Role.BOARD: Scope.ALL})
    stack.enter_context(changed)


@plant("board", "/appendix/", "anonymous", sign="status 500")
def a_view_is_marked_public_by_mistake(stack: ExitStack) -> None:
    from dashboards.views.appendix import appendix

    stack.enter_context(mock.patch.object(appendix, "permission", PUBLIC))


@plant("admin", "admin/accounts/user/$", "own manager", sign="status 200, not 404")
def managers_may_open_the_admin(stack: ExitStack) -> None:
    from django.contrib.admin import site

    def of(view: Any, match: Any) -> str:
        return "signed in"

    _patch(stack, "partnerships.policy.of", of)
    stack.enter_context(mock.patch.object(site, "has_permission", lambda request: True))
    _patch(stack, "accounts.models.User.has_perm", lambda self, perm, obj=None: True)


# --- Objects ---


@plant("strategy", "plans/<int:link>/$", "own manager", sign="reads zqforeign")
def an_object_is_loaded_by_its_bare_id(stack: ExitStack) -> None:
    def bare(model: Any, strategy: Any, pk: int) -> Any:
        return get_object_or_404(model, pk=pk)

    _patch(stack, "strategies.access._of", bare)


@plant("board", "comparators/new/$|/compare/$", "own manager", sign="reads zqforeign")
def partnerships_are_compared_without_being_asked(stack: ExitStack) -> None:
    _patch(stack, "dashboards.selectors.shared._shares_with", lambda partnership: Q())


@plant("returns", "judgements/indicators/<int:measure_id>/$", "own manager", sign="reads zqforeign")
def a_measure_is_looked_for_everywhere(stack: ExitStack) -> None:
    def anywhere(member: Member, quarter: Any, measure_id: int) -> Measure:
        return get_object_or_404(Measure, pk=measure_id)

    _patch(stack, "dashboards.views.judgements.get_measure_for", anywhere)


@plant("papers", "<int:paper>/(file/)?$", "own board", sign="reads zqforeign")
def papers_are_not_scoped(stack: ExitStack) -> None:
    from reports.models import Paper
    from reports.models.paper import PaperQuerySet

    def visible(self: Any, member: Member) -> Any:
        return self if member.can(Permission.DRAFT_PAPERS) else self.exclude(status="draft")

    assert Paper.objects.all()
    stack.enter_context(mock.patch.object(PaperQuerySet, "visible_to", visible))


@plant("papers", "papers/(<int:paper>/)?$", "own scrutiny", sign="reads zqpaperdraft")
def drafts_are_shown_to_scrutiny(stack: ExitStack) -> None:
    from reports.models.paper import PaperQuerySet

    def visible(self: Any, member: Member) -> Any:
        return self.filter(partnership=member.partnership)

    stack.enter_context(mock.patch.object(PaperQuerySet, "visible_to", visible))
    _patch(stack, "partnerships.access.Member.can", lambda self, permission: True)


@plant("strategy", "strategy/(<slug:strategy>/)?$", "own board", sign="reads zqdraft")
def draft_strategies_are_shown_to_the_board(stack: ExitStack) -> None:
    from strategies.models import StrategyVersion

    def versions(member: Member) -> Any:
        found = StrategyVersion.objects.filter(partnership=member.partnership)
        return found.select_related("strategy")

    for room in ("strategies.access", "strategies.selectors"):
        _patch(stack, f"{room}.versions_for", versions)


@plant("returns", "<slug:section>/$", "own officer one", sign="reads")
def figures_are_not_scoped_to_the_organisation(stack: ExitStack) -> None:
    from targets.models import ReturnPart
    from targets.selectors import returns

    def measures(member: Member, ret: Any) -> Any:
        wanted = returns.measures_asked(ret)
        return wanted.select_related("indicator", "supplier", "priority", "outcome")

    def parts(member: Member, ret: Any) -> Any:
        found = ReturnPart.objects.filter(belongs_to=ret)
        return list(found.select_related("organisation", "submitted_by", "signed_off_by"))

    for room in ("returns", "to_save"):
        _patch(stack, f"targets.selectors.{room}.measures_of", measures)
    _patch(stack, "targets.selectors.returns._parts", parts)


@plant("board", "indicators/<int:measure_id>/$", "own board", sign="reads zqnote")
def the_board_reads_internal_notes(stack: ExitStack) -> None:
    def visible(self: Any, member: Member) -> Any:
        return self.filter(partnership=member.partnership)

    stack.enter_context(mock.patch.object(FigureQuerySet, "visible_to", visible))
    _patch(stack, "targets.selectors.timeline.PRIVATE", "")


@plant("board", r"dashboard\.csv$", "own board", sign="reads zqjudge")
def the_export_gives_working_figures_to_all(stack: ExitStack) -> None:
    for room in ("dashboards.access", "dashboards.views.frame"):
        _patch(stack, f"{room}.may_see_working", lambda member: True)


# --- Forms and writing ---


@plant("strategy", "priorities/<int:priority>/$", "own manager", sign="reads zqforeign")
def a_form_offers_every_partnerships_groups(stack: ExitStack) -> None:
    from strategies.forms import PriorityForm

    real = PriorityForm.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        real(self, *args, **kwargs)
        self.fields["lead_group"].queryset = Group.objects.all()

    stack.enter_context(mock.patch.object(PriorityForm, "__init__", init))


@plant("returns", "indicator/<int:measure>/$", "own officer one", sign="another organisation")
def officers_write_for_every_organisation(stack: ExitStack) -> None:
    figures_are_not_scoped_to_the_organisation(stack)
    _patch(stack, "partnerships.access.Member.can_for", lambda self, permission, pk: True)


@plant("accounts", "password/change", "own manager", sign="accounts_user")
def a_form_takes_more_than_it_shows(stack: ExitStack) -> None:
    from allauth.account.forms import ChangePasswordForm

    real = ChangePasswordForm.save

    def save(self: Any) -> None:
        for name in ("is_staff", "is_superuser"):
            if name in self.data:
                setattr(self.user, name, True)
        self.user.save()
        real(self)

    stack.enter_context(mock.patch.object(ChangePasswordForm, "save", save))


@plant("papers", "<int:paper>/edit/", "own manager", sign="made a difference")
def a_posted_number_is_trusted(stack: ExitStack) -> None:
    from core.editing import RowForm

    class Trusting:
        """``values`` with what else was posted, and an action that takes it."""

        def __get__(self, form: Any, owner: Any = None) -> dict[str, Any]:
            clean = {k: v for k, v in form.cleaned_data.items() if k != "expected_version"}
            if "published_by" in form.data:
                clean["contact"] = form.data["published_by"]
            return clean

    stack.enter_context(mock.patch.object(RowForm, "values", Trusting()))


@plant("strategy", "/details/", "own manager", sign="the log says")
def a_change_is_not_attributed_to_who_made_it(stack: ExitStack) -> None:
    from audit.context import context

    def nobody(**kwargs: Any) -> Any:
        return context(**{**kwargs, "by": "system: batch"})

    _patch(stack, "strategies.actions.strategy.context", nobody)


@plant("accounts", "^$", "own manager", sign="should only read")
def a_page_writes_when_it_is_read(stack: ExitStack) -> None:
    from audit.context import context
    from csp import views

    real = views.places

    def places(user: User) -> Any:
        with context(by=user, action="test.read"):
            User.objects.filter(pk=user.pk).update(name="Read")
        return real(user)

    _patch(stack, "csp.views.places", places)


# --- Around the page ---


@plant("accounts", "accounts/login/", "own manager", sign="another site")
def the_way_back_may_lead_anywhere(stack: ExitStack) -> None:
    from accounts.adapters import AccountAdapter

    always = mock.patch.object(AccountAdapter, "is_safe_url", lambda self, url: True, create=True)
    stack.enter_context(always)


@plant("board", "/appendix/", "own board", sign="Content-Security-Policy")
def the_policy_lets_inline_scripts_run(stack: ExitStack) -> None:
    from core import middleware

    weak = middleware.CONTENT_SECURITY_POLICY.replace("'self' 'nonce", "'unsafe-inline' 'nonce")
    _patch(stack, "core.middleware.CONTENT_SECURITY_POLICY", weak)


@plant("papers", "<int:paper>/$", "own scrutiny", sign="Cache-Control")
def pages_may_be_kept_by_browsers(stack: ExitStack) -> None:
    _patch(stack, "core.middleware._signed_in", lambda request: False)

"""The page on which a strategy is read, with its targets.

It stands here and not in ``strategies/``, which knows nothing of targets.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from strategies.access import get_strategy_for, get_version_for
from strategies.models import StrategyVersion
from strategies.selectors import current_version, strategy_page, version_to_show
from targets.selectors.targets import strategy_targets


@requires(Permission.STRATEGY)
@require_safe
def current(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """The strategy that runs today, or words that say there is none."""
    version = current_version(request.member)
    if version is None:
        return render(request, "strategies/none.html")
    return _show(request, partnership, version)


@requires(Permission.STRATEGY)
@require_safe
def strategy(request: MemberRequest, partnership: Partnership, strategy: str) -> HttpResponse:
    """A strategy in the version to be read first."""
    found = get_strategy_for(request.member, strategy)
    version = version_to_show(request.member, found)
    if version is None:
        raise Http404("This member may read no version of it.")
    return _show(request, partnership, version)


@requires(Permission.STRATEGY)
@require_safe
def version(
    request: MemberRequest, partnership: Partnership, strategy: str, number: int
) -> HttpResponse:
    """One version of a strategy."""
    found = get_strategy_for(request.member, strategy)
    return _show(request, partnership, get_version_for(request.member, found, number))


def _show(
    request: MemberRequest, partnership: Partnership, version: StrategyVersion
) -> HttpResponse:
    page = strategy_page(request.member, version)
    targets = strategy_targets(page, partnership)
    sections = [(one, targets.sections[one.pk]) for one in page.priorities]
    context = {"page": page, "targets": targets, "sections": sections}
    return render(request, "strategies/strategy.html", context)

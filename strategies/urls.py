"""Addresses of this room, below /p/<partnership>/strategy/.

The page on which a strategy is read stands in ``targets/urls_strategy.py``: it shows the targets,
which this room does not know. Both have the namespace ``strategies``: see ``csp/urls.py``.
"""

from django.urls import path

from strategies.views import strategy, versions, words

app_name = "strategies"
urlpatterns = [
    path("list/", strategy.strategy_list, name="list"),
    path("new/", strategy.new, name="new"),
    path("<slug:strategy>/edit/", strategy.edit, name="edit"),
    path("<slug:strategy>/details/", strategy.details, name="details"),
    path("<slug:strategy>/remove/", strategy.remove, name="remove"),
    path("<slug:strategy>/plans/new/", strategy.new_plan, name="new_plan"),
    path("<slug:strategy>/plans/<int:link>/", strategy.plan, name="plan"),
    path("<slug:strategy>/plans/<int:link>/remove/", strategy.remove_plan, name="remove_plan"),
    path("<slug:strategy>/versions/new/", versions.new_version, name="new_version"),
    path("<slug:strategy>/versions/<int:number>/reason/", versions.reason, name="reason"),
    path("<slug:strategy>/versions/<int:number>/move/", versions.move, name="move_version"),
    path(
        "<slug:strategy>/versions/<int:number>/decisions/new/",
        versions.new_approval,
        name="new_approval",
    ),
    path("<slug:strategy>/decisions/<int:approval>/", versions.approval, name="approval"),
    path(
        "<slug:strategy>/decisions/<int:approval>/remove/",
        versions.remove_approval,
        name="remove_approval",
    ),
    path("<slug:strategy>/priorities/new/", words.new_priority, name="new_priority"),
    path("<slug:strategy>/priorities/<int:priority>/", words.priority, name="priority"),
    path(
        "<slug:strategy>/priorities/<int:priority>/wording/",
        words.priority_wording,
        name="priority_wording",
    ),
    path(
        "<slug:strategy>/priorities/<int:priority>/move/",
        words.move_priority,
        name="move_priority",
    ),
    path(
        "<slug:strategy>/priorities/<int:priority>/remove/",
        words.remove_priority,
        name="remove_priority",
    ),
    path("<slug:strategy>/outcomes/new/", words.new_outcome, name="new_outcome"),
    path("<slug:strategy>/outcomes/<int:outcome>/", words.outcome, name="outcome"),
    path(
        "<slug:strategy>/outcomes/<int:outcome>/wording/",
        words.outcome_wording,
        name="outcome_wording",
    ),
    path("<slug:strategy>/outcomes/<int:outcome>/move/", words.move_outcome, name="move_outcome"),
    path(
        "<slug:strategy>/outcomes/<int:outcome>/remove/",
        words.remove_outcome,
        name="remove_outcome",
    ),
]

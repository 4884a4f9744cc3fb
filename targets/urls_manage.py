"""Addresses at which indicators and targets are edited, below /p/<partnership>/."""

from django.urls import path

from targets.views import manage_indicators as views
from targets.views import manage_targets as targets

urlpatterns = [
    path("targets/", targets.manage, name="manage"),
    path("targets/new/", targets.choose_kind, name="choose_kind"),
    path("targets/new/<slug:kind>/", targets.new_target, name="new_target"),
    path("targets/<int:target>/", targets.change_target, name="change_target"),
    path("targets/<int:target>/kind/", targets.change_kind, name="change_kind"),
    path("targets/<int:target>/kind/<slug:kind>/", targets.change_target, name="change_target_as"),
    path("targets/<int:target>/conditions/", targets.conditions, name="conditions"),
    path("targets/<int:target>/move/", targets.move_target, name="move_target"),
    path("targets/<int:target>/remove/", targets.remove_target, name="remove_target"),
    path("targets/indicators/", views.indicator_list, name="manage_indicators"),
    path("targets/indicators/new/", views.new_indicator, name="new_indicator"),
    path("targets/indicators/<int:indicator>/", views.indicator, name="manage_indicator"),
    path(
        "targets/indicators/<int:indicator>/change/",
        views.change_indicator,
        name="change_indicator",
    ),
    path(
        "targets/indicators/<int:indicator>/remove/",
        views.remove_indicator,
        name="remove_indicator",
    ),
    path("targets/measures/new/", views.new_measure, name="new_measure"),
    path("targets/measures/<int:measure>/", views.measure, name="manage_measure"),
    path("targets/measures/<int:measure>/change/", views.change_measure, name="change_measure"),
    path("targets/measures/<int:measure>/remove/", views.remove_measure, name="remove_measure"),
    path(
        "targets/measures/<int:measure>/baselines/new/",
        views.new_baseline,
        name="new_baseline",
    ),
    path("targets/baselines/<int:baseline>/", views.change_baseline, name="change_baseline"),
    path(
        "targets/baselines/<int:baseline>/remove/",
        views.remove_baseline,
        name="remove_baseline",
    ),
]

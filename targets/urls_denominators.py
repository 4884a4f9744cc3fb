"""Addresses of populations and other denominators, below /p/<partnership>/."""

from django.urls import path

from targets.views import denominators as views

urlpatterns = [
    path("denominators/", views.denominators, name="denominators"),
    path("denominators/populations/new/", views.add_population, name="add_population"),
    path(
        "denominators/populations/<int:population>/",
        views.change_population,
        name="change_population",
    ),
    path(
        "denominators/populations/<int:population>/remove/",
        views.remove_population,
        name="remove_population",
    ),
    path("denominators/new/", views.add_denominator, name="add_denominator"),
    path("denominators/<int:denominator>/", views.change_denominator, name="change_denominator"),
    path(
        "denominators/<int:denominator>/remove/",
        views.remove_denominator,
        name="remove_denominator",
    ),
]

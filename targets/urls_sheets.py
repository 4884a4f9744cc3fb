"""Addresses of files with figures, indicators and targets, and where past figures are loaded."""

from django.urls import URLPattern, path

from core import converters  # noqa: F401 - registers <quarter:…>
from core.sheets import KINDS
from targets.views import exports, history

urlpatterns: list[URLPattern] = [
    path("figures/load/", history.load, name="load_history"),
    path("figures/load/<int:upload>/", history.preview, name="history_preview"),
]
for kind in KINDS:
    known = {"kind": kind}
    urlpatterns += [
        path(
            f"returns/<quarter:quarter>/figures.{kind}",
            exports.return_figures,
            known,
            name="return_figures",
        ),
        path(f"figures/export.{kind}", exports.all_figures, known, name="export_figures"),
        path(f"indicators/export.{kind}", exports.indicators, known, name="export_indicators"),
        path(f"targets/export.{kind}", exports.targets, known, name="export_targets"),
    ]

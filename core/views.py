"""The page that shows every component; served in demonstrations and tests only."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import charts
from core.example_forms import ExampleForm

TASKS = [
    {"title": "Protecting vulnerable people", "hint": "9 indicators, 3 are yours", "href": "#tasks",
     "status": "5 of 9 entered"},
    {"title": "Reducing crime and the fear of crime in our towns and villages", "href": "#tasks",
     "hint": "12 indicators", "status": "Completed", "kind": "done"},
    {"title": "Anti-social behaviour", "href": "#tasks", "hint": "2 indicators",
     "status": "There is a problem", "kind": "problem"},
    {"title": "Submit for sign-off", "status": "Cannot start yet", "kind": "blocked"},
]  # fmt: skip
SUMMARY = [
    {"key": "Definition", "value": "Recorded vehicle crime per 1,000 people in the period.",
     "href": "#summary"},
    {"key": "Source", "value": "Police recorded crime"},
    {"key": "Baseline", "value": "", "href": "#summary", "label": "the baseline"},
    {"key": "Owner", "value": "", "nothing": "Not entered"},
]  # fmt: skip
COUNTS = [
    {"value": "red", "number": 3, "text": "red (was 1)", "href": "#ratings"},
    {"value": "amber", "number": 6, "text": "amber (was 7)", "href": "#ratings"},
    {"value": "green", "number": 18, "text": "green (was 19)", "href": "#ratings"},
    {"value": "no_data", "number": 3, "text": "no data (was 3)", "href": "#ratings"},
]
CHOSEN = [
    {"label": "Priority: Protecting vulnerable people", "href": "#filters"},
    {"label": "Rating: Red", "href": "#filters"},
]
# indicator, owner, previous, latest, period, target, rating, reason, direction, words, comparison
ROWS = [
    ("Vehicle crime per 1,000 people", "Police", "5.71", "6.35", "", "5.50", "red", "",
     "worse", "Up 11.2%, worse", "Average"),
    ("Offenders managed together: change in re-offending", "Probation", "38.9%", "55.4%",
     "Q3 2014-15", "30.0%", "green", "", "same", "Up 16.5 points, about the same", "Top"),
    ("Repeat cases at the multi-agency risk assessment conference", "Police", "21%", "27%", "",
     "28%", "amber", "", "worse", "Up 6 points, worse", "No data"),
    ("Referrals to domestic abuse services", "Council", "1,259", "1,264", "", "No target",
     "monitor_only", "Monitor only", "up", "Up 0.4%", "No data"),
    ("First time entrants to the youth justice system", "Youth justice", "212", "Not released yet",
     "", "200", "no_figure", "Not released yet", "not_comparable", "", "No data"),
]  # fmt: skip


def _chart() -> charts.Svg:
    labels = [f"Q{1 + i % 4} {2012 + i // 4}/{13 + i // 4}" for i in range(12)]
    values = ["5.9", "5.8", "5.6", "5.7", "5.6", "5.5", "5.7", "5.7", "5.9", "6.1", "6.2", "6.35"]
    return charts.line_chart(
        [charts.Point(label, Decimal(value)) for label, value in zip(labels, values, strict=True)],
        chart_id="example-chart",
        title="Vehicle crime has risen for four quarters",
        description="Vehicle crime rose from 5.7 to 6.35 per 1,000 people.",
        target=charts.TargetLine("Target 5.50", Decimal("5.5")),
        decimals=2,
    )


def components(request: HttpRequest) -> HttpResponse:
    """Every component with examples; `?errors=1` shows the form with an error in each control."""
    with_errors = "errors" in request.GET
    form = ExampleForm({"value": "a lot"}, {}) if with_errors else ExampleForm()
    context = {
        "form": form,
        "tasks": TASKS,
        "summary": SUMMARY,
        "counts": COUNTS,
        "chosen": CHOSEN,
        "rows": ROWS,
        "chart": _chart(),
        "crumbs": [{"label": "First page", "href": "/"}],
        "unrated": [("no_target", "No target"), ("no_figure", "No figure"),
                    ("baseline_being_established", "Baseline being established")],
        "states": ["not_started", "in_progress", "submitted", "returned", "signed_off",
                   "published"],
    }  # fmt: skip
    return render(request, "components.html", context)


components.permission = "public"  # type: ignore[attr-defined]

"""Addresses of the round: opening, the calendar, progress, reminders, exceptions."""

from django.urls import URLPattern, path

from core import converters  # noqa: F401 - registers <quarter:…>
from targets.views import progress, round

RETURN = "returns/<quarter:quarter>/"

urlpatterns: list[URLPattern] = [
    path("returns/open/", round.open_return, name="open_return"),
    path("returns/calendar/", round.calendar, name="calendar"),
    path(f"{RETURN}progress/", progress.progress, name="progress"),
    path(f"{RETURN}remind/", progress.remind_late, name="remind_late"),
    path(f"{RETURN}remind/<int:organisation>/", progress.remind, name="remind"),
    path(f"{RETURN}due/<int:organisation>/", round.due, name="due"),
    path(f"{RETURN}add/<int:organisation>/", round.add_part, name="add_part"),
    path(f"{RETURN}exception/<int:organisation>/", round.exception, name="exception"),
]

"""Addresses of papers, below /p/<partnership>/papers/."""

from django.urls import path

from core import converters  # noqa: F401 - registers <quarter:…>
from reports.views import copies, files, papers, writing

app_name = "reports"

urlpatterns = [
    path("", papers.papers, name="papers"),
    path("new/", writing.choose, name="choose"),
    path("new/<int:snapshot>/", writing.write, name="write"),
    path("returns/<quarter:quarter>/<int:organisation>/", copies.return_copy, name="return_copy"),
    path("<int:paper>/", papers.paper, name="paper"),
    path("<int:paper>/edit/", writing.edit, name="edit"),
    path("<int:paper>/remove/", writing.remove, name="remove"),
    path("<int:paper>/publish/", papers.publish, name="publish"),
    path("<int:paper>/withdraw/", papers.withdraw, name="withdraw"),
    path("<int:paper>/file/", files.file, name="file"),
    path("<int:paper>/preview/", files.preview, name="preview"),
]

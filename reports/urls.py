"""Addresses of papers, below /p/<partnership>/papers/."""

from django.urls import path

from reports.views import files, papers, writing

app_name = "reports"

urlpatterns = [
    path("", papers.papers, name="papers"),
    path("new/", writing.choose, name="choose"),
    path("new/<int:snapshot>/", writing.write, name="write"),
    path("<int:paper>/", papers.paper, name="paper"),
    path("<int:paper>/edit/", writing.edit, name="edit"),
    path("<int:paper>/remove/", writing.remove, name="remove"),
    path("<int:paper>/publish/", papers.publish, name="publish"),
    path("<int:paper>/withdraw/", papers.withdraw, name="withdraw"),
    path("<int:paper>/file/", files.file, name="file"),
    path("<int:paper>/preview/", files.preview, name="preview"),
]

"""What the pages of this room share."""

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from partnerships.models import Partnership
from reports.models import Paper

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def address(name: str, partnership: Partnership, *args: int) -> str:
    return reverse(f"reports:{name}", args=[partnership.slug, *args])


def crumbs(partnership: Partnership, paper: Paper | None = None) -> tuple[dict[str, str], ...]:
    """Where a page stands: the list, then the paper."""
    found = [{"label": "Papers", "href": address("papers", partnership)}]
    if paper is not None:
        label = f"Report {paper.report_number}"
        found.append({"label": label, "href": address("paper", partnership, paper.pk)})
    return tuple(found)

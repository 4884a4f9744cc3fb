"""A page that is sent while the work behind it is done, so that its reader sees how far it is."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html

from targets.history.plan import Step

HERE: Final = "<!-- the steps -->"
THERE: Final = "<!-- the end -->"
FAILED: Final = (
    "Something went wrong. Either all figures were saved or none: upload the file again, and the "
    "preview says which."
)
# Some browsers show nothing of a page before so much of it has come.
_PADDING: Final = f"<!-- {' ' * 1100} -->"

logger = logging.getLogger(__name__)


def progress_page(
    request: HttpRequest,
    context: dict[str, Any],
    work: Iterator[Any],
    finish: Callable[[Any], str],
) -> StreamingHttpResponse:
    """Send the page with a line for each ``Step`` of ``work``; ``finish`` gives the HTML that ends
    it, from the last thing that ``work`` gives.

    When the reader goes away, ``work`` is closed where it stands: what it has begun is undone.
    """
    # Made before anything is sent: it needs the request's cookies and messages.
    page = render_to_string("targets/history/progress.html", context, request)
    head, rest = page.split(HERE)
    middle, tail = rest.split(THERE)

    def lines() -> Iterator[str]:
        yield head + _PADDING
        last: Any = None
        with closing(work):  # type: ignore[type-var]
            try:
                for last in work:
                    if isinstance(last, Step):
                        yield format_html("<li>{}</li>\n", last.words)
                end = finish(last)
            except ValidationError as error:
                end = problem(" ".join(error.messages), context["again"])
            except Exception:
                logger.exception("Loading past figures failed.")
                end = problem(FAILED, context["again"], "There is a problem")
        yield middle + end + tail

    return StreamingHttpResponse(lines())


def problem(sentence: str, href: str, title: str = "Nothing was saved") -> str:
    """Why the work stopped, and the way back."""
    return format_html(
        '<div class="govuk-error-summary" role="alert"><h2 class="govuk-error-summary__title">'
        '{}</h2><div class="govuk-error-summary__body"><p>{}</p>'
        '<p><a class="govuk-link" href="{}">Choose a file</a></p></div></div>',
        title,
        sentence,
        href,
    )


def result(sentence: str, href: str, label: str) -> str:
    """What was done, and where to go on."""
    return format_html(
        '<div role="status"><p class="govuk-body-l">{}</p></div>'
        '<p><a class="govuk-button" href="{}">{}</a></p>',
        sentence,
        href,
        label,
    )

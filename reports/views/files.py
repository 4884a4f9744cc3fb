"""Papers as files: the stored bytes of a published one, a preview of a draft."""

import re
import unicodedata

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from reports.access import get_draft_for, get_paper_for
from reports.models import Paper
from reports.pdf import RETRY_SECONDS, Busy, RenderError, make_pdf
from reports.selectors import document_of, printable
from reports.views._common import crumbs
from reports.views.papers import tombstone

LONGEST = 100  # characters of a file name, without its ending


@requires(Permission.PAPERS)
@require_safe
def file(request: MemberRequest, partnership: Partnership, paper: int) -> HttpResponseBase:
    """The bytes that were published, exactly."""
    found = get_paper_for(request.member, paper)
    if found.status == Paper.Status.WITHDRAWN:
        return tombstone(request, partnership, found)
    if found.status != Paper.Status.PUBLISHED:
        raise Http404
    etag = f'"{found.file.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = pdf_response(bytes(found.file.content), file_name(found))
    response["ETag"] = etag
    # A browser may keep it, but asks each time, so that a withdrawal takes effect at once.
    response["Cache-Control"] = "private, no-cache"
    return response


@requires(Permission.DRAFT_PAPERS)
@require_safe
def preview(request: MemberRequest, partnership: Partnership, paper: int) -> HttpResponseBase:
    """A draft as a PDF, marked as a draft on every page. Nothing is kept."""
    found = get_draft_for(request.member, paper)
    try:
        pdf = make_pdf(printable(document_of(found)))
    except RenderError as error:
        busy = isinstance(error, Busy)
        context = {"paper": found, "problem": str(error), "crumbs": crumbs(partnership, found)}
        page = render(request, "reports/no_pdf.html", context, status=503 if busy else 422)
        if busy:
            page["Retry-After"] = str(RETRY_SECONDS)
        return page
    return pdf_response(pdf.content, f"Draft {file_name(found)}")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A file to keep, never shown as a page of ours."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def file_name(paper: Paper) -> str:
    """``127-2014 Safer Communities performance.pdf``."""
    number = paper.report_number.replace("/", "-")
    return f"{plain_name(f'{number} {paper.title}')}.pdf"


def plain_name(text: str) -> str:
    """The text in letters that every system can store, as a file's name without its ending."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore")
    kept = re.sub(r"[^A-Za-z0-9 ,.()_-]+", " ", plain.decode())
    return " ".join(kept.split())[:LONGEST].strip(" .") or "paper"

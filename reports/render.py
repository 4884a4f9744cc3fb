"""HTML on standard input, a PDF/UA-1 file on standard output: ``python -m reports.render``.

A process of its own, started by ``reports.pdf``, that knows neither Django nor the database. It
limits itself before it reads anything, fetches nothing, and opens no connection. It ends with 0, a
PDF, and the number of its pages on standard error; or with another code and a sentence there.
"""

import resource
import sys
import warnings
from pathlib import Path
from typing import Any

CPU_SECONDS = 20
MEMORY_BYTES = 1 << 30  # of address space; a paper on 60 indicators needs about a third
INPUT_BYTES = 2 << 20
OPEN_FILES = 64
VARIANT = "pdf/ua-1"
SHEET = Path(__file__).with_name("print.css")

# What a renderer of papers has no use for.
REFUSED = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec")


def limit() -> None:
    """Bound processor time, memory and files, for good. No file may be written at all."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: raises where the program is about to reach out of its process."""
    if event.startswith(REFUSED):
        raise PermissionError(f"The renderer does not use {event}.")


def render(html: str) -> tuple[bytes, int]:
    """The PDF and how many pages it has.

    Addresses other than ``data:`` are not fetched; what they name is left out.
    """
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=["data"])
    fonts = FontConfiguration()
    sys.addaudithook(refuse)
    sheet = CSS(string=SHEET.read_text("utf-8"), url_fetcher=fetcher, font_config=fonts)
    paper = HTML(string=html, url_fetcher=fetcher, media_type="print").render(
        stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT
    )
    return paper.write_pdf(pdf_variant=VARIANT), len(paper.pages)


def main() -> int:
    limit()
    warnings.simplefilter("ignore")
    given = sys.stdin.buffer.read(INPUT_BYTES + 1)
    if len(given) > INPUT_BYTES:
        sys.stderr.write("The paper is too long.")
        return 2
    try:
        pdf, pages = render(given.decode("utf-8"))
    except MemoryError:
        sys.stderr.write("The paper needs too much memory.")
        return 3
    except RecursionError:
        sys.stderr.write("The paper is nested too deeply.")
        return 4
    sys.stdout.buffer.write(pdf)
    sys.stderr.write(str(pages))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The child process that makes PDFs: it fetches nothing, keeps its limits, and is never crowded."""

import io
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from reports import pdf, render
from reports.pdf import Busy, RenderError, make_pdf

pytestmark = pytest.mark.django_db

PAGE = (
    "<!DOCTYPE html><html lang=en-GB><head><title>T</title>{head}</head><body>{body}</body></html>"
)
SECRET = "kept out of every paper"


def html(body: str = "<p>Words</p>", head: str = "") -> str:
    return PAGE.format(head=head, body=body)


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that remembers whoever connects to it."""
    seen: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    seen.append(connection.recv(200).decode(errors="replace"))

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}", seen
        finally:
            stop.set()
            thread.join()


HEADS = [
    '<link rel=stylesheet href="{url}/a.css">',
    '<link rel=attachment href="{url}/b">',
    '<style>@import url("{url}/c.css");</style>',
    '<style>p {{ background: url("{url}/e.png") }}</style>',
    '<style>p::before {{ content: url("{url}/f.png") }}</style>',
    '<style>li {{ list-style-image: url("{url}/g.png") }}</style>',
    '<style>@page {{ background: url("{url}/h.png") }}</style>',
    '<base href="{url}/i/"><link rel=stylesheet href="i.css">',
]
# A font would need a file of its own, and the renderer may write none: it ends instead.
FONT = (
    '<style>@font-face {{ font-family: x; src: url("{url}/d.ttf") }} p {{ font-family: x }}</style>'
)
BODIES = [
    '<img src="{url}/j.png" alt="">',
    '<img srcset="{url}/k.png 2x" src="{url}/k.png" alt="">',
    '<object data="{url}/l.svg"></object>',
    '<embed src="{url}/m.svg">',
    '<iframe src="{url}/n.html"></iframe>',
    '<svg><image href="{url}/o.png"/><use href="{url}/p.svg#x"/></svg>',
    '<svg><style>@import "{url}/q.css";</style></svg>',
    '<a rel=attachment href="{url}/r">file</a>',
]


def test_e5_nothing_is_fetched(tmp_path: Path) -> None:
    """Trust E5: every way to name another file or address, over HTTP and on this disk."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    with canary() as (host, seen):
        for url in (f"http://{host}", f"file://{secret}?", f"ftp://{host}", f"//{host}"):
            made = make_pdf(html("".join(BODIES).format(url=url), "".join(HEADS).format(url=url)))
            with pikepdf.open(io.BytesIO(made.content)) as opened:
                assert not opened.attachments
                for item in opened.objects:
                    if isinstance(item, pikepdf.Stream):
                        assert SECRET.encode() not in item.read_bytes()
        with pytest.raises(RenderError):
            make_pdf(html("<p>x</p>", FONT.format(url=f"http://{host}")))
        time.sleep(0.2)
    assert seen == []


def test_the_canary_sees_a_renderer_without_our_fetcher() -> None:
    """The test above is not blind: the library's own fetcher does ask."""
    program = "import sys, weasyprint\nweasyprint.HTML(string=sys.stdin.read()).write_pdf()\n"
    with canary() as (host, seen):
        subprocess.run(
            [sys.executable, "-c", program],
            input=html(f'<img src="http://{host}/x.png" alt="">').encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        time.sleep(0.2)
    assert seen


def test_it_opens_no_connection_whatever_asks() -> None:
    """The second line: even were the fetcher mistaken, a connection is refused in the process."""
    program = (
        "import sys\nfrom reports import render\nsys.addaudithook(render.refuse)\n"
        "import socket\nsocket.create_connection(('127.0.0.1', 9))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "PermissionError: The renderer does not use socket" in done.stderr


def test_the_child_gets_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict] = []
    run = subprocess.run

    def spy(*args, **kwargs):
        given.append(kwargs)
        return run(*args, **kwargs)

    monkeypatch.setenv("SECRET_KEY", "very secret")
    monkeypatch.setattr(pdf.subprocess, "run", spy)
    make_pdf(html())
    assert set(given[0]["env"]) == {"LANG", "PATH", "PYTHONDONTWRITEBYTECODE"}


def test_a_long_text_is_refused_before_it_is_read() -> None:
    with pytest.raises(RenderError, match="too long"):
        make_pdf(html("x" * (render.INPUT_BYTES + 1)))


def limited(name: str, value: int, page: str) -> "subprocess.CompletedProcess[bytes]":
    """The renderer with one of its limits made small."""
    program = (
        "import sys\nfrom reports import render\n"
        f"render.{name} = {value}\nsys.exit(render.main())\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        input=page.encode(),
        capture_output=True,
        cwd=settings.BASE_DIR,
        check=False,
    )


def test_e7_processor_time_is_bounded() -> None:
    row = "<tr>" + "<td colspan=1000 rowspan=1000>x</td>" * 40 + "</tr>"
    started = time.monotonic()
    done = limited("CPU_SECONDS", 2, html(f"<table>{row * 400}</table>"))
    assert done.returncode < 0
    assert done.stdout == b""
    assert time.monotonic() - started < 20


def test_e7_memory_is_bounded() -> None:
    done = limited("MEMORY_BYTES", 120 << 20, html("<p>words</p>" * 20_000))
    assert done.returncode
    assert done.stdout == b""


def test_e7_nested_tables_end_cleanly() -> None:
    done = limited("CPU_SECONDS", 2, html("<table><tr><td>" * 2000))
    assert done.returncode
    assert done.stdout == b""


def test_wall_time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "WALL_SECONDS", 0.01)
    with pytest.raises(RenderError, match="too long to make"):
        make_pdf(html())


def test_it_writes_no_file(tmp_path: Path) -> None:
    """Not even its own output: only what reads its pipe gets the paper."""
    target = tmp_path / "paper.pdf"
    with target.open("wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "reports.render"],
            input=html().encode(),
            stdout=output,
            stderr=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            check=False,
        )
    assert done.returncode
    assert target.stat().st_size == 0


def test_e6_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust E6: whoever comes second is told at once, and the place is free again afterwards."""
    with pdf._turn(), pytest.raises(Busy, match="Try again"):
        make_pdf(html())
    assert make_pdf(html()).pages == 1


def test_e6_the_child_keeps_the_place_when_its_parent_dies() -> None:
    with pdf._turn() as lock:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1, pass_fds=[lock])
    try:
        with pytest.raises(Busy):
            make_pdf(html())
    finally:
        child.communicate(b"\n")
    assert make_pdf(html()).pages == 1


@pytest.mark.parametrize(
    ("content", "said"), [(b"", b"1"), (b"%PDF-1.7\ncut", b"1"), (b"%PDF-1.7\n%%EOF", b"0")]
)
def test_what_is_no_whole_pdf_is_refused(content: bytes, said: bytes) -> None:
    with pytest.raises(RenderError, match="could not be made"):
        pdf._checked(content, said)

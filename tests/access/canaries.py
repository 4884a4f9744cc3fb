"""What nobody should read who may not: the words in the rows, and the figures."""

import io
import re
import subprocess
import zipfile
from functools import cache

from tests.access import expected
from tests.access.rows import FOREIGN, OWN
from tests.access.world import Actor

# What may be read only with a permission; for OWN, only of the member's own organisation.
GUARDED = {
    "zqdraft": "EDIT_STRATEGY",
    "zqeditor": "EDIT_TARGETS",
    "zqjudge": "JUDGE",
    "zqpaperdraft": "DRAFT_PAPERS",
    "zqplan": "STRATEGY",
    "zqworkone": "WORKING_FIGURES",
    "zqworktwo": "WORKING_FIGURES",
    "zqnoteone": "WORKING_FIGURES",
    "zqnotetwo": "WORKING_FIGURES",
}
# Unpublished figures, by organisation: see ``Side.number``. Foreign ones begin with 9.
FIGURES = {"one": r"71,?0\d\d", "two": r"82,?0\d\d"}
FOREIGN_FIGURES = r"9(?:51|52|61|71|82),?0\d\d"


@cache
def forbidden(actor: Actor) -> re.Pattern[bytes]:
    """What an answer to this actor must not contain."""
    found = _words(actor)
    return re.compile("|".join(found).encode())


def _words(actor: Actor) -> list[str]:
    sides = {OWN, FOREIGN} - {actor.side}
    words = [] if actor.name == "administrator" else [f"zq{side}" for side in sorted(sides)]
    if actor.side == OWN:
        words.append(_alone(FOREIGN_FIGURES))
    if actor.role is None:
        return [*words, *GUARDED]
    for word, permission in GUARDED.items():
        given = expected.scope(actor.role, permission)
        own = not word.endswith(("one", "two")) or word.endswith(actor.organisation or "none")
        if given == "N" or (given == "O" and not own):
            words.append(word)
    given = expected.scope(actor.role, "WORKING_FIGURES")
    words += [
        _alone(figures)
        for name, figures in FIGURES.items()
        if given == "N" or (given == "O" and name != actor.organisation)
    ]
    return words


def _alone(figures: str) -> str:
    """The figures as numbers of their own, not within a longer number, key or hash."""
    return rf"(?<![\w.,]){figures}(?!\w|[.,]\d)"


def readable(content_type: str, body: bytes) -> bytes:
    """The body as a person could read it: packed files unpacked."""
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return b"\n".join([body, *(archive.read(name) for name in archive.namelist())])
    if body.startswith(b"%PDF") and b"/Page" in body:
        told = subprocess.run(
            ["/usr/bin/pdftotext", "-q", "-", "-"], input=body, capture_output=True, check=False
        )
        return body + told.stdout
    return body

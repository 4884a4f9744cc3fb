"""A paper as it is read: every word of it, in order, before any layout.

The HTML edition and the PDF are both made from this by one template. A published paper keeps it
beside the file, so that its page says the same for ever. Plain Python: no database, no clock.
"""

from dataclasses import dataclass, replace

from dashboards import codec

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled line of the front matter."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its number, empty where it has none; ``lead`` are its first words, in bold.

    ``points``: lines of a list that follows.
    """

    text: str
    number: str = ""
    lead: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Paragraphs, under a heading of their own or none.

    ``rating``: red, amber, green, or why there is none; empty: nothing is rated here.
    """

    paragraphs: tuple[Paragraph, ...]
    heading: str = ""
    rating: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """``number`` is empty for what closes a paper: appendices, background papers, contact."""

    number: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """``text`` exactly as the dashboard prints it; ``notes`` stand below it, each on a line.

    ``rating``: draws the text as a rating. ``arrow``: stands before the text.
    """

    text: str
    notes: tuple[str, ...] = ()
    rating: str = ""
    arrow: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """``style`` names the column for the print sheet: it chooses the width."""

    heading: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One simple header row; the first cell of every row is that row's header."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def labelled(self) -> list[list[tuple[str, TableCell]]]:
        """Each row's cells with the headings of their columns, for rows shown as cards."""
        headings = [column.heading for column in self.columns]
        return [list(zip(headings, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an appendix: a heading or none, lines, then a table or none."""

    heading: str = ""
    rating: str = ""
    rating_label: str = ""
    lines: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Appendix:
    title: str
    blocks: tuple[Block, ...]
    wide: bool = False  # on landscape pages


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    report_number: str
    organisation: str  # whose paper it is
    description: str
    front: tuple[Label, ...]
    sections: tuple[Section, ...]
    appendices: tuple[Appendix, ...]
    draft: bool = False
    format: int = FORMAT


def numbered(sections: list[tuple[str, tuple[Part, ...]]]) -> tuple[Section, ...]:
    """Titles and parts as numbered sections: 1, then 1.1, 1.2 … through all of its parts."""
    return tuple(
        Section(str(place), title, _numbered_parts(place, parts))
        for place, (title, parts) in enumerate(sections, start=1)
    )


def _numbered_parts(place: int, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    count = 0
    found = []
    for part in parts:
        paragraphs = []
        for paragraph in part.paragraphs:
            count += 1
            paragraphs.append(replace(paragraph, number=f"{place}.{count}"))
        found.append(replace(part, paragraphs=tuple(paragraphs)))
    return tuple(found)


def to_json(document: Document) -> str:
    """Canonical JSON text, which ``from_json`` reads back to an equal document."""
    return codec.dump(document)


def from_json(text: str) -> Document:
    """Raises ``ValueError`` for text that is not a document."""
    return codec.load(Document, text)

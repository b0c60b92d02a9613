"""A document before it is HTML, PDF or plain text: sections and what stands in them. Pure values; knows no record and no format."""

from dataclasses import dataclass

LINE_FEED = "\n"
NO_BREAK = "\N{NO-BREAK SPACE}"
"""Between a figure and its unit."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `strong`: what must not be overlooked."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, every line of them, and below them who wrote them and when."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions and their answers, in order. `caption` says what they are about, to whoever hears the page read."""

    caption: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads. `shares` are the widths of the columns, in parts of the whole; the first column names its row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the paper form: boxes to tick where there are `options`, else `lines` empty lines to write on."""

    question: str
    options: tuple[str, ...] = ()
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Blanks:
    """Short questions beside each other, each with some room to write."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: a line for the name, one for the signature, one for the date. `role` says who signs."""

    role: str


type Block = Text | Quote | Pairs | Table | Ask | Blanks | Signature


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. `level` 1 stands in the outline; 2 is part of the section before it."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """All of it. `banner` stands above everything, for practice. `identity` says on every page what this is and whose.

    `made_ms` is when it was made, milliseconds since the Unix epoch: part of the document, so that the same makes the same bytes.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    identity: str
    made_ms: int
    banner: str = ""
    compact: bool = False
    """Smaller and in less room: a form that has to fit its pages."""


def printable(text: str) -> str:
    """Without what has no shape: control characters, and marks that turn the direction of what follows. Line feeds stay."""
    lines = text.replace("\r\n", LINE_FEED).replace("\t", " ").split(LINE_FEED)
    return LINE_FEED.join("".join(each for each in line if each.isprintable() or each == NO_BREAK) for line in lines)

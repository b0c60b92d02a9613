"""A document before it is HTML, PDF or plain text: sections and what stands in them. Pure values; knows no record and no format."""

import msgspec

LINE_FEED = "\n"
NO_BREAK = "\N{NO-BREAK SPACE}"
"""Between a figure and its unit."""


class Text(msgspec.Struct, frozen=True):
    """A paragraph. `strong`: what must not be overlooked."""

    text: str
    strong: bool = False


class Quote(msgspec.Struct, frozen=True):
    """Somebody's own words, every line of them, and below them who wrote them and when."""

    text: str
    source: str


class Pairs(msgspec.Struct, frozen=True):
    """Questions and their answers, in order. `caption` says what they are about, to whoever hears the page read."""

    caption: str
    rows: tuple[tuple[str, str], ...]


class Table(msgspec.Struct, frozen=True):
    """Rows under heads. `shares` are the widths of the columns, in parts of the whole; the first column names its row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]


class Ask(msgspec.Struct, frozen=True):
    """A question of the paper form: boxes to tick where there are `options`, else `lines` empty lines to write on."""

    question: str
    options: tuple[str, ...] = ()
    lines: int = 1


class Blanks(msgspec.Struct, frozen=True):
    """Short questions beside each other, each with some room to write."""

    questions: tuple[str, ...]


class Signature(msgspec.Struct, frozen=True):
    """A place to sign: a line for the name, one for the signature, one for the date. `role` says who signs."""

    role: str


type Block = Text | Quote | Pairs | Table | Ask | Blanks | Signature


class Section(msgspec.Struct, frozen=True):
    """A heading and what stands under it. `level` 1 stands in the outline; 2 is part of the section before it."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1


class Document(msgspec.Struct, frozen=True):
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
    """Without what has no shape: control characters, and marks that turn the direction of what follows. Line feeds stay.

    Whatever parts words becomes a blank, the wide one of Japanese and the thin one of word processors, too: else both words were one.
    """
    return "".join(map(_printed, text.replace("\r\n", LINE_FEED)))


def _printed(letter: str) -> str:
    if letter.isprintable() or letter in {LINE_FEED, NO_BREAK}:
        return letter
    return " " if letter.isspace() else ""

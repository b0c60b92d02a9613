"""Defines a document before it becomes HTML, PDF or plain text: sections and their blocks. Pure values; knows no record and no format."""

import msgspec

from appliance.exports.picture import Picture

LINE_FEED = "\n"
NO_BREAK = "\N{NO-BREAK SPACE}"
"""Put between a figure and its unit."""


class Text(msgspec.Struct, frozen=True):
    """A paragraph. `strong`: nobody must overlook it."""

    text: str
    strong: bool = False


class Quote(msgspec.Struct, frozen=True):
    """Somebody's own words, with all their lines, and below them who wrote them and when."""

    text: str
    source: str


class Pairs(msgspec.Struct, frozen=True):
    """Questions and their answers, in order. `caption` tells people who hear the page read what they are about."""

    caption: str
    rows: tuple[tuple[str, str], ...]


class Table(msgspec.Struct, frozen=True):
    """Rows under heads. `shares` are the widths of the columns, in parts of the whole; the first column names its row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]


class Spanish(msgspec.Struct, frozen=True):
    """A paragraph in Spanish, which says the same as the one before it."""

    text: str


class Stated(msgspec.Struct, frozen=True):
    """What a notice states: label, the same label in Spanish, and what is stated. Where that is empty, it is a line to write on."""

    caption: str
    rows: tuple[tuple[str, str, str], ...]


class Ask(msgspec.Struct, frozen=True):
    """A question of the paper form: boxes to tick if there are `options`, otherwise `lines` empty lines to write on."""

    question: str
    options: tuple[str, ...] = ()
    lines: int = 1


class Blanks(msgspec.Struct, frozen=True):
    """Short questions beside each other, each with some room to write."""

    questions: tuple[str, ...]


class Signature(msgspec.Struct, frozen=True):
    """A place to sign: a line for the name, one for the signature, one for the date. `role` says who signs."""

    role: str


class Shown(msgspec.Struct, frozen=True):
    """A drawing, if there is one, and what it means. `spanish` is the same in Spanish, or empty where a page has one language."""

    picture: Picture | None
    says: str
    spanish: str = ""


class Pictured(msgspec.Struct, frozen=True):
    """Drawings below each other with their words beside them. `caption` tells people who hear the page what they are about.

    `small`: what people read in time, and not in a hurry.
    """

    caption: str
    rows: tuple[Shown, ...]
    small: bool = False


type Block = Text | Spanish | Quote | Pairs | Stated | Table | Ask | Blanks | Signature | Pictured


class Section(msgspec.Struct, frozen=True):
    """A heading and the blocks under it. `level` 1 appears in the outline; 2 is part of the section before it.

    `language` is its tag in BCP 47, if it is another one than the document's. `new_page`: on paper it begins on a page of its own.
    `large`: its title is read from some steps away.
    """

    title: str
    blocks: tuple[Block, ...]
    level: int = 1
    language: str = ""
    new_page: bool = False
    large: bool = False


class Document(msgspec.Struct, frozen=True):
    """A whole document. `banner` is at the top, for practice. `identity` says on every page what this is and whose.

    `made_ms` is when it was made, milliseconds since the Unix epoch. It is part of the document, so that the same document makes the same
    bytes.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    identity: str
    made_ms: int
    banner: str = ""
    compact: bool = False
    """Set smaller and closer: for a form that has to fit its pages."""
    narrow: bool = False
    """With the margins and gaps of a form, and letters of the usual size: for a page that hangs, and has no holes."""
    language: str = "en"
    """The tag in BCP 47 of the language in which it is written."""


def printable(text: str) -> str:
    """Remove what has no shape: control characters, and marks that turn the direction of the text after them. Line feeds stay.

    Whatever separates words becomes a blank, also the wide blank of Japanese and the thin one of word processors: otherwise two words
    would become one.
    """
    return "".join(map(_printed, text.replace("\r\n", LINE_FEED)))


def _printed(letter: str) -> str:
    if letter.isprintable() or letter in {LINE_FEED, NO_BREAK}:
        return letter
    return " " if letter.isspace() else ""

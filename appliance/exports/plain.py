"""Writes a document as plain text, at most 80 columns wide: for a terminal, a screen reader, a braille line. Writes no file."""

import textwrap
from typing import assert_never

from appliance.exports.document import (
    LINE_FEED,
    Ask,
    Blanks,
    Block,
    Document,
    Pairs,
    Pictured,
    Quote,
    Section,
    Signature,
    Spanish,
    Stated,
    Table,
    Text,
    printable,
)
from appliance.exports.fixed_words import fixed_words

WIDTH = 80
_RULE = "  " + "_" * (WIDTH - 4)


def plain(document: Document, width: int = WIDTH) -> str:
    """Give the whole text, with a line feed at its end. Its sentences are at most `width` columns wide; lines to write on are for paper of
    80.
    """
    head = [document.title, document.subtitle, *([document.banner] if document.banner else [])]
    lines = [line for each in head for line in _wrapped(width, each)]
    for section in document.sections:
        lines += ["", *_section(width, section, section.language or document.language)]
    return LINE_FEED.join([*lines, "", *_wrapped(width, document.identity)]) + LINE_FEED


def _section(width: int, section: Section, language: str) -> list[str]:
    title = printable(section.title)
    under = ("=" if section.level == 1 else "-") * min(len(title), width)
    lines = [*_wrapped(width, title), under]
    for block in section.blocks:
        lines += _block(width, block, language)
    return lines


def _block(width: int, block: Block, language: str) -> list[str]:
    match block:
        case Text(text) | Spanish(text):
            return _wrapped(width, text)
        case Quote(text, source):
            said = [line for each in text.split(LINE_FEED) for line in _wrapped(width, each, "  | ", "  | ")]
            return [*said, *_wrapped(width, source, "  - ")]
        case Pairs(_, rows):
            return [line for asked, says in rows for line in _pair(width, asked, says)]
        case Stated(_, rows):
            return [line for row in rows for line in _statement(width, *row)]
        case Table():
            return _table(width, block)
        case Ask(question, options, lines):
            blanks = [f"  [ ] {option}" for option in options] or [_RULE] * lines
            return [*_wrapped(width, question), *blanks]
        case Blanks(questions):
            return [line for question in questions for line in (*_wrapped(width, question), _RULE)]
        case Signature(role):
            return ["", role, _to_sign(language)]
        case Pictured(_, rows):
            return [
                line for row in rows for line in (*_wrapped(width, row.says, "- "), *_wrapped(width, row.spanish, "  "))
            ]
        case _:
            assert_never(block)


def _to_sign(language: str) -> str:
    fixed = fixed_words(language)
    return f"  {fixed.name_alone} {'_' * 24}  {fixed.signature.lower()} {'_' * 22}  {fixed.date.lower()} {'_' * 8}"


def _table(width: int, table: Table) -> list[str]:
    """Give each row as a line of its cells, without columns: it is read aloud from left to right."""
    return [line for row in table.rows for line in _wrapped(width, "  ".join(cell for cell in row if cell))]


def _pair(width: int, asked: str, says: str) -> list[str]:
    first, *more = says.split(LINE_FEED)
    return [*_wrapped(width, f"{asked}: {first}"), *(line for each in more for line in _wrapped(width, each, "    "))]


def _statement(width: int, label: str, spanish: str, says: str) -> list[str]:
    asked = f"{label} ({spanish})"
    return _pair(width, asked, says) if says else [*_wrapped(width, asked), _RULE]


def _wrapped(width: int, text: str, first: str = "", more: str = "    ") -> list[str]:
    wrapped = textwrap.wrap(
        printable(text).replace(LINE_FEED, " "),
        width,
        initial_indent=first,
        subsequent_indent=more,
        break_on_hyphens=False,
    )
    return wrapped or ([first.rstrip()] if first.strip() else [])

"""Turns files about readiness into canonical bytes and back. In this form they are adopted, digested and kept. Pure; the caller reads files
and cuts tables into cells.

A TOML file is kept with its text, so the record holds what was signed, with its remarks. A table is kept as its rows, with the line of
each, so that a mistake in it can still be named by its line. Documents already adopted must stay readable.
"""

from collections.abc import Mapping

import msgspec

from appliance.core.readiness.words import ReadinessKind
from appliance.readiness.trainings.rows import ADULT_COLUMNS, HELD_COLUMNS, Rows

FORMAT = "handbell-readiness"
VERSION = 1
DOCUMENT_BYTES_MAX = 768 * 1024
"""Fits a frame of the desk line, which takes 1 MiB. The largest table of adults (2,000 rows of 150 characters) is under half of it."""
COLUMNS = {ReadinessKind.ADULTS: ADULT_COLUMNS, ReadinessKind.HELD: HELD_COLUMNS}
"""The kinds that are tables, and their columns."""


class ReadinessDocumentError(ValueError):
    """The bytes are no document about readiness that this software can read. The message says why."""


class _Label(msgspec.Struct, frozen=True):
    format: str
    version: int


class _DocumentV1(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    version: int
    kind: ReadinessKind
    text: str = ""
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()


def of_text(kind: ReadinessKind, text: str) -> bytes:
    """Give the canonical bytes of a TOML file: the same text gives the same bytes, on every machine."""
    return _encoded(_DocumentV1(format=FORMAT, version=VERSION, kind=kind, text=text))


def of_rows(kind: ReadinessKind, rows: Rows) -> bytes:
    """Give the canonical bytes of a table."""
    columns = COLUMNS[kind]
    known = tuple((line, tuple(cells[name] for name in columns)) for line, cells in rows)
    return _encoded(_DocumentV1(format=FORMAT, version=VERSION, kind=kind, rows=known))


def text_in(document: bytes, kind: ReadinessKind) -> str:
    """Give the text of a TOML file. Raises ReadinessDocumentError. Does not say whether the text is sound."""
    return _decoded(document, kind).text


def rows_in(document: bytes, kind: ReadinessKind) -> tuple[tuple[int, Mapping[str, str]], ...]:
    """Give the rows of a table. Raises ReadinessDocumentError. Does not say whether they are sound."""
    columns, found = COLUMNS[kind], _decoded(document, kind).rows
    if any(len(cells) != len(columns) for _, cells in found):
        raise ReadinessDocumentError("This document about readiness is damaged.")
    return tuple((line, dict(zip(columns, cells, strict=True))) for line, cells in found)


def _encoded(document: _DocumentV1) -> bytes:
    return msgspec.json.encode(document, order="sorted")


def _decoded(document: bytes, kind: ReadinessKind) -> _DocumentV1:
    if len(document) > DOCUMENT_BYTES_MAX:
        raise ReadinessDocumentError(
            f"The file is {len(document):,} bytes long; at most {DOCUMENT_BYTES_MAX:,} are read. Take rows out of it."
        )
    try:
        label = msgspec.json.decode(document, type=_Label)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReadinessDocumentError("This is no document about readiness.") from error
    if label.format != FORMAT:
        raise ReadinessDocumentError("This is no document about readiness.")
    if label.version != VERSION:
        raise ReadinessDocumentError(
            f"It has the form {label.version}, and this release reads the form {VERSION}. Update this box."
        )
    try:
        found = msgspec.json.decode(document, type=_DocumentV1)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReadinessDocumentError("This document about readiness is damaged.") from error
    if found.kind is not kind:
        raise ReadinessDocumentError(f"This is a document of the kind {found.kind}, and not of the kind {kind}.")
    return found

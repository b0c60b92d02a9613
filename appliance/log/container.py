"""The file `handbell log export` writes: sealed entries and wraps as they are, with the signed head. Opens nothing, knows no key.

UTF-8 lines, one JSON object each, bytes as base64:
    {"type": "head", "version": 1, "number": …, "statement": …, "signature": …, "device_key": …}        once, first
    {"type": "entry", "number": …, "entry": …, "wraps": [{"recipient", "stream", "key_no", "wrap"}, …]}   oldest first
    {"type": "end", "entries": …}                                                    once, last: nothing was cut off
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from appliance.envelope import format as layout

VERSION = 1
LINE_LEN_MAX = 4 << 20  # an entry is at most 1 MiB, a third more as base64; the rest is room for some hundred wraps


class ExportError(ValueError):
    """A file is no export of ours, or cannot be written. `str()` says which line and what to do."""


class ExportHead(msgspec.Struct, frozen=True, kw_only=True, tag="head"):
    """The signed head and the public key that checks it."""

    version: int = VERSION
    number: int
    statement: bytes
    signature: bytes
    device_key: bytes


class ExportWrap(msgspec.Struct, frozen=True, kw_only=True):
    """One detached wrap of the data key this entry introduces."""

    recipient: bytes
    stream: bytes
    key_no: int
    wrap: bytes


class ExportEntry(msgspec.Struct, frozen=True, kw_only=True, tag="entry", omit_defaults=True):
    """One stored entry, byte for byte."""

    number: int
    entry: bytes
    wraps: tuple[ExportWrap, ...] = ()


class ExportEnd(msgspec.Struct, frozen=True, kw_only=True, tag="end"):
    """How many entries there are before this line."""

    entries: int


type Line = ExportHead | ExportEntry | ExportEnd

_decoder = msgspec.json.Decoder(Line)


class Writer:
    """Writes entries below a head; made by `writing`."""

    def __init__(self, path: Path, file: BinaryIO, head: ExportHead) -> None:
        self.entries = 0
        self._path = path
        self._file = file
        self._write(head)

    def write(self, entries: Iterable[ExportEntry]) -> None:
        """The next entries, oldest first."""
        for entry in entries:
            self._write(entry)
            self.entries += 1

    def end(self) -> None:
        """Nothing follows: what was written is on the disk when this returns."""
        self._write(ExportEnd(entries=self.entries))
        with _room(self._path):
            self._file.flush()
            os.fsync(self._file.fileno())

    def _write(self, line: Line) -> None:
        with _room(self._path):
            self._file.write(msgspec.json.encode(line) + b"\n")


@contextmanager
def writing(path: Path, head: ExportHead) -> Iterator[Writer]:
    """A new file at `path`, there whole or not at all. Raises ExportError where one is there already, or it cannot be written."""
    unfinished = path.parent / f"{path.name}.unfinished"
    if path.is_dir():
        raise ExportError(f"{path} is a folder. Name a file in it.")
    if path.exists():
        raise ExportError(f"{path} exists already. Name another file; an export never overwrites one.")
    with _room(path):  # 0600: sealed, but whoever holds a reading key could open it
        file = os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb")
    try:
        with file:
            writer = Writer(path, file, head)
            yield writer
            writer.end()
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)


def lines(path: Path) -> Iterator[Line]:
    """Every line of an export. Raises ExportError."""
    try:
        with path.open("rb") as file:
            number = 0
            while data := file.readline(LINE_LEN_MAX):
                number += 1
                try:
                    yield _decoder.decode(data)
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                    raise ExportError(f"{path}, line {number}: not a line of an export ({error}).") from error
    except OSError as error:
        raise ExportError(f"Cannot read {path}: {error.strerror}.") from error


@contextmanager
def _room(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ExportError(f"Cannot write {path}: {error.strerror}. Is the folder there, and is there room?") from error


def building_of(head: ExportHead) -> bytes:
    """The building a head speaks of, 16 bytes. Raises ExportError."""
    try:
        return layout.read_head_statement(head.statement)[0]
    except layout.FormatError as error:
        raise ExportError(f"The first line holds no signed head: {error}.") from error

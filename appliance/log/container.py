"""Writes and reads files of `handbell log export`: sealed entries and wraps as they are, with the signed head. Opens nothing; has no key.
UTF-8 lines, one JSON object each, bytes as base64:

    {"type": "head", "version": 1, "number": …, "statement": …, "signature": …, "device_key": …}        once, first
    {"type": "entry", "number": …, "entry": …, "wraps": [{"recipient", "stream", "key_no", "wrap"}, …]}   oldest first
    {"type": "end", "entries": …}                                                    once, last: nothing was cut off

A record that begins with what another box wrote has version 2. After entry `number`, where the next box goes on, it has the line
    {"type": "succession", "number": …, "former": …, "box": …, "statement": …, "key": …, "signature": …}
with the signed proof of that (`envelope.statements.Succession`). Without a proof the last three are left out: then only the chain says it.
`tests/vectors/check_chain.py` checks both versions without any code of ours.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from appliance.envelope import format as layout
from appliance.envelope.deposit import Signed
from appliance.envelope.statements import Succession

VERSION, OF_SEVERAL = 1, 2
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


class ExportSuccession(msgspec.Struct, frozen=True, kw_only=True, tag="succession", omit_defaults=True):
    """The entries before this line, up to `number`, are of the box `former`; the entries after it of `box`. The rest is the signed
    proof.
    """

    number: int
    former: bytes
    box: bytes
    statement: bytes = b""
    key: bytes = b""
    signature: bytes = b""


class ExportEnd(msgspec.Struct, frozen=True, kw_only=True, tag="end", omit_defaults=True):
    """How many entries there are before this line, and how many times another box goes on."""

    entries: int
    successions: int = 0


type Line = ExportHead | ExportEntry | ExportSuccession | ExportEnd

_decoder = msgspec.json.Decoder(Line)


class Writer:
    """Writes entries below a head; made by `writing`."""

    def __init__(self, path: Path, file: BinaryIO, head: ExportHead, proofs: Sequence[Signed]) -> None:
        self.entries = self.successions = 0
        self._path = path
        self._file = file
        self._head: ExportHead | None = head  # kept until the first entry shows the version
        self._proofs = {Succession.unpack(each.statement).new_box: each for each in proofs}
        self._box = b""

    def write(self, entries: Iterable[ExportEntry]) -> None:
        """Write the next entries, oldest first."""
        for entry in entries:
            box = box_of(entry.entry)
            if self._head is not None:
                self._begin(self._head, box)
            elif box != self._box:
                self._write(self._succession(entry.number - 1, box))
                self.successions += 1
            self._box = box
            self._write(entry)
            self.entries += 1

    def end(self) -> None:
        """Write the end. When this returns, everything is on the disk."""
        if self._head is not None:
            self._write(self._head)
        self._write(ExportEnd(entries=self.entries, successions=self.successions))
        with _room(self._path):
            self._file.flush()
            os.fsync(self._file.fileno())

    def _begin(self, head: ExportHead, box: bytes) -> None:
        signed = layout.read_head_statement(head.statement)[1]
        self._write(head if box == signed else msgspec.structs.replace(head, version=OF_SEVERAL))
        self._head = None

    def _succession(self, number: int, box: bytes) -> ExportSuccession:
        line, proof = ExportSuccession(number=number, former=self._box, box=box), self._proofs.get(box)
        if proof is None:
            return line
        return msgspec.structs.replace(line, statement=proof.statement, key=proof.key, signature=proof.signature)

    def _write(self, line: Line) -> None:
        with _room(self._path):
            self._file.write(msgspec.json.encode(line) + b"\n")


@contextmanager
def writing(path: Path, head: ExportHead, proofs: Sequence[Signed] = ()) -> Iterator[Writer]:
    """Open a new file at `path`, which is there whole or not at all. `proofs`: that boxes in it follow on others. Raises ExportError if
    there is a file already, or it cannot be written.
    """
    unfinished = path.parent / f"{path.name}.unfinished"
    if path.is_dir():
        raise ExportError(f"{path} is a folder. Name a file in it.")
    if path.exists():
        raise ExportError(f"{path} exists already. Name another file; an export never overwrites one.")
    with _room(path):  # 0600: the content is sealed, but whoever holds a reading key could open it
        file = os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb")
    try:
        with file:
            writer = Writer(path, file, head, proofs)
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


def box_of(entry: bytes) -> bytes:
    """Give the box that wrote an entry; empty for bytes that are no entry."""
    try:
        return layout.unpack_header(entry).box
    except layout.FormatError:
        return b""


def building_of(head: ExportHead) -> bytes:
    """Give the building of a head, 16 bytes. Raises ExportError."""
    try:
        return layout.read_head_statement(head.statement)[0]
    except layout.FormatError as error:
        raise ExportError(f"The first line holds no signed head: {error}.") from error

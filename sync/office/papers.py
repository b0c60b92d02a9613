"""Reads and writes the files that travel between the online and the offline machine: recipients for a notice, and signed notices. Holds no
secret.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from appliance.envelope.deposit import LessonTold, Recipient, Signed
from appliance.envelope.format import FormatError
from appliance.envelope.hybrid import fingerprint
from sync import protocol

FILE_LEN_MAX = 1 << 20  # a notice has at most 256 KB


class Unreadable(Exception):
    """A file is not what it should be, or exists already. `str()` says which."""


def of_recipient(recipient: Recipient) -> bytes:
    """Give the content of a file for `handbell office root notice recipients`."""
    return msgspec.json.encode(recipient) + b"\n"


def read_recipient(path: Path) -> Recipient:
    """Read a recipient's file. Raises Unreadable."""
    try:
        return msgspec.json.decode(_read(path), type=Recipient)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise Unreadable(f"{path} names no recipient ({wrong}).") from wrong


@contextmanager
def new_paper(path: Path) -> Generator[BinaryIO]:
    """Open a new file for what the block makes. That it cannot be written shows before the block makes a key whose public part would then
    be lost. The file is removed if the block fails. Raises Unreadable.
    """
    try:
        file = path.open("xb")
    except OSError as wrong:
        raise Unreadable(f"{path} cannot be written ({wrong.strerror}).") from wrong
    try:
        with file:
            yield file
    except BaseException:
        path.unlink()
        raise


def write_notice(path: Path, notice: Signed) -> None:
    """Write a notice's file for `handbell office notices send`. Raises Unreadable."""
    _write(path, protocol.encode(notice))


def read_notice(path: Path) -> Signed:
    """Read a notice's file. Raises Unreadable."""
    try:
        return protocol.decode(Signed, _read(path))
    except FormatError as wrong:
        raise Unreadable(f"{path} is no signed notice.") from wrong


def read_receipt_keys(path: Path) -> tuple[bytes, ...]:
    """Read keys in hex, one a line, as the district's server writes them. Raises Unreadable."""
    try:
        return tuple(bytes.fromhex(line) for line in _read(path).decode("ascii").split())
    except ValueError as wrong:
        raise Unreadable(f"{path} holds no receipt keys: hex digits, one key a line.") from wrong


class LessonsPaper(msgspec.Struct, frozen=True):
    """What the root key is to tell every building, and the public keys for which it is sealed. It does not say whose keys they are."""

    lessons: tuple[LessonTold, ...]
    readers: tuple[bytes, ...]


def write_lessons(path: Path, paper: LessonsPaper) -> None:
    """Write the lessons that every building is to be told, for `handbell office root notice lessons`. Raises Unreadable."""
    _write(path, msgspec.json.encode(paper) + b"\n")


def read_lessons(path: Path) -> LessonsPaper:
    """Read such a file. Raises Unreadable."""
    try:
        return msgspec.json.decode(_read(path), type=LessonsPaper)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise Unreadable(
            f"{path} holds no lessons ({wrong}). It is written by: handbell office lessons approve"
        ) from wrong


def name_of(recipient: Recipient) -> str:
    """Give the name by which two people at two machines compare a recipient: it has the first 64 bits of its fingerprint."""
    return f"{recipient.name} ({fingerprint(recipient.public).hex()[:16]})"


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_LEN_MAX)
    except OSError as wrong:
        raise Unreadable(f"{path} cannot be read ({wrong.strerror}).") from wrong


def _write(path: Path, data: bytes) -> None:
    try:
        with new_paper(path) as paper:
            paper.write(data)
    except OSError as wrong:
        raise Unreadable(f"{path} cannot be written ({wrong.strerror}).") from wrong

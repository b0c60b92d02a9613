"""What travels between the online and the offline machine as files: recipients to be named, notices that were signed. Holds no secret."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from appliance.envelope.deposit import Recipient, Signed
from appliance.envelope.format import FormatError
from appliance.envelope.hybrid import fingerprint
from sync import protocol

FILE_LEN_MAX = 1 << 20  # a notice has at most 256 KB


class Unreadable(Exception):
    """A file is not what it should be, or is there already. `str()` says which."""


def of_recipient(recipient: Recipient) -> bytes:
    """What a file holds for `handbell office root notice recipients`."""
    return msgspec.json.encode(recipient) + b"\n"


def read_recipient(path: Path) -> Recipient:
    """Raises Unreadable."""
    try:
        return msgspec.json.decode(_read(path), type=Recipient)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise Unreadable(f"{path} names no recipient ({wrong}).") from wrong


@contextmanager
def new_paper(path: Path) -> Generator[BinaryIO]:
    """A new file, for what the block makes: that it cannot be written is known before there is a key whose public part nobody sees
    again. Gone where the block fails. Raises Unreadable.
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
    """For `handbell office notices send`. Raises Unreadable."""
    _write(path, protocol.encode(notice))


def read_notice(path: Path) -> Signed:
    """Raises Unreadable."""
    try:
        return protocol.decode(Signed, _read(path))
    except FormatError as wrong:
        raise Unreadable(f"{path} is no signed notice.") from wrong


def read_receipt_keys(path: Path) -> tuple[bytes, ...]:
    """Keys in hex, one a line, as the district's server writes them. Raises Unreadable."""
    try:
        return tuple(bytes.fromhex(line) for line in _read(path).decode("ascii").split())
    except ValueError as wrong:
        raise Unreadable(f"{path} holds no receipt keys: hex digits, one key a line.") from wrong


def name_of(recipient: Recipient) -> str:
    """By what two people on two machines compare a recipient: the beginning of its fingerprint, 64 bits."""
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

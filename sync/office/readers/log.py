"""Keeps the log of readings: who read what. Each entry is chained to the one before it, and is on the disk before anything is shown. Holds
no content.

Each line is `{"number": N, "before": SHA-256 of the line before in hex, "sealed": …}`; in the first line, `before` is zeros. What it says
is sealed for its number and the digest before it, under a key that every user of the office and every auditor has.
"""

import base64
import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from appliance.command_line import reason
from sync.transport.whole_file import SECRET_MODE, keep_names

LOG_NAME = "readings.log"
LINE_LEN_MAX = 16 * 1024  # a note of a command has a few hundred bytes
NUMBER_MAX = 2**63 - 1  # the largest number of a head that the district keeps; somebody else wrote a larger one
HEAD_OF_NONE = bytes(32)

_NONCE_LEN = 12
_LABEL = b"handbell office, a line of the log of readings|"


class NotNoted(Exception):
    """A reading could not be written down, so nothing is shown. `str()` says why, and what to do."""


class Unreadable(Exception):
    """The log cannot be read at all. `str()` says why."""


class What(msgspec.Struct, frozen=True):
    """What was read, or done about who may read. `building` is its id, `number` the incident's number, `classes` as in "AB"."""

    command: str
    building: bytes = b""
    number: int = 0
    classes: str = ""


class Reading(msgspec.Struct, frozen=True, array_like=True, tag="reading-1"):
    """A reading, as it is sealed. `torn`: the line before it had been cut off while it was written, and was removed."""

    at_ms: int
    user: str
    what: What
    torn: bool = False


class Head(msgspec.Struct, frozen=True):
    """The last entry: if its number and digest are kept elsewhere, it shows when the log's end is cut off."""

    number: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.digest.hex()}"


class Found(msgspec.Struct, frozen=True):
    """A line as it stands in the file: its place from 1 on, its digest, and what it says (None where it does not hold)."""

    place: int
    digest: bytes
    line: "_Line | None"
    reading: Reading | None


class _Line(msgspec.Struct, frozen=True):
    number: Annotated[int, msgspec.Meta(ge=1, le=NUMBER_MAX)]
    before: str
    sealed: str


class Log:
    """The file of one office. Several commands may write at once."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._cipher = ChaCha20Poly1305(key)

    def add(self, user: str, whats: Sequence[What], now_ms: int) -> None:
        """Write down who reads what. It is on the disk when this returns. Raises NotNoted; then nothing may be shown."""
        try:
            self._add(user, whats, now_ms)
        except OSError as wrong:
            raise NotNoted(
                f"Nothing is shown: that it is read cannot be written to {self.path} ({reason(wrong)}). Make room on its disk, or see who"
                " owns it, and do it again."
            ) from wrong
        except Unreadable as wrong:
            raise NotNoted(f"Nothing is shown. {wrong}") from wrong

    def found(self) -> Iterator[Found]:
        """Give line after line, but no incomplete one. Raises Unreadable."""
        try:
            with self.path.open("rb") as file:
                for place, raw in enumerate(iter(lambda: file.readline(LINE_LEN_MAX), b""), 1):
                    if not raw.endswith(b"\n") and len(raw) < LINE_LEN_MAX:
                        return  # cut off while it was written: nothing was shown after it
                    line = _line(raw)
                    yield Found(place, digest_of(raw), line, None if line is None else self._opened(line))
        except FileNotFoundError:
            return
        except OSError as wrong:
            raise Unreadable(f"{self.path} cannot be read ({reason(wrong)}).") from wrong

    def end(self) -> tuple[Head, bool]:
        """Give the last entry (number 0: nothing was read yet), and whether a line after it was cut off while it was written. Raises
        Unreadable.
        """
        try:
            with self.path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                _, torn, last = self._end(file.fileno())
        except FileNotFoundError:
            return Head(0, HEAD_OF_NONE), False
        except OSError as wrong:
            raise Unreadable(f"{self.path} cannot be read ({reason(wrong)}).") from wrong
        return last, torn

    def _add(self, user: str, whats: Sequence[What], now_ms: int) -> None:
        is_new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, SECRET_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            end, torn, last = self._end(descriptor)
            lines, number, before = b"", last.number, last.digest
            for what in whats:
                number += 1
                raw = self._sealed(number, before, Reading(now_ms, user, what, torn))
                lines, before, torn = lines + raw, digest_of(raw), False
            try:
                os.ftruncate(descriptor, end)
                _write(descriptor, end, lines)
                os.fsync(descriptor)
                if is_new:
                    keep_names(self.path.parent)
            except OSError:
                os.ftruncate(descriptor, end)
                raise
        finally:
            os.close(descriptor)

    def _end(self, descriptor: int) -> tuple[int, bool, Head]:
        """Find where the last whole line ends, whether there is more behind it, and the last entry. A line that does not hold is passed
        over here: `--verify` finds it. Raises Unreadable.
        """
        size = os.fstat(descriptor).st_size
        tail = os.pread(descriptor, min(size, 2 * LINE_LEN_MAX), max(size - 2 * LINE_LEN_MAX, 0))
        whole = tail[: tail.rfind(b"\n") + 1]
        torn = len(whole) < len(tail)
        end = size - (len(tail) - len(whole))
        if not whole and size > len(tail):
            raise Unreadable(
                f"The end of {self.path} is damaged. Look at it: handbell office readings --verify. Then set it aside"
                " under another name, and keep it: a new log begins."
            )
        if not whole:
            return 0, torn, Head(0, HEAD_OF_NONE)
        raw = whole[whole[:-1].rfind(b"\n") + 1 :]
        line = _line(raw)
        return end, torn, (Head(line.number, digest_of(raw)) if line else self._counted(digest_of(raw)))

    def _counted(self, digest: bytes) -> Head:
        return Head(sum(1 for _ in self.found()), digest)

    def _sealed(self, number: int, before: bytes, reading: Reading) -> bytes:
        nonce = os.urandom(_NONCE_LEN)
        sealed = nonce + self._cipher.encrypt(nonce, msgspec.msgpack.encode(reading), _above(number, before.hex()))
        return msgspec.json.encode(_Line(number, before.hex(), base64.b64encode(sealed).decode())) + b"\n"

    def _opened(self, line: _Line) -> Reading | None:
        try:
            sealed = base64.b64decode(line.sealed, validate=True)
            plaintext = self._cipher.decrypt(
                sealed[:_NONCE_LEN].ljust(_NONCE_LEN), sealed[_NONCE_LEN:], _above(line.number, line.before)
            )
            return msgspec.msgpack.decode(plaintext, type=Reading)
        except (ValueError, InvalidTag, msgspec.MsgspecError):
            return None


def digest_of(raw: bytes) -> bytes:
    """Give the digest by which the next line names this one."""
    return hashlib.sha256(_LABEL + raw.rstrip(b"\n")).digest()


def _line(raw: bytes) -> _Line | None:
    try:
        return msgspec.json.decode(raw, type=_Line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _above(number: int, before: str) -> bytes:
    return _LABEL + msgspec.msgpack.encode((number, before))


def _write(descriptor: int, at: int, data: bytes) -> None:
    while data:
        written = os.pwrite(descriptor, data, at)
        data, at = data[written:], at + written

"""One file on a stick: what it is, a checksum, a body in msgpack. Half a file, or a damaged one, is never taken for a whole one."""

import errno
import hashlib
import os
import stat
from pathlib import Path

import msgspec

from appliance.envelope.format import UNREADABLE
from sync.transport.whole_file import UNFINISHED, write_whole

MAGIC = b"HBPARCEL1\n"
DIGEST_LEN = 32
MODE = 0o644  # everybody who has the stick may read it; nobody can open what is on it
LENGTH_MAX = 16 * 1024 * 1024  # twice the longest deposit: more is no file of ours


class Damaged(Exception):
    """No whole file of ours. `str()` says which and why."""


def write(path: Path, body: msgspec.Struct) -> None:
    """A folder of this name is not ours, and is called otherwise from now on. Raises OSError, when the stick is full for one."""
    for name in (path, path.with_name(path.name + UNFINISHED)):
        _put_aside(name)
    data = msgspec.msgpack.encode(body)
    write_whole(path, MAGIC + hashlib.sha256(data).digest() + data, MODE)


def read[Body: msgspec.Struct](path: Path, kind: type[Body]) -> Body:
    """Raises Damaged; FileNotFoundError where there is none, and where a folder has its name."""
    try:
        data = _bytes_of(path)
    except FileNotFoundError:
        raise
    except OSError as wrong:
        raise Damaged(f"{path.name} cannot be read ({wrong.strerror})") from wrong
    begin = len(MAGIC) + DIGEST_LEN
    if not data.startswith(MAGIC) or len(data) > LENGTH_MAX:
        raise Damaged(f"{path.name} is no file of Handbell")
    body = memoryview(data)[begin:]  # no copy: a file of the longest would stand in memory thrice
    if hashlib.sha256(body).digest() != data[len(MAGIC) : begin]:
        raise Damaged(f"{path.name} is damaged: its checksum is another")
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except UNREADABLE as wrong:
        raise Damaged(f"{path.name} is of another version of Handbell ({wrong})") from wrong


def _bytes_of(path: Path) -> bytes:
    """Of a plain file alone: a link would lead off the stick, and a pipe on it would never end. Raises OSError, Damaged."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        if not stat.S_ISREG(mode):
            raise Damaged(f"{path.name} is no file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(LENGTH_MAX + 1)
    finally:
        os.close(descriptor)


def _put_aside(path: Path) -> None:
    """A folder that stands in a file's place keeps what is in it. Raises OSError."""
    if path.is_symlink() or not path.is_dir():
        return
    count = 1
    while (aside := path.with_name(f"{path.name}.folder-{count}")).exists():
        count += 1
    path.rename(aside)

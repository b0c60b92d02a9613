"""Writes and reads one file on a stick: what it is, a checksum, a body in msgpack. Never takes half a file or a damaged one for a whole
one.
"""

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
MODE = 0o644  # everybody who has the stick may read the file; nobody can open what is in it
LENGTH_MAX = 16 * 1024 * 1024  # twice the longest deposit: a longer file is not ours


class Damaged(Exception):
    """This is no whole file of ours. `str()` says which file and why."""


def write(path: Path, body: msgspec.Struct) -> None:
    """Write the body into a file. A folder with this name is not ours, so it is renamed first. Raises OSError, for example when the stick
    is full.
    """
    for name in (path, path.with_name(path.name + UNFINISHED)):
        _put_aside(name)
    data = msgspec.msgpack.encode(body)
    write_whole(path, MAGIC + hashlib.sha256(data).digest() + data, MODE)


def read[Body: msgspec.Struct](path: Path, kind: type[Body]) -> Body:
    """Read a body of this kind. Raises Damaged; FileNotFoundError where there is no file, and where a folder has its name."""
    try:
        data = _bytes_of(path)
    except FileNotFoundError:
        raise
    except OSError as wrong:
        raise Damaged(f"{path.name} cannot be read ({wrong.strerror})") from wrong
    begin = len(MAGIC) + DIGEST_LEN
    if not data.startswith(MAGIC) or len(data) > LENGTH_MAX:
        raise Damaged(f"{path.name} is no file of Handbell")
    body = memoryview(data)[begin:]  # without a copy: else the longest file would be in memory three times
    if hashlib.sha256(body).digest() != data[len(MAGIC) : begin]:
        raise Damaged(f"{path.name} is damaged: its checksum is another")
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except UNREADABLE as wrong:
        raise Damaged(f"{path.name} is of another version of Handbell ({wrong})") from wrong


def _bytes_of(path: Path) -> bytes:
    """Read a plain file and nothing else: a link could lead off the stick, and reading a pipe would never end. Raises OSError, Damaged."""
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
    """Rename a folder that stands where a file should be; it keeps its content. Raises OSError."""
    if path.is_symlink() or not path.is_dir():
        return
    count = 1
    while (aside := path.with_name(f"{path.name}.folder-{count}")).exists():
        count += 1
    path.rename(aside)

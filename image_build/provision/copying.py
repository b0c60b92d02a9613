"""Copies an image without using room for its empty parts, and without using any room if the file system can share blocks."""

import contextlib
import errno
import os
from pathlib import Path

from image_build.provision.errors import NotDone

_CHUNK = 64 * 1024 * 1024


def copied(image: Path, to: Path) -> None:
    """Copy an image to a file that is not there yet. Raises NotDone; then there is no such file."""
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise NotDone(f"{to} is there already. Move it away, or give another place with --out.") from None
    except OSError as error:
        raise NotDone(f"{to} cannot be made: {error.strerror}.") from error
    try:
        with image.open("rb") as source:
            os.truncate(descriptor, os.fstat(source.fileno()).st_size)
            _copy(source.fileno(), descriptor)
    except OSError as error:
        with contextlib.suppress(OSError):
            to.unlink()
        full = error.errno == errno.ENOSPC
        hint = " Seeds alone take no room: --seeds-only FOLDER." if full else ""
        raise NotDone(f"{to} could not be written: {error.strerror}.{hint}") from error
    finally:
        os.close(descriptor)


def _copy(source: int, to: int) -> None:
    at, size = 0, os.fstat(source).st_size
    while at < size:
        try:
            begins = os.lseek(source, at, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:  # only a hole is left
                return
            raise
        ends = os.lseek(source, begins, os.SEEK_HOLE)
        while begins < ends:
            done = _piece(source, to, begins, min(_CHUNK, ends - begins))
            if not done:
                return
            begins += done
        at = ends


def _piece(source: int, to: int, at: int, length: int) -> int:
    """Copy a piece, and return how much of it was copied."""
    try:
        # shares the blocks if the file system can (btrfs, XFS), and otherwise copies inside the kernel
        return os.copy_file_range(source, to, length, at, at)
    except OSError as error:
        # the files are on two file systems, or the file system cannot do this
        if error.errno not in {errno.EXDEV, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}:
            raise
    return os.pwrite(to, os.pread(source, length, at), at)

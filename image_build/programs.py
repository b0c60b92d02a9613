"""Finds and runs the programs that a build needs from other people, and names the package of a program that is missing."""

import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

# Debian leaves some programs out of an ordinary user's PATH; they need no root.
PATH: Final = "/usr/local/sbin:/usr/sbin:/sbin"
PACKAGE_OF: Final = {
    "apt-cache": "apt",
    "apt-get": "apt",
    "debugfs": "e2fsprogs",
    "depmod": "kmod",
    "dpkg-deb": "dpkg",
    "dump.erofs": "erofs-utils",
    "dumpe2fs": "e2fsprogs",
    "e2fsck": "e2fsprogs",
    "fsck.erofs": "erofs-utils",
    "mcopy": "mtools",
    "mdel": "mtools",
    "mdir": "mtools",
    "mke2fs": "e2fsprogs",
    "mkfs.erofs": "erofs-utils",
    "mkfs.vfat": "dosfstools",
    "mmd": "mtools",
    "mmdebstrap": "mmdebstrap",
    "mtype": "mtools",
    "newuidmap": "uidmap",
    "qemu-aarch64": "qemu-user",
    "qemu-system-aarch64": "qemu-system-arm",
}
LEAVE_WITHIN_S = 30.0  # mmdebstrap needs time to remove a folder of 300 MB
TOLD_OF_FAILURE = 30  # how many of a failed program's last lines are shown: apt and dpkg say what is wrong at the end


class CannotBuild(Exception):
    """It cannot be built here, or not now. `str()` tells a person why, and what to do about it."""


def found(program: str) -> str | None:
    """Return where `program` is, or None."""
    return shutil.which(program) or shutil.which(program, path=PATH)


def need(programs: Iterable[str]) -> None:
    """Check that all these programs are there. Raises CannotBuild with every missing program and the one line that installs them."""
    missing = sorted({program for program in programs if found(program) is None})
    if missing:
        packages = " ".join(sorted({PACKAGE_OF.get(program, program) for program in missing}))
        raise CannotBuild(f"Not installed here: {', '.join(missing)}. On Debian 13: sudo apt-get install {packages}")


def run(words: list[str], *, environment: Mapping[str, str] | None = None, log: Path | None = None) -> str:
    """Run a program, and return what it wrote to its standard output. Everything that it said goes to `log`, if given.

    Raises CannotBuild with the end of what it said.
    """
    need(words[:1])
    path = found(words[0]) or words[0]
    env = None if environment is None else dict(environment)
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [path, *words[1:]], env=env, stdout=pipe, stderr=pipe, text=True, errors="replace"
    ) as process:
        try:
            out, err = process.communicate()
        except BaseException:
            _leave(process)
            raise
    if log is not None:
        log.write_text(out + err)
    if process.returncode:
        said = "\n".join((out + err).strip().splitlines()[-TOLD_OF_FAILURE:])
        raise CannotBuild(f"{words[0]} ended with {process.returncode}. It said:\n{said}")
    return out


def _leave(process: subprocess.Popen[str]) -> None:
    """Ask the program to end, and give it the time to remove its mounts. A second Ctrl-C does not wait."""
    process.terminate()
    try:
        process.wait(LEAVE_WITHIN_S)
    except BaseException:
        process.kill()
        raise

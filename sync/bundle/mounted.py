"""Finds the sticks that are mounted here, as the kernel says. Mounts nothing, and reads nothing that is on them."""

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from appliance.api.sticks import Stick
from sync.bundle.stick import FOLDER

ROOTS = (Path("/media"), Path("/run/media"), Path("/mnt"))  # where systems and people mount sticks
KINDS = frozenset(
    {"vfat", "exfat", "ext2", "ext3", "ext4", "ntfs3", "fuseblk"}
)  # file systems that sticks are sold or made with
STICKS_MAX = 8  # more mounts than this are not all sticks; a screen holds eight
MIB = 1024 * 1024

_OCTAL = re.compile(r"\\([0-7]{3})")


def mounted_in(mountinfo: str, roots: Iterable[Path] = ROOTS) -> list[Path]:
    """Give the paths below these folders where a file system of a stick's kind is mounted for writing. `mountinfo` as in
    proc_pid_mountinfo(5).
    """
    found: dict[Path, None] = {}
    for line in mountinfo.splitlines():
        before, dash, after = line.partition(" - ")
        fields, kind = before.split(), after.split()[:1]
        if not dash or len(fields) < 6 or not kind or kind[0] not in KINDS or "ro" in fields[5].split(","):
            continue
        point = Path(_OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4]))
        if any(root in point.parents for root in roots):
            found[point] = None
    return [*found]


def sticks(also: Iterable[Path] = ()) -> list[Stick]:
    """Give the sticks mounted now that this process may write to, and the folders `also`."""
    try:
        told = mounted_in(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape"))
    except OSError:
        told = []
    found = dict.fromkeys(path for path in (*also, *told) if path.is_dir() and os.access(path, os.W_OK))
    return [stick for path in [*found][:STICKS_MAX] if (stick := _stick(path)) is not None]


def _stick(path: Path) -> Stick | None:
    """Give None where the stick was just pulled out, or its path cannot be shown."""
    try:
        free, carries = shutil.disk_usage(path).free, (path / FOLDER).is_dir()
    except OSError:
        return None
    return Stick(str(path), free // MIB, carries) if str(path).isprintable() else None

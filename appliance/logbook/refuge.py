"""A copy in memory of a record whose disk takes no writes, so that the box arms all the same: alarms do not wait for a disk.

The copy is only read: what happens meanwhile stays in memory, unrecorded, until the real file can be opened again.
"""

import shutil
from pathlib import Path

from appliance.logbook.errors import NotKept
from appliance.logbook.recovery import LOGBOOK_NAME

REFUGE_BYTES_MAX = (
    256 << 20
)  # a quarter of the memory of the smallest box (1 GiB), and some ten years of one building's record
REFUGE_NAME = "logbook-copy"


def take(folder: Path, memory: Path) -> Path:
    """Copy the record in `folder` into the folder `memory`; returns where. Raises NotKept for one that is too large to copy."""
    parts = [part for part in folder.iterdir() if part.is_file()]
    size = sum(part.stat().st_size for part in parts)
    if size > REFUGE_BYTES_MAX:
        raise NotKept(
            f"the disk takes nothing, and {LOGBOOK_NAME} ({size >> 20} MiB) is too large to be held in memory"
        )
    copy = memory / REFUGE_NAME
    leave(copy)
    copy.mkdir(mode=0o700)
    for part in parts:
        shutil.copyfile(part, copy / part.name)
    return copy


def leave(copy: Path) -> None:
    """Remove the copy."""
    shutil.rmtree(copy, ignore_errors=True)

"""Checks whether a disk may be written to: it must be a whole card that nothing uses, and never the disk of this machine. Linux only;
writes nothing.
"""

import os
import re
from pathlib import Path

from image_build.provision.errors import NotDone

_SYS = Path("/sys/dev/block")


def refuse_in_use(device: Path) -> None:
    """Refuse a part of a disk, and a disk of which any part is mounted, used for swap, or held by something else. Raises NotDone."""
    number = os.stat(device).st_rdev  # noqa: PTH116 (the same words as below)
    own = _SYS / f"{os.major(number)}:{os.minor(number)}"
    if (own / "partition").exists():
        whole = own.resolve().parent.name
        raise NotDone(f"{device} is a part of a card. Give the whole card: /dev/{whole}")
    parts = {number} | _partitions(own)
    for place, part in _mounted():
        if part in parts:
            says = f"{device} is in use: a part of it is mounted at {place}."
            raise NotDone(f"{says} If it is the card you mean, unmount it: umount {place}")
    swaps = [line.split()[0] for line in Path("/proc/swaps").read_text().splitlines()[1:]]
    if any(_number(each) in parts for each in swaps):
        raise NotDone(f"{device} is in use: this machine swaps to it. It is not a card.")
    held = sorted(each.name for each in own.resolve().glob("**/holders/*"))
    if held:
        raise NotDone(f"{device} is in use by {', '.join(held)}. It is not a card.")


def _partitions(own: Path) -> set[int]:
    found: set[int] = set()
    for each in own.resolve().glob("*/partition"):
        major, _, minor = (each.parent / "dev").read_text().strip().partition(":")
        found.add(os.makedev(int(major), int(minor)))
    return found


def _mounted() -> list[tuple[str, int]]:
    """List every mount with the number of its device. Some file systems have their own numbers, so the number of their source is
    listed, too.
    """
    found: list[tuple[str, int]] = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, behind = line.partition(" - ")
        fields = before.split()
        place = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
        major, _, minor = fields[2].partition(":")
        found.append((place, os.makedev(int(major), int(minor))))
        source = behind.split()[1] if len(behind.split()) > 1 else ""
        if source.startswith("/dev/"):
            found.append((place, _number(source)))
    return found


def _number(path: str) -> int:
    try:
        return os.stat(path).st_rdev  # noqa: PTH116 (a number, not a file)
    except OSError:
        return -1

"""Makes a stick with FAT, as sticks are sold. A box under emulation makes its copy on the stick and says how much of it is proved."""

import re
from pathlib import Path

from image_build.programs import need, run
from image_build.recipe import MIB
from tests.proof.started import StartedBox

STICK_MIB = 64
MOUNTED = "/run/media/sda"
SECTION = "copy: {to: stick}\n"  # a section of a seed
HANDBELL = "/opt/handbell/bin/handbell"


def fat_stick(file: Path) -> Path:
    """Make a stick as any computer can prepare it for a copy: it has the folder, and nothing in it."""
    need(["mkfs.vfat", "mmd"])
    with file.open("wb") as stick:
        stick.truncate(STICK_MIB * MIB)
    run(["mkfs.vfat", "-F", "32", "-s", "1", "-n", "COPY", str(file)])
    run(["mmd", "-i", str(file), "::/handbell-copy"])
    return file


def proved(box: StartedBox, least: int = 1) -> int:
    """Wait until the stick has all that the record had a moment before (at least `least` entries) and a recovery bundle; give the newest
    proved entry.
    """
    reached = 0

    def whole() -> bool:
        nonlocal reached
        sealed = _number(r"Record: +Entry ([\d,]+)", box.tries(f"{HANDBELL} doctor").text)
        told = box.tries(f"{HANDBELL} replica status").text  # ask this second: a call that rings goes on writing
        reached = _number(r"Copy: up to entry ([\d,]+),", told)
        return _number(r"Recovery bundle there: ([\d,]+)", told) > 0 and 0 < sealed <= reached >= least

    box.until(whole, "the copy on the stick is proved", lambda: box.tries(f"{HANDBELL} replica status").text)
    return reached


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1].replace(",", "")) if found else 0

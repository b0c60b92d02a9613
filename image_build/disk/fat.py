"""Makes the partition that people see, as a file: mkfs.vfat makes it and mcopy fills it, file by file in a fixed order, without a
mount.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from image_build.card.layout import FAT_ID, FAT_LABEL
from image_build.programs import run

type Files = Mapping[str, Path]  # path on the partition, with `/` between folders -> the file that has its bytes


def make_fat(out: Path, size: int, files: Files, *, epoch: int) -> None:
    """Write the file system with exactly these files. `size` is in bytes. Raises CannotBuild."""
    out.unlink(missing_ok=True)
    with out.open("wb") as image:
        image.truncate(size)
    # --invariant: no serial number that changes from day to day. Always FAT32, whatever the size, since the first stage surely reads
    # that.
    run(
        ["mkfs.vfat", "--invariant", "-F", "32", "-n", FAT_LABEL, "-i", FAT_ID, str(out)],
        environment=_environment(epoch),
    )
    for folder in _folders(files):
        run(["mmd", "-i", str(out), f"::/{folder}"], environment=_environment(epoch))
    for name in sorted(files):
        run(["mcopy", "-Q", "-i", str(out), str(files[name]), f"::/{name}"], environment=_environment(epoch))


def _folders(files: Files) -> list[str]:
    """Return every folder above a file, the outermost first."""
    return sorted({str(parent) for name in files for parent in Path(name).parents if parent != Path()})


def _environment(epoch: int) -> dict[str, str]:
    """Return the environment for mtools. It takes the time of new files from SOURCE_DATE_EPOCH, and the character set of names from the
    locale.
    """
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "SOURCE_DATE_EPOCH": str(epoch),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "MTOOLS_SKIP_CHECK": "1",
    }

"""The partition people see, as a file: made by mkfs.vfat and filled by mcopy, file by file in one order, without a mount."""

import os
from collections.abc import Mapping
from pathlib import Path

from image_build.card.layout import FAT_ID, FAT_LABEL
from image_build.programs import run

type Files = Mapping[str, Path]  # path on the partition, with `/` between folders -> where its bytes are


def make_fat(out: Path, size: int, files: Files, *, epoch: int) -> None:
    """Write the file system with exactly those files. `size` in bytes. Raises CannotBuild."""
    out.unlink(missing_ok=True)
    with out.open("wb") as image:
        image.truncate(size)
    # --invariant: no serial number of the day; FAT32 whatever the size, since that is what the first stage is sure to read
    run(
        ["mkfs.vfat", "--invariant", "-F", "32", "-n", FAT_LABEL, "-i", FAT_ID, str(out)],
        environment=_environment(epoch),
    )
    for folder in _folders(files):
        run(["mmd", "-i", str(out), f"::/{folder}"], environment=_environment(epoch))
    for name in sorted(files):
        run(["mcopy", "-Q", "-i", str(out), str(files[name]), f"::/{name}"], environment=_environment(epoch))


def _folders(files: Files) -> list[str]:
    """Every folder above a file, outermost first."""
    return sorted({str(parent) for name in files for parent in Path(name).parents if parent != Path()})


def _environment(epoch: int) -> dict[str, str]:
    """mtools takes the time of new files from SOURCE_DATE_EPOCH, and the names' letters from the locale."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "SOURCE_DATE_EPOCH": str(epoch),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "MTOOLS_SKIP_CHECK": "1",
    }

"""Makes the root as an erofs file, directly from a tar. The owners come from the tar, so nobody has to be root."""

from pathlib import Path

from image_build.card.layout import ROOT_LABEL, ROOT_UUID
from image_build.programs import CannotBuild, run
from image_build.recipe import MIB

# lz4hc unpacks faster than a card reads. With 64 KiB at a time the file is a fifth smaller than with 4 KiB, and a box has the memory for
# it.
COMPRESSION = "lz4hc,9"
CLUSTER = 65536


def make_erofs(tar: Path, out: Path, size: int, *, epoch: int) -> int:
    """Write the file system, and return its length in bytes, at most `size`. Raises CannotBuild."""
    out.unlink(missing_ok=True)
    words = [
        "mkfs.erofs",
        "--quiet",
        f"-z{COMPRESSION}",
        f"-C{CLUSTER}",
        f"-T{epoch}",
        f"-U{ROOT_UUID}",
        f"-L{ROOT_LABEL}",
    ]
    run([*words, "--tar=f", str(out), str(tar)])
    length = out.stat().st_size
    if length > size:
        raise CannotBuild(
            f"The root has {length / MIB:.0f} MiB and its partition {size // MIB}. Leave something out in image_build/recipe.py: "
            "the partition cannot grow on cards that are in use."
        )
    return length

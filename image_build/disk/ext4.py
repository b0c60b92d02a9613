"""Makes the data partition as an empty ext4. The box itself fills it, at its first start."""

import os
from pathlib import Path

from image_build.card.layout import DATA_HASH_SEED, DATA_LABEL, DATA_UUID
from image_build.programs import run

BLOCK = 4096
# Room in the tables to grow to 512 GiB while mounted. Without it, ext4 stops at a thousand times its first size (mke2fs(8), resize=).
GROWS_TO_BLOCKS = 512 * 1024**3 // BLOCK
# In MiB. It does not grow later. 8 MiB holds a few seconds of what a box writes.
JOURNAL_MIB = 8


def make_ext4(out: Path, size: int, *, epoch: int) -> None:
    """Write the file system, `size` in bytes. Raises CannotBuild."""
    out.unlink(missing_ok=True)
    with out.open("wb") as image:
        image.truncate(size)
    # lazy_*=0: everything is written now. So a kernel has nothing left to do in the background, and two images are equal.
    options = (
        f"hash_seed={DATA_HASH_SEED},root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0,resize={GROWS_TO_BLOCKS}"
    )
    words = ["mke2fs", "-q", "-t", "ext4", "-b", str(BLOCK), "-m", "1", "-J", f"size={JOURNAL_MIB}", "-L", DATA_LABEL]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "E2FSPROGS_FAKE_TIME": str(epoch), "LC_ALL": "C.UTF-8"}
    run([*words, "-U", DATA_UUID, "-E", options, str(out)], environment=environment)

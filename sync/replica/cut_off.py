"""Removes Litestream's files that were cut off. Without them a restore gives all that the other files hold.

FAT writes the new name of a file first and its length later (Linux `fs/fat/namei_vfat.c`, vfat_rename). If the power goes in between, a
file that Litestream has just joined has its right name and no bytes. Litestream goes by names: it would take that file instead of those it
joined.
"""

import logging

from sync.replica.chain import is_cut_off
from sync.replica.faults import REFUSED, CopyFault
from sync.replica.target import Target

log = logging.getLogger("handbell.replica")


def files_that_count(target: Target, generation: str) -> list[tuple[str, int]]:
    """Remove the files of a generation that were cut off, and give all others; give nothing where they cannot be removed. Only while nobody
    writes there. Raises CopyFault.
    """
    files = target.files(generation)
    cut_off = [name for name, size in files if is_cut_off(name, size)]
    try:
        for name in cut_off:
            target.remove(f"{generation}/{name}")
    except CopyFault as fault:
        if fault.cause != REFUSED:
            raise
        log.warning("%s: files that were cut off cannot be removed: %s", target.says, fault.says)
        return []
    if cut_off:
        log.warning("%s: %d files that were cut off are removed", target.says, len(cut_off))
    return [each for each in files if each[0] not in cut_off]

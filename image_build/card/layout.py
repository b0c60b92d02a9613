"""Says where everything lies on a card: sizes in MiB, labels, ids. Data only. The ids are fixed, so that equal inputs make equal
images.
"""

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024
SECTOR: Final = 512
DISK_ID: Final = 0x48424C31  # "HBL1"; by this the initramfs finds our card among all disks
START_MIB: Final = 4  # The first partition begins here. Cards erase in blocks of at most 4 MiB.

FAT: Final = 0x0C  # FAT32 with LBA, which a Raspberry Pi's first stage looks for
LINUX: Final = 0x83


@dataclass(frozen=True, slots=True)
class Partition:
    """One of the four entries of the table. `number` is as in /dev/mmcblk0p1."""

    number: int
    name: str
    kind: int
    start_mib: int
    size_mib: int

    @property
    def start(self) -> int:
        """Where it begins, in bytes from the beginning of the card."""
        return self.start_mib * MIB

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return self.size_mib * MIB


# The kernel (40 MB), its initramfs, first stages for four kinds of Pi, and room for all of that once more during an update.
FIRMWARE: Final = Partition(1, "firmware", FAT, START_MIB, 136)
# The root has about 150 MiB today. It must still fit when Debian has grown a little, because this size cannot change on a card.
ROOT_A: Final = Partition(2, "root A", LINUX, FIRMWARE.start_mib + FIRMWARE.size_mib, 240)
ROOT_B: Final = Partition(3, "root B", LINUX, ROOT_A.start_mib + ROOT_A.size_mib, ROOT_A.size_mib)
# Enough for a first start without the trouble "disk nearly full". It is last, so that it can get the rest of the card.
DATA: Final = Partition(4, "data", LINUX, ROOT_B.start_mib + ROOT_B.size_mib, 64)

PARTITIONS: Final = (FIRMWARE, ROOT_A, ROOT_B, DATA)
IMAGE_MIB: Final = DATA.start_mib + DATA.size_mib

FAT_LABEL: Final = "HANDBELL"
FAT_ID: Final = "48424C01"
ROOT_LABEL: Final = "handbell-root"
ROOT_UUID: Final = "48424c02-0000-4000-8000-000000000002"
DATA_LABEL: Final = "handbell-data"
DATA_UUID: Final = "48424c04-0000-4000-8000-000000000004"
DATA_HASH_SEED: Final = "48424c04-0000-4000-8000-0000000000ff"

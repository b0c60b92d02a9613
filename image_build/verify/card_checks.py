"""Checks the card: its table, the partition that people see, the data, and the room for a second root. Each check returns what is
wrong.
"""

from image_build.card.layout import DATA_LABEL, DISK_ID, IMAGE_MIB, MIB, PARTITIONS, ROOT_B
from image_build.card.table import table_of
from image_build.programs import CannotBuild, run
from image_build.verify.lint import cmdline_mistakes, config_mistakes
from image_build.verify.opened import Opened

RAW_MIB_MAX = 700  # so that one image fits every card that is sold, and its download does not take too long
OWN_INODES = 12  # ten that ext4 keeps for itself, lost+found, and its list of orphans
PERSONAL = ("handbell-seed.yaml", "handbell-result.txt")


def table(image: Opened) -> list[str]:
    """Check the disk id, the four partitions at their places, and the length of the file."""
    wrong = []
    if image.table != table_of(DISK_ID, PARTITIONS):
        wrong.append(f"the partition table is not ours: {image.table}")
    size = image.image.stat().st_size
    if size != IMAGE_MIB * MIB:
        wrong.append(f"the image has {size} bytes instead of {IMAGE_MIB * MIB}: it was cut, or has been used")
    if size > RAW_MIB_MAX * MIB:
        wrong.append(f"the image has more than {RAW_MIB_MAX} MiB")
    return wrong


def firmware(image: Opened) -> list[str]:
    """Check config.txt, cmdline.txt and the files that they need, and that nobody's seed is there."""
    names = {str(path.relative_to(image.fat)) for path in image.fat.rglob("*") if path.is_file()}
    needed = (
        "vmlinuz",
        "initrd.img",
        "bootcode.bin",
        "start.elf",
        "start4.elf",
        "fixup.dat",
        "fixup4.dat",
        "README.txt",
    )
    wrong = [f"{name} is missing" for name in needed if name not in names]
    wrong += [f"{name} is somebody's, and not for an image" for name in PERSONAL if name in names]
    wrong += [] if any(name.endswith(".dtb") for name in names) else ["no device tree (*.dtb) is there"]
    if not {"config.txt", "cmdline.txt"} <= names:
        return [*wrong, "config.txt or cmdline.txt is missing"]
    wrong += config_mistakes((image.fat / "config.txt").read_text(), names)
    return wrong + cmdline_mistakes((image.fat / "cmdline.txt").read_text(), f"PARTUUID={DISK_ID:08x}-02")


def data(image: Opened) -> list[str]:
    """Check that the data partition is sound, empty, and able to grow, and that the room for a second root is empty."""
    try:
        run(["e2fsck", "-f", "-n", str(image.data)])
        said = run(["dumpe2fs", "-h", str(image.data)])
    except CannotBuild as broken:
        return [f"the data partition is not sound: {broken}"]
    fields = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in said.splitlines())}
    wrong = []
    if fields.get("Filesystem volume name") != DATA_LABEL:
        wrong.append(f"its label is {fields.get('Filesystem volume name')!r}")
    if int(fields.get("Inode count", "0")) - int(fields.get("Free inodes", "0")) != OWN_INODES:
        wrong.append("there are files on the data partition")
    if int(fields.get("Reserved GDT blocks", "0")) < 1:
        wrong.append("the data partition cannot grow while it is in use")
    return wrong + _second_root(image)


def _second_root(image: Opened) -> list[str]:
    with image.image.open("rb") as source:
        source.seek(ROOT_B.start)
        left = ROOT_B.size
        while left:
            piece = source.read(min(left, MIB))
            if not piece or piece.strip(b"\0"):
                return ["the room for a second root is not empty"]
            left -= len(piece)
    return []

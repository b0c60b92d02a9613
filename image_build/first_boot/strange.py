"""Says on every screen, while a stick is in, that this box does not read its format. Opens no device; udev found its format."""

from pathlib import Path

from image_build.first_boot.places import Places
from sync.transport.whole_file import write_whole

KIND_CHARACTERS_MAX = 30  # for a name that we do not know; udev's names of file systems are shorter
_PEOPLE_CALL_IT = {
    "ntfs": "NTFS",
    "ext2": "ext2 (Linux)",
    "ext3": "ext3 (Linux)",
    "ext4": "ext4 (Linux)",
    "hfsplus": "Mac OS Extended",
    "apfs": "APFS (macOS)",
    "BitLocker": "BitLocker, which is encrypted",
    "crypto_LUKS": "LUKS, which is encrypted",
    "iso9660": "a disc (ISO 9660), as those are that install a computer",
    "udf": "a disc (UDF)",
}


def tell(device: str, kind: str, places: Places) -> str:
    """Leave a sentence for every look until the stick is gone: each look tells it on every screen and in the result.

    Returns what is told. Raises OSError.
    """
    plain = "".join(each for each in kind if each.isascii() and (each.isalnum() or each in "_-+. "))
    named = _PEOPLE_CALL_IT.get(kind) or plain[:KIND_CHARACTERS_MAX] or "something unknown"
    says = (
        f"It is formatted as {named}; this box reads FAT32 and exFAT, as sticks are sold."
        " Use another, or format this one at a computer, which erases it."
    )
    places.strange_sticks.mkdir(exist_ok=True)
    write_whole(_told_of(device, places), says.encode())
    places.look_again.touch()
    return says


def tell_gone(device: str, places: Places) -> None:
    """Note that the stick was pulled out: the next look finds nothing to say of it. Raises OSError."""
    _told_of(device, places).unlink(missing_ok=True)
    places.look_again.touch()


def _told_of(device: str, places: Places) -> Path:
    return places.strange_sticks / Path(device).name

"""Takes the one file off a stick that was put in. Mounts it where nobody else sees it, reads at most a seed's length, and lets go.

Reads no word of the file. Whether it is a seed, and of this box, is for `taking` to say.
"""

import ctypes
import os
from pathlib import Path

from image_build.first_boot.places import Places, nearly
from image_build.seed.model import FILE_NAME
from image_build.seed.text import SEED_BYTES_MAX
from sync.transport.whole_file import write_whole

KINDS = (
    "vfat",
    "exfat",
)  # what sticks are sold with; each further one is code in the kernel that a made-up stick could break
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8  # <linux/mount.h>
MNT_DETACH = 2

_libc = ctypes.CDLL(None, use_errno=True)


def take_off(device: Path, at: Path, places: Places, kinds: tuple[str, ...] = KINDS) -> str:
    """Copy the seed off `device`, mounted at `at` meanwhile. Returns what came of it, for the journal."""
    why = _mounted(device, at, kinds)
    if why:
        return f"{device} cannot be read: {why}."
    try:
        exact, meant = at / FILE_NAME, nearly(at)
        if len(meant) > 1 and not exact.exists():
            return _told(
                places, f"Several files on the stick may be meant for the seed: keep one, and call it {FILE_NAME}."
            )
        with (meant[0] if meant and not exact.exists() else exact).open("rb") as opened:
            raw = opened.read(SEED_BYTES_MAX + 1)
    except FileNotFoundError:
        return f"there is no {FILE_NAME} on {device}"
    except OSError as error:
        return _told(places, f"{FILE_NAME} on the stick cannot be read: {error.strerror}. Try another stick.")
    finally:
        _libc.umount2(os.fsencode(at), MNT_DETACH)
    write_whole(places.stick_seed, raw)
    return f"{FILE_NAME} was taken off {device}"


def _told(places: Places, says: str) -> str:
    """Left for the next look, which tells it on every screen: whoever put a seed onto a stick waits for something."""
    write_whole(places.stick_unread, says.encode())
    return says


def _mounted(device: Path, at: Path, kinds: tuple[str, ...]) -> str:
    """Mount it; returns why not, empty when it is there."""
    why = "it has no file system of a stick"
    for kind in kinds:
        flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
        if _libc.mount(os.fsencode(device), os.fsencode(at), kind.encode(), flags, None) == 0:
            return ""
        why = os.strerror(ctypes.get_errno())
    return why

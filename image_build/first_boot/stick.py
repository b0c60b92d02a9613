"""Takes the one file off a stick that was put in. It mounts the stick where nobody else sees it, reads at most a seed's length, and
lets go.

It does not look at the content. `taking` decides whether it is a seed, and whether it is for this box.
"""

import ctypes
import os
from pathlib import Path

from image_build.first_boot.places import Places, nearly
from image_build.seed.model import FILE_NAME
from image_build.seed.text import SEED_BYTES_MAX
from sync.transport.whole_file import write_whole

# The formats of sticks that are sold. Each further one is more kernel code that a made-up stick could break.
KINDS = (
    "vfat",
    "exfat",
)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8  # <linux/mount.h>
MNT_DETACH = 2

_libc = ctypes.CDLL(None, use_errno=True)


def take_off(device: Path, at: Path, places: Places, kinds: tuple[str, ...] = KINDS) -> str:
    """Copy the seed off `device`, which is mounted at `at` meanwhile. Returns what came of it, for the journal."""
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
    """Leave a sentence for the next look, which shows it on every screen: a person who put a seed onto a stick is waiting."""
    write_whole(places.stick_unread, says.encode())
    return says


def _mounted(device: Path, at: Path, kinds: tuple[str, ...]) -> str:
    """Mount the stick. Returns why that failed; empty if it is mounted."""
    why = "it has no file system of a stick"
    for kind in kinds:
        flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
        if _libc.mount(os.fsencode(device), os.fsencode(at), kind.encode(), flags, None) == 0:
            return ""
        why = os.strerror(ctypes.get_errno())
    return why

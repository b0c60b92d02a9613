"""Reads what the kernel says of this machine: disk, clock, supply, heat, open ports. Reads /proc and /sys and nothing else. `root` is "/"
on a box; tests give a folder that looks like one.
"""

import contextlib
import ctypes
import os
from pathlib import Path

from appliance.doctor.facts import Clock, Disk, Power

# sysfs counts in sectors of this size, whatever size the card's own have (Documentation/ABI/stable/sysfs-block)
SECTOR_LEN = 512
TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised
TIMEX_LEN = 256  # struct timex has 208 bytes on 64 bits
LISTENS = "0A"  # TCP_LISTEN in /proc/net/tcp
LOW_NOW, LOW_SINCE_START = (
    1 << 0,
    1 << 16,
)  # get_throttled, as the Raspberry Pi documentation of vcgencmd names the bits
MEMORY = frozenset({"tmpfs", "ramfs"})  # what the box's first program mounts at /var if the card cannot be read
WORN_STEP_PERCENT = 10  # JESD84-B51: life time estimates come in tenths, 0x01 is the first


def disk(folder: Path, root: Path = Path("/")) -> Disk | None:
    """Look at the file system of `folder`, and the card under it; None if there is no such folder."""
    try:
        stats, device = os.statvfs(folder), folder.stat().st_dev
    except OSError:
        return None
    block = root / "sys/dev/block" / f"{os.major(device)}:{os.minor(device)}"
    is_part = (block / "partition").exists()
    card = block.resolve().parent if is_part else block
    return Disk(
        free_len=stats.f_bavail * stats.f_frsize,
        size_len=stats.f_blocks * stats.f_frsize,
        read_only=bool(stats.f_flag & os.ST_RDONLY),
        partition_len=_sectors(block / "size") if is_part else None,
        disk_len=_sectors(card / "size") if is_part else None,
        end_len=_last_end(card) if is_part else None,
        errors=_number(root / "sys/fs/ext4" / block.resolve().name / "errors_count"),
        worn_percent=_worn(card / "device/life_time"),
        in_memory=_kind_of(device, root) in MEMORY,
    )


def clock(root: Path = Path("/")) -> Clock:
    """Say whether the kernel follows a time server, if it may be asked, and whether there is a clock with a battery."""
    state = _adjtimex()
    synchronised = None if state is None or state < 0 else state != TIME_ERROR
    return Clock(synchronised=synchronised, battery=(root / "sys/class/rtc/rtc0").exists())


def power(root: Path = Path("/")) -> Power:
    """Ask the Raspberry Pi itself, through its firmware's driver or that of the plain kernel."""
    low_now, low_since_start = _throttled(root)
    if low_now is None:
        low_now = _alarm(root)
    return Power(low_now, low_since_start, _number(root / "sys/class/thermal/thermal_zone0/temp"))


def listening(root: Path = Path("/")) -> frozenset[int]:
    """Give the TCP ports on which anything listens."""
    ports = set()
    for table in ("proc/net/tcp", "proc/net/tcp6"):
        for line in _text(root / table).splitlines()[1:]:
            words = line.split()
            if len(words) > 3 and words[3] == LISTENS:
                ports.add(int(words[1].rpartition(":")[2], 16))
    return frozenset(ports)


def _kind_of(device: int, root: Path) -> str:
    """Give the kind of the file system with this device number, as in proc_pid_mountinfo(5); empty if it is not there."""
    number = f"{os.major(device)}:{os.minor(device)}"
    for line in _text(root / "proc/self/mountinfo").splitlines():
        before, _, after = line.partition(" - ")
        if before.split()[2:3] == [number]:
            return after.partition(" ")[0]
    return ""


def _throttled(root: Path) -> tuple[bool | None, bool | None]:
    for place in ("sys/devices/platform/soc/soc:firmware/get_throttled", "sys/class/hwmon/hwmon0/device/get_throttled"):
        with contextlib.suppress(ValueError):
            bits = int(_text(root / place), 16)
            return bool(bits & LOW_NOW), bool(bits & LOW_SINCE_START)
    return None, None


def _alarm(root: Path) -> bool | None:
    """Ask the plain kernel's driver, a hwmon named rpi_volt, which has an alarm while the supply is too low."""
    for sensor in sorted((root / "sys/class/hwmon").glob("hwmon*")):
        if _text(sensor / "name").strip() == "rpi_volt":
            found = _number(sensor / "in0_lcrit_alarm")
            return None if found is None else bool(found)
    return None


def _worn(path: Path) -> int | None:
    """Read how worn the card is; eMMC only. There are two estimates in hex, and the worse counts. 0x00 says nothing."""
    try:
        worst = max(int(word, 16) for word in _text(path).split())
    except ValueError:
        return None
    return worst * WORN_STEP_PERCENT or None


def _last_end(card: Path) -> int | None:
    ends = []
    for part in card.glob("*/partition"):
        start, length = _sectors(part.parent / "start"), _sectors(part.parent / "size")
        if start is not None and length is not None:
            ends.append(start + length)
    return max(ends, default=None)


def _adjtimex() -> int | None:
    """Give the kernel's clock state; None if it cannot be asked, negative if this process may not ask. Asking changes nothing."""
    try:
        return int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX_LEN)))
    except (OSError, AttributeError):
        return None


def _sectors(path: Path) -> int | None:
    number = _number(path)
    return None if number is None else number * SECTOR_LEN


def _number(path: Path) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isascii() and text.isdecimal() else None


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:
        return ""

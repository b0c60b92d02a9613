"""Reads what a real device's flash holds, from the file that is its flash on Linux. Knows `Record` of counts.h; changes nothing."""

import struct
from dataclasses import dataclass

from hardware.esphome.wire import CONTACTS

LAYOUT = 0x48420001  # as in counts.h: it rises whenever Record changes, and then this number must follow
_ENTRY = struct.Struct("<IB")  # in ESPHome's file each thing that is kept has a key, a length and so many bytes
_RECORD = struct.Struct("<IiQBB6x" + "II" * len(CONTACTS))


@dataclass(frozen=True, slots=True)
class Kept:
    """What survives a power cut: for each contact the count, and the highest count with a receipt."""

    epoch: int
    ledger: str
    quiet: bool
    dark: bool
    counts: dict[str, int]
    receipted: dict[str, int]


def read_flash(flash: bytes) -> Kept:
    """Read a flash. Raises ValueError where no whole record is in it."""
    while len(flash) >= _ENTRY.size:
        _, length = _ENTRY.unpack_from(flash)
        data, flash = flash[_ENTRY.size : _ENTRY.size + length], flash[_ENTRY.size + length :]
        if len(data) == _RECORD.size and int.from_bytes(data[:4], "little") == LAYOUT:
            _, epoch, ledger, quiet, dark, *numbers = _RECORD.unpack(data)
            counts, receipted = (
                dict(zip(CONTACTS, numbers[::2], strict=True)),
                dict(zip(CONTACTS, numbers[1::2], strict=True)),
            )
            return Kept(epoch, f"{ledger:016x}", bool(quiet), bool(dark), counts, receipted)
    raise ValueError("there is no whole record of a button in it")

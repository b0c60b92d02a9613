"""What a real device's flash holds, read from the file that is its flash on Linux. Knows `Record` of counts.h; changes nothing."""

import struct
from dataclasses import dataclass

from hardware.esphome.wire import CONTACTS

LAYOUT = 0x48420001  # of counts.h; it rises whenever Record changes, and then this must follow
_ENTRY = struct.Struct("<IB")  # ESPHome's file: a key, a length and so many bytes for each thing kept
_RECORD = struct.Struct("<IiQBB6x" + "II" * len(CONTACTS))


@dataclass(frozen=True, slots=True)
class Kept:
    """What survives a power cut: per contact the count, and the highest count with a receipt."""

    epoch: int
    ledger: str
    quiet: bool
    dark: bool
    counts: dict[str, int]
    receipted: dict[str, int]


def read_flash(flash: bytes) -> Kept:
    """Raises ValueError where no whole record is in it."""
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

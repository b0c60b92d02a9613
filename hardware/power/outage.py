"""Records how long the last outage was held: noted while on battery, and read after the box was dark. It is a hint, never proof.

It is one small file in the data folder, written whole or left as it was. Knows no supply: time, boot and feed are arguments.
"""

import os
from pathlib import Path

import msgspec

NAME = "power.json"
SEEN_EVERY_MS = 60_000  # Each minute: the figure is given in minutes, and this spares the flash card.
_BYTES_MAX = 4096  # a note has some 120
_MINUTE_MS = 60_000


class Outage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One outage, with wall times in ms. `ended` None: it goes on, or the box went dark soon after it was last `seen`. `boot` is an id of
    that run of the machine.
    """

    since: int
    seen: int
    boot: str
    ended: int | None = None

    @property
    def held_min(self) -> int:
        """Whole minutes on battery; 0 if the clock was set back meanwhile."""
        return max(0, (self.ended if self.ended is not None else self.seen) - self.since) // _MINUTE_MS

    def went_dark(self, boot: str) -> bool:
        """Return whether power failed before mains came back: nobody saw the end of the outage, and the machine has started anew since."""
        return self.ended is None and self.boot != boot


def noted(last: Outage | None, *, on_battery: bool, now_ms: int, boot: str) -> Outage | None:
    """Return the outage to keep now; it is `last` itself if nothing need be written.

    An outage in which the box went dark stays as it is until the next one begins. An outage that ended while nobody looked, in the
    same boot, ends now.
    """
    goes_on = last is not None and last.ended is None and last.boot == boot
    if not goes_on:
        return Outage(now_ms, now_ms, boot) if on_battery else last
    assert last is not None
    if not on_battery:
        return msgspec.structs.replace(last, seen=now_ms, ended=now_ms)
    due = not 0 <= now_ms - last.seen < SEEN_EVERY_MS
    return msgspec.structs.replace(last, seen=now_ms) if due else last


def read(folder: Path) -> Outage | None:
    """Read the last outage; None if there is none, or if the file is damaged."""
    try:
        with (folder / NAME).open("rb") as file:
            return msgspec.json.decode(file.read(_BYTES_MAX), type=Outage)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def write(folder: Path, outage: Outage) -> None:
    """Write it whole and to the disk, since power may fail next. Blocks; raises OSError."""
    new = folder / f"{NAME}.new"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(outage))
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / NAME)

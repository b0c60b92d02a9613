"""How long the last outage was held: what is noted while on battery, and read after the box was dark. A hint, never proof.

One small file of the data folder, whole or as it was before. Knows no supply: time, boot and feed are arguments.
"""

import os
from pathlib import Path

import msgspec

NAME = "power.json"
SEEN_EVERY_MS = 60_000  # each minute: the figure is given in minutes, and a flash card is spared
_BYTES_MAX = 4096  # a note has some 120
_MINUTE_MS = 60_000


class Outage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Wall times in ms. `ended` None: it goes on, or the box went dark soon after it was `seen` last. `boot`: an id of that run."""

    since: int
    seen: int
    boot: str
    ended: int | None = None

    @property
    def held_min(self) -> int:
        """Whole minutes on battery; 0 where the clock was set back meanwhile."""
        return max(0, (self.ended if self.ended is not None else self.seen) - self.since) // _MINUTE_MS

    def went_dark(self, boot: str) -> bool:
        """Whether power failed before mains came back: its end was seen by nobody, and the machine has started anew since."""
        return self.ended is None and self.boot != boot


def noted(last: Outage | None, *, on_battery: bool, now_ms: int, boot: str) -> Outage | None:
    """What is to be kept now; `last` itself where nothing is to be written.

    One that went dark stays as it is until the next begins. One that ended while nobody looked, in the same boot, ends now.
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
    """The last one; None where there is none, or what is there is damaged."""
    try:
        with (folder / NAME).open("rb") as file:
            return msgspec.json.decode(file.read(_BYTES_MAX), type=Outage)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def write(folder: Path, outage: Outage) -> None:
    """Whole, and on disk, since power may fail next. Blocks; raises OSError."""
    new = folder / f"{NAME}.new"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(outage))
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / NAME)

"""Acts like the firmware of our sounder with its hall lamp: what it plays, and what it says. Pure.

It is the twin of hardware/firmware/sounder.h. `now_ms` is an argument; knows no connection and no sound.
"""

import enum

from hardware.esphome import wire
from hardware.esphome.twin.button import States
from hardware.ports import Pattern, Sounding
from hardware.signals import OLDER_BOX
from hardware.simulated.board import Flash

DOWN_AFTER_MS = wire.DOWN_AFTER_S * 1000


class Playing(enum.StrEnum):
    """What it may play: silence, its own chirp, or what the appliance asked for."""

    SILENT = wire.SILENT
    DOWN = wire.DOWN
    HIGH = Pattern.HIGH.value
    MEDIUM = Pattern.MEDIUM.value
    LOW = Pattern.LOW.value
    TROUBLE = Pattern.TROUBLE.value
    DRILL = Pattern.DRILL.value


QUIET_ENOUGH_TO_CHIRP = frozenset({Playing.SILENT, Playing.TROUBLE, Playing.DRILL})
"""It may chirp only over these. A call that sounded when the appliance went away goes on, since nothing quiets itself."""


class TwinSounder:
    """One sounder, from one power-up at `booted_ms` to the next power cut. `dark`: it was told to light nothing."""

    def __init__(self, flash: Flash, booted_ms: int) -> None:
        self.dark = False
        self.older_box = False
        self._flash = flash
        self._playing = Playing.SILENT
        self._heard_ms = booted_ms
        self._said: States = {}

    def sound(self, sounding: Sounding, now_ms: int) -> bool:
        """Take what to play, as the appliance says. A box of a lower rank is not obeyed, and does not count as heard."""
        self.older_box = sounding.epoch_rank < self._flash.epoch_rank
        if self.older_box:
            return False
        self._flash.epoch_rank = sounding.epoch_rank
        self.dark = sounding.dark
        self._heard_ms = now_ms
        self._playing = Playing(sounding.pattern.value) if sounding.pattern is not None else Playing.SILENT
        return True

    def lamp(self, now_ms: int) -> Playing:
        """Return what it plays now."""
        if now_ms - self._heard_ms >= DOWN_AFTER_MS and self._playing in QUIET_ENOUGH_TO_CHIRP:
            self._playing = Playing.DOWN
        return self._playing

    def take(self, now_ms: int) -> States:
        """Return what to say now to everybody who listens: what changed."""
        now = self.states(now_ms)
        news = {each: state for each, state in now.items() if self._said.get(each) != state}
        self._said = now
        return news

    def states(self, now_ms: int) -> States:
        """Return what every entity says now."""
        faults = {OLDER_BOX: str(self._flash.epoch_rank)} if self.older_box else {}
        return {wire.SOUNDING: self.lamp(now_ms).value, wire.FAULTS: wire.write_faults(faults)}

    def next_deadline(self, now_ms: int) -> int | None:
        """Return when it may begin to chirp."""
        down_ms = self._heard_ms + DOWN_AFTER_MS
        return down_ms if now_ms < down_ms else None

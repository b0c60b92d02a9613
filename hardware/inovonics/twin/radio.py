"""Pretends to be a pendant or contact transmitter: makes the frames that it sends when something happens to it. Pure; knows no receiver
and no clock.
"""

import msgspec

from hardware.inovonics.codec import Transmission
from hardware.parts import PARTS

_RESTARTED, _NO_CHANGE, _TAMPERED, _LOW_BATTERY = 1 << 3, 1 << 4, 1 << 5, 1 << 6
LEVEL, MARGIN = 42, 19  # the figures of a transmitter that is heard well


class PretendTransmitter:
    """A pretend transmitter. `part` is the name printed on it. It is heard through the repeater `hop`, if that is set."""

    def __init__(self, uid: int, part: str = "EN1223S") -> None:
        self.uid = uid
        self.product = PARTS[part].product
        self.check_in_s = PARTS[part].check_in_s
        self.low_battery = False
        self.tampered = False
        self.margin = MARGIN
        self.hop: int | None = None
        self._alarms: set[int] = set()

    def close(self, alarm: int = 1) -> Transmission:
        """Press it, or close its contact."""
        self._alarms.add(alarm)
        return self._frame()

    def open(self, alarm: int = 1) -> Transmission:
        """Let it go."""
        self._alarms.discard(alarm)
        return self._frame()

    def check_in(self) -> Transmission:
        """Say how it stands, without a change."""
        return self._frame(_NO_CHANGE)

    def change(self, *, low_battery: bool | None = None, tampered: bool | None = None) -> Transmission:
        """Change its battery or its case."""
        self.low_battery = self.low_battery if low_battery is None else low_battery
        self.tampered = self.tampered if tampered is None else tampered
        return self._frame()

    def reset(self) -> Transmission:
        """Give it a new battery."""
        self.low_battery = False
        return self._frame(_RESTARTED)

    def _frame(self, stat0: int = 0) -> Transmission:
        stat0 |= _TAMPERED * self.tampered | _LOW_BATTERY * self.low_battery
        stat1 = sum(1 << alarm - 1 for alarm in self._alarms)
        hop, hops = (self.uid, 0) if self.hop is None else (self.hop, 1)
        return Transmission(self.uid, hop, hops, self.product, stat1, stat0, LEVEL, self.margin)


def through(frame: Transmission, repeater: int) -> Transmission:
    """Return the same frame, passed on by a repeater."""
    return msgspec.structs.replace(frame, hop=repeater, hops=frame.hops + 1)

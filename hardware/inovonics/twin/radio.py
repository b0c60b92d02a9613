"""A pretend pendant or contact transmitter: what it sends when something befalls it. Pure; knows no receiver and no clock."""

import msgspec

from hardware.inovonics.codec import Transmission
from hardware.parts import PARTS

_RESTARTED, _NO_CHANGE, _TAMPERED, _LOW_BATTERY = 1 << 3, 1 << 4, 1 << 5, 1 << 6
LEVEL, MARGIN = 42, 19  # as of one that is well heard


class PretendTransmitter:
    """`part` as printed on it. Through `hop`, a repeater, where that is set."""

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
        """Pressed, or its contact closed."""
        self._alarms.add(alarm)
        return self._frame()

    def open(self, alarm: int = 1) -> Transmission:
        """Let go of."""
        self._alarms.discard(alarm)
        return self._frame()

    def check_in(self) -> Transmission:
        """As it stands, without a change."""
        return self._frame(_NO_CHANGE)

    def change(self, *, low_battery: bool | None = None, tampered: bool | None = None) -> Transmission:
        """Its battery or its case."""
        self.low_battery = self.low_battery if low_battery is None else low_battery
        self.tampered = self.tampered if tampered is None else tampered
        return self._frame()

    def reset(self) -> Transmission:
        """A new battery."""
        self.low_battery = False
        return self._frame(_RESTARTED)

    def _frame(self, stat0: int = 0) -> Transmission:
        stat0 |= _TAMPERED * self.tampered | _LOW_BATTERY * self.low_battery
        stat1 = sum(1 << alarm - 1 for alarm in self._alarms)
        hop, hops = (self.uid, 0) if self.hop is None else (self.hop, 1)
        return Transmission(self.uid, hop, hops, self.product, stat1, stat0, LEVEL, self.margin)


def through(frame: Transmission, repeater: int) -> Transmission:
    """The same, passed on by a repeater."""
    return msgspec.structs.replace(frame, hop=repeater, hops=frame.hops + 1)

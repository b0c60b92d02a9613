"""Lists transmitters that were heard and are in no plan, for a person who takes one into service. None of them rings, and nothing is
believed.
"""

import msgspec

from hardware.inovonics.codec import SECURITY, Transmission, label
from hardware.parts import called, part_of
from hardware.ports import Stranger

STRANGERS_MAX = 64  # A box of new pendants, and the neighbours' pendants. Older ones are dropped.
HEARD = "heard"


class Strangers:
    """Each stranger with the line on which it was heard last; the newest last."""

    def __init__(self) -> None:
        self._met: dict[int, tuple[Stranger, float]] = {}

    def add(self, frame: Transmission, line: str, now_s: float) -> None:
        """Note that it was heard. Only security transmitters are listed."""
        if frame.uid >> 24 != SECURITY:
            return
        before = self._met.pop(frame.uid, None)
        alarm = next((number for number in range(1, 5) if frame.alarm(number)), None)
        at = f"{label(frame.uid)}/{alarm}" if alarm else before[0].wire if before is not None else ""
        self._met[frame.uid] = _stranger(frame, line, at), now_s
        if len(self._met) > STRANGERS_MAX:
            del self._met[next(iter(self._met))]

    def forget(self, uid: int) -> None:
        """Remove a transmitter that is expected now."""
        self._met.pop(uid, None)

    def all(self, now_s: float) -> tuple[Stranger, ...]:
        """Return every transmitter that nobody expects."""
        return tuple(
            msgspec.structs.replace(stranger, heard_ago_ms=max(0, round((now_s - heard_s) * 1000)))
            for stranger, heard_s in self._met.values()
        )


def _stranger(frame: Transmission, line: str, at: str) -> Stranger:
    part = part_of(frame.product)
    return Stranger(label(frame.uid), "", "", _claims(frame), keyless=False, found=HEARD, line=line, wire=at, part=part)


def _claims(frame: Transmission) -> str:
    up = [str(number) for number in range(1, 5) if frame.alarm(number)]
    alarms = f"alarm {' and '.join(up)}" if up else "no alarm"
    return f"{called(frame.product)}, {alarms}, signal {frame.level}, margin {frame.margin}"

"""Transmitters that were heard and are in no plan: a short list for whoever takes one into service. None rings, and nothing is believed."""

from hardware.inovonics.codec import REPEATER, SECURITY, Other, Transmission, label
from hardware.parts import called
from hardware.ports import Stranger

STRANGERS_MAX = 64  # a box of new pendants, and the neighbours'; older ones go
HEARD = "heard"


class Strangers:
    """Each with the line it was heard on last; the newest last. Repeaters are apart: they are no buttons."""

    def __init__(self) -> None:
        self._met: dict[int, Stranger] = {}
        self._repeaters: dict[int, Stranger] = {}

    def add(self, frame: Transmission | Other, line: str) -> None:
        """It was heard. Only security transmitters and repeaters are listed."""
        match frame:
            case Transmission() if frame.uid >> 24 == SECURITY:
                _list(self._met, frame.uid, line, _claims(frame))
            case Other() if frame.uid >> 24 == REPEATER:
                _list(self._repeaters, frame.uid, line, "repeater")
            case _:
                pass

    def forget(self, uid: int) -> None:
        """It is expected now."""
        self._met.pop(uid, None)

    def all(self) -> tuple[Stranger, ...]:
        """Every transmitter that nobody expects."""
        return tuple(self._met.values())

    def repeaters(self) -> tuple[Stranger, ...]:
        """Every repeater that was heard of itself."""
        return tuple(self._repeaters.values())


def _list(into: dict[int, Stranger], uid: int, line: str, claims: str) -> None:
    into.pop(uid, None)
    into[uid] = Stranger(label(uid), "", line, claims, keyless=False, found=HEARD)
    if len(into) > STRANGERS_MAX:
        del into[next(iter(into))]


def _claims(frame: Transmission) -> str:
    up = [str(number) for number in range(1, 5) if frame.alarm(number)]
    alarms = f"alarm {' and '.join(up)}" if up else "no alarm"
    return f"{called(frame.product)}, {alarms}, signal {frame.level}, margin {frame.margin}"

"""Transmitters that were heard and are in no plan: a short list for whoever takes one into service. None rings, and nothing is believed."""

from collections.abc import Mapping

import msgspec

from hardware.inovonics.codec import REPEATER, SECURITY, Other, Transmission, label
from hardware.parts import called, part_of
from hardware.ports import Stranger

STRANGERS_MAX = 64  # a box of new pendants, and the neighbours'; older ones go
HEARD = "heard"


class Strangers:
    """Each with the line it was heard on last; the newest last. Repeaters are apart: they are no buttons."""

    def __init__(self) -> None:
        self._met: dict[int, tuple[Stranger, float]] = {}
        self._repeaters: dict[int, tuple[Stranger, float]] = {}

    def add(self, frame: Transmission | Other, line: str, now_s: float) -> None:
        """It was heard. Only security transmitters and repeaters are listed."""
        match frame:
            case Transmission() if frame.uid >> 24 == SECURITY:
                before = self._met.get(frame.uid)
                alarm = next((number for number in range(1, 5) if frame.alarm(number)), None)
                at = f"{label(frame.uid)}/{alarm}" if alarm else before[0].wire if before is not None else ""
                _list(self._met, frame.uid, _stranger(frame, line, _claims(frame), at), now_s)
            case Other() if frame.uid >> 24 == REPEATER:
                _list(self._repeaters, frame.uid, _stranger(frame, line, "repeater", ""), now_s)
            case _:
                pass

    def forget(self, uid: int) -> None:
        """It is expected now."""
        self._met.pop(uid, None)

    def all(self, now_s: float) -> tuple[Stranger, ...]:
        """Every transmitter that nobody expects."""
        return _as_of(self._met, now_s)

    def repeaters(self, now_s: float) -> tuple[Stranger, ...]:
        """Every repeater that was heard of itself."""
        return _as_of(self._repeaters, now_s)


def _stranger(frame: Transmission | Other, line: str, claims: str, at: str) -> Stranger:
    part = part_of(frame.product) if isinstance(frame, Transmission) else ""
    return Stranger(label(frame.uid), "", "", claims, keyless=False, found=HEARD, line=line, wire=at, part=part)


def _list(into: dict[int, tuple[Stranger, float]], uid: int, stranger: Stranger, now_s: float) -> None:
    into.pop(uid, None)
    into[uid] = stranger, now_s
    if len(into) > STRANGERS_MAX:
        del into[next(iter(into))]


def _as_of(met: Mapping[int, tuple[Stranger, float]], now_s: float) -> tuple[Stranger, ...]:
    return tuple(
        msgspec.structs.replace(stranger, heard_ago_ms=max(0, round((now_s - heard_s) * 1000)))
        for stranger, heard_s in met.values()
    )


def _claims(frame: Transmission) -> str:
    up = [str(number) for number in range(1, 5) if frame.alarm(number)]
    alarms = f"alarm {' and '.join(up)}" if up else "no alarm"
    return f"{called(frame.product)}, {alarms}, signal {frame.level}, margin {frame.margin}"

"""Where on a wire a contact or an output is: the second half of every setting of a wired or radio device. Pure; knows no plan."""

from typing import Literal

import msgspec


class Alarm(msgspec.Struct, frozen=True):
    """An alarm of a radio transmitter. `uid`: its market byte, then its serial number in 24 bits; `alarm` is 1 to 4."""

    uid: int
    alarm: int


class InputPair(msgspec.Struct, frozen=True):
    """Two inputs of a board, numbered from 1 as printed on it: one that closes with a press, and one that opens."""

    board: str
    line: str
    unit: int
    closes: int
    opens: int | None


class PinPair(msgspec.Struct, frozen=True):
    """The same on pins of the box, by the names the kernel has for them, such as GPIO17."""

    closes: str
    opens: str | None


class PanelZone(msgspec.Struct, frozen=True):
    """A hold-up button of the building's alarm panel: a zone it reports, a transmitter with its loop, or an expander with its input."""

    line: str
    how: Literal["zone", "rf", "exp"]
    number: str
    part: int


class Coil(msgspec.Struct, frozen=True):
    """A relay of a board, numbered from 1 as printed on it."""

    board: str
    line: str
    unit: int
    relay: int


class Pin(msgspec.Struct, frozen=True):
    """A pin of the box that switches something."""

    name: str


type Point = Alarm | InputPair | PinPair | PanelZone
"""Where a contact of a button is."""

"""Says where on a wire a contact or an output is: the second half of each setting of a wired or radio device. Pure; knows no plan."""

from typing import Literal

import msgspec


class Alarm(msgspec.Struct, frozen=True):
    """One alarm of a radio transmitter. `uid`: its market byte, then its serial number in 24 bits. `alarm` is 1 to 4."""

    uid: int
    alarm: int


class InputPair(msgspec.Struct, frozen=True):
    """Two inputs of a board, numbered from 1 as printed on it: one closes with a press, and one opens."""

    board: str
    line: str
    unit: int
    closes: int
    opens: int | None


class PinPair(msgspec.Struct, frozen=True):
    """Two pins of the box, used as an `InputPair`. They have the kernel's names, such as GPIO17."""

    closes: str
    opens: str | None


class PanelZone(msgspec.Struct, frozen=True):
    """A hold-up button of the building's alarm panel: a zone that the panel reports, a transmitter with its loop, or an expander with its
    input.
    """

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
"""Where one contact of a button is."""
